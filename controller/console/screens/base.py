"""What all screens do alike: the top bar, the last line, and turning what was meant into acts."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.screen import Screen

from controller.console.actions import BY_ID, Action
from controller.console.canvas import Canvas
from controller.console.desk import Desk
from controller.console.format import clock_text, date_text
from controller.console.reading import Reading
from controller.console.setting import Setting
from controller.console.store import RoomStore
from controller.console.widgets.key_bar import KeyBar
from controller.console.widgets.lights_up import LightsUp
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
            self._tick_frame()
        except NoMatches:  # the screen is being taken down
            return
        self.tick_own()

    def tick_own(self) -> None:
        """Draw what has changed in the screen's own widgets."""

    def keys(self, reading: Reading | None) -> Iterable[Action]:
        """Tell the actions the last line offers."""
        return ()

    def _tick_frame(self) -> None:
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
    from controller.console.desk import last_line

    return last_line(setting.desk, reading, setting.zone) if reading else ()


def show_top(screen: Screen[object] | Screen[None], setting: Setting, left: Words) -> None:
    """Fill the top bar of ``screen``, and tell the button which room it is for."""
    moment = setting.moment()
    hour = f"{date_text(moment.wall, setting.zone)}  {clock_text(moment.wall, setting.zone)}"
    store = setting.desk.store
    screen.query_one(TopBar).show(left, hour, counts(store, setting))
    reading = setting.reading()
    word = setting.desk.lights_word(setting.chosen, moment.now)
    became = {"sent": "sent…", "done": "done", "failed": "failed"}[word.fate] if word else ""
    screen.query_one(LightsUp).show(reading.room.title if reading else "", became)


def counts(store: RoomStore, setting: Setting) -> Words:
    """Say how many rooms are in session, held, and have something to say; or that none is heard."""
    moment = setting.moment()
    if store.cut_at is not None:
        since = clock_text(moment.wall - (moment.now - store.cut_at).ms, setting.zone)
        return [(f"~ No contact with the broker since {since}; rooms keep playing", "notice")]
    sessions = [r.session for r in store.rooms if r.session and r.session.current is not None]
    held = sum(doc.held is not None for doc in sessions)
    notices = sum(len(r.notices.notices) for r in store.rooms if r.notices)
    words: Words = [(f"{len(sessions)} in session", "muted")]
    if held:
        words.append((f"{held} holding", "muted"))
    if notices:
        words.append((f"! {notices} notice{'s' if notices > 1 else ''}", "notice"))
    return words


def fitting(ids: Iterable[str], reading: Reading | None) -> tuple[Action, ...]:
    """Pick the actions of ``ids`` that make sense in the room as it is."""
    from controller.console.actions import is_open_to

    actions = (BY_ID[each] for each in ids)
    return tuple(a for a in actions if reading is not None and is_open_to(a, reading))
