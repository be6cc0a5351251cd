"""Planning again: what plays goes on, and each change lands where the phases do."""

from __future__ import annotations

import pytest

from controller.domain.commands import (
    Extend,
    Go,
    Hold,
    NextPhase,
    Report,
    SkipTrack,
    Stop,
    SwapPlaylist,
)
from controller.domain.events import Stopped
from controller.domain.music import WAIT_AHEAD, heard_by, plan_to_begin, playing_at
from controller.domain.plan import Plan
from controller.domain.scene import Fact, Land, Scene, Score
from controller.domain.state import NEW, Session
from controller.domain.units import ORIGIN, Span, minutes, seconds
from tests.domain.worlds import EVENINGS, Room, phase, scene


def running(room: Room) -> Session:
    session = room.state.running(room.now)
    assert session is not None
    return session


def errors(plan: Plan) -> list[int]:
    """Tell how far each landing is off, in whole seconds."""
    return [round(abs(landing.error.ms) / 1_000) for landing in plan.landings]


def change(room: Room, index: int) -> Span:
    """Tell how far the change of music into a phase lies behind the phase's beginning."""
    session = running(room)
    slot = next(s for s in session.plan.slots if s.phase == index)
    return slot.starts + slot.fade * 0.5 - session.timeline.starts_at(index, room.now)


def test_a_scene_is_planned_from_its_beginning_to_its_end() -> None:
    plan = plan_to_begin(NEW, scene(), 3, ORIGIN)
    assert [landing.phase for landing in plan.landings] == [0, 1, 2, 3, 4]
    assert max(errors(plan)) == 0
    assert plan.slots[0].starts == ORIGIN


@pytest.mark.parametrize("by", [-10, -3, 3, 10])
def test_a_phase_of_another_length_keeps_what_plays_and_lands_again(by: int) -> None:
    room = Room().into_plateau()
    playing = playing_at(running(room), room.now)
    room.done(Extend(minutes(by)))
    assert running(room).plan.slots[0] == playing
    assert abs(change(room, 3).ms) < 5_000


def test_the_run_time_lets_the_music_land_at_the_end_of_the_infusion() -> None:
    room = Room().begin().wait(minutes(9)).done(Report(Fact.STARTED, runs=minutes(47)))
    assert abs(change(room, 3).ms) < 1_000


def test_a_phase_that_ends_early_softly_is_left_by_a_long_crossfade() -> None:
    room = Room().into_plateau().done(NextPhase())
    first = running(room).plan.slots[1]
    assert (first.phase, first.starts - room.now, first.fade) == (3, Span(0), seconds(16))


def test_a_phase_that_ends_early_hard_is_left_at_once() -> None:
    room = Room().into_plateau(scene(land=Land.HARD)).done(NextPhase())
    first = running(room).plan.slots[1]
    assert (first.starts - room.now, first.fade) == (Span(0), seconds(8))


def test_a_bridge_lets_what_plays_cross_the_end_of_its_phase() -> None:
    room = Room().begin().wait(minutes(2))
    playing = playing_at(running(room), room.now)
    room.done(Report(Fact.STARTED))
    assert playing is not None
    assert running(room).plan.slots[0] == playing
    assert running(room).plan.slots[1].starts > room.now


def test_a_silent_phase_that_is_passed_at_once_is_not_heard() -> None:
    first, last = Score(EVENINGS, Land.BRIDGE), Score(EVENINGS)
    phases = (phase("one", 20, None, first), phase("hush", 1), phase("two", 20, Fact.LEFT, last))
    room = Room().begin(Scene("hush", "Hush", phases)).wait(minutes(18))
    room.done(NextPhase()).done(NextPhase())
    assert running(room).plan.slots[0].phase == 2
    for _ in range(100):
        assert room.wait(Span(300)).files()


def test_a_held_phase_is_given_music_for_a_while_and_lands_when_it_goes_on() -> None:
    room = Room().into_plateau().done(Hold()).wait(minutes(3)).done(SkipTrack())
    planned = [s for s in running(room).plan.slots if s.phase == 2]
    assert planned[-1].ends > room.now + WAIT_AHEAD
    room.wait(minutes(1)).done(Go())
    assert abs(change(room, 3).ms) < 5_000


def test_a_late_phase_is_planned_some_minutes_ahead() -> None:
    room = Room().begin().wait(minutes(14)).done(SkipTrack())
    planned = [s for s in running(room).plan.slots if s.phase == 0]
    assert planned[-1].ends >= room.now + WAIT_AHEAD


def test_what_was_heard_is_not_planned_again_while_there_is_other_music() -> None:
    room = Room().into_plateau()
    heard = {slot.track.file for slot in heard_by(running(room), room.now)}
    room.wait(minutes(10)).done(SwapPlaylist(EVENINGS, "return"))
    assert not heard & {s.track.file for s in running(room).plan.slots[1:]}


def test_nothing_plays_before_the_first_track_nor_on_the_way_into_silence() -> None:
    room = Room().begin()
    assert playing_at(running(room), room.now - Span(1)) is None
    room = Room().into_plateau().done(SwapPlaylist(None)).wait(seconds(2))
    assert playing_at(running(room), room.now) is None
    assert len(room.files()) == 1


def test_nothing_plays_when_the_last_track_is_over() -> None:
    short = Scene("short", "Short", (phase("one", 5, None, Score(EVENINGS)),))
    session = running(Room().begin(short))
    assert playing_at(session, session.plan.slots[-1].ends) is None


def test_what_ends_the_session_leaves_the_plan_as_it_was() -> None:
    room = Room().into_plateau().done(Report(Fact.ENDED)).wait(minutes(20))
    plan = running(room).plan
    room.done(Report(Fact.LEFT))
    assert room.state.session is not None
    assert room.state.session.plan == plan
    stopped = Room().into_plateau().done(Stop())
    assert isinstance(stopped.events[-1], Stopped)
