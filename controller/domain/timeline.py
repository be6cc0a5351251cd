"""Where a session's phase boundaries lie: one pass, no solver.

A boundary is a fact once a person reported it. Until then it is projected: a phase that ends by
its own clock ends after its target; a phase that waits for a fact is expected to, and when it
does not, it and everything after it slip along with the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from controller.domain.scene import Phase
from controller.domain.units import Instant, Span


@dataclass(frozen=True, slots=True)
class Bounds:
    """The end of one phase: no sooner than, expected at, no later than."""

    earliest: Instant
    expected: Instant
    latest: Instant


@dataclass(frozen=True, slots=True)
class Timeline:
    """The boundaries of a session, true at any instant until the next event.

    ``ends``        expected end of each phase, before slipping
    ``begun``       start of the first phase
    ``waits``       index of the first phase that only a person can end; None: all run by the clock
    ``slips_from``  from here on that phase's end, and all later ones, move along with the clock
    """

    begun: Instant
    ends: tuple[Instant, ...]
    waits: int | None
    slips_from: Instant | None

    def slip(self, now: Instant) -> Span:
        """Tell how late the waiting phase makes everything at ``now``."""
        if self.slips_from is None or now <= self.slips_from:
            return Span(0)
        return now - self.slips_from

    def ends_at(self, phase: int, now: Instant) -> Instant:
        """Tell when phase ``phase`` ends, as it looks at ``now``."""
        end = self.ends[phase]
        return end + self.slip(now) if self.waits is not None and phase >= self.waits else end

    def starts_at(self, phase: int, now: Instant) -> Instant:
        """Tell when phase ``phase`` starts, as it looks at ``now``."""
        return self.begun if phase == 0 else self.ends_at(phase - 1, now)

    def phase_at(self, now: Instant) -> int:
        """Tell the index of the phase at ``now``; one past the last when all have ended."""
        last = len(self.ends) if self.waits is None else self.waits
        return next((i for i in range(last) if now < self.ends[i]), last)

    def next_boundary(self, now: Instant) -> Instant | None:
        """Tell the next boundary that the clock alone will pass."""
        last = len(self.ends) if self.waits is None else self.waits
        return next((end for end in self.ends[:last] if now < end), None)


def project(
    phases: Sequence[Phase],
    lasts: Sequence[Span],
    ended: Sequence[Instant | None],
    begun: Instant,
    held: Instant | None,
) -> Timeline:
    """Project every boundary.

    ``lasts`` is each phase's target with all that was added; ``ended`` its reported end, if any;
    ``held`` since when the session is held.
    """
    ends: list[Instant] = []
    for span, fact in zip(lasts, ended, strict=True):
        start = ends[-1] if ends else begun
        ends.append(start + span if fact is None else fact)
    waits = _first_waiting(phases, ended)
    slips_from = None if waits is None else ends[waits]
    if held is not None:
        current = Timeline(begun, tuple(ends), waits, slips_from).phase_at(held)
        if current < len(ends):
            waits, slips_from = current, min(held, ends[current])
    return Timeline(begun, tuple(ends), waits, slips_from)


def bounds(
    phases: Sequence[Phase],
    lasts: Sequence[Span],
    timeline: Timeline,
    now: Instant,
) -> tuple[Bounds, ...]:
    """Tell how early and how late each boundary can come, as it looks at ``now``."""
    found: list[Bounds] = []
    last = Bounds(timeline.begun, timeline.begun, timeline.begun)
    current = timeline.phase_at(now)
    for i, phase in enumerate(phases):
        if i < current:
            last = Bounds(timeline.ends[i], timeline.ends[i], timeline.ends[i])
        else:
            last = Bounds(
                earliest=max(last.earliest + min(phase.least, lasts[i]), now),
                expected=max(timeline.ends_at(i, now), now),
                latest=max(last.latest + max(phase.most, lasts[i]), now),
            )
        found.append(last)
    return tuple(found)


def _first_waiting(phases: Sequence[Phase], ended: Sequence[Instant | None]) -> int | None:
    waiting = (i for i, p in enumerate(phases) if p.until is not None and ended[i] is None)
    return next(waiting, None)
