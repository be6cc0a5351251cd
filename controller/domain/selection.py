"""Which tracks a phase would rather have: kept ones, then fresh ones near its arc of energy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from random import Random
from typing import NamedTuple

from controller.domain.crossfade import LONG, MOST, RANGES, Joint, out_of
from controller.domain.playlist import Track

TOO_SHORT = LONG + MOST
"""A track shorter than this would fade in and out at once; it is never chosen (milliseconds)."""
HEAD = 64
"""So many of the best tracks are looked at first; a phase of 40 minutes takes a dozen."""
JITTER = 0.1
"""Chance moves a track by this much energy at most, so that sessions differ."""
ELSEWHERE = 10.0
"""A track that another phase needs more comes after all others (as if that far off the arc)."""


class Piece(NamedTuple):
    """A track with what the planner computes of it (milliseconds): ``sounds`` for so long,
    ``takes`` so much of the time line with the usual crossfade out of it.
    """

    track: Track
    file: str
    energy: float
    sounds: int
    takes: int

    def leaves(self, starts: int) -> Joint:
        """Tell how it can be left at its end, when it starts at ``starts``."""
        return out_of(self.track.ending, starts + self.sounds)


def piece_of(track: Track) -> Piece:
    """Make a piece of a track."""
    sounds = track.closes.ms - track.opens.ms
    usual = RANGES[track.ending][0]
    return Piece(track, track.file, track.energy, sounds, sounds - usual)


def usable(tracks: Sequence[Track], avoid: frozenset[str]) -> list[Track]:
    """Leave out what is to be avoided and what is too short."""
    return [t for t in tracks if t.closes.ms - t.opens.ms >= TOO_SHORT and t.file not in avoid]


class Selection:
    """The tracks of one phase, best first.

    ``arc`` is the energy from first to last; ``weights`` moves single files up (negative) or down
    the order, in units of energy.
    """

    def __init__(
        self,
        tracks: Sequence[Track],
        arc: tuple[float, float],
        weights: Mapping[str, float],
        chance: Random,
    ) -> None:
        self.weights = weights
        low, high = min(arc), max(arc)
        rnd = chance.random
        scores = [
            JITTER * rnd() + (low - e if e < low else e - high if e > high else 0.0)
            for e in [track.energy for track in tracks]
        ]
        if weights:
            scores = [s + weights.get(t.file, 0.0) for s, t in zip(scores, tracks, strict=True)]
        order = sorted(range(len(scores)), key=scores.__getitem__)
        self.ranked = [tracks[i] for i in order]
        self.head = _pieces(self.ranked[:HEAD])
        self._scores = [scores[i] for i in order[: len(self.head)]]
        self._by_length = sorted(self.head, key=lambda piece: piece.takes)
        self._lengths = [piece.takes for piece in self._by_length]

    @cached_property
    def all(self) -> list[Piece]:
        """Every track, the best first."""
        return _pieces(self.ranked)

    def shuffled(self, chance: Random) -> list[Piece]:
        """Tell the best tracks in an order that chance has moved a little."""
        moved = [score + JITTER * chance.random() for score in self._scores]
        return [self.head[i] for i in sorted(range(len(moved)), key=moved.__getitem__)]

    def twins(self, takes: int, least: int, most: int) -> list[Piece]:
        """Tell the best tracks that take from ``least`` to ``most`` more than ``takes``."""
        first = bisect_left(self._lengths, takes + least)
        return self._by_length[first : bisect_right(self._lengths, takes + most)]


def _pieces(tracks: Sequence[Track]) -> list[Piece]:
    """Make pieces, of a file that is listed twice only one."""
    return list({track.file: piece_of(track) for track in tracks}.values())
