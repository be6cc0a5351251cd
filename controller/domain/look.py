"""Looks, the light of one role, and fades: what a lamp should give at an instant.

Levels are perceived lightness (CIE L*), so equal steps look equal. A fade is straight in L*,
straight in mired between whites, and straight in OKLab between colours. The governor's limits
live here: no fade is ever made that is steeper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from controller.domain.color import encoded, from_oklab, linear, oklab, white_rgb
from controller.domain.units import ORIGIN, Instant, Span, seconds

CALM_SLOPE = 0.4
"""L* a second while a patient may be dissociated. The limit for the light itself is 0.5; a lamp
is straight in output, not in L*, and so peaks at up to 1.25 times the slope asked of it."""
AWAKE_SLOPE = 1.6
"""L* a second at other times: 2.0 for the light itself, with the same margin."""
VISIT_SLOPE = 2.4
"""L* a second into a visit: a path light of 12 % in 5 s, so that a nurse sees the floor."""


@dataclass(frozen=True, slots=True)
class White:
    """A white, by colour temperature in mired (1e6 / kelvin)."""

    mired: float


@dataclass(frozen=True, slots=True)
class Color:
    """A colour as sRGB channels, each 0-255; its brightness is the light's level, not its own."""

    red: int
    green: int
    blue: int

    def linear(self) -> tuple[float, float, float]:
        """Tell the colour in linear sRGB (0-1)."""
        return linear(self.red / 255), linear(self.green / 255), linear(self.blue / 255)


Tone = White | Color


@dataclass(frozen=True, slots=True)
class Light:
    """What one role gives: ``level`` in L* (0 is off, 100 full) and ``tone`` (None: as it is)."""

    level: float
    tone: Tone | None = None


DARK = Light(0.0)


@dataclass(frozen=True, slots=True)
class Look:
    """A still state of a room's lights by role, and the fade that leads into it.

    A role that is not named stays as it is.
    """

    name: str
    fade: Span
    lights: Mapping[str, Light]


@dataclass(frozen=True, slots=True)
class Fade:
    """One role's way from ``begin`` at ``starts`` to ``end`` at ``ends``."""

    starts: Instant
    ends: Instant
    begin: Light
    end: Light

    def at(self, now: Instant) -> Light:
        """Tell the light at ``now``; ``begin`` before the fade and ``end`` after it."""
        if now >= self.ends:
            return self.end
        if now <= self.starts:
            return self.begin
        share = (now - self.starts) / (self.ends - self.starts)
        level = self.begin.level + (self.end.level - self.begin.level) * share
        return Light(level, _tone_between(self.begin.tone, self.end.tone, share))

    def slope(self) -> float:
        """Tell the fade's change of lightness, in L* a second (0 when it has no length)."""
        span = self.ends - self.starts
        return abs(self.end.level - self.begin.level) / span.seconds if span else 0.0


def still(light: Light, since: Instant = ORIGIN) -> Fade:
    """Make the fade that has already arrived at ``light``."""
    return Fade(since, since, light, light)


def fade_to(target: Light, begin: Light, now: Instant, over: Span, limit: float) -> Fade:
    """Make the fade from ``begin`` to ``target`` that takes ``over``, or as long as ``limit``
    (L* a second) demands. A tone that is not stated stays.
    """
    tone = target.tone or begin.tone
    end = Light(target.level, tone)
    start = begin if begin.level > 0 else Light(0.0, tone)  # an unlit lamp has no tone to leave
    needed = seconds(abs(end.level - start.level) / limit)
    return Fade(now, now + max(over, needed), start, end)


def jump_to(target: Light, begin: Light, now: Instant) -> Fade:
    """Make the change that takes no time: LIGHTS UP, and nothing else."""
    return still(Light(target.level, target.tone or begin.tone), now)


def tone_rgb(tone: Tone) -> tuple[float, float, float]:
    """Tell a tone in linear sRGB (0-1), whichever way it was written."""
    return white_rgb(tone.mired) if isinstance(tone, White) else tone.linear()


def hex_color(light: Light) -> str:
    """Tell the colour of a light as #rrggbb, whatever its level; a warm white if it has none."""
    rgb = tone_rgb(light.tone) if light.tone else tone_rgb(White(370))
    return "#" + "".join(f"{round(255 * encoded(channel)):02x}" for channel in rgb)


def _tone_between(begin: Tone | None, end: Tone | None, share: float) -> Tone | None:
    if begin is None or end is None or begin == end:
        return end or begin
    if isinstance(begin, White) and isinstance(end, White):
        return White(begin.mired + (end.mired - begin.mired) * share)
    return _mix(begin, end, share)


def _mix(begin: Tone, end: Tone, share: float) -> Color:
    """Mix along OKLab, where a straight line passes no foreign hue."""
    a, b = oklab(tone_rgb(begin)), oklab(tone_rgb(end))
    mixed = from_oklab(
        (
            a[0] + (b[0] - a[0]) * share,
            a[1] + (b[1] - a[1]) * share,
            a[2] + (b[2] - a[2]) * share,
        )
    )
    red, green, blue = (round(255 * encoded(channel)) for channel in mixed)
    return Color(red, green, blue)
