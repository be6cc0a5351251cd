"""A session in virtual time: the room's own agent, a clock that only the script moves, and a
room that records instead of sounding and shining.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from controller.domain.codec import decode, encode
from controller.domain.commands import Command
from controller.domain.documents import About
from controller.domain.events import Event
from controller.domain.look import Fade
from controller.domain.scene import House
from controller.domain.units import Instant, Span, minutes
from controller.domain.wanted import Music
from controller.domain.wire import Answer, Ask, Topics
from controller.room.agent import Agent, Identity, Ports
from controller.room.orders import Fresh
from controller.room.ports import Arrived, Lit, Noticed, Repertory, Told
from controller.room.reporter import Reporter
from controller.script import Line

BEGIN = Instant(1_000_000)
"""Where the simulated clock starts; any instant would do."""
AFTERWARDS = minutes(1)
"""How long the simulation goes on after the last line of the script."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a room showed from ``at`` on."""

    at: Instant
    music: Music
    lights: Mapping[str, Fade]
    sign: str


@dataclass
class RecordingRoom:
    """Every port of a room at once; keeps what it was shown and told."""

    shown: list[Shown] = field(default_factory=list)
    events: list[tuple[Instant, Event]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    output: str = "recording"
    topics: tuple[str, ...] = ()
    _music: Music | None = None

    def play(self, music: Music, now: Instant) -> None:
        """Record the music."""
        self._music = music

    def light(self, fades: Mapping[str, Fade], sign: str, now: Instant) -> None:
        """Record the lights, and with them the whole room when it is another."""
        assert self._music is not None
        seen = Shown(now, self._music, fades, sign)
        if not self.shown or (self.shown[-1].music, self.shown[-1].lights, self.shown[-1].sign) != (
            seen.music,
            seen.lights,
            seen.sign,
        ):
            self.shown.append(seen)


@dataclass(frozen=True, slots=True)
class _Player:
    room: RecordingRoom
    output: str = "recording"

    def show(self, music: Music, now: Instant) -> None:
        self.room.play(music, now)

    def close(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class _Lights:
    room: RecordingRoom
    topics: tuple[str, ...] = ()

    def show(self, fades: Mapping[str, Fade], sign: str, urgent: bool, now: Instant) -> Instant:
        self.room.light(fades, sign, now)
        return now + minutes(60)

    def hear(self, topic: str, payload: bytes, now: Instant) -> None:
        return

    def reassert(self, now: Instant) -> None:
        return

    def report(self, now: Instant) -> Mapping[str, Lit]:
        return {}


@dataclass(frozen=True, slots=True)
class _Senses:
    def heard(self, topic: str, payload: bytes, retained: bool, now: Instant) -> Command | None:
        return None


@dataclass(frozen=True, slots=True)
class _Memory:
    room: RecordingRoom

    def append(self, events: Sequence[Event], answer: Answer | None, now: Instant) -> None:
        self.room.events.extend((now, event) for event in events)
        if answer is not None:
            self.room.answers[answer.id] = answer

    def answer_for(self, id: str) -> Answer | None:
        return self.room.answers.get(id)


@dataclass(frozen=True, slots=True)
class _Mouth:
    room: RecordingRoom

    def send(self, topic: str, payload: bytes, retain: bool = False, qos: int = 1) -> None:
        self.room.sent.append((topic, payload))


class Simulation:
    """A room with its agent, at an instant that only ``until`` moves on."""

    def __init__(self, house: House, repertory: Repertory, seed: int = 1) -> None:
        self.now = BEGIN
        self.room = RecordingRoom()
        self.topics = Topics("simulation", "room")
        self._count = 0
        mouth = _Mouth(self.room)
        about = About("Simulated room", "", 0, "recording", (), (), (), house.volume_pct)
        fresh = Fresh("simulated", seed)
        self.agent = Agent(
            Identity(self.topics, "simulation", "boot", lambda: self.now.ms, lambda: fresh),
            Ports(_Player(self.room), _Lights(self.room), _Senses(), _Memory(self.room), mouth),
            repertory,
            Reporter(self.topics, mouth, "simulation", "boot", about),
        )
        self.agent.open(house, self.now)
        self._wake = self.agent.show(self.now)

    def until(self, then: Instant) -> None:
        """Let time pass, waking the agent whenever it asked for it."""
        while self._wake <= then:
            self.now = max(self._wake, self.now)
            self._wake = max(self.agent.show(self.now), self.now + Span(1))
        self.now = then

    def order(self, verb: str, args: Mapping[str, str]) -> Answer:
        """Give the room an order, as a console would, and take its answer."""
        self._count += 1
        ask = Ask(f"order-{self._count}", verb, args, "boot", self.now + Span(1_000))
        since = len(self.room.sent)
        self._take(Arrived(self.topics.command("script"), encode(ask), False))
        reply = self.topics.answer("script")
        return self._answer(next(p for t, p in self.room.sent[since:] if t == reply))

    def tell(self, message: Told | Noticed | Arrived) -> None:
        """Let something happen in the room."""
        self._take(message)

    def _take(self, message: Told | Noticed | Arrived) -> None:
        self.agent.take(message, self.now)
        self._wake = self.agent.show(self.now)

    @staticmethod
    def _answer(payload: bytes) -> Answer:
        return decode(Answer, payload)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the script, as it went."""

    after: Span
    line: Line
    answer: Answer


def run(
    house: House,
    repertory: Repertory,
    lines: Sequence[Line],
    told: Callable[[Step], None] = lambda step: None,
) -> Simulation:
    """Play a script from beginning to end, and a minute more."""
    simulation = Simulation(house, repertory)
    for line in lines:
        simulation.until(BEGIN + line.after)
        told(Step(line.after, line, simulation.order(line.verb, line.args)))
    simulation.until(simulation.now + AFTERWARDS)
    return simulation
