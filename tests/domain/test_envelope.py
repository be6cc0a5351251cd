"""Envelopes: straight lines between knots."""

from __future__ import annotations

from controller.domain.envelope import Envelope, ramp, steady
from controller.domain.units import ZERO, Instant, seconds

AT = Instant(10_000)
SHAPE = Envelope(
    ((AT, 0.0), (AT + seconds(2), 1.0), (AT + seconds(5), 1.0), (AT + seconds(6), 0.0))
)


def test_a_value_lies_on_the_line_between_its_knots() -> None:
    offsets = (-1, 0, 1, 2, 4, 5.5, 6, 9)
    values = [SHAPE.at(AT + seconds(s)) for s in offsets]
    assert values == [0, 0, 0.5, 1, 1, 0.5, 0, 0]


def test_an_envelope_knows_its_steepest_line_and_its_end() -> None:
    assert SHAPE.steepest() == 1
    assert steady(0.3).steepest() == 0
    assert SHAPE.settles() == AT + seconds(6)


def test_it_tells_until_when_it_moves() -> None:
    assert SHAPE.moves_until(AT + seconds(1)) == AT + seconds(2)
    assert SHAPE.moves_until(AT + seconds(3)) == AT + seconds(3)
    assert SHAPE.moves_until(AT + seconds(20)) == AT + seconds(20)


def test_a_ramp_that_goes_nowhere_or_takes_no_time_is_steady() -> None:
    assert ramp(AT, seconds(3), 0.4, 0.4).at(AT) == 0.4
    assert ramp(AT, ZERO, 0.1, 0.9).at(AT) == 0.9
    assert ramp(AT, seconds(2), 0.0, 1.0).at(AT + seconds(1)) == 0.5
