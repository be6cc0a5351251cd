"""A value that moves in straight lines between knots: every gain in Stillroom is one.

An envelope is the whole truth about a gain, past and future; whoever plays it needs no
timer, only an instant.
"""

from __future__ import annotations

from dataclasses import dataclass

from controller.domain.units import ORIGIN, Instant, Span


@dataclass(frozen=True, slots=True)
class Envelope:
    """Knots of (instant, value) in rising order; constant before the first and after the last."""

    knots: tuple[tuple[Instant, float], ...]

    def at(self, now: Instant) -> float:
        """Tell the value at ``now``, in the unit of the knots."""
        before = self.knots[0]
        if now <= before[0]:
            return before[1]
        for knot in self.knots[1:]:
            if now < knot[0]:
                share = (now - before[0]) / (knot[0] - before[0])
                return before[1] + (knot[1] - before[1]) * share
            before = knot
        return before[1]

    def moves_until(self, now: Instant) -> Instant:
        """Tell the end of the line the value is on at ``now``; ``now`` itself if it is still."""
        for before, after in zip(self.knots, self.knots[1:], strict=False):
            if before[0] <= now < after[0]:
                return after[0] if before[1] != after[1] else now
        return now

    def settles(self) -> Instant:
        """Tell the instant from which the value stays what it is."""
        return self.knots[-1][0]

    def steepest(self) -> float:
        """Tell the largest change per second anywhere on the envelope."""
        pairs = zip(self.knots, self.knots[1:], strict=False)
        return max((abs(b[1] - a[1]) / (b[0] - a[0]).seconds for a, b in pairs), default=0.0)


def steady(value: float) -> Envelope:
    """Make an envelope that is always ``value``."""
    return Envelope(((ORIGIN, value),))


def ramp(start: Instant, span: Span, begin: float, end: float) -> Envelope:
    """Make a straight line from ``begin`` at ``start`` to ``end``; no line if they are equal."""
    if begin == end or span.ms <= 0:
        return Envelope(((start, end),))
    return Envelope(((start, begin), (start + span, end)))
