"""Instants, spans and percentages: the quantities everything else is written in.

Time is integer milliseconds on the *room clock* (boot time, carried on over reboots by the
agent). Nothing here knows what time it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import overload

_UNITS_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}
_SPAN = re.compile(r"([+-]?)((?:\d+(?:\.\d+)?(?:ms|h|m|s))+)")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A length of time in integer milliseconds; may be negative."""

    ms: int

    @property
    def seconds(self) -> float:
        """The span in seconds."""
        return self.ms / 1_000

    def __add__(self, other: Span) -> Span:
        return Span(self.ms + other.ms)

    def __sub__(self, other: Span) -> Span:
        return Span(self.ms - other.ms)

    def __mul__(self, factor: float) -> Span:
        return Span(round(self.ms * factor))

    def __truediv__(self, other: Span) -> float:
        return self.ms / other.ms

    def __neg__(self) -> Span:
        return Span(-self.ms)

    def __bool__(self) -> bool:
        return self.ms != 0

    def __str__(self) -> str:
        """Read back what a person would write: ``1h45m``, ``90s``, ``-5m``."""
        sign, rest = ("-" if self.ms < 0 else ""), abs(self.ms)
        parts = []
        for unit in ("h", "m", "s"):
            whole, rest = divmod(rest, _UNITS_MS[unit])
            if whole:
                parts.append(f"{whole}{unit}")
        if rest:
            parts.append(f"{rest}ms")
        return sign + ("".join(parts) or "0s")


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A point on the room clock in integer milliseconds."""

    ms: int

    def __add__(self, span: Span) -> Instant:
        return Instant(self.ms + span.ms)

    @overload
    def __sub__(self, other: Instant) -> Span: ...
    @overload
    def __sub__(self, other: Span) -> Instant: ...
    def __sub__(self, other: Instant | Span) -> Span | Instant:
        if isinstance(other, Instant):
            return Span(self.ms - other.ms)
        return Instant(self.ms - other.ms)


ZERO = Span(0)
ORIGIN = Instant(0)
"""The beginning of a room clock."""


def seconds(value: float) -> Span:
    """Make a span of ``value`` seconds, rounded to the millisecond."""
    return Span(round(value * 1_000))


def minutes(value: float) -> Span:
    """Make a span of ``value`` minutes, rounded to the millisecond."""
    return Span(round(value * 60_000))


def parse_span(text: str) -> Span:
    """Read ``90s``, ``12m``, ``1h45m``, ``+5m``, ``-90s`` or ``250ms``.

    Raises ValueError with a remedy when the unit is missing or unknown.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is not a length of time; write it like 90s, 12m or 1h45m')
    total = sum(float(n) * _UNITS_MS[unit] for n, unit in _PART.findall(found[2]))
    return Span(round(-total if found[1] == "-" else total))


def parse_percent(text: str) -> float:
    """Read ``8%`` as 8.0; refuses a bare number and anything outside 0-100."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip())
    if not found or float(found[1]) > 100:
        raise ValueError(f'"{text}" is not a percentage from 0% to 100%; write it like 8%')
    return float(found[1])


def parse_decibel(text: str) -> float:
    """Read ``-6dB`` as -6.0; refuses a bare number and anything outside -60 to +12 dB."""
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)\s*dB", text.strip())
    if not found or not -60 <= float(found[1]) <= 12:
        raise ValueError(f'"{text}" is not a gain from -60dB to 12dB; write it like -6dB')
    return float(found[1])


def parse_kelvin(text: str) -> float:
    """Read ``2200K`` as mired (1e6 / kelvin); refuses anything outside 1000-10000 K."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*K", text.strip())
    if not found or not 1_000 <= float(found[1]) <= 10_000:
        raise ValueError(
            f'"{text}" is not a colour temperature from 1000K to 10000K; write it like 2200K'
        )
    return 1e6 / float(found[1])
