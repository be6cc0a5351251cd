"""A judge of light: from what a photometer saw, the steepest change a person could have seen.

Pure. A sample is a lamp's raw level (0-254) at an instant; the lamp is taken for a linear one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from controller.domain.color import lightness_of

FULL = 254
WINDOW_S = 0.3
"""Slopes are taken over at least this long: nobody sees the milliseconds between samples."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A raw level (0-254; 0 is dark) at ``t`` seconds."""

    t: float
    level: float

    @property
    def lightness(self) -> float:
        """Perceived lightness, L* (0-100)."""
        return lightness_of(self.level / FULL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen.

    ``steepest``  the largest slope while lit, in L* a second, first seen at ``at``
    ``switched``  the largest step between dark and lit, in L*: no lamp starts from nothing
    """

    steepest: float = 0.0
    at: float = 0.0
    switched: float = 0.0


def sample(payload: bytes) -> Sample | None:
    """Read a photometer's message; None for anything else."""
    try:
        said = json.loads(payload)
        return Sample(float(said["t"]), float(said["level"]) if said["on"] else 0.0)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def judge(samples: Sequence[Sample], window_s: float = WINDOW_S) -> Verdict:
    """Tell the steepest slope and the largest switching step among one lamp's samples."""
    steepest, at = 0.0, 0.0
    for run in _lit(samples):
        slope, when = _steepest(run, window_s)
        if slope > steepest:
            steepest, at = slope, when
    steps = (
        abs(a.lightness - b.lightness)
        for a, b in pairwise(samples)
        if (a.level > 0) != (b.level > 0)
    )
    return Verdict(steepest, at, max(steps, default=0.0))


def _lit(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Cut the samples into runs during which the lamp was lit."""
    runs: list[list[Sample]] = [[]]
    for one in samples:
        if one.level > 0:
            runs[-1].append(one)
        elif runs[-1]:
            runs.append([])
    return runs


def _steepest(run: Sequence[Sample], window_s: float) -> tuple[float, float]:
    """Tell the steepest slope and since when; what is quicker than the window counts over it."""
    best, at, first = 0.0, 0.0, 0
    for last, end in enumerate(run):
        while first + 1 < last and end.t - run[first + 1].t >= window_s:
            first += 1
        for begin in run[first:last]:
            slope = abs(end.lightness - begin.lightness) / max(window_s, end.t - begin.t)
            if slope > best:
                best, at = slope, begin.t
    return best, at
