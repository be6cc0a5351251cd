"""How times, stretches and figures look in cells: pure functions, for every width.

Wall times are milliseconds since 1970. One wall-clock axis runs through all rooms: the cell
``now_cell`` holds now, and cells begin at whole multiples of their length, so that nothing moves
until a whole cell has gone by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from controller.console.glyphs import Glyphs, Part
from controller.domain.units import Span

MINUTE_MS = 60_000
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase on the wall clock, from ``starts`` to ``ends`` (ms since 1970)."""

    part: Part
    title: str
    starts: int
    ends: int


class Cell(NamedTuple):
    """One cell of a timeline: its sign and the style it is drawn in."""

    sign: str
    style: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A wall-clock axis of ``width`` cells of ``cell_ms`` each, with now in cell ``now_cell``."""

    begins: int
    cell_ms: int
    width: int
    now_cell: int

    def cell(self, wall: int) -> int:
        """Tell the cell that holds ``wall``; outside 0 to width - 1 when it is off the axis."""
        return (wall - self.begins) // self.cell_ms

    def middle(self, cell: int) -> int:
        """Tell the wall time in the middle of ``cell``."""
        return self.begins + cell * self.cell_ms + self.cell_ms // 2


def axis_around(now: int, shown: Span, width: int, before: float = 0.35) -> Axis:
    """Make the axis that shows ``shown`` in ``width`` cells, the share ``before`` of it past."""
    width = max(1, width)
    cell_ms = max(1_000, shown.ms // width)
    now_cell = min(width - 1, int(width * before))
    return Axis((now // cell_ms - now_cell) * cell_ms, cell_ms, width, now_cell)


def axis_over(starts: int, ends: int, now: int, width: int) -> Axis:
    """Make the axis on which ``starts`` to ``ends`` just fits, and now where it falls."""
    width = max(1, width)
    cell_ms = max(1_000, -(-max(1, ends - starts) // width))
    return Axis(starts, cell_ms, width, (now - starts) // cell_ms)


def timeline_cells(axis: Axis, stretches: Sequence[Stretch], glyphs: Glyphs) -> list[Cell]:
    """Draw phases: filled where past, a line where to come, the now line through them."""
    cells = [Cell(" ", "text")] * axis.width
    for stretch in stretches:
        first, last = axis.cell(stretch.starts), axis.cell(max(stretch.starts, stretch.ends - 1))
        style = f"phase-{stretch.part}"
        past = Cell(glyphs.past[stretch.part], style)
        future = Cell(glyphs.future[stretch.part], style)
        for cell in range(max(0, first), min(axis.width, last + 1)):
            cells[cell] = past if cell < axis.now_cell else future
    if 0 <= axis.now_cell < axis.width:
        cells[axis.now_cell] = Cell(glyphs.now, "now")
    return cells


def phase_labels(
    axis: Axis, stretches: Sequence[Stretch], glyphs: Glyphs
) -> Iterator[tuple[int, str, str]]:
    """Name the phases under their beginnings: (cell, text, style), none over another."""
    at = [max(0, axis.cell(stretch.starts)) for stretch in stretches]
    for i, stretch in enumerate(stretches):
        ends = min(axis.cell(max(stretch.starts, stretch.ends - 1)) + 1, axis.width)
        until = min(at[i + 1], axis.width) if i + 1 < len(at) else axis.width
        if ends <= 0 or at[i] >= axis.width or until - at[i] < 2:
            continue
        tick = glyphs.tick if axis.cell(stretch.starts) >= 0 else " "
        text = set_cell_size(tick + stretch.title, until - at[i]).rstrip()
        yield at[i], text, f"phase-{stretch.part}"


def axis_labels(axis: Axis, now: int, zone: tzinfo, glyphs: Glyphs) -> list[tuple[int, str, str]]:
    """Label whole times along the axis, and now: (cell, text, style)."""
    here = f"{glyphs.pointer}{clock_text(now, zone)}"
    least = 9 * axis.cell_ms
    step = next((m for m in _STEPS_MIN if m * MINUTE_MS >= least), _STEPS_MIN[-1]) * MINUTE_MS
    shift = round(datetime.fromtimestamp(now / 1000, zone).utcoffset().total_seconds() * 1000)  # type: ignore[union-attr]
    labels = []
    mark = ((axis.begins + shift) // step + 1) * step - shift
    while (cell := axis.cell(mark)) < axis.width - 4:
        near = axis.now_cell - 6 < cell < axis.now_cell + len(here) + 1
        if not near:
            labels.append((cell, clock_text(mark, zone), "muted"))
        mark += step
    if 0 <= axis.now_cell < axis.width:
        labels.append((min(axis.now_cell, axis.width - len(here)), here, "now"))
    return labels


def clock_text(wall: int, zone: tzinfo) -> str:
    """Write a wall time as ``14:32``."""
    return datetime.fromtimestamp(wall / 1000, zone).strftime("%H:%M")


def date_text(wall: int, zone: tzinfo) -> str:
    """Write a day as ``Tue 13 Oct``."""
    return datetime.fromtimestamp(wall / 1000, zone).strftime("%a %d %b").replace(" 0", " ")


def minutes_left(left: Span) -> int:
    """Tell whole minutes that are left, rounded up; 0 only when none is."""
    return max(0, -(-left.ms // MINUTE_MS))


def minutes_gone(gone: Span) -> int:
    """Tell whole minutes that have gone by."""
    return max(0, gone.ms // MINUTE_MS)


def span_text(span: Span) -> str:
    """Write a length for a nurse: ``40 min``, ``1 h 45``, ``90 s``."""
    ms = abs(span.ms)
    if ms < 2 * MINUTE_MS and ms % MINUTE_MS:
        return f"{round(ms / 1000)} s"
    whole = round(ms / MINUTE_MS)
    return f"{whole} min" if whole < 90 else f"{whole // 60} h {whole % 60:02}"


def signed_minutes(ms: int) -> str:
    """Write a change of length with its sign: ``+5 min`` or ``−5 min``."""
    return f"{'+' if ms > 0 else '−'}{abs(ms) // MINUTE_MS} min"


def big_text(text: str, glyphs: Glyphs) -> tuple[str, str, str]:
    """Draw digits (and ``+``) three rows high and three cells wide each, without gaps."""
    drawn = [glyphs.big[sign] for sign in text]
    top, middle, bottom = ("".join(sign[row] for sign in drawn) for row in range(3))
    return top, middle, bottom


def fit(text: str, width: int) -> str:
    """Make ``text`` exactly ``width`` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1).rstrip().ljust(0) + "…" if width > 1 else "…"


def fit_text(error: Span | None, short: Span) -> str:
    """Say how the music of a phase fits: ``exact``, ``12 s late``, ``14 min short``."""
    if short.ms > 0:
        return f"{span_text(short)} short"
    if error is None:
        return "flows on"
    if abs(error.ms) < 1_000:
        return "exact"
    return f"{span_text(error)} {'late' if error.ms > 0 else 'early'}"
