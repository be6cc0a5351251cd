"""A scene as a nurse starts it: phases, each with a look, music, a sign and how it ends.

A scene here is *resolved*: looks and tracks are inside it, so that a running session never
depends on a file again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from controller.domain.look import Look
from controller.domain.playlist import Playlist
from controller.domain.units import ZERO, Span


class Land(StrEnum):
    """What the music does at the end of a phase."""

    SOFT = "soft"
    """Lights change at the event; the music lands as planned, or as gently as it can."""
    HARD = "hard"
    """The music crossfades at the boundary, whatever plays."""
    BRIDGE = "bridge"
    """The music has no boundary here: a track may cross it."""


class Fact(StrEnum):
    """What a person reports with one key."""

    ARRIVED = "arrived"
    STARTED = "started"
    CHANGED = "changed"
    ENDED = "ended"
    LEFT = "left"


ENDING_FACTS = (Fact.STARTED, Fact.ENDED, Fact.LEFT)
"""The facts that can end a phase (``until:``)."""


@dataclass(frozen=True, slots=True)
class Score:
    """The music of one phase.

    ``energy`` is the arc from first to last track (0-1); ``level_db`` the phase's own level.
    """

    playlist: Playlist
    land: Land = Land.SOFT
    energy: tuple[float, float] = (0.5, 0.5)
    level_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a scene. ``until`` None: it ends by its own clock after ``lasts``.

    ``score`` None is silence, which is as good a choice as music.
    """

    name: str
    lasts: Span
    least: Span
    most: Span
    until: Fact | None
    look: Look
    score: Score | None
    sign: str


class CheckKind(StrEnum):
    """Whether a check needs a person in the room."""

    IN_PERSON = "in-person"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in a session: ``after`` a fact, by ``delay`` (may be negative)."""

    after: Fact
    delay: Span = ZERO


@dataclass(frozen=True, slots=True)
class Check:
    """A reminder to staff: once at ``at``, or each ``every`` between ``at`` and ``to``."""

    say: str
    kind: CheckKind
    at: Mark
    every: Span | None = None
    to: Mark | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """The stretch in which door openings are counted against a budget of ``entries``."""

    opens: Mark
    closes: Mark
    entries: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a nurse starts. ``visit`` is what the calendar books; ``turnover`` comes after."""

    name: str
    title: str
    phases: tuple[Phase, ...]
    visit: Span = ZERO
    turnover: Span = ZERO
    checks: tuple[Check, ...] = ()
    quiet: Quiet | None = None

    def is_calm(self, index: int) -> bool:
        """Tell whether a patient may be dissociated in phase ``index``: after the phase that
        ends with ``started``, before the one that ends with ``left``; there changes are slowest.
        """
        untils = [phase.until for phase in self.phases]
        first = untils.index(Fact.STARTED) + 1 if Fact.STARTED in untils else 0
        last = untils.index(Fact.LEFT) if Fact.LEFT in untils else len(untils)
        return first <= index < last


@dataclass(frozen=True, slots=True)
class House:
    """What a room does outside any scene, from the site's files.

    ``visit``, ``lights_up`` and ``turnover`` are looks; ``duck_db`` how far music goes down
    for a visit; ``volume_pct`` the volume a session starts with, of the room's ceiling.
    """

    turnover: Look
    visit: Look
    lights_up: Look
    duck_db: float = -12.0
    volume_pct: int = 50
