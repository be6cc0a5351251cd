"""The room as it should be: phase, look, sign, and until when that holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from controller.domain.commands import EndVisit, LightsUp, Report, Restore, Stop, Visit
from controller.domain.scene import Fact, Scene
from controller.domain.show import wanted
from controller.domain.sound import CURTAIN, SOON
from controller.domain.state import NEW, State
from controller.domain.units import Instant, Span, minutes, seconds
from controller.domain.wanted import Wanted
from tests.domain.worlds import NOW, Room, phase, scene


def now(room: Room) -> Wanted:
    return wanted(room.state, room.now)


def test_a_room_that_was_told_nothing_is_dark_silent_and_open_for_ever() -> None:
    shown = wanted(NEW, NOW)
    assert (shown.phase, shown.sign, shown.until) == (None, "open", None)
    assert (shown.music.voices, shown.lights, shown.due) == ((), {}, ())


def test_a_room_without_a_session_shows_the_turnover_look() -> None:
    shown = now(Room())
    assert (shown.look, shown.sign, shown.until) == ("turnover", "open", None)
    assert shown.lights["lamp"].end.level == 70


def test_phase_look_and_sign_follow_the_session() -> None:
    room = Room().begin()
    assert (now(room).phase, now(room).look, now(room).sign) == (0, "welcome", "preparing")
    room.done(Report(Fact.STARTED))
    assert (now(room).phase, now(room).look, now(room).sign) == (1, "dim", "in-session")


def test_after_a_session_the_sign_asks_for_turnover_and_then_is_open() -> None:
    room = Room().into_plateau().done(Stop())
    assert (now(room).sign, now(room).look, now(room).phase) == ("turnover", "turnover", None)
    room.wait(minutes(1))
    assert now(room).until == room.now + minutes(14)
    room.wait(minutes(14))
    assert (now(room).sign, now(room).until) == ("open", None)


def test_after_a_session_without_turnover_the_room_is_open_at_once() -> None:
    room = Room().into_plateau(replace(scene(), turnover=Span(0))).done(Stop())
    assert now(room).sign == "open"
    assert now(room).until == room.now + CURTAIN


def test_a_session_that_runs_out_by_the_clock_is_turned_over_from_then_on() -> None:
    room = Room().begin(replace(scene(last=None), phases=(phase("rest", 20),)))
    assert now(room.wait(minutes(20) - Span(1))).sign == "in-session"
    assert now(room.wait(Span(1))).sign == "turnover"
    assert now(room).phase is None


def test_the_phase_changes_by_the_clock_under_a_visit_and_returns_with_its_end() -> None:
    room = Room().begin().done(Report(Fact.STARTED)).wait(minutes(7)).done(Visit())
    room.wait(minutes(2))
    assert (now(room).phase, now(room).look) == (2, "deep")
    assert now(room).lights["path"].at(room.now).level == 12
    room.done(EndVisit()).wait(minutes(2))
    assert now(room).lights["lamp"].at(room.now).level == 8
    assert now(room).lights["path"].at(room.now).level == 0


def test_lights_up_is_urgent_and_says_so_until_it_is_restored() -> None:
    room = Room().into_plateau().done(LightsUp())
    assert (now(room).urgent, now(room).look) == (True, "lights-up")
    assert now(room).lights["lamp"].at(room.now).level == 100
    room.done(Restore())
    assert (now(room).urgent, now(room).look) == (False, "deep")


def test_what_holds_ends_when_the_next_phase_begins() -> None:
    silent = Scene("silent", "Silent", (phase("one", 90), phase("two", 90), phase("three", 1)))
    room = Room().begin(silent)
    assert now(room).until == room.now + minutes(90)


@pytest.mark.parametrize("silence", [3, 59, 61, 300])
def test_the_track_after_a_silence_is_named_in_time_however_long_it_lasts(silence: int) -> None:
    playing = scene().phases[2].score
    phases = (phase("hush", silence), phase("deep", 30, None, playing))
    room = Room().begin(Scene("hush", "Hush", phases))
    until = now(room).until
    assert until == room.now + minutes(silence) - SOON
    assert wanted(room.state, Instant(until.ms - 1)).music.next is None
    assert wanted(room.state, until).music.next is not None


def test_an_old_session_costs_nothing_to_look_at() -> None:
    room = Room().into_plateau().done(Stop()).wait(minutes(60 * 24 * 365))
    old: State = room.state
    shown = wanted(old, room.now)
    assert (shown.music.voices, shown.until) == ((), None)


def test_a_silent_scene_is_shown_like_any_other() -> None:
    room = Room().begin(Scene("calm", "Calm", (phase("rest", 30, Fact.LEFT),)))
    assert now(room.wait(minutes(45))).phase == 0
    assert (now(room).music.voices, now(room).until) == ((), None)
    room.done(Report(Fact.LEFT)).wait(seconds(1))
    assert now(room).sign == "open"
