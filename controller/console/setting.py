"""What every screen of one console shares: the desk, the clocks, the place, and the chosen room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Protocol

from controller.console.desk import Desk
from controller.console.glyphs import UNICODE, Glyphs
from controller.console.reading import Moment, Reading
from controller.domain.units import ORIGIN, Instant, Span, minutes, seconds

GUARD_S = 0.25
"""How long a card must have been left alone before it can be confirmed."""


class Clock(Protocol):
    """The console's own clocks."""

    def now(self) -> Instant:
        """Tell an instant that never runs backwards."""
        ...

    def wall(self) -> int:
        """Tell the wall time in ms since 1970."""
        ...


@dataclass(slots=True)
class Setting:
    """One console. ``chosen`` is the room that keys are for; ``shown`` the board's zoom."""

    desk: Desk
    clock: Clock
    title: str
    zone: tzinfo
    glyphs: Glyphs = UNICODE
    guard_s: float = GUARD_S
    chosen: str = ""
    shown: Span = field(default_factory=lambda: minutes(120))
    hint: str = ""
    hint_until: Instant = ORIGIN

    def moment(self) -> Moment:
        """Tell now on every clock."""
        return Moment(self.clock.now(), self.clock.wall())

    def say(self, hint: str) -> None:
        """Show ``hint`` in the last line for a few seconds."""
        self.hint, self.hint_until = hint, self.clock.now() + seconds(5)

    def reading(self) -> Reading | None:
        """Read the chosen room now; the first one when none was chosen yet."""
        first = self.desk.store.row(0)
        if self.desk.store.room(self.chosen) is None and first:
            self.chosen = first.name
        return self.desk.reading(self.chosen, self.moment())
