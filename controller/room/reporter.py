"""What the agent says: retained state when it changed, beats, answers; and the birth of a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from controller.domain.codec import decode, encode
from controller.domain.documents import About, NoticesDoc, SignDoc
from controller.domain.state import State
from controller.domain.units import Instant
from controller.domain.wanted import Wanted
from controller.domain.wire import Answer, Beat, Concern, Link, LinkState, Topics
from controller.errors import WireError
from controller.room.documents import lights_doc, music_doc, session_doc
from controller.room.ports import Lit, Mouth

T = TypeVar("T")


class Reporter:
    """Publishes documents of one room, each only when it is another than before."""

    def __init__(self, topics: Topics, mouth: Mouth, instance: str, boot: str, about: About):
        self._topics = topics
        self._mouth = mouth
        self._instance = instance
        self._boot = boot
        self._about = about
        self._said: dict[str, bytes] = {}
        self._told: object = None
        self._birth = 0

    def restock(self, about: About) -> None:
        """Say from now on that the room offers this."""
        self._about = about
        self._told = None

    def forget(self) -> None:
        """Begin anew, because the link came up: everything is said again, ``link up`` last."""
        self._said.clear()
        self._birth += 1

    def report(
        self,
        state: State,
        wanted: Wanted,
        known: Mapping[str, Lit],
        notices: NoticesDoc,
        last: tuple[str, str],
        output: str,
        now: Instant,
    ) -> None:
        """Say what has changed; documents are made only when what they tell of has."""
        key = (state.rev, wanted, dict(known), notices.rev, last, output)
        if self._said and key == self._told:
            return
        self._told = key
        self._say(self._topics.about, self._about)
        for concern, doc in (
            (Concern.SESSION, session_doc(state, now, self._boot, last)),
            (Concern.MUSIC, music_doc(state, wanted, now, output)),
            (Concern.LIGHTS, lights_doc(state, wanted, known)),
            (Concern.SIGN, SignDoc(state.rev, wanted.sign)),
            (Concern.NOTICES, notices),
        ):
            self._say(self._topics.state(concern), doc)
        self._say(self._topics.link, Link(LinkState.UP, self._instance, self._birth, self._boot))

    def beat(self, beat: Beat) -> None:
        """Say that the room lives, and what its clock reads."""
        self._mouth.send(self._topics.beat, encode(beat), qos=0)

    def answer(self, topic: str, answer: Answer) -> None:
        """Answer a command."""
        self._mouth.send(topic, encode(answer))

    def read(self, kind: type[T], payload: bytes) -> T | None:
        """Read a document; None if it is not one."""
        try:
            return decode(kind, payload)
        except WireError:
            return None

    def _say(self, topic: str, document: object) -> None:
        payload = encode(document)
        if self._said.get(topic) != payload:
            self._said[topic] = payload
            self._mouth.send(topic, payload, retain=True)
