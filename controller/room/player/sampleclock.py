"""When each frame is heard, on the room clock: smooth, though what tells it is rough.

A sound card's clock runs a little beside the room's (tens of parts in a million), and every
reading of either is off by a millisecond or so. The readings pull gently; only a real
interruption makes the time jump.
"""

from __future__ import annotations

from controller.room.player.block import RATE

PULL = 0.01
"""Share of a reading's error that is taken over, a block: settles in two seconds."""
JUMP_MS = 60.0
"""An error this large is no drift but an interruption: sound stopped, or time was set."""
AGREE_MS, AGREEING = 4.0, 4
"""So many readings in a row must agree so well before the time is trusted."""


class SampleClock:
    """Tells the room time of each block in turn, once readings agree on it."""

    def __init__(self) -> None:
        self._next: float | None = None
        self._agreed = 0

    def take(self, reading_ms: float | None, frames: int) -> float | None:
        """Tell when the next ``frames`` frames will be heard, given a rough ``reading_ms`` of it
        (None: not known). None: it is not certain, because this is the beginning or time jumped;
        nothing should sound then.
        """
        if reading_ms is None or self._next is None or abs(reading_ms - self._next) > JUMP_MS:
            self._begin(reading_ms, frames, 0)
            return None
        error = reading_ms - self._next
        if self._agreed < AGREEING:
            self._begin(reading_ms, frames, self._agreed + 1 if abs(error) < AGREE_MS else 0)
            return None
        at = self._next + PULL * error
        self._next = at + 1_000 * frames / RATE
        return at

    def _begin(self, reading_ms: float | None, frames: int, agreed: int) -> None:
        self._agreed = agreed
        self._next = None if reading_ms is None else reading_ms + 1_000 * frames / RATE
