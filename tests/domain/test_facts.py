"""Facts: which phases they end, how late they may be told, and what cannot be true."""

from __future__ import annotations

import pytest

from controller.domain.commands import Extend, Hold, NextPhase, Report, Undo
from controller.domain.scene import Fact, Scene
from controller.domain.state import Session
from controller.domain.units import ZERO, Span, minutes, seconds
from tests.domain.worlds import Room, phase, scene

ARRIVED, STARTED, CHANGED = Report(Fact.ARRIVED), Report(Fact.STARTED), Report(Fact.CHANGED)
ENDED, LEFT = Report(Fact.ENDED), Report(Fact.LEFT)
BOOSTER = Scene("booster", "Booster", (phase("rest", 20), phase("after", 20, Fact.LEFT)))
"""A scene in which nobody reports that an infusion started or ended."""


def running(room: Room) -> Session:
    session = room.state.running(room.now)
    assert session is not None
    return session


def current(room: Room) -> int:
    return running(room).timeline.phase_at(room.now)


def ago(fact: Fact, span: Span) -> Report:
    return Report(fact, span)


# --- what they end


def test_arrived_ends_nothing_and_is_kept() -> None:
    room = Room().begin().wait(minutes(2)).done(ARRIVED)
    assert running(room).facts == {Fact.ARRIVED: room.now}
    assert current(room) == 0


def test_a_whole_session_goes_from_fact_to_fact() -> None:
    room = Room().begin().wait(minutes(9)).done(STARTED)
    assert current(room) == 1
    assert current(room.wait(minutes(8))) == 2
    assert current(room.wait(minutes(33)).done(ENDED)) == 3
    assert current(room.wait(minutes(12))) == 4
    room.wait(minutes(30)).done(LEFT)
    assert room.state.running(room.now) is None
    assert room.state.session is not None
    assert room.state.session.over == room.now


def test_a_fact_that_comes_early_ends_the_phases_before_its_own_too() -> None:
    room = Room().begin().done(STARTED).wait(minutes(3)).done(ENDED)
    assert running(room).ended == (room.now - minutes(3), room.now, room.now, None, None)
    assert current(room) == 3


def test_a_fact_told_late_counts_from_when_it_was_true() -> None:
    room = Room().begin().wait(minutes(9)).done(ago(Fact.STARTED, minutes(3)))
    assert running(room).facts[Fact.STARTED] == room.now - minutes(3)
    assert running(room).timeline.ends[1] == room.now + minutes(5)


def test_a_fact_ends_a_hold_of_the_phase_it_ends() -> None:
    room = Room().begin().done(Hold()).done(ARRIVED)
    assert running(room).held is not None
    assert running(room.done(STARTED)).held is None


def test_a_phase_ended_by_hand_stays_so_when_its_fact_is_reported_afterwards() -> None:
    room = Room().into_plateau().done(NextPhase()).wait(minutes(3))
    ended = running(room).ended
    room.done(ENDED)
    assert running(room).ended == ended
    assert Fact.ENDED in running(room).facts
    room.wait(seconds(20)).done(ago(Fact.ENDED, seconds(30)))
    assert running(room).ended == ended


def test_a_session_that_ends_by_hand_needs_no_infusion_reported_ended() -> None:
    room = Room().into_plateau().done(NextPhase()).wait(minutes(13)).done(LEFT)
    assert room.state.running(room.now) is None


def test_a_scene_without_an_infusion_needs_no_report_of_it() -> None:
    room = Room().begin(BOOSTER).wait(minutes(25)).done(ARRIVED)
    assert current(room.done(STARTED)) == 1
    room.done(LEFT)
    assert room.state.running(room.now) is None


# --- corrections


def test_a_fact_is_corrected_as_long_as_nothing_after_it_was_reported() -> None:
    room = Room().begin().wait(minutes(9)).done(STARTED).wait(minutes(10))
    assert current(room) == 2
    room.done(ago(Fact.STARTED, minutes(5)))
    assert running(room).ended[0] == room.now - minutes(5)
    assert current(room) == 1


def test_what_was_reported_since_is_taken_back_first() -> None:
    room = Room().into_plateau().done(CHANGED)
    why = "It was reported that the infusion was changed already; undo that first."
    assert room.refused(STARTED) == why
    room.done(Undo()).done(ago(Fact.STARTED, minutes(17)))
    room.done(ENDED)
    why = "It was reported that the infusion ended already; undo that first."
    assert room.refused(STARTED) == why


def test_a_change_may_be_reported_again_and_again() -> None:
    room = Room().into_plateau().done(CHANGED).wait(minutes(2)).done(CHANGED)
    assert running(room).facts[Fact.CHANGED] == room.now


# --- what cannot be


def test_nothing_is_reported_before_it_happens() -> None:
    why = "A fact is reported when it has happened, not before."
    assert Room().begin().refused(ago(Fact.STARTED, seconds(-1))) == why


@pytest.mark.parametrize(
    ("report", "why"),
    [
        (ago(Fact.STARTED, minutes(28)), "that the infusion started then"),
        (ago(Fact.ENDED, minutes(19)), "that the infusion ended then"),
        (ago(Fact.CHANGED, minutes(19)), "that the infusion was changed then"),
    ],
)
def test_a_fact_is_not_moved_to_before_what_it_follows(report: Report, why: str) -> None:
    said = Room().into_plateau().wait(seconds(30)).refused(report)
    assert said == f"It cannot be reported {why}: what was reported since would not fit."


def test_a_fact_is_not_moved_to_after_a_phase_that_was_ended_since() -> None:
    room = Room().into_plateau().done(NextPhase()).wait(minutes(2))
    said = room.refused(STARTED)
    assert said.endswith("what was reported since would not fit.")


@pytest.mark.parametrize(
    ("report", "missing"), [(CHANGED, "started"), (ENDED, "started"), (LEFT, "ended")]
)
def test_a_fact_needs_the_one_before_it(report: Report, missing: str) -> None:
    why = f"Nobody reported that the infusion {missing} yet; report that first, or stop the session"
    assert Room().begin().wait(minutes(2)).refused(report) == f"{why}."


# --- the run time


def test_a_run_time_sets_the_phase_that_ends_with_the_infusion() -> None:
    room = Room().begin().done(Report(Fact.STARTED, runs=minutes(55)))
    assert running(room).lasts[1:3] == (minutes(8), minutes(47))
    room.wait(minutes(20)).done(Report(Fact.CHANGED, runs=minutes(30)))
    assert running(room).lasts[2] == minutes(22)
    assert running(room).timeline.ends[2] == room.now + minutes(10)


def test_a_run_time_leaves_out_what_a_phase_before_was_made_longer_by() -> None:
    room = Room().begin().done(Extend(minutes(4), "onset"))
    assert running(room.done(Report(Fact.STARTED, runs=minutes(40)))).lasts[2] == minutes(28)


def test_a_run_time_goes_with_what_sets_it() -> None:
    why = "A run time goes with started, or with changed."
    assert Room().into_plateau().refused(Report(Fact.ENDED, runs=minutes(40))) == why


@pytest.mark.parametrize("runs", [ZERO, minutes(-40)])
def test_a_run_time_is_longer_than_nothing(runs: Span) -> None:
    why = "A run time is how long the infusion takes in all, like 40m."
    assert Room().begin().refused(Report(Fact.STARTED, runs=runs)) == why


def test_a_run_time_has_to_outlast_the_phases_before_the_one_it_sets() -> None:
    why = "A run time of 8m leaves nothing after onset, which take 8m."
    assert Room().begin().refused(Report(Fact.STARTED, runs=minutes(8))) == why


def test_a_run_time_needs_a_phase_that_ends_with_the_infusion() -> None:
    why = "This scene has no phase that ends with the infusion."
    assert Room().begin(BOOSTER).refused(Report(Fact.STARTED, runs=minutes(40))) == why


def test_where_no_phase_waits_for_the_start_the_run_time_counts_from_the_first() -> None:
    short = Scene("short", "Short", (phase("in", 5), phase("deep", 20, Fact.ENDED)))
    room = Room().begin(short).done(Report(Fact.STARTED, runs=minutes(30)))
    assert running(room).lasts == (minutes(5), minutes(25))


def test_the_house_scene_of_the_tests_takes_every_fact() -> None:
    assert {p.until for p in scene().phases} - {None} == {Fact.STARTED, Fact.ENDED, Fact.LEFT}
