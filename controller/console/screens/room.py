"""The room view: the session on its own axis, its music and lights, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from controller.console.actions import BY_ID, Action, is_open_to, primary
from controller.console.reading import Reading
from controller.console.room_lines import (
    face_lines,
    light_line,
    timeline_lines,
    track_lines,
    word_lines,
)
from controller.console.screens.base import CalmScreen, fitting
from controller.console.setting import Setting
from controller.console.widgets.action_button import ActionButton
from controller.console.widgets.line_view import LineView
from controller.console.widgets.top_bar import Words

ROWS = (
    ("hold", "go", "visit", "end-visit"),
    ("longer", "shorter", "next-phase", "undo", "stop"),
    ("skip", "swap", "softer", "louder", "restore"),
)
"""The buttons; the primary one stands before the first row, the end of the session apart."""
TALL = 32
"""Lines from which there is space around everything; tracks are listed in what is left."""
RESTS = 4
"""The primary button rests this many guards after it has changed its meaning."""


class RoomScreen(CalmScreen):
    """One room, the chosen one."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._room = setting.chosen

    def compose_own(self) -> ComposeResult:
        """Lay out lines and buttons."""
        yield LineView(id="face")
        yield LineView(id="timeline")
        yield LineView(id="says")
        yield LineView(id="light")
        yield LineView(id="tracks")
        with Vertical(id="actions"):
            for i, row in enumerate(ROWS):
                with Horizontal(classes="row"):
                    if i == 0:
                        yield ActionButton(BY_ID["start"], primary=True)
                    for name in row:
                        yield ActionButton(BY_ID[name])

    def left_words(self, reading: Reading | None) -> Words:
        """Tell the way back, and which room this is."""
        room = reading.room if reading else None
        here = f"{room.key} {room.title}" if room else ""
        return [(here, "name"), ("Esc Board", "key")]

    def keys(self, reading: Reading | None) -> Iterable[Action]:
        """Offer what the buttons do not."""
        facts = ("arrived", "started", "changed", "ended", "left", "earlier", "seen")
        return fitting(("back", *facts, "help", "quit"), reading)

    def tick_own(self) -> None:
        """Draw what has changed."""
        reading = self.setting.reading()
        width = self.size.width
        if reading is None or width < 20:
            return
        self._draw_lines(reading, width)
        for button in self.query(ActionButton):
            is_first = button.id == "do-primary"
            action = primary(reading) if is_first else button.action
            button.show(action, is_open_to(action, reading), self.setting.guard_s * RESTS)

    def _draw_lines(self, reading: Reading, width: int) -> None:
        setting, tall = self.setting, self.size.height >= TALL
        says = word_lines(reading, setting, width, 5 if tall else 2)
        spare = self.size.height - TALL - 2 - len(says)
        lines = {
            "face": face_lines(reading, setting, width),
            "timeline": timeline_lines(reading, setting, width, 2 if tall else 1),
            "says": says,
            "light": (light_line(reading, width, setting.glyphs),),
            "tracks": track_lines(reading, setting, width, max(0, min(14, spare))),
        }
        for name, each in lines.items():
            view = self.query_one(f"#{name}", LineView)
            view.display = bool(each)
            view.show(*each)
