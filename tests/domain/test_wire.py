"""The contract on the wire: topics, and one example of every document, word for word.

These examples are what other programs were written against. A new field may be added; a change
to what stands here is a new major version.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from controller.domain.codec import decode, encode
from controller.domain.documents import (
    About,
    FixtureDoc,
    LightsDoc,
    MusicDoc,
    Named,
    Notice,
    NoticesDoc,
    Offer,
    OfferedPhase,
    PhaseDoc,
    SessionDoc,
    SignDoc,
    TrackDoc,
    Undoable,
)
from controller.domain.units import Instant, Span
from controller.domain.wanted import Due
from controller.domain.wire import (
    FOR_EVERY_ROOM,
    LARGEST,
    UNGUARDED,
    VERBS,
    Answer,
    Ask,
    Beat,
    Concern,
    Link,
    LinkState,
    Outcome,
    Topics,
    console_filter,
)

WILLOW = Topics("harbour", "willow")


def at(ms: int) -> Instant:
    return Instant(ms)


PHASE = PhaseDoc(
    "plateau", at(1), at(9), at(5), at(12), "ended", "deep", "#203a6b", 8.0, "in-session", False
)
TRACK = TrackDoc("Slow tide", "ambient/slow-tide.ogg", 2, at(1), at(9), Span(8_000), -3.5)
EXAMPLES: dict[str, tuple[object, str]] = {
    "link": (
        Link(LinkState.LOST, "3f2a", 2, "b007"),
        '{"state": "lost", "instance": "3f2a", "birth": 2, "boot": "b007"}',
    ),
    "beat": (
        Beat("b007", at(7), 1_700_000_000_000, None, "3f2a"),
        '{"boot": "b007", "clock": 7, "wall": 1700000000000, "session": null, "instance": "3f2a"}',
    ),
    "about": (
        About(
            title="Willow",
            software="0.1.0",
            minor=0,
            output="headphones-1 (PulseAudio)",
            roles=("lamp", "accent"),
            scenes=(
                Offer(
                    "infusion-40",
                    "40-minute infusion",
                    Span(6_300_000),
                    (OfferedPhase("arrive", Span(600_000), None, Span(0)),),
                    True,
                ),
            ),
            playlists=(Named("plateau", "Deep water"),),
            volume=50,
        ),
        """{"title": "Willow", "software": "0.1.0", "minor": 0,
            "output": "headphones-1 (PulseAudio)", "roles": ["lamp", "accent"],
            "scenes": [{"name": "infusion-40", "title": "40-minute infusion", "visit": 6300000,
                "phases": [{"name": "arrive", "lasts": 600000, "error": null, "short": 0}],
                "ok": true, "why": ""}],
            "playlists": [{"name": "plateau", "title": "Deep water"}], "volume": 50}""",
    ),
    "session": (
        SessionDoc(
            rev=4,
            boot="b007",
            session="s1",
            scene="infusion-40",
            title="40-minute infusion",
            current=0,
            phases=(PHASE,),
            facts={"started": at(2)},
            due=(Due("Vitals", "remote", at(3)),),
            undo=Undoable("+5 min", at(11)),
            by="desk",
            said="extend +5m",
        ),
        """{"rev": 4, "boot": "b007", "session": "s1", "scene": "infusion-40",
            "title": "40-minute infusion", "current": 0,
            "phases": [{"name": "plateau", "starts": 1, "ends": 9, "earliest": 5, "latest": 12,
                "until": "ended", "look": "deep", "color": "#203a6b", "level": 8.0,
                "sign": "in-session", "past": false}],
            "slips_from": null, "held": null, "visit": null, "lights_up": null, "over": null,
            "facts": {"started": 2},
            "due": [{"say": "Vitals", "kind": "remote", "since": 3}],
            "entries": 0, "entries_allowed": null, "undo": {"what": "+5 min", "closes": 11},
            "by": "desk", "said": "extend +5m"}""",
    ),
    "music": (
        MusicDoc(4, "no sound", 35, (TRACK,), (), True),
        """{"rev": 4, "output": "no sound", "volume": 35,
            "voices": [{"title": "Slow tide", "file": "ambient/slow-tide.ogg", "phase": 2,
                "starts": 1, "ends": 9, "fade": 8000, "gain_db": -3.5}],
            "tracks": [], "ducked": true}""",
    ),
    "lights": (
        LightsDoc(4, "deep", (FixtureDoc("lamp", 20.0, 8.0, "#203a6b", at(9), "fading", at(5)),)),
        """{"rev": 4, "look": "deep", "fixtures": [{"role": "lamp", "level": 20.0,
            "target": 8.0, "color": "#203a6b", "ends": 9, "verdict": "fading",
            "starts": 5}]}""",
    ),
    "sign": (SignDoc(4, "quiet"), '{"rev": 4, "show": "quiet"}'),
    "notices": (
        NoticesDoc(1, (Notice("output", at(5), "Headphones are not connected."),)),
        """{"rev": 1, "notices": [{"id": "output", "since": 5,
            "text": "Headphones are not connected."}]}""",
    ),
    "ask": (
        Ask("0a1b", "extend", {"by": "+5m"}, "b007", at(5_007), 4),
        """{"id": "0a1b", "verb": "extend", "args": {"by": "+5m"}, "boot": "b007",
            "deadline": 5007, "if_rev": 4}""",
    ),
    "answer": (
        Answer("0a1b", Outcome.REFUSED, "No session is running in this room.", 4),
        """{"id": "0a1b", "state": "refused", "why": "No session is running in this room.",
            "rev": 4}""",
    ),
}


@pytest.mark.parametrize(("value", "text"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_example_of_a_document_is_written_as_it_stands(value: object, text: str) -> None:
    written = json.loads(encode(value))
    agreed: dict[str, Any] = json.loads(text)
    assert {name: written.get(name) for name in agreed} == agreed


@pytest.mark.parametrize(("value", "text"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_example_of_a_document_is_read_as_it_stands(value: object, text: str) -> None:
    assert decode(type(value), text.encode()) == value


def test_the_topics_of_a_room() -> None:
    base = "stillroom/1/harbour/willow"
    assert WILLOW.link == f"{base}/link"
    assert WILLOW.beat == f"{base}/beat"
    assert WILLOW.about == f"{base}/about"
    assert WILLOW.state(Concern.SESSION) == f"{base}/state/session"
    assert WILLOW.command("desk") == f"{base}/cmd/desk"
    assert WILLOW.answer("desk") == f"{base}/ack/desk"


def test_a_console_listens_to_what_rooms_say_and_not_to_what_they_are_told() -> None:
    said = {WILLOW.link, WILLOW.beat, WILLOW.about, *map(WILLOW.state, Concern)}
    heard = {topic for topic in said if any(matches(name, topic) for name in filters())}
    assert heard == said
    assert not any(matches(name, WILLOW.command("desk")) for name in filters())


def filters() -> tuple[str, ...]:
    return console_filter("harbour")


def matches(name: str, topic: str) -> bool:
    pairs = zip(name.split("/"), topic.split("/"), strict=False)
    same_length = name.count("/") == topic.count("/")
    return same_length and all(wild in ("+", level) for wild, level in pairs)


def test_a_long_session_fits_into_one_message() -> None:
    tracks = tuple(TRACK for _ in range(60))
    assert len(encode(MusicDoc(4, "no sound", 35, tracks[:2], tracks))) < LARGEST
    phases = tuple(PHASE for _ in range(20))
    assert len(encode(SessionDoc(rev=4, boot="b" * 36, phases=phases))) < LARGEST


def test_what_no_second_console_may_hold_up_are_verbs() -> None:
    assert VERBS.keys() >= UNGUARDED
    assert "lights-up" in UNGUARDED & FOR_EVERY_ROOM
