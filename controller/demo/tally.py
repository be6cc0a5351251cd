"""The demo's summary: what was heard on the wire while one room played its scene.

Pure: it is handed messages with the seconds at which they came, and a captured sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from controller.demo.photometer import Sample, judge, sample
from controller.domain.codec import decode
from controller.domain.documents import (
    LightsDoc,
    MusicDoc,
    NoticesDoc,
    SessionDoc,
    SignDoc,
    TrackDoc,
)
from controller.domain.scene import Scene
from controller.domain.units import Instant, Span
from controller.domain.wire import Concern, Topics
from controller.record import Ended, as_they_went


@dataclass
class Tally:
    """Collects what is heard of one room."""

    topics: Topics
    lamps: frozenset[str]
    session: SessionDoc | None = None
    voices: dict[tuple[str, Instant], TrackDoc] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    commands: int = 0
    _said: dict[str, str] = field(default_factory=dict)

    def hear(self, topic: str, payload: bytes) -> str:
        """Take in one message; tell in a few words what it says, if a person would ask."""
        parts = topic.split("/")
        if parts[-2:-1] == ["state"] and topic.startswith(self.topics.base):
            return self._state(Concern(parts[-1]), payload)
        if parts[0] == "sim" and parts[-1] == "light" and parts[1] in self.lamps:
            seen = sample(payload)
            if seen is not None:
                self.samples[parts[1]].append(seen)
        elif parts[-1] == "set" and parts[1] in self.lamps:
            self.commands += 1
        return ""

    def _state(self, concern: Concern, payload: bytes) -> str:
        match concern:
            case Concern.SESSION:
                return self._session(decode(SessionDoc, payload))
            case Concern.MUSIC:
                return self._music(decode(MusicDoc, payload))
            case Concern.LIGHTS:
                return self._new("light", decode(LightsDoc, payload).look)
            case Concern.SIGN:
                return self._new("sign", decode(SignDoc, payload).show)
            case Concern.NOTICES:
                standing = decode(NoticesDoc, payload).notices
                return self._new("notices", "; ".join(notice.text for notice in standing))
            case _:
                assert_never(concern)

    def _session(self, seen: SessionDoc) -> str:
        if seen.phases:
            self.session = seen
        if seen.current is None:
            return self._new("phase", "none, the room is free")
        extra = " (visit)" if seen.visit is not None else ""
        return self._new("phase", seen.phases[seen.current].name + extra)

    def _music(self, seen: MusicDoc) -> str:
        self.voices |= {(voice.file, voice.starts): voice for voice in seen.voices}
        return self._new("music", " into ".join(voice.title for voice in seen.voices))

    def _new(self, what: str, said: str) -> str:
        """Tell what is said of a matter, unless it is what was said before."""
        if self._said.get(what, "") == said:
            return ""
        self._said[what] = said
        return f"{what}: {said or 'none'}"

    def phases(self, scene: Scene) -> tuple[Ended, ...]:
        """Tell how the phases that ended went, and how the music landed on their ends."""
        if self.session is None or self.session.phases == ():
            return ()
        docs = self.session.phases
        past = [doc for doc in docs if doc.past]
        boundaries = [docs[0].starts, *(doc.ends for doc in past)]
        middles = [voice.starts + voice.fade * 0.5 for voice in self.voices.values()]
        return as_they_went(scene.phases, boundaries, middles)

    def slopes(self) -> dict[str, float]:
        """Tell the steepest slope that each lamp's photometer saw, in L* a second."""
        return {name: judge(seen).steepest for name, seen in sorted(self.samples.items())}


def longest_gap(levels: Sequence[float], step: Span, floor: float) -> Span:
    """Tell the longest silence between the first and the last sound.

    ``levels`` are peak amplitudes (0-1) of stretches of ``step``; under ``floor`` is silence.
    """
    sounding = [i for i, level in enumerate(levels) if level >= floor]
    gaps = (b - a - 1 for a, b in pairwise(sounding))
    return step * max(gaps, default=0)
