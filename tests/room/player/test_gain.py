"""The governor: whatever is asked of a gain, it moves no faster than allowed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.envelope import Envelope, ramp, steady
from controller.domain.units import Instant, Span
from controller.room.player.block import RATE
from controller.room.player.gain import FALL, RISE, Governor, Line

VALUES = st.floats(0, 2, allow_nan=False)
SMALL = 1e-9


def a_path(values: list[float]) -> np.ndarray:
    """Stretch a few values over a block, straight between them."""
    return np.interp(np.linspace(0, 1, 960), np.linspace(0, 1, len(values)), values)


@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8), VALUES)
def test_no_gain_ever_rises_or_falls_faster_than_allowed(
    paths: list[list[float]], begin: float
) -> None:
    governor, last = Governor(begin), begin
    for values in paths:
        wanted = values[0] if len(values) == 1 else a_path(values)
        got = np.broadcast_to(governor.follow(wanted, 960), 960)
        steps = np.diff(got, prepend=last)
        assert steps.max() <= RISE / RATE + SMALL
        assert steps.min() >= -FALL / RATE - SMALL
        last = got[-1]


@given(st.lists(VALUES, min_size=2, max_size=6), VALUES)
def test_no_gain_leaves_the_range_between_where_it_is_and_what_is_wanted(
    values: list[float], begin: float
) -> None:
    wanted = a_path(values)
    got = np.asarray(Governor(begin).follow(wanted, 960))
    assert got.max() <= max(begin, wanted.max()) + SMALL
    assert got.min() >= min(begin, wanted.min()) - SMALL


@given(VALUES, VALUES)
def test_every_gain_gets_there_in_the_end(begin: float, end: float) -> None:
    governor = Governor(begin)
    for _ in range(int(2.1 / RISE * 50)):
        governor.follow(end, 960)
    assert governor.value == pytest.approx(end)


def test_a_gain_that_is_slow_enough_is_followed_exactly() -> None:
    line = Line(ramp(Instant(0), Span(4_000), 0.0, 1.0))
    governor = Governor()
    for block in range(200):
        wanted = line.over(block * 20, 960)
        assert governor.follow(wanted, 960) is wanted


def test_a_duck_by_twelve_decibels_takes_75_milliseconds() -> None:
    governor = Governor(1.0)
    got = np.concatenate([np.broadcast_to(governor.follow(0.25, 960), 960) for _ in range(5)])
    assert int(np.flatnonzero(got > 0.25 + SMALL)[-1]) + 2 == RATE * 75 // 1_000


@given(
    st.lists(st.tuples(st.integers(1, 500), VALUES), min_size=1, max_size=6),
    st.integers(-300, 3_000),
)
def test_a_line_reads_like_its_envelope_at_every_frame(
    steps: list[tuple[int, float]], start: int
) -> None:
    at, knots = 0, []
    for gap, value in steps:
        at += gap
        knots.append((Instant(at), value))
    envelope = Envelope(tuple(knots))
    got = np.broadcast_to(Line(envelope).over(float(start), 960), 960)
    for ms in range(20):
        assert got[ms * 48] == pytest.approx(envelope.at(Instant(start + ms)))


def test_a_line_that_does_not_move_is_one_number() -> None:
    assert Line(steady(0.5)).over(1e6, 960) == 0.5
    assert Line(ramp(Instant(5_000), Span(10), 0.2, 1.0)).over(0.0, 960) == 0.2
