"""The main loop: it serves, survives our own faults, and ends when it is told to."""

from __future__ import annotations

import logging
import queue
from collections.abc import Mapping
from dataclasses import replace

import pytest

from controller.domain.codec import decode, encode
from controller.domain.documents import NoticesDoc
from controller.domain.look import Fade
from controller.domain.units import Instant, Span, minutes, seconds
from controller.domain.wire import Beat, Concern
from controller.room.loop import AFTER_FAULT, Inbox, run
from controller.room.ports import Arrived, Linked, Lit, Noticed, Repertory
from controller.simulate import Simulation
from tests.domain.worlds import HOUSE, NOW, scene

STEP = seconds(10)


class Hands:
    """A clock that goes on by ``step`` each time it is read: nothing in the loop ever waits."""

    def __init__(self, step: Span = STEP) -> None:
        self.reads: list[Instant] = []
        self._step = step

    def now(self) -> Instant:
        self.reads.append((self.reads[-1] if self.reads else NOW) + self._step)
        return self.reads[-1]

    def wall(self) -> int:
        return 0

    def boot(self) -> str:
        return "boot"


class Shaky:
    """Lights, and a player, that fail the first ``faults`` times they are shown anything."""

    topics: tuple[str, ...] = ()
    output = "shaky"

    def __init__(self, faults: int) -> None:
        self.faults = faults
        self.shown: list[Instant] = []

    def show(self, fades: Mapping[str, Fade], sign: str, urgent: bool, now: Instant) -> Instant:
        self._play(now)
        return now + minutes(60)

    def _play(self, now: Instant) -> None:
        self.shown.append(now)
        if len(self.shown) <= self.faults:
            raise RuntimeError("a lamp of glass")

    def hear(self, topic: str, payload: bytes, now: Instant) -> None:
        raise RuntimeError("not understood")

    def reassert(self, now: Instant) -> None:
        return

    def report(self, now: Instant) -> Mapping[str, Lit]:
        return {}


@pytest.fixture
def room() -> Simulation:
    return Simulation(HOUSE, Repertory({"infusion-40": scene()}, {}))


def shaken(room: Simulation, faults: int) -> Shaky:
    """Give the room lights that fail."""
    lights = Shaky(faults)
    room.agent._ports = replace(room.agent._ports, lights=lights)
    return lights


def said(room: Simulation) -> list[str]:
    topic = room.topics.state(Concern.NOTICES)
    payload = next(payload for name, payload in reversed(room.room.sent) if name == topic)
    return [notice.text for notice in decode(NoticesDoc, payload).notices]


def test_all_that_has_come_is_taken_in_and_the_room_is_shown_again(room: Simulation) -> None:
    inbox: Inbox = queue.SimpleQueue()
    turns = iter([False, True])
    for name in ("one", "two"):
        inbox.put(Noticed(name, f"{name}."))
    run(room.agent, inbox, Hands(), lambda: next(turns))
    assert said(room) == ["one.", "two."]
    assert inbox.empty()


def test_none_ends_the_loop_and_what_came_before_is_still_taken_in(room: Simulation) -> None:
    inbox: Inbox = queue.SimpleQueue()
    for message in (Linked(False, "The broker is gone."), None, Noticed("late", "Too late.")):
        inbox.put(message)
    run(room.agent, inbox, Hands(), lambda: False)
    room.until(room.now + seconds(10))
    assert said(room) == ["The broker is gone."]


def test_the_loop_ends_when_an_older_controller_holds_the_room(room: Simulation) -> None:
    inbox: Inbox = queue.SimpleQueue()
    beat = Beat("boot", NOW, 0, None, "another")
    inbox.put(Arrived(room.topics.beat, encode(beat), False))
    run(room.agent, inbox, Hands(), lambda: False)
    assert room.agent.rival == "another"


def test_a_quiet_loop_shows_the_room_whenever_it_asked_to_be(room: Simulation) -> None:
    inbox: Inbox = queue.SimpleQueue()
    since, turns = len(room.room.sent), iter([False] * 5 + [True])
    run(room.agent, inbox, Hands(), lambda: next(turns))
    beats = [topic for topic, _ in room.room.sent[since:] if topic == room.topics.beat]
    assert len(beats) == 5


def test_a_loop_with_nothing_to_do_waits_for_a_message_and_no_longer(room: Simulation) -> None:
    inbox: Inbox = queue.SimpleQueue()
    turns = iter([False, False, True])
    hands = Hands(Span(1))
    run(room.agent, inbox, hands, lambda: next(turns))
    assert len(hands.reads) == 5


def test_a_message_that_cannot_be_taken_in_costs_that_message_only(
    room: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    shaken(room, 0)
    inbox: Inbox = queue.SimpleQueue()
    turns = iter([False, True])
    inbox.put(Arrived("zigbee2mqtt/lamp", b"?", False))
    inbox.put(Noticed("one", "One."))
    with caplog.at_level(logging.ERROR):
        run(room.agent, inbox, Hands(), lambda: next(turns))
    assert said(room) == ["One."]
    assert "could not be taken in" in caplog.text


def test_a_room_that_cannot_be_shown_is_tried_again_soon(
    room: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    lights = shaken(room, 2)
    inbox: Inbox = queue.SimpleQueue()
    turns = iter([False] * 4 + [True])
    with caplog.at_level(logging.ERROR):
        run(room.agent, inbox, Hands(AFTER_FAULT), lambda: next(turns))
    assert len(lights.shown) >= 3
    assert caplog.text.count("the room could not be shown") == 2
