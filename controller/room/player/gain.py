"""Gains: an envelope read sample by sample, and the governor that bounds how fast one moves.

Knows numbers only: no clock, no thread, no sound.
"""

from __future__ import annotations

import numpy as np

from controller.domain.envelope import Envelope
from controller.room.player.block import RATE, Samples

RISE = 0.5
"""Amplitude a second that any gain may rise: from silence to full in two seconds, so that nothing
ever comes upon a patient. An equal-power crossfade of four seconds rises by 0.39."""
FALL = 10.0
"""Amplitude a second that any gain may fall: a duck by 12 dB takes 75 ms of the 200 ms it has,
the rest being the way through the output."""
LEAVE = 2.0
"""Amplitude a second at which a voice goes that is no longer wanted: half a second."""
HASTE = 4.0
"""Amplitude a second at which everything goes when the player closes: a quarter of a second."""

Curve = float | Samples
"""A gain over one block: one number if it does not move, else one for each frame."""


class Line:
    """An envelope made ready to be read sample by sample."""

    def __init__(self, envelope: Envelope) -> None:
        self._at = np.array([knot[0].ms for knot in envelope.knots], np.float64)
        self._value = np.array([knot[1] for knot in envelope.knots], np.float64)

    def over(self, at_ms: float, frames: int) -> Curve:
        """Tell the value for ``frames`` frames from ``at_ms`` on."""
        if at_ms >= self._at[-1]:
            return float(self._value[-1])
        if at_ms + 1_000 * frames / RATE <= self._at[0]:
            return float(self._value[0])
        times = at_ms + np.arange(frames) * (1_000 / RATE)
        return np.asarray(np.interp(times, self._at, self._value), np.float64)


class Governor:
    """One gain that follows what is wanted of it, never faster than allowed."""

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def follow(self, wanted: Curve, frames: int, fall: float = FALL) -> Curve:
        """Move towards ``wanted`` for ``frames`` frames and tell the gain of each."""
        if isinstance(wanted, float) and wanted == self.value:
            return wanted
        path = np.full(frames, wanted) if isinstance(wanted, float) else wanted
        steps = np.diff(path, prepend=self.value)
        up, down = RISE / RATE, fall / RATE
        if steps.max() > up or steps.min() < -down:
            path = _bounded(path, self.value, up, down)
        self.value = float(path[-1])
        return path


def _bounded(path: Samples, value: float, up: float, down: float) -> Samples:
    """Bound the slope of ``path`` from ``value`` on: first its rises, then its falls.

    A line of slope ``up`` taken away, a bounded rise is a running minimum; falls likewise.
    """
    index = np.arange(len(path) + 1)
    path = np.concatenate(([value], path))
    rising = np.minimum.accumulate(path - up * index) + up * index
    falling = np.maximum.accumulate(rising + down * index) - down * index
    return np.asarray(falling[1:], np.float64)
