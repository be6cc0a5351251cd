"""What sound is made of here: blocks of stereo frames at one rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Frames a second, from the decks to the output."""
BLOCK = 1_440
"""Frames mixed at a time (30 ms). A change waits for the output's whole buffer whatever the block;
longer blocks cost less, shorter ones leave more of the buffer as reserve."""

Block = NDArray[np.float32]
"""Frames by two channels; full scale is 1.0."""
Samples = NDArray[np.float64]
"""One number a frame: a gain, or an instant."""


def silence(frames: int) -> Block:
    """Make ``frames`` of nothing."""
    return np.zeros((frames, 2), np.float32)
