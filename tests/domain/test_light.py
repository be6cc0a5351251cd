"""What the lights aim at, and the way there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from controller.domain.commands import (
    EndVisit,
    LightsUp,
    NextPhase,
    Prepare,
    Report,
    Restore,
    Stop,
    Visit,
)
from controller.domain.light import aim, fades
from controller.domain.look import AWAKE_SLOPE, CALM_SLOPE, Fade, Light, Look, White
from controller.domain.scene import Fact, Scene
from controller.domain.units import ZERO, minutes, seconds
from tests.domain.worlds import DEEP, HOUSE, Room, phase, scene


def fade(room: Room, role: str) -> Fade:
    return fades(room.state, room.now)[role]


def level(room: Room, role: str) -> float:
    return fade(room, role).at(room.now).level


def test_a_role_that_a_look_does_not_name_stays_as_it_is() -> None:
    room = Room().into_plateau()
    assert "ceiling" not in DEEP.lights
    assert level(room, "ceiling") == 0  # of the phase before
    assert fade(room.done(Report(Fact.ENDED)), "accent").end == DEEP.lights["accent"]


def test_what_the_turnover_look_does_not_name_goes_dark_after_a_session() -> None:
    room = Room().into_plateau().done(Stop()).wait(minutes(2))
    assert (level(room, "accent"), level(room, "lamp")) == (0, 70)


def test_a_look_that_gives_no_tone_keeps_the_one_there_was() -> None:
    room = Room().begin().wait(minutes(1))
    assert fade(room, "lamp").end.tone == White(370)
    assert fade(room.done(Stop()), "lamp").end == Light(70, White(370))


def test_a_fade_takes_as_long_as_its_look_says_or_as_the_limit_demands() -> None:
    room = Room().begin()
    assert fade(room, "lamp").ends - room.now == seconds(45 / AWAKE_SLOPE)  # from the dark
    room.wait(minutes(1)).done(Report(Fact.STARTED))
    assert fade(room, "lamp").ends - room.now == seconds(90)
    assert fade(room, "ceiling").slope() <= CALM_SLOPE


def test_a_fade_that_the_calm_overtakes_goes_on_more_slowly() -> None:
    room = Room().begin().wait(seconds(2))
    assert fade(room, "ceiling").slope() == pytest.approx(AWAKE_SLOPE)
    same = replace(scene().phases[1], look=scene().phases[0].look)
    still = replace(scene(), phases=(scene().phases[0], same, *scene().phases[2:]))
    room = Room().begin(still).wait(seconds(2)).done(Report(Fact.STARTED))
    assert fade(room, "ceiling").slope() == pytest.approx(CALM_SLOPE)


def test_a_boundary_that_the_clock_passes_turns_the_lights_from_where_they_are() -> None:
    room = Room().begin().done(Report(Fact.STARTED)).wait(minutes(8))
    turned = fade(room, "lamp")
    assert (turned.starts, turned.begin.level, turned.end.level) == (room.now, 20, 8)


def test_a_visit_lights_the_path_and_leaves_the_rest_as_it_was() -> None:
    room = Room().into_plateau()
    before = {role: level(room, role) for role in ("lamp", "accent", "ceiling")}
    room.done(Visit())
    assert fade(room, "path").ends - room.now == HOUSE.visit.fade
    room.wait(seconds(5)).done(EndVisit())
    path = fade(room, "path")
    assert path.end.level == 0
    assert path.slope() == pytest.approx(CALM_SLOPE)
    room.wait(minutes(1))
    assert {role: level(room, role) for role in before} == before


def test_a_visit_leaves_over_its_own_fade_where_nothing_limits_it() -> None:
    room = Room().done(Visit()).wait(seconds(5))
    lit = fade(room.done(EndVisit()), "path")
    assert lit.ends - lit.starts == seconds(12 / AWAKE_SLOPE)


def test_lights_up_is_at_once_and_twice_is_the_same_as_once() -> None:
    room = Room().into_plateau().done(LightsUp())
    first = fades(room.state, room.now)
    assert (level(room, "lamp"), level(room, "ceiling")) == (100, 100)
    assert fade(room, "lamp").starts == fade(room, "lamp").ends
    again = fades(room.wait(seconds(3)).done(LightsUp()).state, room.now)
    assert {r: f.end for r, f in again.items()} == {r: f.end for r, f in first.items()}


def test_lights_up_stays_through_a_boundary_and_restore_fades_to_what_is_then() -> None:
    room = Room().begin().done(Report(Fact.STARTED)).wait(minutes(7)).done(LightsUp())
    room.wait(minutes(3))
    assert level(room, "lamp") == 100
    room.done(Restore())
    lamp = fade(room, "lamp")
    assert (lamp.begin.level, lamp.end.level) == (100, 8)
    assert lamp.slope() <= CALM_SLOPE + 1e-3


def test_another_house_look_is_faded_to() -> None:
    house = replace(HOUSE, turnover=Look("night", seconds(60), {"lamp": Light(20)}))
    room = Room().wait(minutes(1)).done(Prepare(house))
    assert fade(room, "lamp").ends - room.now == seconds(60)
    assert fade(room, "ceiling").end.level == 0


def test_the_look_that_leads_is_named() -> None:
    room = Room().into_plateau().done(Visit())
    assert aim(room.state, room.now).look == "deep"
    assert aim(room.done(LightsUp()).state, room.now).look == "lights-up"


def test_a_phase_that_was_left_at_its_beginning_leaves_no_trace_in_the_levels() -> None:
    room = Room().into_plateau().done(NextPhase()).done(NextPhase())
    assert fade(room, "lamp").end.level == 60
    assert level(room, "lamp") == pytest.approx(8)


def test_phases_of_no_length_are_passed_at_once() -> None:
    bright = replace(phase("bright", 0), look=Look("bright", ZERO, {"lamp": Light(90)}))
    short = Scene("short", "Short", (phase("one", 1), bright, phase("two", 5)))
    room = Room().begin(short).wait(minutes(1))
    assert fade(room, "lamp").end.level == 20
