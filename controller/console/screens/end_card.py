"""The card that ends a session: two different deliberate acts, the second the room's own key."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Static

from controller.console.format import minutes_left
from controller.console.reading import Reading
from controller.console.setting import Setting
from controller.console.widgets.card import Card, CardButton


class EndCard(Card[bool]):
    """Keep playing is the default; the room's digits, or its button, end the session."""

    def __init__(self, setting: Setting, room: str) -> None:
        found = setting.desk.store.room(room)
        self._key, self._name = (found.key, found.title) if found else ("", room)
        self._room = room
        self._typed = ""
        super().__init__(setting, f" End the session in {self._key} {self._name}? ")

    def compose_own(self) -> ComposeResult:
        """Lay out what would happen, and the two answers."""
        reading = self.setting.desk.reading(self._room, self.setting.moment())
        yield Static(_says(reading), id="says", markup=False)
        with Horizontal(classes="buttons"):
            yield CardButton("Keep playing   Esc", "cancel", "-primary-act")
            yield CardButton(f"End room {self._key}   press {self._key}", "end")

    def press(self, event: Key) -> None:
        """Take the room's digits; Enter keeps playing."""
        if event.key == "enter":
            self.answer(None)
        elif event.key.isdigit() and self._key.startswith(self._typed + event.key):
            self._typed += event.key
            if self._typed == self._key:
                self.confirm()
        else:
            self._typed = ""

    def accept(self) -> None:
        """End the session."""
        self.answer(True)


def _says(reading: Reading | None) -> str:
    left = ""
    if reading is not None and reading.session and reading.clock:
        minutes = minutes_left(reading.phases[-1].ends - reading.clock)
        left = f"About {minutes} minutes are left. "
    return (
        f"{left}Music fades out and the lights go to the turnover look. "
        "You can undo this for two minutes."
    )
