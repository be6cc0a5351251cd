"""Subset-sum: which tracks together take just as long as there is to fill.

A bit for every quarter of a second that some set of tracks can reach: adding a track is one
shift and one or of a big integer. Tracks come best first and the search stops at the first
prefix that reaches the target, so no other exact answer has a better worst track. Exact but for
rounding, in time proportional to tracks looked at times length; a solver is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GRAIN_MS = 250
"""One bit is this long. Rounding stays below what one crossfade can absorb."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where sums may end, all in milliseconds from the beginning: ``target`` is best, anything
    from ``early`` before to ``late`` after it will do, and ``close`` to it is as good as exact.
    """

    target: int
    early: int
    late: int
    close: int


def choose(lengths: Sequence[int], reach: Reach) -> list[int] | None:
    """Tell the indices of ``lengths`` (milliseconds, best first) whose sum is nearest the target.

    An empty list says that adding nothing is nearest; None that no sum is within the reach.
    """
    goal = round(reach.target / GRAIN_MS)
    low = max(0, goal - reach.early // GRAIN_MS)
    high = goal + reach.late // GRAIN_MS
    if high < low:
        return None
    close = reach.close // GRAIN_MS
    first, last = max(low, goal - close), min(high, goal + close)
    near = (1 << last + 1) - (1 << first) if last >= first else 1
    sizes, before, sums = _reachable(lengths, (1 << high + 1) - 1, near)
    total = _nearest(sums >> low << low, goal)
    return None if total is None else _walk_back(sizes, before, total)


def _reachable(lengths: Sequence[int], mask: int, near: int) -> tuple[list[int], list[int], int]:
    """Add tracks until one of the ``near`` sums is reached; tell each step and the last sums."""
    sizes: list[int] = []
    before: list[int] = []
    sums = 1
    for length in lengths:
        if sums & near:
            break
        size = (length + GRAIN_MS // 2) // GRAIN_MS
        sizes.append(size)
        before.append(sums)
        sums |= (sums << size) & mask
    return sizes, before, sums


def _nearest(sums: int, goal: int) -> int | None:
    """Tell the set bit of ``sums`` that is nearest to ``goal``; the lower one of two."""
    if not sums:
        return None
    middle = max(goal, 0)
    under, over = sums & ((1 << middle + 1) - 1), sums >> middle
    below = under.bit_length() - 1
    above = middle + (over & -over).bit_length() - 1
    if not under:
        return above
    return below if not over or goal - below <= above - goal else above


def _walk_back(sizes: list[int], before: list[int], total: int) -> list[int]:
    """Tell which tracks make ``total``, leaving out later ones wherever it works without."""
    chosen = []
    for i in range(len(sizes) - 1, -1, -1):
        if not before[i] >> total & 1:
            chosen.append(i)
            total -= sizes[i]
    chosen.reverse()
    return chosen
