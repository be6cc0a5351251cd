"""How a lamp's raw level becomes light: from 0-254 to perceived lightness (L*), and back.

Sources: CIE 15 (L*); IEC 62386-102 (the DALI curve, 0.1 % to 100 % over 1-254). What a bulb
really does is rarely documented: ``linear`` is the worst case for a fade, and so the default.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from controller.domain.color import lightness_of

FULL = 254
"""The highest raw level (Zigbee's; 255 means "no value" there)."""
_PER_LEVEL = 16


def _dali(raw: float) -> float:
    return float(10 ** ((raw - 1) / (253 / 3) - 1) / 100) if raw >= 1 else raw / 1_000


_OUTPUT: Mapping[str, Callable[[float], float]] = {
    "linear": lambda raw: raw / FULL,
    "gamma22": lambda raw: float((raw / FULL) ** 2.2),
    "gamma28": lambda raw: float((raw / FULL) ** 2.8),
    "dali": _dali,
}
CURVES = tuple(_OUTPUT)
"""The curves there are: output (0-1) in proportion to the level, to a power of it, or DALI's."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve. ``levels`` is L* at each raw level; ``steepness`` the largest dL*/draw between
    each and the next.
    """

    name: str
    levels: tuple[float, ...]
    steepness: tuple[float, ...]

    def lightness(self, raw: float) -> float:
        """Tell L* (0-100) at a raw level (0-254, whole or on the way between two)."""
        return lightness_of(_OUTPUT[self.name](min(FULL, max(0.0, raw))))

    def raw_for(self, level: float) -> int:
        """Tell the raw level nearest to ``level`` in L*."""
        above = min(FULL, bisect_left(self.levels, level))
        below = max(0, above - 1)
        return below if level - self.levels[below] < self.levels[above] - level else above

    def steepest(self, low: float, high: float) -> float:
        """Tell the largest dL*/draw between two raw levels, ``low`` below ``high``."""
        first = min(FULL - 1, int(low))
        last = max(first + 1, min(FULL, -int(-high // 1)))
        return max(self.steepness[first:last])


@cache
def curve(name: str) -> Curve:
    """Make the curve called ``name``; raises KeyError for one that is not in ``CURVES``."""
    output = _OUTPUT[name]
    fine = [lightness_of(output(n / _PER_LEVEL)) for n in range(FULL * _PER_LEVEL + 1)]
    rates = [(b - a) * _PER_LEVEL for a, b in pairwise(fine)]
    steepness = [max(rates[n * _PER_LEVEL : (n + 1) * _PER_LEVEL]) for n in range(FULL)]
    return Curve(name, tuple(fine[::_PER_LEVEL]), tuple(steepness))
