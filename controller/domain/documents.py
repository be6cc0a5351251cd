"""The documents that a room keeps on the broker: what it is, and what it does now.

They are what consoles show; times are on the room's clock. ``wire`` tells their topics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.domain.units import ORIGIN, Instant, Span
from controller.domain.wanted import Due


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
