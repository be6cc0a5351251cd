"""A caller: asks a room for something and waits for its answer. For programs without a screen.

It knows a room's clock only from its beat, so the first call to a room waits for one; a room
that does not beat cannot be reached, whatever the broker remembers of it.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Self

from controller.clock import Clock
from controller.domain.codec import decode, encode
from controller.domain.units import Instant, Span, seconds
from controller.domain.wire import (
    BEAT_EVERY,
    COMMAND_LIFE,
    EVERY_ROOM,
    HELLO,
    STALE_AFTER,
    Answer,
    Ask,
    Beat,
    LinkState,
    Topics,
)
from controller.domain.wire import Link as LinkDoc
from controller.errors import WireError
from controller.link.address import Address
from controller.link.link import Ears, Link

PATIENCE = BEAT_EVERY + seconds(2)
"""How long a room may take to be heard of at all."""
RESEND = (seconds(1), seconds(2))
"""When an unanswered command is sent again, with the same id, after it was first sent."""
GIVE_UP = seconds(4)


class Caller:
    """Speaks to the rooms of one site. Use it in a ``with``; ``why`` tells why nobody is there."""

    def __init__(self, address: Address, site: str, clock: Clock) -> None:
        self.principal = f"cli-{uuid.uuid4().hex[:4]}"
        self.why = ""
        self._site = site
        self._clock = clock
        self._news = threading.Condition()
        self._beats: dict[str, tuple[Beat, Instant]] = {}
        self._links: dict[str, LinkDoc] = {}
        self._asked = ""
        self._answer: Answer | None = None
        self._link_up = False
        every = Topics(site, "+")
        filters = (every.link, every.beat, every.answer(self.principal))
        ears = Ears(self._hear, self._up, self._down)
        self._link = Link(address, f"{self.principal}-{uuid.uuid4().hex[:8]}", filters, ears)

    def __enter__(self) -> Self:
        self._link.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def reaches(self, room: str, patience: Span = PATIENCE) -> bool:
        """Wait until ``room`` is there; False, and ``why``, when it does not come."""
        if self._wait(lambda: self._is_here(room), self._clock.now() + patience):
            return True
        self.why = self._absent(room)
        return False

    def ask(
        self,
        room: str,
        verb: str,
        args: Mapping[str, str] | None = None,
        if_rev: int | None = None,
        patience: Span = PATIENCE,
    ) -> Answer | None:
        """Ask ``room`` for ``verb`` and wait; None when it cannot be reached, ``why`` says more."""
        if not self.reaches(room, patience):
            return None
        beat, heard = self._beats[room]
        now = self._clock.now()
        room_clock = beat.clock + (now - heard)
        deadline = room_clock + COMMAND_LIFE
        ask = Ask(uuid.uuid4().hex, verb, dict(args or {}), beat.boot, deadline, if_rev)
        return self._sent(room, ask, now)

    def _sent(self, room: str, ask: Ask, now: Instant) -> Answer | None:
        topic = Topics(self._site, room).command(self.principal)
        self._asked, self._answer = ask.id, None
        for again in (*RESEND, GIVE_UP):
            self._link.publish(topic, encode(ask))
            if self._wait(lambda: self._answer is not None, now + again):
                return self._answer
        self.why = f"{room} did not confirm it. Look at the room before trying again."
        return None

    def _is_here(self, room: str) -> bool:
        link, heard = self._links.get(room), self._beats.get(room)
        fresh = heard is not None and self._clock.now() - heard[1] < STALE_AFTER
        return self._link_up and fresh and link is not None and link.state is LinkState.UP

    def _absent(self, room: str) -> str:
        if not self._link_up:
            return self.why or "The broker does not answer."
        if room not in self._links:
            known = ", ".join(sorted(self._links)) or "none"
            return f'No room "{room}" has ever been heard of here; there are: {known}.'
        return f"{room} cannot be reached: its controller does not run, or has no network."

    def _wait(self, is_true: Callable[[], bool], until: Instant) -> bool:
        with self._news:
            while not is_true():
                left = until - self._clock.now()
                if left.ms <= 0 or not self._news.wait(left.seconds):
                    return is_true()
        return True

    def _hear(self, topic: str, payload: bytes, retained: bool) -> None:
        """Take in a message, on the link's thread."""
        room, subject = topic.split("/")[3:5]
        if room == EVERY_ROOM:
            return
        with self._news:
            try:
                self._take(room, subject, payload, retained)
            except WireError:
                return
            self._news.notify_all()

    def _take(self, room: str, subject: str, payload: bytes, retained: bool) -> None:
        match subject:
            case "link":
                self._links[room] = decode(LinkDoc, payload)
            case "beat" if not retained:
                self._beats[room] = decode(Beat, payload), self._clock.now()
            case "ack" if not retained:
                answer = decode(Answer, payload)
                if answer.id == self._asked:
                    self._answer = answer

    def _up(self, refused: str) -> None:
        everyone = Topics(self._site, EVERY_ROOM).command(self.principal)
        self._link.publish(everyone, encode(Ask(uuid.uuid4().hex, HELLO)))
        with self._news:
            self._link_up, self.why = True, refused
            self._news.notify_all()

    def _down(self, why: str) -> None:
        with self._news:
            self._link_up, self.why = False, why
            self._news.notify_all()
