from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from controller.console.canvas import Canvas, plain
from controller.console.format import (
    Axis,
    Stretch,
    axis_around,
    axis_labels,
    axis_over,
    big_text,
    clock_text,
    date_text,
    fit,
    fit_text,
    minutes_left,
    phase_labels,
    signed_minutes,
    span_text,
    timeline_cells,
)
from controller.console.glyphs import ASCII, UNICODE, Glyphs, Part, glyphs_for
from controller.console.samples import WALL
from controller.domain.units import ZERO, Span, minutes, seconds

few = settings(max_examples=50, deadline=None)
WIDTHS = st.integers(min_value=1, max_value=300)
SHOWN = st.integers(min_value=1, max_value=24 * 60).map(minutes)
NOWS = st.integers(min_value=0, max_value=4_000_000_000_000)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[int, tuple[Stretch, ...]]:
    """A session of one to eight phases somewhere around now."""
    now = draw(NOWS)
    at = now + draw(st.integers(-200, 200)) * 60_000
    found = []
    for i, lasts in enumerate(draw(st.lists(st.integers(0, 90), min_size=1, max_size=8))):
        ends = at + lasts * 60_000
        found.append(Stretch(list(Part)[min(i, 3)], f"Phase {i}", at, ends))
        at = ends
    return now, tuple(found)


@few
@given(stretches(), WIDTHS, SHOWN)
def test_a_timeline_is_exactly_as_wide_as_asked(
    session: tuple[int, tuple[Stretch, ...]], width: int, shown: Span
) -> None:
    now, phases = session
    cells = timeline_cells(axis_around(now, shown, width), phases, UNICODE)
    assert len(cells) == width
    assert all(cell_len(cell.sign) == 1 for cell in cells)


@few
@given(stretches(), WIDTHS, SHOWN)
def test_the_now_line_is_drawn_once_and_holds_now(
    session: tuple[int, tuple[Stretch, ...]], width: int, shown: Span
) -> None:
    now, phases = session
    axis = axis_around(now, shown, width)
    cells = timeline_cells(axis, phases, UNICODE)
    assert [i for i, cell in enumerate(cells) if cell.style == "now"] == [axis.now_cell]
    assert axis.cell(now) == axis.now_cell


@few
@given(stretches(), WIDTHS, SHOWN)
def test_parts_follow_one_another_and_past_is_filled(
    session: tuple[int, tuple[Stretch, ...]], width: int, shown: Span
) -> None:
    now, phases = session
    axis = axis_around(now, shown, width)
    cells = timeline_cells(axis, phases, UNICODE)
    order = [f"phase-{part}" for part in Part]
    seen = [order.index(cell.style) for cell in cells if cell.style in order]
    assert seen == sorted(seen)
    for i, cell in enumerate(cells):
        if cell.style in order:
            signs = UNICODE.past if i < axis.now_cell else UNICODE.future
            assert cell.sign in signs.values()


@few
@given(stretches(), WIDTHS)
def test_the_axis_of_one_session_holds_all_of_it(
    session: tuple[int, tuple[Stretch, ...]], width: int
) -> None:
    now, phases = session
    axis = axis_over(phases[0].starts, phases[-1].ends, now, width)
    assert axis.cell(phases[0].starts) == 0
    assert axis.cell(max(phases[0].starts, phases[-1].ends - 1)) < width


@few
@given(stretches(), WIDTHS, SHOWN)
def test_labels_never_overlap_and_stay_on_the_axis(
    session: tuple[int, tuple[Stretch, ...]], width: int, shown: Span
) -> None:
    now, phases = session
    free = 0
    for cell, text, _ in phase_labels(axis_around(now, shown, width), phases, UNICODE):
        assert cell >= free
        free = cell + cell_len(text)
    assert free <= width


@few
@given(NOWS, st.integers(20, 300), SHOWN)
def test_hours_never_overlap(now: int, width: int, shown: Span) -> None:
    axis = axis_around(now, shown, width)
    labels = sorted(axis_labels(axis, now, ZoneInfo("America/Los_Angeles"), UNICODE))
    assert any(style == "now" for _, _, style in labels)
    for (cell, text, _), (after, _, _) in pairwise(labels):
        assert cell + len(text) < after


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Australia/Eucla"])
def test_hours_are_whole_where_the_clinic_is(zone: str) -> None:
    axis = axis_around(WALL, minutes(240), 80)
    texts = [text for _, text, style in axis_labels(axis, WALL, ZoneInfo(zone), UNICODE)
             if style == "muted"]  # fmt: skip
    assert texts
    assert all(text.endswith(("00", "30")) for text in texts)


def test_nothing_moves_until_a_whole_cell_has_gone_by() -> None:
    axis = axis_around(WALL, minutes(120), 60)
    cell = axis.cell_ms
    start = WALL // cell * cell
    assert {axis_around(start + ms, minutes(120), 60) for ms in (0, cell // 2, cell - 1)} == {
        Axis(axis.begins, cell, 60, axis.now_cell)
    }


@few
@given(st.text(max_size=40), st.integers(0, 50))
def test_fitted_text_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    printable = "".join(sign for sign in text if sign.isprintable())
    assert cell_len(fit(printable, width)) == width


@few
@given(st.lists(st.tuples(st.integers(-5, 40), st.text(max_size=20)), max_size=8))
def test_a_canvas_never_grows(writings: list[tuple[int, str]]) -> None:
    canvas = Canvas(30)
    for cell, text in writings:
        canvas.put(cell, text, "text")
    assert cell_len(plain(canvas.line())) == 30


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_big_digits_are_three_rows_of_three_cells_each(glyphs: Glyphs) -> None:
    for text in ("0", "38", "120", "+4"):
        assert [cell_len(row) for row in big_text(text, glyphs)] == [3 * len(text)] * 3


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_parts_differ_without_colour(glyphs: Glyphs) -> None:
    assert len(set(glyphs.past.values())) == len(Part)
    assert len(set(glyphs.future.values())) == len(Part)


def test_a_terminal_without_utf_8_gets_plain_signs() -> None:
    assert glyphs_for("ANSI_X3.4-1968") is ASCII
    assert glyphs_for("UTF-8") is UNICODE
    everything = "".join([*ASCII.past.values(), *ASCII.future.values(), ASCII.now, ASCII.rail])
    assert everything.isascii()


@pytest.mark.parametrize(
    ("left", "shown"), [(0, 0), (1, 1), (59_999, 1), (60_000, 1), (60_001, 2), (-5, 0)]
)
def test_minutes_left_are_rounded_up_and_nought_only_at_the_end(left: int, shown: int) -> None:
    assert minutes_left(Span(left)) == shown


@pytest.mark.parametrize(
    ("error", "short", "said"),
    [
        (ZERO, ZERO, "exact"),
        (seconds(12), ZERO, "12 s late"),
        (seconds(-75), ZERO, "75 s early"),
        (None, ZERO, "flows on"),
        (ZERO, minutes(14), "14 min short"),
    ],
)
def test_the_fit_is_said_in_words(error: Span | None, short: Span, said: str) -> None:
    assert fit_text(error, short) == said


def test_times_and_lengths_read_as_people_write_them() -> None:
    assert clock_text(WALL, ZoneInfo("UTC")) == "14:32"
    assert date_text(WALL, ZoneInfo("UTC")) == "Tue 13 Oct"
    assert span_text(minutes(105)) == "1 h 45"
    assert span_text(minutes(40)) == "40 min"
    assert signed_minutes(-300_000) == "−5 min"
