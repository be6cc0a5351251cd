"""The agent: orders in, a room shown, and what it says about it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from controller.domain.codec import decode, encode
from controller.domain.commands import CallPressed, DoorOpened, TrackFailed
from controller.domain.documents import MusicDoc, NoticesDoc, SessionDoc, SignDoc
from controller.domain.units import Span, minutes, seconds
from controller.domain.wire import (
    STALE_AFTER,
    Answer,
    Ask,
    Beat,
    Concern,
    Link,
    LinkState,
    Outcome,
    Topics,
)
from controller.room.ports import Arrived, Linked, Noticed, Repertory, Told
from controller.simulate import Simulation
from tests.domain.worlds import EVENINGS, HOUSE, scene


@pytest.fixture
def room() -> Simulation:
    return Simulation(HOUSE, Repertory({"infusion-40": scene()}, {"evenings": EVENINGS}))


def ordered(room: Simulation, verb: str, **args: str) -> Answer:
    return room.order(verb, args)


def last(room: Simulation, topic: str) -> bytes:
    return next(payload for said, payload in reversed(room.room.sent) if said == topic)


def session(room: Simulation) -> SessionDoc:
    return decode(SessionDoc, last(room, room.topics.state(Concern.SESSION)))


def notices(room: Simulation) -> list[str]:
    doc = decode(NoticesDoc, last(room, room.topics.state(Concern.NOTICES)))
    return [notice.text for notice in doc.notices]


def ask(
    room: Simulation, verb: str, args: Mapping[str, str] | None = None, **fields: object
) -> Ask:
    base = {"id": "a1", "boot": "boot", "deadline": room.now + seconds(5)}
    return Ask(verb=verb, args=args or {}, **{**base, **fields})  # type: ignore[arg-type]


def delivered(
    room: Simulation, message: Ask, retained: bool = False, to: str = ""
) -> Answer | None:
    topic = to or room.topics.command("desk")
    since = len(room.room.sent)
    room.tell(Arrived(topic, encode(message), retained))
    replies = [p for t, p in room.room.sent[since:] if t == room.topics.answer("desk")]
    return decode(Answer, replies[-1]) if replies else None


def test_a_start_is_done_and_the_session_is_reported(room: Simulation) -> None:
    assert ordered(room, "start", scene="infusion-40", volume="35").state is Outcome.DONE
    doc = session(room)
    assert (doc.scene, doc.current, doc.phases[0].name) == ("infusion-40", 0, "arrive")
    assert doc.undo is not None
    assert doc.undo.what == "start"
    music = decode(MusicDoc, last(room, room.topics.state(Concern.MUSIC)))
    assert music.volume == 35
    assert len(music.tracks) > 10


@pytest.mark.parametrize(
    ("verb", "args", "says"),
    [
        ("start", {"scene": "infusion-4"}, 'did you mean "infusion-40"'),
        ("start", {}, "scene= is missing"),
        ("strat", {}, 'did you mean "start"'),
        ("volume", {"pct": "200"}, "from 0 to 100"),
        ("volume", {"level": "20"}, 'takes no "level"'),
        ("extend", {"by": "5"}, "write it like 90s"),
        ("swap", {"playlist": "evening"}, 'did you mean "evenings"'),
        ("ended", {}, "No session"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    room: Simulation, verb: str, args: dict[str, str], says: str
) -> None:
    rev = session(room).rev
    answer = room.order(verb, args)
    assert answer.state is Outcome.REFUSED
    assert says in answer.why
    assert session(room).rev == rev


def test_the_same_id_twice_gets_the_same_answer_and_acts_once(room: Simulation) -> None:
    ordered(room, "start", scene="infusion-40")
    one = delivered(room, ask(room, "extend", {"by": "5m"}))
    two = delivered(room, ask(room, "extend", {"by": "5m"}))
    assert one == two
    ends = session(room).phases[0]
    assert (ends.ends - ends.starts) == minutes(15)


def test_a_late_a_foreign_and_a_kept_command_are_refused(room: Simulation) -> None:
    late = delivered(room, ask(room, "lights-up", deadline=room.now - Span(1)))
    assert late is not None
    assert late.state is Outcome.EXPIRED
    foreign = delivered(room, ask(room, "lights-up", boot="other"))
    assert foreign is not None
    assert foreign.state is Outcome.REFUSED
    assert delivered(room, ask(room, "lights-up"), retained=True) is None
    assert (room.topics.command("desk"), b"") in room.room.sent
    assert session(room).lights_up is None


def test_nonsense_is_refused_in_a_sentence(room: Simulation) -> None:
    room.tell(Arrived(room.topics.command("desk"), b'{"id": [1]', False))
    answer = decode(Answer, last(room, room.topics.answer("desk")))
    assert answer.state is Outcome.REFUSED
    assert "could not be read" in answer.why


def test_a_second_console_with_an_old_view_is_superseded_but_lights_up_is_not(
    room: Simulation,
) -> None:
    rev = session(room).rev
    ordered(room, "start", scene="infusion-40")
    answer = delivered(room, ask(room, "next-phase", if_rev=rev))
    assert answer is not None
    assert answer.state is Outcome.SUPERSEDED
    assert "script start infusion-40" in answer.why
    lit = delivered(room, ask(room, "lights-up", id="a2", if_rev=rev))
    assert lit is not None
    assert lit.state is Outcome.DONE


def test_every_room_takes_quiet_and_lights_up_and_nothing_else(room: Simulation) -> None:
    everyone = Topics(room.topics.site, "_all").command("desk")
    ordered(room, "start", scene="infusion-40", volume="40")
    quiet = delivered(room, ask(room, "quiet", boot="", id="q"), to=everyone)
    assert quiet is not None
    assert quiet.state is Outcome.DONE
    stop = delivered(room, ask(room, "stop", boot="", id="s"), to=everyone)
    assert stop is not None
    assert stop.state is Outcome.REFUSED


def test_a_birth_says_everything_again_and_link_up_last(room: Simulation) -> None:
    since = len(room.room.sent)
    room.tell(Linked(True))  # type: ignore[arg-type]
    said = [topic for topic, _ in room.room.sent[since:]]
    assert said[-1] == room.topics.link
    assert {room.topics.about, room.topics.state(Concern.SIGN)} <= set(said)
    link = decode(Link, last(room, room.topics.link))
    assert (link.state, link.instance) == (LinkState.UP, "simulation")


def test_nothing_is_said_twice(room: Simulation) -> None:
    since = len(room.room.sent)
    room.until(room.now + seconds(60))
    assert {topic for topic, _ in room.room.sent[since:]} == {room.topics.beat}


def test_the_call_button_raises_a_notice_until_somebody_visits(room: Simulation) -> None:
    ordered(room, "start", scene="infusion-40")
    room.tell(Told(CallPressed()))
    assert notices(room) == ["The patient pressed the call button."]
    ordered(room, "visit")
    assert notices(room) == []


def test_entries_in_the_quiet_window_are_counted(room: Simulation) -> None:
    ordered(room, "start", scene="infusion-40")
    ordered(room, "started", runs="40m")
    room.tell(Told(DoorOpened()))
    room.until(room.now + minutes(10))
    room.tell(Told(DoorOpened()))
    assert (session(room).entries, session(room).entries_allowed) == (1, 1)


def test_a_track_that_fails_is_left_and_not_planned_again(room: Simulation) -> None:
    ordered(room, "start", scene="infusion-40")
    room.until(room.now + minutes(1))
    file = decode(MusicDoc, last(room, room.topics.state(Concern.MUSIC))).voices[0].file
    room.tell(Told(TrackFailed(file)))
    room.until(room.now + seconds(10))
    music = decode(MusicDoc, last(room, room.topics.state(Concern.MUSIC)))
    assert file not in {voice.file for voice in music.voices}
    assert [track.file for track in music.tracks].count(file) <= 1


def test_a_notice_that_was_seen_is_gone(room: Simulation) -> None:
    room.tell(Noticed("track:a.ogg", "a.ogg cannot be played."))
    assert ordered(room, "seen", notice="track:a.ogg").state is Outcome.DONE
    assert notices(room) == []


def test_a_notice_of_the_outside_stands_until_it_is_over(room: Simulation) -> None:
    room.tell(Noticed("sound", "The headphones are gone."))
    assert notices(room) == ["The headphones are gone."]
    room.tell(Noticed("sound", None))
    assert notices(room) == []


def test_a_phase_past_its_longest_is_noticed_and_nothing_is_forced(room: Simulation) -> None:
    ordered(room, "start", scene="infusion-40")
    room.until(room.now + minutes(31))
    assert notices(room) == ["arrive is past its longest of 30m; it goes on until started."]
    assert session(room).current == 0


def test_of_two_controllers_the_later_gives_way_and_the_earlier_says_so(room: Simulation) -> None:
    later = Beat("boot", room.now, 0, None, "another", since=room.now.ms + 1)
    room.tell(Arrived(room.topics.beat, encode(later), False))
    assert room.agent.rival is None
    assert "Another controller" in notices(room)[0]
    room.until(room.now + STALE_AFTER + seconds(5))
    assert notices(room) == []  # it has not been heard of since
    earlier = Beat("boot", room.now, 0, None, "another", since=1)
    room.tell(Arrived(room.topics.beat, encode(earlier), False))
    assert room.agent.rival == "another"


def test_the_sign_follows_the_phase(room: Simulation) -> None:
    ordered(room, "start", scene="infusion-40")
    ordered(room, "started")
    doc = decode(SignDoc, last(room, room.topics.state(Concern.SIGN)))
    assert doc.show == "in-session"
