"""The course of one lamp: from where it is, at an instant, to where a fade would have it.

Pure. A course starts at the lamp, whatever the fade says, and is never steeper than the fade or
the governor's calm limit, whichever allows more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from controller.domain.look import CALM_SLOPE, Color, Fade, Light, Tone
from controller.domain.units import ZERO, Instant, Span, seconds
from controller.room.lights.segments import Dimmer, Segment, limit_for, segments

CORRECTION = Span(10_000)
"""The least length of a fade that corrects a lamp, or meets one that does not answer."""
TENTH = 100
"""Lamps count in tenths of a second, and cut off what is less."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a lamp is believed to do: go straight from ``begin`` to ``end`` (raw levels).

    ``tone`` is the tone it was last told, None if nobody knows.
    """

    begin: float
    end: float
    starts: Instant
    ends: Instant
    tone: Tone | None = None

    def at(self, now: Instant) -> float:
        """Tell the raw level at ``now``."""
        if now >= self.ends:
            return self.end
        share = max(0.0, (now - self.starts) / (self.ends - self.starts))
        return self.begin + (self.end - self.begin) * share


def resting(raw: float, now: Instant, tone: Tone | None = None) -> Way:
    """Make the way of a lamp that stays where it is."""
    return Way(raw, raw, now, now, tone)


def tenths(over: Span) -> Span:
    """Round up to what a lamp can count."""
    return Span(TENTH * ceil(over.ms / TENTH))


def course(way: Way, fade: Fade, now: Instant, lamp: Dimmer, least: Span) -> tuple[Segment, ...]:
    """Plan the commands that take a lamp on ``way`` to the end of ``fade``, in no less than
    ``least``; none if it is there, or is on its way there and nothing else.
    """
    path = _path(way, fade, max(now, fade.starts), lamp, least)
    found = segments(path, way.at(path.starts), lamp, limit_for(fade))
    end = lamp.raw_for(fade.end.level)
    retoned = end > 0 and fade.end.tone is not None and way.tone != fade.end.tone
    astray = abs(way.end - end) >= 0.5
    if found or not (retoned or astray):
        return found
    return (last_command(path, end, CORRECTION if retoned else ZERO),)


def blind_course(fade: Fade, now: Instant, lamp: Dimmer) -> tuple[Segment, ...]:
    """Plan for a lamp that does not say where it is: as if it were on the fade, but slowly."""
    begin = resting(lamp.raw_for(fade.at(now).level), now)
    found = course(begin, fade, now, lamp, ZERO)
    if not found:
        path = _path(begin, fade, now, lamp, CORRECTION)
        found = (last_command(path, lamp.raw_for(fade.end.level), CORRECTION),)
    return _slow_first(found)


def whole_course(way: Way | None, fade: Fade, now: Instant, lamp: Dimmer) -> tuple[Segment, ...]:
    """Plan one command, for a thing that need not be gentle (a sign)."""
    end = lamp.raw_for(fade.end.level)
    if way is not None and way.end == end and (way.tone == fade.end.tone or not end):
        return ()
    return (last_command(replace(fade, starts=now, ends=max(now, fade.ends)), end, ZERO),)


def last_command(path: Fade, raw: int, least: Span) -> Segment:
    """Make the one command that ends a path."""
    tone = path.end.tone
    return Segment(path.starts, max(path.ends, path.starts + least), raw, tone, is_color(tone))


def is_color(tone: Tone | None) -> bool:
    """Tell whether a tone is not a white."""
    return isinstance(tone, Color)


def _path(way: Way, fade: Fade, starts: Instant, lamp: Dimmer, least: Span) -> Fade:
    """Make the straight line from where the lamp is to the end of ``fade``."""
    level = lamp.curve.lightness(way.at(starts))
    end = lamp.curve.lightness(lamp.raw_for(fade.end.level))
    needed = seconds(abs(end - level) / max(CALM_SLOPE, fade.slope()))
    ends = max(fade.ends, starts + max(least, needed))
    return Fade(starts, ends, Light(level, fade.at(starts).tone), fade.end)


def _slow_first(found: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Make the first command last long enough for any surprise, and move the others back."""
    first, *rest = found
    late = max(ZERO, CORRECTION - (first.ends - first.due))
    later = (replace(one, due=one.due + late, ends=one.ends + late) for one in rest)
    return (replace(first, ends=first.ends + late), *later)
