"""The one reader of time.

The room clock counts milliseconds of boot time, which goes on while the machine sleeps and
knows nothing of a wall clock set forward or back. An offset lets it carry on over a reboot.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from controller.domain.units import ZERO, Instant, Span, minutes

LONGEST_GAP = minutes(12 * 60)
"""A reboot is believed to have taken at most this long; more, or less than nothing, is a wall
clock that was wrong."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PROCESS_ID = uuid.uuid4().hex


class Clock(Protocol):
    """Tells the time. ``now`` is the room clock, ``wall`` milliseconds since 1970 UTC, ``boot``
    names the run of the machine in which the room clock is exact.
    """

    def now(self) -> Instant:
        """Tell the room clock."""

    def wall(self) -> int:
        """Tell the wall clock: for people and bookings only."""

    def boot(self) -> str:
        """Tell which boot of the machine this is."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was written down: room clock, wall clock (ms), and which boot it was.

    ``offset`` is what the room clock was ahead of boot time then.
    """

    boot: str
    clock: Instant
    wall: int
    offset: Span = ZERO


class SystemClock:
    """The clock of this machine; its room clock is boot time plus ``offset``."""

    def __init__(self, offset: Span = ZERO) -> None:
        self._offset = offset
        self._boot = boot_id()

    @property
    def offset(self) -> Span:
        """What the room clock is ahead of boot time."""
        return self._offset

    def now(self) -> Instant:
        """Tell the room clock."""
        return Instant(boottime_ms()) + self._offset

    def wall(self) -> int:
        """Tell milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def boot(self) -> str:
        """Tell which boot of the machine this is."""
        return self._boot

    def stamp(self, now: Instant) -> Stamp:
        """Say when ``now`` is, so that a later run can carry on from it."""
        return Stamp(self._boot, now, self.wall(), self._offset)

    def resume(self, last: Stamp | None) -> bool:
        """Carry on from the last stamp of an earlier run; call it before anything else.

        False: nobody knows how long the machine was off. The clock then goes on where it stood,
        and what was under way must not sound by itself.
        """
        if last is None:
            return True
        found = carry_on(last, self._boot, boottime_ms(), self.wall())
        self._offset = _standing(last, boottime_ms()) if found is None else found
        return found is not None


def carry_on(last: Stamp, boot: str, boottime: int, wall: int) -> Span | None:
    """Tell the offset with which the room clock goes on from ``last``; None: the gap is unknown.

    ``boottime`` and ``wall`` are milliseconds, now. Within one boot the offset stays, whatever
    the wall clock says; after another the gap is the wall clock's, if that can be true.
    """
    if boot == last.boot and Instant(boottime) + last.offset >= last.clock:
        return last.offset
    gap = Span(wall - last.wall)
    if not ZERO <= gap <= LONGEST_GAP:
        return None
    return _standing(last, boottime) + gap


def _standing(last: Stamp, boottime: int) -> Span:
    """Tell the offset that makes it ``last.clock`` now."""
    return last.clock - Instant(boottime)


def boottime_ms() -> int:
    """Tell milliseconds since the machine started, its sleep included where it can be told."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def boot_id(path: Path = _BOOT_ID) -> str:
    """Name this boot; where the machine has no name for it, every process is its own."""
    try:
        return path.read_text().strip() or _PROCESS_ID
    except OSError:
        return _PROCESS_ID
