"""What goes over MQTT: topics, links, beats, commands and their answers.

Times are on the room's clock in milliseconds; the beat says what that clock reads now.
Decoding ignores fields it does not know and refuses kinds it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from controller.domain.units import ORIGIN, Instant, Span

ROOT = "stillroom/1"
"""Product and major version of the protocol."""
PROTOCOL_MINOR = 0
LARGEST = 16_384
"""Bytes of the largest message that is read at all."""
EVERY_ROOM = "_all"
"""In a room's place: a command to every room of the site."""
COMMAND_LIFE = Span(5_000)
"""How long a command may take to be acted on."""
BEAT_EVERY = Span(5_000)
STALE_AFTER = Span(12_000)
"""A room that has not beaten for this long is shown as old."""


class Concern(StrEnum):
    """The subjects of retained state, one document each."""

    SESSION = "session"
    MUSIC = "music"
    LIGHTS = "lights"
    SIGN = "sign"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one room of one site."""

    site: str
    room: str

    @property
    def base(self) -> str:
        """Everything of this room begins with it."""
        return f"{ROOT}/{self.site}/{self.room}"

    @property
    def link(self) -> str:
        """Retained, and the last will: up, down or lost."""
        return f"{self.base}/link"

    @property
    def beat(self) -> str:
        """Every five seconds, from the agent's main loop."""
        return f"{self.base}/beat"

    @property
    def about(self) -> str:
        """Retained: what the room is and offers."""
        return f"{self.base}/about"

    def state(self, concern: Concern) -> str:
        """Retained: one concern of the room, with its revision."""
        return f"{self.base}/state/{concern}"

    def command(self, principal: str) -> str:
        """Commands of one principal; never retained."""
        return f"{self.base}/cmd/{principal}"

    def answer(self, principal: str) -> str:
        """The room's answers to that principal."""
        return f"{self.base}/ack/{principal}"


class LinkState(StrEnum):
    """What became of a room's link."""

    UP = "up"
    DOWN = "down"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Link:
    """Which run of the agent holds the room; ``birth`` counts its connections."""

    state: LinkState
    instance: str
    birth: int
    boot: str


@dataclass(frozen=True, slots=True)
class Beat:
    """The room's clock at a wall time (milliseconds since 1970 UTC), from the main loop.

    ``since`` is the wall time from which ``instance`` has held the room.
    """

    boot: str
    clock: Instant
    wall: int
    session: str | None = None
    instance: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A command on the wire. ``boot`` and ``deadline`` are of the room's clock, from its beat;
    ``if_rev`` guards against a second console (None: whatever the revision).
    """

    id: str
    verb: str
    args: Mapping[str, str] = field(default_factory=dict)
    boot: str = ""
    deadline: Instant = ORIGIN
    if_rev: int | None = None


class Outcome(StrEnum):
    """What became of a command."""

    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Answer:
    """The room's answer to the command ``id``; ``rev`` is the session's revision after it."""

    id: str
    state: Outcome
    why: str = ""
    rev: int = 0


VERBS: Mapping[str, tuple[str, ...]] = {
    "start": ("scene", "volume", "music"),
    "arrived": ("ago",),
    "started": ("ago", "runs"),
    "changed": ("ago", "runs"),
    "ended": ("ago",),
    "left": ("ago",),
    "extend": ("by", "phase"),
    "hold": (),
    "go": (),
    "next-phase": (),
    "visit": (),
    "end-visit": (),
    "lights-up": (),
    "restore": (),
    "volume": ("pct",),
    "skip": (),
    "swap": ("playlist", "phase"),
    "stop": (),
    "undo": (),
    "seen": ("notice",),
}
"""Every verb and the arguments it takes. Arguments are text as a person would write it:
``scene=infusion-40``, ``volume=35``, ``music=own|silence|PLAYLIST``, ``ago=3m``, ``runs=40m``,
``by=+5m``, ``pct=35``, ``playlist=plateau|silence``."""

HELLO = "hello"
"""Asks a room, or every room, to beat at once; it needs no boot and gets no answer. Whoever has
just come asks for it, because commands carry the room's clock."""
UNGUARDED = frozenset({"lights-up", "stop"})
"""Verbs for which ``if_rev`` is not looked at."""
FOR_EVERY_ROOM = frozenset({"quiet", "lights-up"})
"""Verbs accepted from ``_all``; quiet is volume 0."""


def console_filter(site: str) -> tuple[str, ...]:
    """Tell the topic filters of a console that watches a whole site."""
    base = f"{ROOT}/{site}/+"
    return (f"{base}/link", f"{base}/beat", f"{base}/about", f"{base}/state/+")
