"""How much each track of a playlist is turned up or down.

Album logic: a playlist as a whole comes to the target, and a quiet track stays quieter than a
loud one. A track that stands out too far is moved, and only as far as it must.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from controller.domain.playlist import Measure

SPREAD = 3.0
"""LU that a track may lie above or below the playlist as a whole. One patient volume serves a
whole phase, so a wider spread would be heard as somebody turning the knob."""
PEAK = -1.0
"""dBTP that no track may exceed after its trim (EBU R128's ceiling). It wins over everything:
a track whose peaks forbid it stays quieter than the others."""


def trims(measures: Sequence[Measure], target: float) -> tuple[float, ...]:
    """Tell each track's gain in dB that brings the playlist to ``target`` LUFS.

    Loudness must be finite; before peaks are looked at, the mean power of the trimmed tracks,
    weighted by their length, is the target's.
    """
    if not measures:
        return ()
    centre = _centre(measures)
    return tuple(min(target + _held(m.lufs - centre) - m.lufs, PEAK - m.peak_db) for m in measures)


def _held(deviation: float) -> float:
    return max(-SPREAD, min(SPREAD, deviation))


def _shift(measures: Sequence[Measure], centre: float) -> float:
    """Tell the loudness of the whole, in LU above ``centre``, once outliers are held."""
    length = sum((m.closes - m.opens).seconds for m in measures)
    power = sum(
        (m.closes - m.opens).seconds * 10 ** (_held(m.lufs - centre) / 10) for m in measures
    )
    return 10 * log10(power / length)


def _centre(measures: Sequence[Measure]) -> float:
    """Find the loudness that the whole has once outliers are held to it: there the shift, which
    only falls as the centre rises, is nothing.
    """
    low, high = min(m.lufs for m in measures), max(m.lufs for m in measures)
    for _ in range(24):  # 60 LU halved 24 times: far below what can be heard
        middle = (low + high) / 2
        if _shift(measures, middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
