"""The state of a room: what events have made of it, and nothing the clock does by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.domain.envelope import Envelope, steady
from controller.domain.look import Fade, Look
from controller.domain.plan import Plan
from controller.domain.scene import Fact, House, Scene
from controller.domain.timeline import Timeline, project
from controller.domain.units import ORIGIN, ZERO, Instant, Span
from controller.domain.wanted import Voice

BARE = House(Look("dark", ZERO, {}), Look("dark", ZERO, {}), Look("dark", ZERO, {}))
"""The house of a room that has not been told anything yet."""


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a scene.

    ``lasts``    target of each phase with all that was added
    ``ended``    reported end of each phase, None while it is only projected
    ``over``     when a person ended the session; a scene may also run out by itself
    ``dropped``  files that will not be heard again in it
    """

    id: str
    scene: Scene
    seed: int
    begun: Instant
    lasts: tuple[Span, ...]
    ended: tuple[Instant | None, ...]
    plan: Plan
    facts: Mapping[Fact, Instant] = field(default_factory=dict)
    held: Instant | None = None
    over: Instant | None = None
    dropped: frozenset[str] = frozenset()
    entries: int = 0

    @property
    def timeline(self) -> Timeline:
        """Where the boundaries lie."""
        return project(self.scene.phases, self.lasts, self.ended, self.begun, self.held)

    def over_at(self) -> Instant | None:
        """Tell when the session is over: ended by hand, or run out by the clock, maybe later."""
        if self.over is not None:
            return self.over
        timeline = self.timeline
        return timeline.ends[-1] if timeline.waits is None else None

    def is_over(self, now: Instant) -> bool:
        """Tell whether the session is over at ``now``."""
        over = self.over_at()
        return over is not None and over <= now


@dataclass(frozen=True, slots=True)
class Join:
    """How a planned voice comes in other than planned: from ``level`` at ``begins``, meeting its
    planned presence at ``meets``.
    """

    voice: str
    level: float
    begins: Instant
    meets: Instant


@dataclass(frozen=True, slots=True)
class Carried:
    """The sound that the plan alone does not explain.

    ``tails`` are voices that still sound though the plan no longer has them, on their way out;
    ``joins`` the planned voices that the plan expected to be elsewhere by now.
    """

    tails: tuple[Voice, ...] = ()
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class Undoing:
    """What an undo would take back, until when, and the state it would return to."""

    what: str
    closes: Instant
    before: State


@dataclass(frozen=True, slots=True)
class State:
    """A room.

    ``touched``  when the last event happened
    ``lit``      the fade of each role as that event left it
    ``carried``  the sound that event left, beside the plan
    ``volume``, ``duck``  envelopes of amplitude (0-1)
    """

    house: House = BARE
    session: Session | None = None
    visit: Instant | None = None
    lights_up: Instant | None = None
    called: Instant | None = None
    volume_pct: int = 50
    volume: Envelope = field(default_factory=lambda: steady(0.25))
    duck: Envelope = field(default_factory=lambda: steady(1.0))
    touched: Instant = ORIGIN
    lit: Mapping[str, Fade] = field(default_factory=dict)
    carried: Carried = field(default_factory=Carried)
    undo: Undoing | None = None
    rev: int = 0

    def running(self, now: Instant) -> Session | None:
        """Tell the session that runs at ``now``, if one does."""
        return self.session if self.session and not self.session.is_over(now) else None


NEW = State()
"""A room that knows nothing yet."""
