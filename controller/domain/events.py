"""What has happened. Past participles; each carries all that replay needs.

``at`` is when the room took it in. An event that moves a boundary carries the plan that
follows from it, so that replay never chooses music again.
"""

from __future__ import annotations

from dataclasses import dataclass

from controller.domain.plan import Plan
from controller.domain.playlist import Playlist
from controller.domain.scene import Fact, House, Scene
from controller.domain.units import Instant, Span


@dataclass(frozen=True, slots=True)
class Prepared:
    """The room knows what it does outside scenes."""

    at: Instant
    house: House


@dataclass(frozen=True, slots=True)
class Began:
    """A session of ``scene`` began."""

    at: Instant
    session: str
    scene: Scene
    seed: int
    volume: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Reported:
    """A person reported ``fact``, true ``since``.

    ``ended`` lists the phases that ended by it, with their instants; ``lasts`` the new target
    lengths of every phase.
    """

    at: Instant
    fact: Fact
    since: Instant
    ended: tuple[tuple[int, Instant], ...]
    lasts: tuple[Span, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Extended:
    """A phase became longer, or shorter, by ``by``."""

    at: Instant
    phase: int
    by: Span
    plan: Plan


@dataclass(frozen=True, slots=True)
class Held:
    """The session stays where it is."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Resumed:
    """The session goes on; the current phase became longer by ``added``."""

    at: Instant
    phase: int
    added: Span
    plan: Plan


@dataclass(frozen=True, slots=True)
class Advanced:
    """A person ended a phase by hand."""

    at: Instant
    phase: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class VisitBegan:
    """Somebody went in."""

    at: Instant


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """The visitor left."""

    at: Instant


@dataclass(frozen=True, slots=True)
class LightsRaised:
    """All lights went full."""

    at: Instant


@dataclass(frozen=True, slots=True)
class LightsRestored:
    """The lights went back to the scene."""

    at: Instant


@dataclass(frozen=True, slots=True)
class VolumeSet:
    """The patient's volume became ``pct`` (0-100 of the room's ceiling)."""

    at: Instant
    pct: int


@dataclass(frozen=True, slots=True)
class TrackDropped:
    """``file`` will not be heard again in this session: skipped, or it could not be played."""

    at: Instant
    file: str
    failed: bool
    plan: Plan


@dataclass(frozen=True, slots=True)
class PlaylistSwapped:
    """A phase draws on another playlist (None: silence)."""

    at: Instant
    phase: int
    playlist: Playlist | None
    plan: Plan


@dataclass(frozen=True, slots=True)
class Stopped:
    """The session was ended by hand."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Undone:
    """The last thing was taken back."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Entered:
    """The door opened; ``quiet`` tells whether it counts against the quiet window."""

    at: Instant
    quiet: bool


@dataclass(frozen=True, slots=True)
class Called:
    """The patient pressed the call button."""

    at: Instant


@dataclass(frozen=True, slots=True)
class CallSeen:
    """Somebody saw that the patient called."""

    at: Instant


Event = (
    Prepared | Began | Reported | Extended | Held | Resumed | Advanced | VisitBegan | VisitEnded
    | LightsRaised | LightsRestored | VolumeSet | TrackDropped | PlaylistSwapped | Stopped
    | Undone | Entered | Called | CallSeen
)  # fmt: skip
