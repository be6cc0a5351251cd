"""The agent of one room: it takes in messages, decides, keeps, shows and reports.

It owns the session and goes on when the network, the broker or every console is gone. It does
no I/O itself and knows no clock: everything outside is a port, and ``now`` is an argument. The
same agent runs a real room and a simulated one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from controller.domain.commands import (
    Command,
    LightsUp,
    Prepare,
    Refused,
    Seen,
    Stop,
)
from controller.domain.decide import decide
from controller.domain.events import Event
from controller.domain.light import fades
from controller.domain.scene import House
from controller.domain.session import evolve, replay
from controller.domain.show import wanted
from controller.domain.state import NEW
from controller.domain.units import Instant, seconds
from controller.domain.wanted import Wanted
from controller.domain.wire import (
    BEAT_EVERY,
    EVERY_ROOM,
    FOR_EVERY_ROOM,
    HELLO,
    ROOT,
    STALE_AFTER,
    UNGUARDED,
    Answer,
    Ask,
    Beat,
    Outcome,
    Topics,
)
from controller.errors import StillroomError
from controller.room.notices import Notices
from controller.room.orders import Fresh, command_for
from controller.room.ports import (
    Arrived,
    Lights,
    Linked,
    Memory,
    Message,
    Mouth,
    Noticed,
    Player,
    Repertory,
    Restocked,
    Senses,
    Told,
)
from controller.room.reporter import Reporter

GAP = "gap"
"""The notice that a session was stopped because nobody knows how long the machine was off."""
RIVAL = "rival"
"""The notice that another controller claims the room."""
REST = seconds(60)
"""How long an agent with nothing to do sleeps at most."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All of the outside an agent needs."""

    player: Player
    lights: Lights
    senses: Senses
    memory: Memory
    mouth: Mouth


@dataclass(frozen=True, slots=True)
class Identity:
    """Which run of which room this is; ``fresh`` makes ids and seeds for new sessions."""

    topics: Topics
    instance: str
    boot: str
    wall: Callable[[], int]
    fresh: Callable[[], Fresh]


@dataclass(frozen=True, slots=True)
class History:
    """What a journal remembers: ``events``, after ``skipped`` that matter no more."""

    events: Sequence[Event] = ()
    skipped: int = 0


NOTHING = History()


class Agent:
    """One room. Call ``take`` for every message and ``show`` whenever it asked to be called."""

    def __init__(
        self,
        identity: Identity,
        ports: Ports,
        repertory: Repertory,
        reporter: Reporter,
        history: History = NOTHING,
    ) -> None:
        self._me = identity
        self._ports = ports
        self._repertory = repertory
        self._reporter = reporter
        self._notices = Notices()
        self._state = replay(history.events, replace(NEW, rev=history.skipped))
        self._wanted: Wanted | None = None
        self._last = ("", "")
        self._beats_at: Instant | None = None
        self._since = identity.wall()
        self._claimed_until: Instant | None = None
        self.rival: str | None = None

    def open(self, house: House, now: Instant, is_sure: bool = True) -> None:
        """Take the room over: from here on it shows what its state says.

        Unless ``is_sure`` how long the machine was off: then a session does not go on by itself.
        """
        self._carry_out(Prepare(house), None, now)
        if not is_sure and self._state.running(now) is not None:
            self._carry_out(Stop(), None, now)
            self._notices.put(
                GAP,
                "The computer was off, nobody knows how long. The session was"
                " stopped; undo takes it up where it was.",
                now,
            )
        self._ports.lights.reassert(now)

    def take(self, message: Message, now: Instant) -> None:
        """Take in one message."""
        match message:
            case Arrived():
                self._arrived(message, now)
            case Linked(up=up, why=why):
                self._notices.put("link", None if up else why, now)
                if up:
                    self._ports.lights.reassert(now)
                    self._reporter.forget()
                    self._beats_at = None
            case Told(command=command):
                self._carry_out(command, None, now)
            case Noticed(id=name, text=text):
                self._notices.put(name, text, now)
            case Restocked(repertory=repertory, house=house, about=about):
                self._repertory = repertory
                self._reporter.restock(about)
                self._carry_out(Prepare(house), None, now)

    def show(self, now: Instant) -> Instant:
        """Bring the room to where it should be at ``now``; tell when to be called again."""
        due = self._due(now)
        music, lights = self._ports.player, self._ports.lights
        music.show(due.music, now)
        again = lights.show(due.lights, due.sign, due.urgent, now)
        self._beat(now)
        self._notices.watch(self._state, now)
        self._forget_rival(now)
        self._reporter.report(
            self._state, due, lights.report(now), self._notices.doc(), self._last, music.output, now
        )
        assert self._beats_at is not None
        return min(again, self._beats_at, due.until or now + REST)

    def _due(self, now: Instant) -> Wanted:
        """Tell what is wanted; asked again only when something changed, or changes by itself."""
        stale = self._wanted is None or (
            self._wanted.until is not None and self._wanted.until <= now
        )
        if stale or self._wanted is None:
            self._wanted = wanted(self._state, now)
        return self._wanted

    def _beat(self, now: Instant) -> None:
        if self._beats_at is not None and now < self._beats_at:
            return
        session = self._state.running(now)
        me = self._me
        running = session.id if session else None
        beat = Beat(me.boot, now, me.wall(), running, me.instance, self._since)
        self._reporter.beat(beat)
        self._beats_at = now + BEAT_EVERY

    def _arrived(self, message: Arrived, now: Instant) -> None:
        topic = message.topic
        if topic == self._me.topics.beat:
            self._heard_beat(message, now)
        elif topic.startswith((self._me.topics.command(""), f"{_everyone(self._me.topics)}/cmd/")):
            self._ordered(message, now)
        else:
            self._ports.lights.hear(topic, message.payload, now)
            command = self._ports.senses.heard(topic, message.payload, message.retained, now)
            if command is not None:
                self._carry_out(command, None, now)

    def _heard_beat(self, message: Arrived, now: Instant) -> None:
        """Notice another controller of the same room; the one that came later gives way."""
        beat = self._reporter.read(Beat, message.payload)
        if beat is None or beat.instance in ("", self._me.instance):
            return
        if (beat.since, beat.instance) < (self._since, self._me.instance):
            self.rival = beat.instance
        else:
            text = "Another controller claims this room too; end the one that should not run."
            self._notices.put(RIVAL, text, now)
            self._claimed_until = now + STALE_AFTER

    def _forget_rival(self, now: Instant) -> None:
        """End the notice of another controller that has not beaten for long."""
        if self._claimed_until is not None and self._claimed_until <= now:
            self._claimed_until = None
            self._notices.put(RIVAL, None, now)

    def _ordered(self, message: Arrived, now: Instant) -> None:
        principal = message.topic.rsplit("/", 1)[1]
        reply = self._me.topics.answer(principal)
        if message.retained:
            if message.payload:
                self._ports.mouth.send(message.topic, b"", retain=True)
            return
        ask = self._reporter.read(Ask, message.payload)
        if ask is None:
            why = "This command could not be read; it is not what this version of Stillroom sends."
            self._reporter.answer(reply, Answer("", Outcome.REFUSED, why, self._state.rev))
            return
        if ask.verb == HELLO:
            self._beats_at = None
            return
        everyone = message.topic.startswith(_everyone(self._me.topics))
        self._reporter.answer(reply, self._answer(ask, principal, everyone, now))

    def _answer(self, ask: Ask, principal: str, everyone: bool, now: Instant) -> Answer:
        """Answer a command: as before if it was seen, else by what came of it."""
        seen = self._ports.memory.answer_for(ask.id)
        if seen is not None:
            return seen
        stale = self._stale(ask, everyone, now)
        if stale is not None:
            return stale
        command = command_for(ask.verb, ask.args, self._repertory, self._me.fresh)
        if isinstance(command, Refused):
            return Answer(ask.id, Outcome.REFUSED, command.why, self._state.rev)
        answer = self._carry_out(command, ask, now)
        if answer.state is Outcome.DONE:
            self._last = (principal, " ".join((ask.verb, *ask.args.values())))
            if isinstance(command, Seen):
                self._notices.see(command.notice, now)
        return answer

    def _stale(self, ask: Ask, everyone: bool, now: Instant) -> Answer | None:
        rev = self._state.rev
        if everyone and ask.verb not in FOR_EVERY_ROOM:
            why = f"{ask.verb} goes to one room, not to all."
            return Answer(ask.id, Outcome.REFUSED, why, rev)
        if not everyone and ask.boot != self._me.boot:
            why = "The room's computer restarted since; look again and repeat."
            return Answer(ask.id, Outcome.REFUSED, why, rev)
        if not everyone and ask.deadline < now:
            return Answer(ask.id, Outcome.EXPIRED, "The command came too late.", rev)
        if ask.if_rev is not None and ask.if_rev != rev and ask.verb not in UNGUARDED:
            why = f"Somebody else changed the room first ({' '.join(self._last).strip()})."
            return Answer(ask.id, Outcome.SUPERSEDED, why.replace(" ()", ""), rev)
        return None

    def _carry_out(self, command: Command, ask: Ask | None, now: Instant) -> Answer:
        """Decide, keep, and change: in this order, so that nothing shown was not kept, but for
        LIGHTS UP.
        """
        id = ask.id if ask else ""
        events = decide(self._state, command, now)
        if isinstance(events, Refused):
            return Answer(id, Outcome.REFUSED, events.why, self._state.rev)
        answer = Answer(id, Outcome.DONE, "", self._state.rev + len(events))
        if isinstance(command, LightsUp):
            self._light_up(events, now)
            self._keep(events, answer if ask else None, now)
        else:
            self._keep(events, answer if ask else None, now)
            self._change(events)
        return answer

    def _change(self, events: Sequence[Event]) -> None:
        for event in events:
            self._state = evolve(self._state, event)
        if events:
            self._wanted = None

    def _light_up(self, events: Sequence[Event], now: Instant) -> None:
        """Light the room before anything is kept: the one command that does not wait for a disk,
        which may take long. If the room is killed in between, the nurse gets no answer.
        """
        sign = self._due(now).sign
        self._change(events)
        self._ports.lights.show(fades(self._state, now), sign, True, now)

    def _keep(self, events: Sequence[Event], answer: Answer | None, now: Instant) -> None:
        """Keep in the journal; a journal that fails never stops the room."""
        try:
            if events or answer:
                self._ports.memory.append(events, answer, now)
            self._notices.put("journal", None, now)
        except StillroomError as error:
            self._notices.put("journal", str(error), now)


def _everyone(topics: Topics) -> str:
    return f"{ROOT}/{topics.site}/{EVERY_ROOM}"
