"""What sound is made of here: blocks of stereo frames at one rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Frames a second, from the decks to the output."""
BLOCK = 960
"""Frames mixed at a time (20 ms): short enough for a quick duck, long enough to cost little."""

Block = NDArray[np.float32]
"""Frames by two channels; full scale is 1.0."""
Samples = NDArray[np.float64]
"""One number a frame: a gain, or an instant."""


def silence(frames: int) -> Block:
    """Make ``frames`` of nothing."""
    return np.zeros((frames, 2), np.float32)
