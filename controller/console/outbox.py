"""Commands on their way: sent, sent again with the same id, answered or given up.

One guarded command a room is under way at a time; the next waits for its answer, because the
answer tells the revision it must name. Nothing is kept for later: what a room does not answer
in time is reported as not confirmed, and what cannot be sent now is not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, assert_never

from controller.console.store import Contact, Room, RoomStore
from controller.domain.units import Instant, Span
from controller.domain.wire import COMMAND_LIFE, UNGUARDED, Answer, Ask, Outcome

RESEND = (Span(1_000), Span(2_000))
"""When an unanswered command is sent again, after it was first sent."""
GIVE_UP = Span(4_000)
"""When it is said to be not confirmed."""


class Sender(Protocol):
    """What the outbox needs of the link."""

    def send(self, room: str, ask: Ask) -> bool:
        """Publish ``ask`` to ``room`` now; False, and nothing is kept, when there is no link."""
        ...


class Fate(StrEnum):
    """What is known of a command."""

    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Word:
    """What is to be said of a command: ``text`` for people, at ``at`` of the console's clock."""

    room: str
    verb: str
    text: str
    fate: Fate
    at: Instant


@dataclass(frozen=True, slots=True)
class _Sent:
    room: str
    ask: Ask
    label: str
    at: Instant
    tries: int = 1


@dataclass(frozen=True, slots=True)
class _Meant:
    verb: str
    args: Mapping[str, str]
    label: str
    until: Instant


class Outbox:
    """Every command of this console that is not yet settled, and the last word on each room."""

    def __init__(self, store: RoomStore, sender: Sender, ids: Callable[[], str]) -> None:
        self._store = store
        self._sender = sender
        self._ids = ids
        self._sent: dict[str, _Sent] = {}
        self._waiting: dict[str, list[_Meant]] = {}
        self._revs: dict[tuple[str, str], int] = {}
        self.words: dict[str, Word] = {}
        """The last word on each room."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._sent and not self._waiting

    def post(self, name: str, verb: str, args: Mapping[str, str], label: str, now: Instant) -> Word:
        """Ask room ``name`` for ``verb`` now; ``label`` is what people call it."""
        meant = _Meant(verb, dict(args), label, now + COMMAND_LIFE)
        if verb not in UNGUARDED and self._is_under_way(name):
            self._waiting.setdefault(name, []).append(meant)
            return self._say(name, verb, f"{label}: waiting", Fate.SENT, now)
        return self._send(name, meant, now)

    def answer(self, name: str, answer: Answer, now: Instant) -> Word | None:
        """Take in the room's answer; None when it is not to one of ours, or an old one."""
        sent = self._sent.pop(answer.id, None)
        if sent is None:
            return None
        if room := self._store.room(name):
            run = name, _instance(room)
            self._revs[run] = max(answer.rev, self._revs.get(run, 0))
        fate = Fate.DONE if answer.state is Outcome.DONE else Fate.FAILED
        word = self._say(name, sent.ask.verb, _outcome(sent.label, answer), fate, now)
        self._release(name, now)
        return word

    def tick(self, now: Instant) -> None:
        """Send again what is not answered, and give up what never was."""
        for sent in tuple(self._sent.values()):
            if now - sent.at >= GIVE_UP:
                self._give_up(sent, now)
            elif sent.tries <= len(RESEND) and now - sent.at >= RESEND[sent.tries - 1]:
                self._sent[sent.ask.id] = replace(sent, tries=sent.tries + 1)
                self._sender.send(sent.room, sent.ask)

    def say_unsent(self, name: str, text: str, now: Instant) -> None:
        """Say that something was not sent, and why."""
        self._say(name, "", text, Fate.FAILED, now)

    def _give_up(self, sent: _Sent, now: Instant) -> None:
        del self._sent[sent.ask.id]
        self._waiting.pop(sent.room, None)
        text = f"{sent.label}: not confirmed by the room. Look at the room, then try again."
        self._say(sent.room, sent.ask.verb, text, Fate.FAILED, now)

    def _is_under_way(self, name: str) -> bool:
        return any(s.room == name and s.ask.verb not in UNGUARDED for s in self._sent.values())

    def _release(self, name: str, now: Instant) -> None:
        """Send what waited for an answer, unless it is too old to be meant any more."""
        waiting = self._waiting.get(name, [])
        while waiting and not self._is_under_way(name):
            meant = waiting.pop(0)
            if now <= meant.until:
                self._send(name, meant, now)
        if not waiting:
            self._waiting.pop(name, None)

    def _send(self, name: str, meant: _Meant, now: Instant) -> Word:
        room = self._store.room(name)
        clock = room.clock(now) if room else None
        if room is None or clock is None or not self._may_send(room, meant.verb, now):
            text = f"{meant.label}: not sent, the room cannot be reached now"
            return self._say(name, meant.verb, text, Fate.FAILED, now)
        ask = Ask(
            id=self._ids(),
            verb=meant.verb,
            args=meant.args,
            boot=room.boot,
            deadline=clock + COMMAND_LIFE,
            if_rev=None if meant.verb in UNGUARDED else self._rev(room),
        )
        if not self._sender.send(name, ask):
            text = f"{meant.label}: not sent, there is no link to the broker"
            return self._say(name, meant.verb, text, Fate.FAILED, now)
        self._sent[ask.id] = _Sent(name, ask, meant.label, now)
        return self._say(name, meant.verb, f"{meant.label}: sent", Fate.SENT, now)

    def _may_send(self, room: Room, verb: str, now: Instant) -> bool:
        contact = self._store.contact(room, now)
        return contact is Contact.LIVE or (verb in UNGUARDED and contact is Contact.QUIET)

    def _rev(self, room: Room) -> int | None:
        if room.session is None:
            return None
        return max(room.session.rev, self._revs.get((room.name, _instance(room)), 0))

    def _say(self, room: str, verb: str, text: str, fate: Fate, now: Instant) -> Word:
        word = Word(room, verb, text, fate, now)
        self.words[room] = word
        return word


def _instance(room: Room) -> str:
    return room.link.instance if room.link else ""


def _outcome(label: str, answer: Answer) -> str:
    match answer.state:
        case Outcome.DONE:
            return label
        case Outcome.REFUSED:
            return answer.why or f"{label}: the room refused"
        case Outcome.EXPIRED:
            return f"{label}: came too late and was not done"
        case Outcome.SUPERSEDED:
            return f"{label}: not done, the room had just changed. Look, then try again."
        case _:
            assert_never(answer.state)
