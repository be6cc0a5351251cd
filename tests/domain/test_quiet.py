"""Checks that are due, and the quiet stretch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from controller.domain.commands import DoorOpened, Report
from controller.domain.quiet import DUE_FOR, changes, due, is_quiet
from controller.domain.scene import Check, CheckKind, Fact, Mark, Scene
from controller.domain.state import Session
from controller.domain.units import Instant, Span, minutes
from tests.domain.worlds import Room, scene

STARTED = Mark(Fact.STARTED)


def started(*checks: Check) -> tuple[Session, Instant]:
    """Start a session with these checks; tell it and when the infusion started."""
    room = Room().begin(replace(scene(), checks=checks)).done(Report(Fact.STARTED))
    assert room.state.session is not None
    return room.state.session, room.now


def said(session: Session, now: Instant) -> list[str]:
    return [check.say for check in due(session, now)]


def test_a_check_is_due_at_its_mark_for_five_minutes() -> None:
    once = Check("Look in", CheckKind.IN_PERSON, Mark(Fact.STARTED, minutes(5)))
    session, at = started(once)
    times = (minutes(5) - Span(1), minutes(5), minutes(10) - Span(1), minutes(10))
    assert [said(session, at + t) for t in times] == [[], ["Look in"], ["Look in"], []]
    assert list(changes(session, at)) == [at + minutes(5), at + minutes(10)]
    assert list(changes(session, at + minutes(20))) == []


def test_a_check_before_its_fact_is_reported_is_not_due() -> None:
    session, at = started(Check("Look in", CheckKind.REMOTE, Mark(Fact.ENDED)))
    assert said(session, at + minutes(30)) == []
    assert list(changes(session, at)) == []


def test_a_repeated_check_is_due_each_time_until_its_end_is_reported() -> None:
    vitals = Check("Vitals", CheckKind.REMOTE, STARTED, minutes(10), Mark(Fact.ENDED))
    session, at = started(vitals)
    assert [said(session, at + minutes(m)) for m in (0, 9, 10, 14, 15, 20, 600)] == [
        *([], [], ["Vitals"], ["Vitals"], [], ["Vitals"], ["Vitals"])
    ]
    ended = replace(session, facts={**session.facts, Fact.ENDED: at + minutes(20)})
    assert said(ended, at + minutes(14)) == ["Vitals"]
    assert said(ended, at + minutes(20)) == []
    assert min(changes(session, at + minutes(12))) == at + minutes(15)
    assert list(changes(ended, at + minutes(16))) == []


def test_a_check_without_an_end_goes_on_for_the_session() -> None:
    session, at = started(Check("Turn", CheckKind.REMOTE, STARTED, minutes(30)))
    assert said(session, at + minutes(300)) == ["Turn"]


@pytest.mark.parametrize("minute", [2, 7, 8.5, 61])
def test_a_check_that_falls_due_while_it_stands_is_due_once_since_the_last_time(
    minute: float,
) -> None:
    session, at = started(Check("Vitals", CheckKind.REMOTE, STARTED, minutes(2)))
    found = due(session, at + minutes(minute))
    assert [d.since for d in found] == [at + minutes(2) * (minute // 2)]


def test_the_longest_standing_check_comes_first() -> None:
    late = Check("Late", CheckKind.REMOTE, Mark(Fact.STARTED, minutes(3)))
    early = Check("Early", CheckKind.REMOTE, Mark(Fact.STARTED, minutes(1)))
    session, at = started(late, early)
    assert said(session, at + minutes(4)) == ["Early", "Late"]


def test_the_quiet_stretch_begins_and_ends_with_its_facts() -> None:
    session, at = started()
    assert [is_quiet(session, at + minutes(m)) for m in (7, 8, 500)] == [False, True, True]
    ended = replace(session, facts={**session.facts, Fact.ENDED: at + minutes(40)})
    assert [is_quiet(ended, at + minutes(m)) for m in (39, 40)] == [True, False]


def test_no_stretch_is_quiet_before_its_fact_or_in_a_scene_that_has_none() -> None:
    room = Room().begin()
    assert room.state.session is not None
    assert not is_quiet(room.state.session, room.now + minutes(60))
    loud: Scene = replace(scene(), quiet=None)
    room = Room().into_plateau(loud).done(DoorOpened())
    assert room.state.session is not None
    assert room.state.session.entries == 0


def test_entries_in_the_quiet_stretch_are_counted() -> None:
    room = Room().into_plateau().done(DoorOpened()).done(DoorOpened())
    assert room.state.session is not None
    assert room.state.session.entries == 2
    assert minutes(5) == DUE_FOR
