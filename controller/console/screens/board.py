"""The board: every room on one axis. The first thing a nurse sees, and mostly the only one."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Static

from controller.console.actions import Action
from controller.console.messages import Meant, RoomChosen, RoomOpened
from controller.console.reading import Reading
from controller.console.rows import Density, View, axis_line, density_for, plan_for
from controller.console.screens.base import CalmScreen, fitting
from controller.console.setting import Setting
from controller.console.widgets.line_view import LineView
from controller.console.widgets.room_board import RoomBoard
from controller.domain.units import Span, minutes

ZOOMS = (minutes(20), minutes(120), minutes(240), minutes(480))
SHORT_SESSION = minutes(15)
"""When no session is longer, the closest zoom is taken as long as nobody chose one."""
DIGITS_WITHIN = Span(600)
"""Two digits that follow one another this fast choose one room."""
SMALLEST = (40, 8)
"""Columns and lines below which only a sentence is shown."""


class BoardScreen(CalmScreen):
    """All rooms; a room is chosen by digits, arrows or a click, and opened by Enter or another."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._density: Density | None = None
        self._zoomed = False
        self._typed = ""
        self._typed_at = Span(-(10**9))

    def compose_own(self) -> ComposeResult:
        """Lay out the axis and the rooms."""
        yield LineView(id="axis")
        yield RoomBoard(self._read, self._look, id="board")
        yield Static(
            "This window is too small for the board; make it at least 40 x 8. "
            "Rooms keep playing. F9 is LIGHTS UP.",
            id="sentence",
            markup=False,
        )

    @property
    def board(self) -> RoomBoard:
        """The board itself."""
        return self.query_one(RoomBoard)

    def keys(self, reading: Reading | None) -> Iterable[Action]:
        """Offer what makes sense for the chosen room, the likeliest first."""
        facts = ("arrived", "started", "ended", "left", "go", "hold")
        rest = ("longer", "visit", "end-visit", "restore", "stop", "undo", "help", "quit")
        return fitting(("open", "start", *facts, *rest), reading)

    def tick_own(self) -> None:
        """Draw rows and axis that have changed."""
        board = self.board
        self.set_class(self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1], "-tiny")
        if not board.size.width:
            return
        board.count(len(self.desk.store))
        self._zoom_to_fit()
        self._follow()
        board.tick()
        self.query_one("#axis", LineView).show(axis_line(board.view, self.setting.moment()))

    def look_again(self) -> None:
        """Draw everything anew."""
        self.board.look_again()
        self.tick()

    def choose_by(self, step: int) -> None:
        """Choose the room ``step`` rows further down; the ends do not wrap."""
        last = len(self.desk.store) - 1
        room = self.desk.store.row(max(0, min(last, self.board.chosen + step)))
        if room:
            self._choose(room.name)

    def choose_next_notice(self) -> None:
        """Choose the next room below, round the end, that has a notice."""
        rooms = self.desk.store.rooms
        start = self.board.chosen + 1
        for room in (*rooms[start:], *rooms[:start]):
            if room.notices and room.notices.notices:
                self._choose(room.name)
                return

    def zoom(self) -> None:
        """Show the next longer stretch of time, then the shortest again."""
        at = ZOOMS.index(self.setting.shown) if self.setting.shown in ZOOMS else 0
        self.setting.shown = ZOOMS[(at + 1) % len(ZOOMS)]
        self._zoomed = True
        self.look_again()

    def _zoom_to_fit(self) -> None:
        """Come close when only short sessions run; every room is on the same axis."""
        if self._zoomed:
            return
        docs = [room.session for room in self.desk.store.rooms if room.session]
        lengths = [doc.phases[-1].ends - doc.phases[0].starts
                   for doc in docs if doc.current is not None and doc.phases]  # fmt: skip
        shown = ZOOMS[0] if lengths and max(lengths) <= SHORT_SESSION else ZOOMS[1]
        if shown != self.setting.shown:
            self.setting.shown = shown
            self.board.look_again()

    def next_density(self) -> None:
        """Draw rooms with fewer lines, then with four again."""
        order = tuple(Density)
        at = order.index(self.board.view.plan.density)
        self._density = order[(at + 1) % len(order)]
        self.look_again()

    def on_key(self, event: Key) -> None:
        """Choose rooms by digits, arrows, and the keys of people who know vi."""
        steps = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 8, "pageup": -8,
                 "home": -(10**6), "end": 10**6}  # fmt: skip
        if event.key in steps:
            event.stop()
            self.choose_by(steps[event.key])
        elif event.key.isdigit():
            event.stop()
            self._type(event.key)

    def on_room_chosen(self, message: RoomChosen) -> None:
        """Take the clicked room."""
        message.stop()
        self._choose(message.room)

    def on_room_opened(self, message: RoomOpened) -> None:
        """Open the clicked room."""
        message.stop()
        self._choose(message.room)
        self.post_message(Meant("open"))

    def _type(self, digit: str) -> None:
        now = Span(self.setting.clock.now().ms)
        fast = now - self._typed_at <= DIGITS_WITHIN
        self._typed, self._typed_at = (self._typed + digit if fast else digit), now
        rooms = self.desk.store.rooms
        for typed in (self._typed, digit):
            row = (int(typed) or 10) - 1 if len(typed) == 1 else int(typed) - 1
            if 0 <= row < len(rooms):
                self._choose(rooms[row].name)
                return

    def _choose(self, name: str) -> None:
        self.setting.chosen = name
        self._follow()
        self.tick_frame()

    def _follow(self) -> None:
        """Mark the chosen room on the board."""
        reading = self.setting.reading()
        if reading is not None:
            self.board.choose(reading.room.place)

    def _read(self, row: int) -> Reading | None:
        room = self.desk.store.row(row)
        return self.desk.reading(room.name, self.setting.moment()) if room else None

    def _look(self, width: int) -> View:
        height = max(1, self.board.size.height)
        auto = density_for(len(self.desk.store), height, width)
        density = Density.LIST if width < 60 or self.size.height < 18 else self._density or auto
        plan = plan_for(width, density)
        return View(plan, self.setting.shown, self.setting.zone, self.setting.glyphs)
