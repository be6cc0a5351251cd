"""The board: one widget that draws every room, and draws again only what has changed.

Composed tiles take seconds at 500 rooms; one Line-API widget takes milliseconds. Rows never
move by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from controller.console.canvas import Line
from controller.console.format import Axis, minutes_gone
from controller.console.messages import RoomChosen, RoomOpened
from controller.console.reading import Reading
from controller.console.rows import View, row_lines
from controller.console.widgets.ink import Ink

Source = Callable[[int], Reading | None]


class RoomBoard(ScrollView, Ink, can_focus=False):
    """Every room of the site. ``source`` reads the room in a row; ``looks`` tells the view."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = Ink.COMPONENT_CLASSES

    def __init__(
        self, source: Source, looks: Callable[[int], View], *, id: str | None = None
    ) -> None:
        Ink.__init__(self, id=id)
        self._source = source
        self._looks = looks
        self._view: View | None = None
        self._count = 0
        self._chosen = 0
        self._drawn: dict[int, tuple[Hashable, tuple[Line, ...]]] = {}
        self._strips: dict[tuple[int, int], Strip] = {}

    @property
    def view(self) -> View:
        """How the rooms are looked at."""
        if self._view is None:
            self._view = self._looks(max(20, self.scrollable_content_region.width or 80))
        return self._view

    @property
    def chosen(self) -> int:
        """The chosen row, from 0."""
        return self._chosen

    def count(self, rooms: int) -> None:
        """Take in how many rooms there are."""
        if rooms != self._count:
            self._count = rooms
            self.look_again()

    def look_again(self) -> None:
        """Draw everything anew: size, zoom or density have changed."""
        self._view = None
        self._forget()
        lines = self._count * self.view.plan.density.lines
        self.virtual_size = Size(self.view.plan.width, lines)
        self.refresh()

    def choose(self, row: int) -> None:
        """Choose a row and bring it into sight; nothing else moves."""
        if not 0 <= row < self._count or row == self._chosen:
            return
        before, self._chosen = self._chosen, row
        for each in (before, row):
            self._draw_again(each)
        per = self.view.plan.density.lines
        region = Region(0, row * per, 1, per)
        self.scroll_to_region(region, animate=False, force=True)

    def tick(self) -> None:
        """Draw again the visible rooms that look different now."""
        per = self.view.plan.density.lines
        top = int(self.scroll_y) // per
        bottom = (int(self.scroll_y) + self.size.height) // per
        for row in range(top, min(bottom + 1, self._count)):
            self._refresh_if_changed(row)

    def _refresh_if_changed(self, row: int) -> None:
        drawn, reading = self._drawn.get(row), self._source(row)
        if drawn is None or reading is None:
            return
        if fingerprint(reading, self.view.axis(reading.moment)) != drawn[0]:
            self._draw_again(row)

    def _draw_again(self, row: int) -> None:
        per = self.view.plan.density.lines
        self._drawn.pop(row, None)
        for line in range(per):
            self._strips.pop((row, line), None)
        region = Region(0, row * per - int(self.scroll_y), self.size.width, per)
        self.refresh(region)

    def _forget(self) -> None:
        self._drawn.clear()
        self._strips.clear()

    def notify_style_update(self) -> None:
        """Draw everything in the new theme."""
        self._forget()
        super().notify_style_update()

    def on_resize(self, _: Resize) -> None:
        """Divide the lines anew."""
        self.look_again()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        row, line = divmod(y + int(self.scroll_y), self.view.plan.density.lines)
        if row >= self._count:
            return Strip.blank(self.size.width, self.rich_style)
        if (row, line) not in self._strips:
            lines = self._lines_of(row)
            drawn = lines[line] if line < len(lines) else ()
            per = self.view.plan.density.lines
            on_panel = row == self._chosen and not (per == 4 and line == 3)
            self._strips[row, line] = self.strip(drawn, self.size.width, on_panel)
        return self._strips[row, line]

    def _lines_of(self, row: int) -> tuple[Line, ...]:
        if row not in self._drawn:
            reading = self._source(row)
            if reading is None:
                return ()
            lines = row_lines(reading, self.view, row == self._chosen)
            self._drawn[row] = fingerprint(reading, self.view.axis(reading.moment)), lines
        return self._drawn[row][1]

    def on_click(self, event: Click) -> None:
        """Choose the clicked room; a click on the chosen one opens it."""
        row = (event.y + int(self.scroll_y)) // self.view.plan.density.lines
        reading = self._source(row) if 0 <= row < self._count else None
        if reading is None:
            return
        event.stop()
        opens = row == self._chosen
        message = RoomOpened(reading.room.name) if opens else RoomChosen(reading.room.name)
        self.post_message(message)


def fingerprint(reading: Reading, axis: Axis) -> Hashable:
    """Tell what a drawn row depends on: equal fingerprints, equal rows."""
    doc = reading.room.session
    marks = (doc.held, doc.visit, doc.lights_up) if doc else ()
    return (
        reading.room.version,
        reading.room.place,
        reading.contact,
        axis.begins,
        axis.width,
        reading.current,
        reading.minutes(),
        tuple(minutes_gone(reading.since(mark)) if mark else -1 for mark in marks),
        tuple((axis.cell(each.starts), axis.cell(each.ends)) for each in reading.stretches),
        reading.over_wall // 60_000 if reading.over_wall is not None else None,
    )
