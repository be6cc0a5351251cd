"""Notices: each once, until it is over."""

from __future__ import annotations

from controller.domain.commands import CallPressed, Extend, Report, Seen, Visit
from controller.domain.scene import Fact
from controller.domain.units import Span, minutes
from controller.room.notices import CALLED, LONG, Notices
from tests.domain.worlds import NOW, Room, scene

LATER = NOW + minutes(1)


def texts(notices: Notices) -> list[str]:
    return [notice.text for notice in notices.doc().notices]


def watched(room: Room, notices: Notices | None = None) -> Notices:
    notices = notices or Notices()
    notices.watch(room.state, room.now)
    return notices


def test_a_notice_stands_since_it_was_first_said_and_is_said_once() -> None:
    notices = Notices()
    notices.put("output", "The headphones are gone.", NOW)
    notices.put("output", "The headphones are gone.", LATER)
    doc = notices.doc()
    assert (doc.rev, doc.notices[0].since) == (1, NOW)
    notices.put("output", "Two outputs are gone.", LATER)
    assert notices.doc().rev == 2
    assert (notices.doc().notices[0].since, texts(notices)) == (NOW, ["Two outputs are gone."])


def test_what_is_over_is_gone_and_what_never_was_changes_nothing() -> None:
    notices = Notices()
    notices.put("output", None, NOW)
    assert notices.doc().rev == 0
    notices.put("output", "Gone.", NOW)
    notices.put("output", None, LATER)
    assert (notices.doc().rev, texts(notices)) == (2, [])


def test_the_oldest_notice_comes_first_also_when_it_says_something_else() -> None:
    notices = Notices()
    notices.put("one", "One.", NOW)
    notices.put("two", "Two.", LATER)
    notices.put("one", "One more.", LATER)
    assert texts(notices) == ["One more.", "Two."]


def test_a_phase_past_its_longest_is_noticed_until_it_ends() -> None:
    room = Room().begin().wait(minutes(30))
    assert texts(watched(room)) == []
    notices = watched(room.wait(Span(1)))
    said = "arrive is past its longest of 30m; it goes on until started."
    assert texts(notices) == [said]
    assert texts(watched(room.done(Report(Fact.STARTED)), notices)) == []


def test_a_phase_that_was_made_longer_than_its_longest_may_last_so_long() -> None:
    room = Room().begin().done(Extend(minutes(25))).wait(minutes(33))
    assert texts(watched(room)) == []
    assert len(texts(watched(room.wait(minutes(3))))) == 1


def test_a_phase_that_ends_by_the_clock_and_a_room_without_a_session_are_never_too_long() -> None:
    assert texts(watched(Room())) == []
    assert texts(watched(Room().begin(scene(last=None)).done(Report(Fact.STARTED)))) == []


def test_a_long_phase_that_was_seen_is_not_noticed_again_but_the_next_one_is() -> None:
    room = Room().begin().wait(minutes(31))
    notices = watched(room)
    notices.see(LONG, room.now)
    assert texts(watched(room.wait(minutes(1)), notices)) == []
    watched(room.done(Report(Fact.STARTED)), notices)
    room.wait(minutes(79))
    assert texts(watched(room, notices))[0].startswith("plateau is past")


def test_a_call_is_noticed_since_it_was_pressed_until_it_is_seen() -> None:
    room = Room().done(CallPressed())
    pressed = room.now
    notices = watched(room.wait(minutes(1)))
    assert texts(notices) == [CALLED]
    assert notices.doc().notices[0].since == pressed
    notices.see("call", room.now)
    assert texts(watched(room.done(Seen("call")), notices)) == []
    assert texts(watched(room.done(CallPressed()), notices)) == [CALLED]
    assert texts(watched(room.done(Visit()), notices)) == []
