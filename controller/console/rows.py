"""How a room is drawn on the board, in each density: pure, from a reading to lines of text.

Four lines a room where there is space, else two, else one. Every density puts the same things
in the same order, on the same axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from controller.console.canvas import Canvas, Line
from controller.console.format import (
    Axis,
    axis_around,
    axis_labels,
    big_text,
    clock_text,
    fit,
    phase_labels,
    timeline_cells,
)
from controller.console.glyphs import UNICODE, Glyphs
from controller.console.reading import Moment, Reading, titled
from controller.console.words import sign_word, words_of
from controller.domain.units import Span


class Density(StrEnum):
    """How many lines a room takes."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"
    LIST = "list"

    @property
    def lines(self) -> int:
        """Lines a room takes, its rule included."""
        return {"comfortable": 4, "compact": 2, "list": 1}[self.value]


def density_for(rooms: int, height: int, width: int) -> Density:
    """Choose the roomiest density in which all rooms show, or a list."""
    if width < 60:
        return Density.LIST
    if rooms * 4 - 1 <= height:
        return Density.COMFORTABLE
    return Density.COMPACT if rooms * 2 <= height else Density.LIST


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things are on a line of ``width`` cells: the timeline's cells, and a last column."""

    width: int
    density: Density
    left: int
    right: int

    @property
    def timeline(self) -> int:
        """Cells of the timeline."""
        return max(4, self.width - self.left - self.right)


def plan_for(width: int, density: Density) -> Plan:
    """Divide a line of ``width`` cells."""
    match density:
        case Density.COMFORTABLE:
            return Plan(width, density, 34, 20 if width >= 100 else 0)
        case Density.COMPACT:
            return Plan(width, density, 40 if width >= 76 else 34, 20 if width >= 110 else 0)
        case Density.LIST:
            wide = width >= 76
            return Plan(width, density, 32 if wide else 28, width // 3 if wide else 0)


@dataclass(frozen=True, slots=True)
class View:
    """How the board is looked at: its plan, the stretch of time shown, zone and glyphs."""

    plan: Plan
    shown: Span
    zone: tzinfo
    glyphs: Glyphs = UNICODE

    def axis(self, moment: Moment) -> Axis:
        """Tell the axis that all rooms share."""
        return axis_around(moment.wall, self.shown, self.plan.timeline)


def state_of(reading: Reading, glyphs: Glyphs) -> tuple[str, str]:
    """Tell a room's state as a sign and a word, and the style it is drawn in."""
    phase, part = reading.phase, reading.part
    if phase is None or part is None:
        if reading.room.session is None:
            return "~ unknown", "muted"
        return f"{glyphs.free} Free", "muted"
    if reading.held is not None:
        return f"{glyphs.held} Holding", f"phase-{part}"
    return f"{glyphs.playing} {titled(phase.name)}", f"phase-{part}"


def swatch_of(reading: Reading) -> tuple[str, int] | None:
    """Tell the colour (#rrggbb) and level (L*, 0-100) of the brightest light; None if unknown."""
    lights = reading.room.lights
    if lights is None or not lights.fixtures:
        return None
    level, color = max((reading.level(each), each.color) for each in lights.fixtures)
    return color, round(level)


def row_lines(reading: Reading, view: View, selected: bool) -> tuple[Line, ...]:
    """Draw one room in the view's density."""
    match view.plan.density:
        case Density.COMFORTABLE:
            return _comfortable(reading, view, selected)
        case Density.COMPACT:
            return _compact(reading, view, selected)
        case Density.LIST:
            return (_listed(reading, view, selected),)


def axis_line(view: View, moment: Moment) -> Line:
    """Draw the axis above the rooms."""
    canvas = Canvas(view.plan.width)
    for cell, text, style in axis_labels(view.axis(moment), moment.wall, view.zone, view.glyphs):
        canvas.put(view.plan.left + cell, text, style)
    return canvas.line()


def _comfortable(reading: Reading, view: View, selected: bool) -> tuple[Line, ...]:
    lines = [Canvas(view.plan.width) for _ in range(4)]
    top, middle, bottom, rule = lines
    _name(top, reading, view, selected, 15)
    state, style = state_of(reading, view.glyphs)
    middle.put(4, fit(state, 14), style)
    _light(bottom, 4, reading, view)
    _figure(lines, 18, reading, view)
    axis = view.axis(reading.moment)
    left = view.plan.left
    _timeline(top, reading, view, axis)
    for cell, text, colour in phase_labels(axis, reading.stretches, view.glyphs):
        middle.put(left + cell, text, colour)
    if not reading.session:
        _invite(middle, reading, view, selected)
    words = words_of(reading, view.zone, view.glyphs, sign=not view.plan.right)
    bottom.put_words(left, words, view.plan.timeline - 1, f" {view.glyphs.dot} ")
    _aside(lines, reading, view)
    rule.put(0, view.glyphs.rule * view.plan.width, "rule")
    _now_line((middle, bottom), axis, view)
    rule.put(left + axis.now_cell, view.glyphs.crossing, "now")
    if selected:
        for line in (top, middle, bottom):
            line.put(0, view.glyphs.rail, "now")
    return tuple(line.line() for line in lines)


def _compact(reading: Reading, view: View, selected: bool) -> tuple[Line, ...]:
    top, bottom = Canvas(view.plan.width), Canvas(view.plan.width)
    _name(top, reading, view, selected, 13)
    state, style = state_of(reading, view.glyphs)
    top.put(18, fit(state, 12), style)
    _short_figure(top, view.plan.left - 2, reading)
    _light(bottom, 4, reading, view)
    axis = view.axis(reading.moment)
    _timeline(top, reading, view, axis)
    if view.plan.right:
        top.put_words(view.plan.width - view.plan.right + 1, _over(reading, view), 18, " ")
    words = words_of(reading, view.zone, view.glyphs)
    if not reading.session and selected and reading.is_live:
        words = [*words, ("Enter starts a scene", "muted")]
    bottom.put_words(18, words, view.plan.width - 19, f" {view.glyphs.dot} ")
    _now_line((bottom,), axis, view)
    if selected:
        top.put(0, view.glyphs.rail, "now")
        bottom.put(0, view.glyphs.rail, "now")
    return top.line(), bottom.line()


def _listed(reading: Reading, view: View, selected: bool) -> Line:
    line = Canvas(view.plan.width)
    narrow = view.plan.left < 32
    _name(line, reading, view, selected, 8 if narrow else 10)
    state, style = state_of(reading, view.glyphs)
    line.put(13 if narrow else 15, fit(state, 11 if narrow else 12), style)
    _short_figure(line, view.plan.left - 1, reading, words=False)
    _timeline(line, reading, view, view.axis(reading.moment))
    if view.plan.right:
        words = words_of(reading, view.zone, view.glyphs)
        cell = view.plan.width - view.plan.right + 1
        line.put_words(cell, words, view.plan.right - 1, f" {view.glyphs.dot} ")
    elif reading.room.notices and reading.room.notices.notices:
        line.put(view.plan.left - 1, "!", "notice")
    if selected:
        line.put(0, view.glyphs.rail, "now")
    return line.line()


def _name(line: Canvas, reading: Reading, view: View, selected: bool, width: int) -> None:
    """Put the room's digits and its name; a tilde tells that it is old."""
    key = reading.room.key
    line.put(3 - len(key), key, "key")
    title = reading.room.title if reading.is_live else f"{reading.room.title} ~"
    style = "name" if reading.is_live else "muted"
    line.put(4, fit(title, width), "chosen" if selected and reading.is_live else style)


def _light(line: Canvas, cell: int, reading: Reading, view: View) -> None:
    swatch = swatch_of(reading)
    if swatch is None:
        return
    color, level = swatch
    after = line.put(cell, view.glyphs.swatch * 3, f"swatch:{color}:{level}")
    line.put(after + 1, f"{level}%", "text" if reading.is_live else "muted")


def _figure(lines: list[Canvas], cell: int, reading: Reading, view: View) -> None:
    """Put the minutes three rows high, and what they count."""
    if reading.session is None:
        return
    minutes, late = reading.minutes()
    figure = big_text(f"{'+' if late else ''}{minutes}"[:3], view.glyphs)
    style = "text" if reading.is_live else "muted"
    for line, text in zip(lines, figure, strict=False):
        after = line.put(cell, text, "now" if late and reading.is_live else style)
    lines[1].put(after + 1, "min" if reading.is_live else "min ~", "muted")
    lines[2].put(after + 1, "late" if late else "left", "muted")


def _short_figure(line: Canvas, ends: int, reading: Reading, words: bool = True) -> None:
    """Put the minutes in one row, ending before cell ``ends``."""
    if reading.session is None:
        return
    minutes, late = reading.minutes()
    unit = (" late" if late else " min") if words else ""
    text = f"{'' if reading.is_live else '~'}{'+' if late else ''}{minutes}{unit}"
    style = "now" if late else "text"
    line.put(ends - len(text), text, style if reading.is_live else "muted")


def _timeline(line: Canvas, reading: Reading, view: View, axis: Axis) -> None:
    for cell, (sign, style) in enumerate(timeline_cells(axis, reading.stretches, view.glyphs)):
        line.put(view.plan.left + cell, sign, style)


def _invite(line: Canvas, reading: Reading, view: View, selected: bool) -> None:
    if selected and reading.is_free and reading.is_live:
        line.put(view.plan.left, "Enter starts a scene", "muted")


def _over(reading: Reading, view: View) -> list[tuple[str, str]]:
    over = reading.over_wall
    return [(f"over about {clock_text(over, view.zone)}", "muted")] if over is not None else []


def _aside(lines: list[Canvas], reading: Reading, view: View) -> None:
    """Fill the last column where there is one: end, sign, volume."""
    if not view.plan.right:
        return
    cell, width = view.plan.width - view.plan.right + 1, view.plan.right - 1
    lines[0].put_words(cell, _over(reading, view), width, " ")
    lines[1].put(cell, fit(sign_word(reading), width), "muted")
    if reading.session and reading.room.music:
        lines[2].put(cell, fit(f"volume {reading.room.music.volume}%", width), "muted")


def _now_line(lines: tuple[Canvas, ...], axis: Axis, view: View) -> None:
    """Carry the now line through, but never through words."""
    for line in lines:
        cell = view.plan.left + axis.now_cell
        if line.is_blank(cell):
            line.put(cell, view.glyphs.now, "now")
