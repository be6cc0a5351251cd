"""What all screens do alike: the top bar, the last line, and turning what was meant into acts."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.screen import Screen

from controller.console.actions import BY_ID, Action, is_open_to
from controller.console.canvas import Canvas
from controller.console.desk import Desk, last_line
from controller.console.reading import Reading
from controller.console.setting import Setting
from controller.console.top import show_top
from controller.console.widgets.key_bar import KeyBar
from controller.console.widgets.line_view import LineView
from controller.console.widgets.top_bar import TopBar, Words

SHORT = [(0, "-short"), (30, "-tall")]
"""Below thirty lines the top bar takes one line instead of three."""


class CalmScreen(Screen[None]):
    """A full screen: a top bar, whatever is its own, the last line, and the keys."""

    VERTICAL_BREAKPOINTS = SHORT
    ALLOW_SELECT = False
    AUTO_FOCUS = None

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.setting.desk

    def compose(self) -> ComposeResult:
        """Lay out what all screens share around the screen's own."""
        yield TopBar()
        yield from self.compose_own()
        with Vertical(id="foot"):
            yield LineView(id="last")
            yield KeyBar(id="keys")

    def compose_own(self) -> ComposeResult:
        """Lay out the screen's own widgets."""
        yield from ()

    def on_mount(self) -> None:
        """Draw once everything has its size."""
        self.call_after_refresh(self.tick)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was in front."""
        self.call_after_refresh(self.tick)

    def on_resize(self) -> None:
        """Fill the new width."""
        self.call_after_refresh(self.tick)

    def tick(self) -> None:
        """Draw what has changed; called every second, and when something came in."""
        if not self.is_mounted:
            return
        try:
            self.tick_frame()
        except NoMatches:  # the screen is being taken down
            return
        self.tick_own()

    def tick_own(self) -> None:
        """Draw what has changed in the screen's own widgets."""

    def keys(self, reading: Reading | None) -> Iterable[Action]:
        """Tell the actions the last line offers."""
        return ()

    def tick_frame(self) -> None:
        """Draw what has changed around the screen's own widgets."""
        reading = self.setting.reading()
        show_top(self, self.setting, self.left_words(reading))
        self.query_one(KeyBar).offer(self.keys(reading))
        last = self.query_one("#last", LineView)
        canvas = Canvas(max(1, last.size.width))
        cell = 1
        for text, style in last_runs(self.setting, reading):
            cell = canvas.put(cell, text, style)
        last.show(canvas.line())

    def left_words(self, reading: Reading | None) -> Words:
        """Tell what stands at the left of the top bar."""
        return [("Stillroom", "name"), (self.setting.title, "muted")]


def last_runs(setting: Setting, reading: Reading | None) -> tuple[tuple[str, str], ...]:
    """Say what was last done in the chosen room, and how to take it back."""
    if setting.hint and setting.clock.now() < setting.hint_until:
        return ((setting.hint, "now"),)
    trouble = setting.desk.store.trouble
    if trouble and (reading is None or setting.desk.store.cut_at is not None):
        return ((trouble, "notice"),)
    return last_line(setting.desk, reading, setting.zone) if reading else ()


def fitting(ids: Iterable[str], reading: Reading | None) -> tuple[Action, ...]:
    """Pick the actions of ``ids`` that make sense in the room as it is."""
    actions = (BY_ID[each] for each in ids)
    return tuple(a for a in actions if reading is not None and is_open_to(a, reading))
