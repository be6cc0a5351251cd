"""When each frame is heard, on the room clock: smooth, though what tells it is rough.

A sound card's clock runs a little beside the room's (tens of parts in a million), and every
reading of either is off by a millisecond or so. The readings pull gently; only a real
interruption makes the time jump.
"""

from __future__ import annotations

from controller.room.player.block import RATE

PULL = 0.01
"""Share of a reading's error that is taken over, a block, once there have been a hundred; until
then it is their mean."""
JUMP_MS = 60.0
"""An error this large is no drift but an interruption: sound stopped, or time was set."""


class SampleClock:
    """Tells the room time of each block in turn."""

    def __init__(self) -> None:
        self._next: float | None = None
        self._readings = 0

    def take(self, reading_ms: float, frames: int) -> tuple[float, bool]:
        """Tell when the next ``frames`` frames will be heard, given a rough ``reading_ms`` of
        it, and whether time has jumped since the block before.
        """
        jumped = self._next is not None and abs(reading_ms - self._next) > JUMP_MS
        if self._next is None or jumped:
            self._next, self._readings = reading_ms, 0
        self._readings += 1
        pull = max(PULL, 1 / self._readings)
        at = self._next + pull * (reading_ms - self._next)
        self._next = at + 1_000 * frames / RATE
        return at, jumped
