"""A fade, cut into the few lamp commands that follow it.

A lamp goes straight in raw level, a fade is straight in L*: over a long way the lamp is several
times too fast at the dark end. So a fade is cut where the lamp's steepest moment would pass
``RATIO`` times its mean, which on a linear lamp is a constant ratio of L* + 16: ten commands
from dark to full, and never more. Colours get a knot each quarter of the way, because a
straight line in xy is not straight to the eye. Pure: knows no topic, payload or clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from controller.domain.look import CALM_SLOPE, Color, Fade, Tone
from controller.domain.units import Instant, Span
from controller.room.lights.curves import FULL, Curve, curve

RATIO = 1.22
"""How much steeper than its fade a lamp may ever be. Fades leave room for 1.25 (see
``domain.look.CALM_SLOPE``); the rest is for commands that reach the lamp late."""
LEAST_RAW = 2
"""Many bulbs take raw level 1 for off (Hue and innr are sent 2 by Zigbee2MQTT)."""
COLOR_KNOTS = 4
LONGEST = Span(3_600_000)
"""A single command lasts an hour at most; Zigbee ends at 6,553 s."""


@dataclass(frozen=True, slots=True)
class Dimmer:
    """How one lamp dims: its curve, and the lowest raw level it holds without going out."""

    curve: Curve
    bottom: int

    def raw_for(self, level: float) -> int:
        """Tell the raw level for L* ``level``: 0 is off, and nothing else is below the bottom."""
        return max(self.bottom, self.curve.raw_for(level)) if level > 0 else 0

    def least_ms(self, begin: float, end: float, limit: float) -> int:
        """Tell how long one command from raw ``begin`` to ``end`` must take, in milliseconds, for
        its steepest moment to stay within ``limit`` (L* a second).
        """
        low, high = min(begin, end), max(begin, end)
        return ceil(1_000 * self.curve.steepest(low, high) * (high - low) / limit)


def dimmer(curve_name: str, floor: float) -> Dimmer:
    """Make a dimmer from a curve's name and a floor in L* (0-100)."""
    found = curve(curve_name)
    lowest = found.raw_for(floor)
    short = found.levels[lowest] < floor
    return Dimmer(found, min(FULL, max(LEAST_RAW, lowest + short)))


@dataclass(frozen=True, slots=True)
class Segment:
    """One command: to be sent at ``due``, and to arrive at ``raw`` and ``tone`` by ``ends``.

    ``mixed`` tells that the way leads through colours, so that whites too are sent as colours.
    """

    due: Instant
    ends: Instant
    raw: int
    tone: Tone | None
    mixed: bool = False


def limit_for(fade: Fade) -> float:
    """Tell how steep a lamp may be on behalf of ``fade``, in L* a second."""
    return RATIO * max(CALM_SLOPE, fade.slope())


def segments(path: Fade, raw: float, lamp: Dimmer, limit: float) -> tuple[Segment, ...]:
    """Cut ``path``, from where the lamp is (``raw``), into commands; none if it is there already
    and keeps its tone. Where a command would be steeper than ``limit``, it ends later.
    """
    found: list[Segment] = []
    mixed = _is_mixed(path)
    at, since = raw, path.starts
    for instant, level in _knots(path, raw, lamp):
        ends = max(instant, since + Span(lamp.least_ms(at, level, limit)))
        found.append(Segment(since, ends, level, path.at(instant).tone, mixed))
        at, since = level, ends
    return tuple(found)


def stops(begin: float, end: int, lamp: Dimmer) -> tuple[int, ...]:
    """Tell the raw levels to pass through from ``begin`` to ``end``, the last of them ``end``.

    Off is entered and left by way of the lamp's bottom level.
    """
    if abs(end - begin) < 0.5:
        return ()
    low, high = min(begin, end), max(begin, end)
    way: list[float] = [low]
    while way[-1] < high:
        way.append(_furthest(way[-1], high, lamp))
    rising = [int(level) for level in way[1:-1]]
    return (*rising, end) if begin < end else (*reversed(rising), end)


def _furthest(low: float, high: float, lamp: Dimmer) -> float:
    """Tell the furthest level up from ``low`` that one command may reach."""
    if low < lamp.bottom:
        return min(high, lamp.bottom)
    best = min(high, int(low) + 1)
    for candidate in range(int(low) + 2, int(high) + 1):
        rise = lamp.curve.lightness(candidate) - lamp.curve.lightness(low)
        if lamp.curve.steepest(low, candidate) * (candidate - low) > RATIO * rise:
            break
        best = candidate
    return high if high - best < 1 else best


def _knots(path: Fade, raw: float, lamp: Dimmer) -> list[tuple[Instant, int]]:
    """Tell when to be at which raw level: where the fade itself passes it, and the extra knots
    that colours and very long fades need.
    """
    end = lamp.raw_for(path.end.level)
    begin_level, end_level = lamp.curve.lightness(raw), lamp.curve.lightness(end)
    span = path.ends - path.starts
    knots: list[tuple[Instant, int]] = []
    for stop in stops(raw, end, lamp):
        share = (lamp.curve.lightness(stop) - begin_level) / (end_level - begin_level)
        knots.append((path.starts + span * share, stop))
    if not knots and path.begin.tone != path.end.tone:
        knots.append((path.ends, end))
    return _refined(knots, path, raw, lamp)


def _refined(
    knots: list[tuple[Instant, int]], path: Fade, raw: float, lamp: Dimmer
) -> list[tuple[Instant, int]]:
    longest = LONGEST
    if _is_mixed(path):
        longest = min(longest, (path.ends - path.starts) * (1 / COLOR_KNOTS))
    found: list[tuple[Instant, int]] = []
    since, at = path.starts, lamp.curve.lightness(raw)
    for instant, stop in knots:
        gap, rise = instant - since, lamp.curve.lightness(stop) - at
        # The way into off carries no tone, and must not be hurried.
        parts = max(1, ceil(gap / longest - 1e-6)) if longest and stop else 1
        for part in range(1, parts):
            between = lamp.raw_for(at + rise * part / parts)
            found.append((since + gap * (part / parts), between))
        found.append((instant, stop))
        since, at = instant, at + rise
    return found


def _is_mixed(path: Fade) -> bool:
    tones = (path.begin.tone, path.end.tone)
    return any(isinstance(tone, Color) for tone in tones) and tones[0] != tones[1]
