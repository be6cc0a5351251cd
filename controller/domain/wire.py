"""What goes over MQTT: topics, and the documents in them.

Times are on the room's clock in milliseconds; the beat says what that clock reads now.
Decoding ignores fields it does not know and refuses kinds it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from controller.domain.units import ORIGIN, Instant, Span
from controller.domain.wanted import Due

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
class OfferedPhase:
    """A phase of a scene on offer, and how its music would land (``error`` None: a bridge)."""

    name: str
    lasts: Span
    error: Span | None
    short: Span


@dataclass(frozen=True, slots=True)
class Offer:
    """A scene the room could start, planned with today's library."""

    name: str
    title: str
    visit: Span
    phases: tuple[OfferedPhase, ...]
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by its id and what people call it."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class About:
    """What a room is: shown on the board, and what the start card offers."""

    title: str
    software: str
    minor: int
    output: str
    roles: tuple[str, ...]
    scenes: tuple[Offer, ...]
    playlists: tuple[Named, ...]
    volume: int


@dataclass(frozen=True, slots=True)
class PhaseDoc:
    """A phase of the running session with its projected boundaries.

    ``ends`` is expected; ``past`` it has ended (a fact). ``color`` is the look's leading light as
    #rrggbb and ``level`` its L*, for a swatch.
    """

    name: str
    starts: Instant
    ends: Instant
    earliest: Instant
    latest: Instant
    until: str | None
    look: str
    color: str
    level: float
    sign: str
    past: bool


@dataclass(frozen=True, slots=True)
class Undoable:
    """What ``undo`` would take back, and until when."""

    what: str
    closes: Instant


@dataclass(frozen=True, slots=True)
class SessionDoc:
    """The session of a room; ``session`` None: the room is free.

    ``slips_from``: past it, this and every later boundary move with the clock, because the room
    waits for a person. ``facts`` tells when each reported fact was true.
    """

    rev: int
    boot: str
    session: str | None = None
    scene: str = ""
    title: str = ""
    current: int | None = None
    phases: tuple[PhaseDoc, ...] = ()
    slips_from: Instant | None = None
    held: Instant | None = None
    visit: Instant | None = None
    lights_up: Instant | None = None
    over: Instant | None = None
    facts: Mapping[str, Instant] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    entries: int = 0
    entries_allowed: int | None = None
    undo: Undoable | None = None
    by: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class TrackDoc:
    """One placing of a track in the plan."""

    title: str
    file: str
    phase: int
    starts: Instant
    ends: Instant
    fade: Span
    gain_db: float


@dataclass(frozen=True, slots=True)
class MusicDoc:
    """The music of a room: ``voices`` sound now (by file), ``tracks`` is the plan."""

    rev: int
    output: str
    volume: int
    voices: tuple[TrackDoc, ...] = ()
    tracks: tuple[TrackDoc, ...] = ()
    ducked: bool = False


@dataclass(frozen=True, slots=True)
class FixtureDoc:
    """A role's light: ``level`` to ``target`` (L*), ``starts`` to ``ends``, ``color`` #rrggbb."""

    role: str
    level: float
    target: float
    color: str
    ends: Instant
    verdict: str
    starts: Instant = ORIGIN


@dataclass(frozen=True, slots=True)
class LightsDoc:
    """The lights of a room."""

    rev: int
    look: str
    fixtures: tuple[FixtureDoc, ...] = ()


@dataclass(frozen=True, slots=True)
class SignDoc:
    """What the door sign shows."""

    rev: int
    show: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know, in one sentence."""

    id: str
    since: Instant
    text: str


@dataclass(frozen=True, slots=True)
class NoticesDoc:
    """The notices that stand."""

    rev: int
    notices: tuple[Notice, ...] = ()


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
