"""Commands that must not be obeyed, over a real broker: nothing changes, and why is said."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from controller.clock import SystemClock
from controller.domain.wire import LARGEST, Topics
from tests.e2e.clinic import NAME, Clinic, running, write_site
from tests.e2e.wire import Said
from tests.link.waiting import until

ROOM = "willow"
WHO = "desk-test"


@pytest.fixture(scope="module")
def clinic(music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    base = tmp_path_factory.mktemp("commands")
    site = write_site(base / "site", music, {ROOM: "{output: none}"})
    with running(site, [ROOM], lamps=False) as clinic:
        yield clinic


def command(clinic: Clinic, verb: str = "volume", **fields: Any) -> dict[str, Any]:
    """Make a command that would be obeyed, but for ``fields``."""
    good = {
        "id": uuid.uuid4().hex,
        "verb": verb,
        "args": {"pct": "12"} if verb == "volume" else {},
        "boot": clinic.beat(ROOM).boot,
        "deadline": SystemClock().now().ms + 60_000,
    }
    return {**good, **fields}


def answers(clinic: Clinic, mark: int) -> list[Said]:
    return clinic.wire.on(clinic.topics(ROOM).answer(WHO), mark)


def answered(clinic: Clinic, body: bytes | dict[str, Any]) -> tuple[str, str]:
    """Say it to the room, and tell its answer and why."""
    mark = clinic.wire.mark()
    clinic.wire.say(clinic.topics(ROOM).command(WHO), body)
    until(lambda: answers(clinic, mark), "an answer", 60)
    found = answers(clinic, mark)[0].json
    return found["state"], found.get("why", "")


def test_a_good_command_is_done_so_that_the_others_mean_something(clinic: Clinic) -> None:
    assert answered(clinic, command(clinic)) == ("done", "")


@pytest.mark.parametrize(
    ("fields", "outcome", "why"),
    [
        ({"deadline": 1}, "expired", "came too late"),
        ({"boot": "another-boot"}, "refused", "restarted since"),
        ({"boot": ""}, "refused", "restarted since"),
        ({"if_rev": 9_999}, "superseded", "Somebody else changed the room first"),
        ({"verb": "explode"}, "refused", 'no "explode"'),
        ({"args": {"pct": "110"}}, "refused", "from 0 to 100"),
        ({"args": {"pct": "12", "loud": "yes"}}, "refused", 'takes no "loud"'),
        ({"args": {}}, "refused", "pct= is missing"),
    ],
)
def test_what_should_not_be_obeyed_is_refused_with_a_sentence(
    clinic: Clinic, fields: dict[str, Any], outcome: str, why: str
) -> None:
    before = clinic.session(ROOM).rev
    state, said = answered(clinic, command(clinic, **fields))
    assert (state, why in said) == (outcome, True), said
    assert clinic.session(ROOM).rev == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"lights-up",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"id": "x", "verb": "visit", "deadline": NaN}',
        b'{"id": "x", "verb": "visit", "deadline": 1e999}',
        b'{"id": 7, "verb": ["visit"]}',
        b"[" * 9_000,
    ],
)
def test_what_is_no_command_is_refused_and_stops_nothing(clinic: Clinic, body: bytes) -> None:
    state, why = answered(clinic, body)
    assert state == "refused"
    assert "could not be read" in why


def test_what_is_too_large_is_not_read_at_all(clinic: Clinic) -> None:
    mark = clinic.wire.mark()
    huge = command(clinic, id="huge", note="x" * LARGEST)
    clinic.wire.say(clinic.topics(ROOM).command(WHO), huge)
    assert answered(clinic, command(clinic)) == ("done", "")  # and the room goes on
    assert "huge" not in {said.json["id"] for said in answers(clinic, mark)}


def test_a_command_heard_twice_is_done_once_and_answered_alike(clinic: Clinic) -> None:
    twice = command(clinic, "visit")
    first = answered(clinic, twice)
    until(lambda: clinic.session(ROOM).visit is not None, "a visit")
    assert answered(clinic, command(clinic, "end-visit")) == ("done", "")
    until(lambda: clinic.session(ROOM).visit is None, "no visit")
    rev = clinic.session(ROOM).rev
    assert answered(clinic, twice) == first  # as it was answered then
    assert (clinic.session(ROOM).visit, clinic.session(ROOM).rev) == (None, rev)


def test_a_command_that_the_broker_kept_is_never_obeyed_and_taken_away(clinic: Clinic) -> None:
    topic = clinic.topics(ROOM).command("kept")
    clinic.wire.say(topic, command(clinic, "lights-up"), retain=True)
    # A client that listens already gets it as news; what counts is who connects later.
    until(lambda: clinic.session(ROOM).lights_up is not None, "obeyed while it was news")
    clinic.ask(ROOM, "restore")
    until(lambda: clinic.session(ROOM).lights_up is None, "restored")
    _restart(clinic)
    until(lambda: clinic.wire.on(topic)[-1].payload == b"", "it is taken off the broker", 60)
    assert clinic.session(ROOM).lights_up is None


def _restart(clinic: Clinic) -> None:
    mark = clinic.wire.mark()
    os.kill(clinic.pid(ROOM), signal.SIGKILL)
    link = clinic.topics(ROOM).link
    until(lambda: [s.json["state"] for s in clinic.wire.on(link, mark)][-1:] == ["up"], "", 60)


def test_only_lights_up_and_quiet_may_be_asked_of_every_room_at_once(clinic: Clinic) -> None:
    everyone = Topics(NAME, "_all").command(WHO)
    mark = clinic.wire.mark()
    clinic.wire.say(everyone, command(clinic, "stop", boot=""))
    until(lambda: answers(clinic, mark), "a refusal", 60)
    assert answers(clinic, mark)[0].json["state"] == "refused"
    clinic.wire.say(everyone, command(clinic, "quiet", boot="", args={}))
    until(lambda: clinic.music(ROOM).volume == 0, "quiet", 60)
