"""The console's letter box: what the network thread puts in, and the app takes out.

The network thread only puts bytes in and returns. Of retained documents only the latest of a
topic is kept, so that a flood costs no memory; answers are kept in order.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from controller.console.desk import Desk
from controller.console.reading import Moment
from controller.console.store import Document
from controller.domain.codec import decode
from controller.domain.documents import About, LightsDoc, MusicDoc, NoticesDoc, SessionDoc, SignDoc
from controller.domain.wire import ROOT, Answer, Beat, Concern, Link
from controller.errors import WireError

KINDS: dict[str, type[Document]] = {
    "link": Link,
    "beat": Beat,
    "about": About,
    f"state/{Concern.SESSION}": SessionDoc,
    f"state/{Concern.MUSIC}": MusicDoc,
    f"state/{Concern.LIGHTS}": LightsDoc,
    f"state/{Concern.SIGN}": SignDoc,
    f"state/{Concern.NOTICES}": NoticesDoc,
}
"""What is under a room's topic, and how it is read."""
MOST_ANSWERS = 4_096


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it came."""

    topic: str
    payload: bytes
    retained: bool


@dataclass(slots=True)
class LetterBox:
    """Filled by any thread, emptied by the app. ``wake`` is called once until it was emptied."""

    site: str
    wake: Callable[[], None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _latest: dict[str, Letter] = field(default_factory=dict)
    _answers: deque[Letter] = field(default_factory=lambda: deque(maxlen=MOST_ANSWERS))
    _links: deque[tuple[bool, str]] = field(default_factory=lambda: deque(maxlen=64))
    _is_awake: bool = False
    unread: int = 0
    """Messages that were not what they claimed to be."""

    def put(self, topic: str, payload: bytes, retained: bool) -> None:
        """Take a message in, from the network thread."""
        letter = Letter(topic, payload, retained)
        with self._lock:
            if "/ack/" in topic:
                self._answers.append(letter)
            else:
                self._latest[topic] = letter
        self._ring()

    def linked(self, is_up: bool, why: str = "") -> None:
        """Take in that the link to the broker came up or went down, and why."""
        with self._lock:
            self._links.append((is_up, why))
        self._ring()

    def _ring(self) -> None:
        with self._lock:
            if self._is_awake:
                return
            self._is_awake = True
        self.wake()

    def empty_into(self, desk: Desk, moment: Moment) -> bool:
        """Hand everything to ``desk``; tell whether anything to be seen changed."""
        with self._lock:
            letters, self._latest = tuple(self._latest.values()), {}
            answers, self._answers = tuple(self._answers), deque(maxlen=MOST_ANSWERS)
            links, self._links = tuple(self._links), deque(maxlen=64)
            self._is_awake = False
        changed = bool(links or answers)
        for is_up, why in links:
            desk.store.linked(is_up, moment.now, why)
        for letter in letters:
            changed |= self._document(letter, desk, moment)
        for letter in answers:
            self._answer(letter, desk, moment)
        return changed

    def _document(self, letter: Letter, desk: Desk, moment: Moment) -> bool:
        room, rest = self._address(letter.topic)
        kind = KINDS.get(rest)
        if kind is None or not room:
            return False
        try:
            document = decode(kind, letter.payload)
        except WireError:
            self.unread += 1
            return False
        return desk.store.take(room, document, moment.now, moment.wall, letter.retained)

    def _answer(self, letter: Letter, desk: Desk, moment: Moment) -> None:
        room, _ = self._address(letter.topic)
        try:
            answer = decode(Answer, letter.payload)
        except WireError:
            self.unread += 1
            return
        desk.answer(room, answer, moment.now)

    def _address(self, topic: str) -> tuple[str, str]:
        """Tell the room of a topic and what is under it; empty when it is not of this site."""
        base = f"{ROOT}/{self.site}/"
        if not topic.startswith(base):
            return "", ""
        room, _, rest = topic.removeprefix(base).partition("/")
        return room, rest
