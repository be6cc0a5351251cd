"""A caller and a small room, over a real broker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from controller.broker import Broker
from controller.clock import SystemClock
from controller.domain.codec import decode, encode
from controller.domain.units import Span, seconds
from controller.domain.wire import Answer, Ask, Beat, LinkState, Outcome, Topics
from controller.domain.wire import Link as LinkDoc
from controller.link import Caller, Ears, Link, local
from tests.link.waiting import until

CLOCK = SystemClock()
AHEAD = Span(100_000_000)
"""The room's clock shows another time than ours."""
WILLOW = Topics("harbour", "willow")


@dataclass
class Room:
    """Beats, and answers every command; the first ``deaf`` tries of one are lost on it."""

    port: int
    ahead: Span = AHEAD
    deaf: int = 0
    asks: list[Ask] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        ears = Ears(self._hear)
        self.link = Link(local(self.port), "room", [WILLOW.command("+")], ears)
        self.link.open()
        until(lambda: self.link.is_up)
        self._ended = threading.Event()
        self._beating = threading.Thread(target=self._beat, daemon=True)

    def begin(self) -> None:
        """Say that the room is there."""
        up = LinkDoc(LinkState.UP, "i", 1, "boot")
        self.link.send(WILLOW.link, encode(up), retain=True)
        self._beating.start()

    def close(self) -> None:
        """Leave."""
        self._ended.set()
        self.link.close(WILLOW.link, encode(LinkDoc(LinkState.DOWN, "i", 1, "boot")))

    def _beat(self) -> None:
        while not self._ended.wait(0.05):
            beat = Beat("boot", CLOCK.now() + self.ahead, CLOCK.wall())
            self.link.send(WILLOW.beat, encode(beat), qos=0)

    def _hear(self, topic: str, payload: bytes, retained: bool) -> None:
        self.topics.append(topic)
        self.asks.append(decode(Ask, payload))
        if len(self.asks) > self.deaf:
            answer = Answer(self.asks[-1].id, Outcome.DONE, "", 4)
            self.link.send(WILLOW.answer(topic.rsplit("/", 1)[1]), encode(answer))


@pytest.fixture
def room(broker: Broker) -> Iterator[Room]:
    room = Room(broker.port)
    yield room
    room.close()


def caller(port: int) -> Caller:
    return Caller(local(port), "harbour", CLOCK)


def test_a_command_is_answered(room: Room) -> None:
    room.begin()
    with caller(room.port) as who:
        answer = who.ask("willow", "volume", {"pct": "30"}, if_rev=3)
        assert answer == Answer(room.asks[0].id, Outcome.DONE, "", 4)
        second = who.ask("willow", "visit")
        assert second is not None
        assert second.id != answer.id
    ask = room.asks[0]
    assert (ask.verb, ask.args, ask.if_rev, ask.boot) == ("volume", {"pct": "30"}, 3, "boot")
    assert Span(0) < ask.deadline - (CLOCK.now() + room.ahead) <= seconds(5)
    assert room.topics[0] == WILLOW.command(who.principal)
    assert who.principal.startswith("cli-")


def test_an_unanswered_command_is_sent_again_with_the_same_id(room: Room) -> None:
    room.begin()
    room.deaf = 2
    with caller(room.port) as who:
        assert who.ask("willow", "visit") is not None
    assert len({ask.id for ask in room.asks}) == 1
    assert len(room.asks) == 3


def test_a_room_that_never_answers_is_told_as_not_confirmed(room: Room) -> None:
    room.begin()
    room.deaf = 100
    with caller(room.port) as who:
        assert who.ask("willow", "visit") is None
        assert who.why == "willow did not confirm it. Look at the room before trying again."
    assert len(room.asks) == 3


def test_a_room_that_is_only_remembered_cannot_be_reached(room: Room) -> None:
    room.link.send(WILLOW.link, encode(LinkDoc(LinkState.LOST, "i", 1, "boot")), retain=True)
    with caller(room.port) as who:
        assert who.ask("willow", "visit", patience=Span(700)) is None
        assert who.why.startswith("willow cannot be reached: its controller does not run")
        assert who.ask("oak", "visit", patience=Span(100)) is None
        assert who.why == 'No room "oak" has ever been heard of here; there are: willow.'
    assert room.asks == []


def test_without_a_broker_the_caller_says_so() -> None:
    with caller(1) as who:
        assert who.ask("willow", "visit", patience=Span(500)) is None
        assert who.why == "No broker answers at 127.0.0.1:1; is it running?"


def test_nonsense_on_the_rooms_topics_is_not_heard(room: Room) -> None:
    for topic in (WILLOW.link, WILLOW.beat, "stillroom/1/harbour/_all/link"):
        room.link.send(topic, b"nonsense")
    room.begin()
    with caller(room.port) as who:
        assert who.ask("willow", "visit") is not None
