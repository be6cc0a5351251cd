"""A card with a few answers to pick from, by number or arrows; Escape, the default, picks none."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key

from controller.console.setting import Setting
from controller.console.widgets.card import Card, CardButton


class PickCard(Card[str]):
    """A number picks; or arrows choose and Enter picks. At first it is to change nothing."""

    def __init__(
        self, setting: Setting, title: str, choices: tuple[tuple[str, str], ...], none: str
    ) -> None:
        super().__init__(setting, f" {title} ")
        self._choices = choices
        self._none = none
        self._at = -1

    def compose_own(self) -> ComposeResult:
        """Lay out the answers."""
        with Vertical(classes="answers"):
            yield CardButton(f"{self._none}   Esc", "cancel")
            for i, (_, title) in enumerate(self._choices):
                yield CardButton(f"{title}   {i + 1}" if i < 9 else title, f"pick-{i}")

    def on_mount(self) -> None:
        """Begin at the answer that changes nothing."""
        super().on_mount()
        self._mark()

    def press(self, event: Key) -> None:
        """Choose with arrows, pick with Enter."""
        match event.key:
            case "up" | "k" | "shift+tab" | "left":
                self._at = max(-1, self._at - 1)
            case "down" | "j" | "tab" | "right":
                self._at = min(len(self._choices) - 1, self._at + 1)
            case digit if digit.isdecimal() and 0 < int(digit) <= len(self._choices):
                self._at = int(digit) - 1
                self.confirm()
            case _:
                super().press(event)
        self._mark()

    def _mark(self) -> None:
        for i, button in enumerate(self.query(CardButton)):
            button.set_class(i - 1 == self._at, "-primary-act")

    def accept(self) -> None:
        """Answer with what is chosen."""
        self.answer(None if self._at < 0 else self._choices[self._at][0])

    def chosen(self, button: str) -> None:
        """Answer with what was clicked."""
        self.answer(self._choices[int(button.removeprefix("pick-"))][0])
