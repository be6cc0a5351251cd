"""A dimmable, tunable, coloured bulb as it behaves: commands take time, and mains can go.

Pure: ``now`` is an argument (seconds). The bulb's light is in proportion to its level, and a
fade is straight in level, in mired or in x and y, as the Zigbee clusters have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FULL = 254.0
LEAST = 2.0
"""Asked for 1, a bulb shows this."""
WHITE_MIRED = 370.0
"""The white of a bulb that has just got mains."""
MIRED = (153.0, 500.0)
COLOR = (0.4578, 0.4101)
LONGEST_S = 6_553.4
"""A longer transition cannot be written in 16 bits of tenths."""


class NotUnderstoodError(Exception):
    """The bridge cannot make a command of what it was sent."""


@dataclass(slots=True)
class Glide:
    """A quantity that goes straight to its target."""

    begin: float
    target: float = 0.0
    starts: float = 0.0
    ends: float = 0.0

    def __post_init__(self) -> None:
        self.target = self.begin

    def at(self, now: float) -> float:
        """Tell the quantity at ``now``."""
        if now >= self.ends or self.ends <= self.starts:
            return self.target
        share = (now - self.starts) / (self.ends - self.starts)
        return self.begin + (self.target - self.begin) * share

    def go(self, target: float, over: float, now: float) -> None:
        """Turn towards ``target`` from wherever it is."""
        self.begin, self.target = self.at(now), target
        self.starts, self.ends = now, now + over


@dataclass(slots=True)
class Bulb:
    """One bulb, off and dark. ``least`` is the level it starts from when it is switched on."""

    least: float = 0.0
    powered: bool = True
    on: bool = False
    is_color: bool = False
    level: Glide = field(default_factory=lambda: Glide(0.0))
    mired: Glide = field(default_factory=lambda: Glide(WHITE_MIRED))
    x: Glide = field(default_factory=lambda: Glide(COLOR[0]))
    y: Glide = field(default_factory=lambda: Glide(COLOR[1]))
    kept: float = FULL

    def obey(self, wish: Mapping[str, object], now: float) -> None:
        """Carry out a ``/set``. Raises NotUnderstoodError for one that is no command at all."""
        over = _number(wish, "transition", 0, LONGEST_S) or 0.0
        level = _number(wish, "brightness", 0, FULL)
        state = wish.get("state")
        if state not in (None, "ON", "OFF"):
            raise NotUnderstoodError(f"'state' has no {state!r}")
        self._switch(state, level, wish, over, now)
        if self.on:
            self._retone(wish, over, now)

    def light(self, now: float) -> float:
        """Tell the level that a photometer sees (0-254)."""
        self._finish(now)
        return self.level.at(now) if self.powered and self.on else 0.0

    def fading(self, now: float) -> list[str]:
        """Tell what is on the move."""
        glides = {"level": self.level, "ct": self.mired, "xy": self.x}
        return [name for name, glide in glides.items() if self.powered and glide.ends > now]

    def target(self) -> dict[str, object]:
        """Tell the state as a bridge publishes it after a command: where the bulb is going."""
        return self._state(self.level.target, self.mired.target, self.x.target, self.y.target)

    def truth(self, now: float) -> dict[str, object]:
        """Tell the state as the bulb itself answers."""
        self._finish(now)
        there = (glide.at(now) for glide in (self.level, self.mired, self.x, self.y))
        return self._state(*there)

    def cut(self) -> None:
        """Take mains away."""
        self.powered = False

    def restore(self, now: float) -> None:
        """Give mains back: full white, at once, as bulbs come from the factory."""
        self.powered = self.on = True
        self.is_color = False
        self.level.go(FULL, 0, now)
        self.mired.go(WHITE_MIRED, 0, now)

    def _switch(
        self,
        state: object,
        level: float | None,
        wish: Mapping[str, object],
        over: float,
        now: float,
    ) -> None:
        if state == "OFF" or level == 0:
            self._switch_off(over, now)
        elif level is not None and (self.on or "state" not in wish or state == "ON"):
            self._switch_on(max(LEAST, level), over, now)
        elif state == "ON":
            self._switch_on(self.level.target or self.kept, over, now)

    def _switch_on(self, level: float, over: float, now: float) -> None:
        self._finish(now)
        if not self.on:
            self.on = True
            self.level.go(self.least, 0, now)
        self.level.go(level, over, now)

    def _switch_off(self, over: float, now: float) -> None:
        if self.on:
            self.kept = self.level.target or self.kept
            self.level.go(0.0, over, now)
        self._finish(now)

    def _finish(self, now: float) -> None:
        """A bulb that has faded to nothing is off."""
        if self.on and self.level.target == 0 and now >= self.level.ends:
            self.on = False

    def _retone(self, wish: Mapping[str, object], over: float, now: float) -> None:
        color = wish.get("color")
        mired = _number(wish, "color_temp", 1, 65_535)
        if isinstance(color, Mapping):
            x, y = _number(color, "x", 0, 1), _number(color, "y", 0, 1)
            if x is None or y is None:
                raise NotUnderstoodError("'color' needs x and y")
            self.is_color = True
            self.x.go(x, over, now)
            self.y.go(y, over, now)
        elif mired is not None:
            self.is_color = False
            self.mired.go(min(MIRED[1], max(MIRED[0], mired)), over, now)

    def _state(self, level: float, mired: float, x: float, y: float) -> dict[str, object]:
        on = self.on and level > 0
        return {
            "state": "ON" if on else "OFF",
            "brightness": round(level if on else self.kept),
            "color_mode": "xy" if self.is_color else "color_temp",
            "color_temp": round(mired),
            "color": {"x": round(x, 4), "y": round(y, 4)},
            "linkquality": 200,
        }


def _number(wish: Mapping[str, object], key: str, low: float, high: float) -> float | None:
    value = wish.get(key)
    if value is None:
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise NotUnderstoodError(f"'{key}' of {value!r} is not from {low} to {high}")
    return number
