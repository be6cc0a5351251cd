from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.domain.look import (
    AWAKE_SLOPE,
    CALM_SLOPE,
    VISIT_SLOPE,
    Color,
    Fade,
    Light,
    White,
)
from controller.domain.units import ORIGIN, Span, minutes, seconds
from controller.room.lights.course import blind_course, course, resting, whole_course
from controller.room.lights.curves import CURVES, FULL
from controller.room.lights.segments import (
    RATIO,
    Dimmer,
    Segment,
    dimmer,
    limit_for,
    segments,
    stops,
)

LINEAR = dimmer("linear", 2.0)
WARM, COOL = White(450), White(250)
LEVEL = st.floats(0, 100)
SLOPES = (CALM_SLOPE, AWAKE_SLOPE, VISIT_SLOPE)


def fade_between(begin: float, end: float, slope: float) -> Fade:
    return Fade(
        ORIGIN, ORIGIN + seconds(abs(end - begin) / slope), Light(begin, WARM), Light(end, WARM)
    )


def plan(fade: Fade, lamp: Dimmer = LINEAR) -> tuple[Segment, ...]:
    way = resting(lamp.raw_for(fade.begin.level), ORIGIN, fade.begin.tone)
    return course(way, fade, ORIGIN, lamp, Span(0))


def peak(found: tuple[Segment, ...], raw: float, lamp: Dimmer) -> float:
    """The steepest moment of a lamp that follows these commands, in L* a second."""
    steepest, at = 0.0, raw
    for one in found:
        low, high = sorted((at, one.raw))
        if high > low:
            rate = (high - low) / (one.ends - one.due).seconds
            steepest = max(steepest, rate * lamp.curve.steepest(low, high))
        at = one.raw
    return steepest


@pytest.mark.parametrize("slope", SLOPES)
def test_a_linear_lamp_never_exceeds_the_limit_between_any_two_levels(slope: float) -> None:
    for begin in range(0, 101, 3):
        for end in range(0, 101, 3):
            fade = fade_between(begin, end, slope)
            found = plan(fade)
            steepest = peak(found, LINEAR.raw_for(begin), LINEAR)
            assert steepest <= slope * 1.251, (begin, end)


@given(LEVEL, LEVEL, st.sampled_from(CURVES), st.floats(0, 40), st.sampled_from(SLOPES))
def test_no_lamp_exceeds_the_limit_whatever_its_curve_and_floor(
    begin: float, end: float, curve: str, floor: float, slope: float
) -> None:
    lamp = dimmer(curve, floor)
    found = plan(fade_between(begin, end, slope), lamp)
    assert peak(found, lamp.raw_for(begin), lamp) <= slope * 1.251


@given(LEVEL, LEVEL, st.floats(0.3, 90))
def test_a_fade_is_few_commands_one_after_the_other_and_ends_where_and_when_it_should(
    begin: float, end: float, length: float
) -> None:
    over = minutes(length)
    found = plan(Fade(ORIGIN, ORIGIN + over, Light(begin, WARM), Light(end, COOL)))
    assert len(found) <= 12
    assert all(a.ends == b.due for a, b in pairwise(found))
    assert all(one.due < one.ends for one in found)
    raws = [LINEAR.raw_for(begin), *(one.raw for one in found)]
    assert raws in (sorted(raws), sorted(raws, reverse=True))
    if found:
        assert found[-1].raw == LINEAR.raw_for(end)
        assert found[0].due == ORIGIN
        assert found[-1].ends >= ORIGIN + over


@pytest.mark.parametrize(("begin", "end"), [(0, 100), (100, 0), (100, 8), (60, 5)])
def test_a_full_fade_is_six_to_ten_commands_on_a_linear_lamp(begin: float, end: float) -> None:
    assert 6 <= len(plan(fade_between(begin, end, CALM_SLOPE))) <= 10


@given(LEVEL, LEVEL)
def test_within_each_command_the_peak_stays_near_the_mean(begin: float, end: float) -> None:
    at: float = LINEAR.raw_for(begin)
    for stop in stops(at, LINEAR.raw_for(end), LINEAR):
        low, high = sorted((at, stop))
        rise = LINEAR.curve.lightness(high) - LINEAR.curve.lightness(low)
        is_one_step = high - low <= 1
        assert is_one_step or LINEAR.curve.steepest(low, high) * (high - low) <= RATIO * rise
        at = stop


@pytest.mark.parametrize("floor", [0.0, 2.0, 10.0, 33.0])
def test_off_is_entered_and_left_by_way_of_the_floor(floor: float) -> None:
    lamp = dimmer("linear", floor)
    assert lamp.bottom >= 2
    assert lamp.curve.levels[lamp.bottom] >= floor
    assert stops(FULL, 0, lamp)[-2:] == (lamp.bottom, 0)
    assert stops(0, FULL, lamp)[0] == lamp.bottom


@given(LEVEL, st.floats(0, 50))
def test_a_level_is_off_or_not_below_the_floor(level: float, floor: float) -> None:
    lamp = dimmer("linear", floor)
    raw = lamp.raw_for(level)
    assert raw == 0 if level == 0 else raw >= lamp.bottom


def test_whites_go_straight_in_mired() -> None:
    found = plan(Fade(ORIGIN, ORIGIN + minutes(5), Light(60, White(300)), Light(8, White(450))))
    for one in found:
        share = (one.ends - ORIGIN) / minutes(5)
        assert isinstance(one.tone, White)
        assert one.tone.mired == pytest.approx(300 + 150 * share, abs=0.5)
        assert not one.mixed


@pytest.mark.parametrize(("begin", "end"), [(30, 30), (28, 34), (0, 40), (8, 90)])
def test_a_fade_between_colours_has_at_least_four_knots(begin: float, end: float) -> None:
    amber, blue = Color(255, 170, 60), Color(32, 58, 107)
    found = plan(Fade(ORIGIN, ORIGIN + minutes(5), Light(begin, amber), Light(end, blue)))
    assert 4 <= len(found) <= 12
    assert all(one.mixed for one in found)
    assert all((one.ends - one.due) <= minutes(5) * 0.26 for one in found)
    assert found[-1].tone == blue


def test_a_white_on_the_way_from_a_colour_is_sent_as_a_colour() -> None:
    found = plan(Fade(ORIGIN, ORIGIN + minutes(1), Light(30, Color(32, 58, 107)), Light(30, WARM)))
    assert found[-1].tone == WARM
    assert all(one.mixed for one in found)


def test_a_lamp_that_is_there_already_is_sent_nothing() -> None:
    still = Fade(ORIGIN, ORIGIN, Light(40, WARM), Light(40, WARM))
    assert plan(still) == ()


def test_a_lamp_on_its_way_elsewhere_is_stopped_where_it_should_be() -> None:
    fade = Fade(ORIGIN, ORIGIN, Light(40, WARM), Light(40, WARM))
    raw = LINEAR.raw_for(40)
    astray = resting(raw, ORIGIN, WARM)
    moving = type(astray)(raw, 200, ORIGIN, ORIGIN + minutes(1), WARM)
    (only,) = course(moving, fade, ORIGIN, LINEAR, Span(0))
    assert only.raw == raw


@given(LEVEL, LEVEL, st.floats(0, 300))
@settings(max_examples=50)
def test_a_lamp_nobody_has_heard_of_is_always_told_and_slowly(
    begin: float, end: float, after: float
) -> None:
    fade = Fade(ORIGIN, ORIGIN + minutes(4), Light(begin, WARM), Light(end, WARM))
    first, *rest = blind_course(fade, ORIGIN + seconds(after), LINEAR)
    assert first.ends - first.due >= seconds(10)
    assert all(a.ends == b.due for a, b in pairwise((first, *rest)))


def test_a_sign_changes_in_one_command() -> None:
    light = Light(50, Color(110, 150, 255))
    (only,) = whole_course(None, Fade(ORIGIN, ORIGIN + seconds(2), light, light), ORIGIN, LINEAR)
    assert only.ends == ORIGIN + seconds(2)
    there = resting(only.raw, ORIGIN, light.tone)
    assert whole_course(there, Fade(ORIGIN, ORIGIN, light, light), ORIGIN, LINEAR) == ()


def test_a_very_long_fade_is_cut_into_hours() -> None:
    fade = Fade(ORIGIN, ORIGIN + minutes(600), Light(20, WARM), Light(26, WARM))
    path = segments(fade, LINEAR.raw_for(20), LINEAR, limit_for(fade))
    assert all(one.ends - one.due <= minutes(61) for one in path)
