"""What became of a session, from what a room showed: landings, slopes, longest silence.

Pure: it is handed instants, boundaries and what sounded, by a simulation or by a demo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from controller.domain.look import Fade
from controller.domain.scene import Land, Phase
from controller.domain.units import Instant, Span


@dataclass(frozen=True, slots=True)
class Ended:
    """A phase as it really went; ``error`` is music change minus end, None if none was wanted."""

    name: str
    starts: Instant
    ends: Instant
    error: Span | None


def as_they_went(
    phases: Sequence[Phase], boundaries: Sequence[Instant], changes: Iterable[Instant]
) -> tuple[Ended, ...]:
    """Match the boundaries of a session with the middles of its crossfades.

    ``boundaries`` has one instant more than there are phases that ended.
    """
    middles = sorted(changes)
    found = []
    for phase, starts, ends in zip(phases, boundaries, boundaries[1:], strict=False):
        is_last = phase is phases[-1]  # after it the music fades out: there is nothing to land on
        lands = not is_last and phase.score is not None and phase.score.land is not Land.BRIDGE
        error = _nearest(ends, middles) if lands else None
        found.append(Ended(phase.name, starts, ends, error))
    return tuple(found)


def _nearest(boundary: Instant, middles: Sequence[Instant]) -> Span | None:
    spans = (middle - boundary for middle in middles)
    return min(spans, key=lambda span: abs(span.ms), default=None)


def steepest(fades: Iterable[Fade]) -> float:
    """Tell the steepest slope of any fade, in L* a second."""
    return max((fade.slope() for fade in fades), default=0.0)
