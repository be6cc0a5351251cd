"""What is played when: a piece of the repertoire written out as notes.

Everything is chosen by the piece's own seed. Harmony moves slowly through a handful of open
chords that share most of their notes and begins and ends at home; melodies walk by step. Nothing
here knows how a note sounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np

from controller.demo.repertoire import Character, Mode, Piece

_SCALES: dict[Mode, tuple[int, ...]] = {
    Mode.PENTATONIC: (0, 2, 4, 7, 9),
    Mode.LYDIAN: (0, 2, 4, 6, 7, 9, 11),
    Mode.DORIAN: (0, 2, 3, 5, 7, 9, 10),
}
_CHORDS: dict[Mode, tuple[tuple[int, ...], ...]] = {
    Mode.PENTATONIC: ((0, 7, 16, 19), (-3, 9, 12, 16), (0, 7, 14, 21), (-5, 7, 14, 21)),
    Mode.LYDIAN: ((0, 7, 16, 23), (2, 9, 14, 18), (-3, 9, 12, 19), (0, 7, 14, 18), (-5, 7, 14, 23)),
    Mode.DORIAN: (
        (0, 7, 15, 22), (5, 12, 17, 21), (-2, 10, 14, 17), (0, 7, 12, 14), (3, 10, 15, 19),
    ),
}  # fmt: skip
"""Semitones above the tonic. The first chord of each is home."""


class Timbre(StrEnum):
    """The kinds of sound a note can have."""

    PAD = "pad"
    BOW = "bow"
    PIPE = "pipe"
    PLUCK = "pluck"
    BELL = "bell"
    SOFT = "soft"


_HIGHEST = {
    Timbre.PAD: 69, Timbre.BOW: 76, Timbre.PIPE: 67, Timbre.PLUCK: 79, Timbre.BELL: 84,
    Timbre.SOFT: 77,
}  # fmt: skip
"""MIDI number above which a timbre turns sharp; higher notes are played octaves lower."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note: ``pitch`` as MIDI number, ``starts`` and ``lasts`` in seconds, ``level`` relative
    amplitude, ``pan`` -1 (left) to 1. Notes that ring last as long as they ring.
    """

    timbre: Timbre
    pitch: int
    starts: float
    lasts: float
    level: float
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A piece written out; ``water`` is the level of its bed of filtered noise, 0 for none."""

    notes: tuple[Note, ...]
    water: float = 0.0


@dataclass(frozen=True, slots=True)
class _Chord:
    starts: float
    lasts: float
    pitches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a part is written on: the piece, its chance, its chords, and where notes must end."""

    piece: Piece
    chance: np.random.Generator
    chords: tuple[_Chord, ...]
    last: float

    def chord(self, at: float) -> _Chord:
        """Tell the chord that stands at ``at`` seconds."""
        return next((c for c in reversed(self.chords) if c.starts <= at), self.chords[0])

    def pan(self, width: float) -> float:
        """Choose a place between the ears."""
        return float(self.chance.uniform(-width, width))


def compose(piece: Piece) -> Score:
    """Write ``piece`` out."""
    chance = np.random.default_rng(piece.seed)
    last = piece.seconds - min(11.0, 0.2 * piece.seconds)
    desk = _Desk(piece, chance, tuple(_harmony(piece, last, chance)), last)
    e = piece.energy
    match piece.character:
        case Character.DRONE:
            notes = [*_pads(desk, 1.0), *_line(desk, Timbre.BOW, 0.25 + 0.3 * e, 9.0)]
            return Score(tuple(notes))
        case Character.PLUCKS:
            notes = [*_pads(desk, 0.42), *_walk(desk, Timbre.PLUCK, 1.15, 2.7 - 2.2 * e)]
            return Score(tuple(notes))
        case Character.BOWED:
            voices = 3 if e > 0.6 else 2
            lines = [n for _ in range(voices) for n in _line(desk, Timbre.BOW, 0.75, 7.5 - 3 * e)]
            return Score((*_pads(desk, 0.45), *lines))
        case Character.BELLS:
            notes = [*_pads(desk, 0.45), *_walk(desk, Timbre.BELL, 0.85, 5.5 - 4 * e)]
            return Score(tuple(notes))
        case Character.ORGAN:
            return Score((*_pads(desk, 0.35), *_pipes(desk), *_line(desk, Timbre.BOW, 0.2, 9.0)))
        case Character.WATER:
            drops = _walk(desk, Timbre.PLUCK, 0.8, 5.0 - 4 * e)
            return Score((*_pads(desk, 0.5), *drops), water=0.4)
        case Character.ARPEGGIO:
            return Score((*_pads(desk, 0.38), *_arpeggio(desk)))
        case _:
            assert_never(piece.character)


def _harmony(piece: Piece, last: float, chance: np.random.Generator) -> Iterator[_Chord]:
    """Chords from home to home, none twice running, of slightly uneven lengths."""
    choices = _CHORDS[piece.mode]
    slow = 1.5 if piece.character in (Character.DRONE, Character.ORGAN) else 1.0
    wanted = (16 - 8 * piece.energy) * slow * (0.65 if piece.short else 1.0)
    count = max(2, round(last / wanted))
    edges = np.linspace(0, last, count + 1)
    edges[1:-1] += chance.uniform(-0.12, 0.12, count - 1) * (last / count)
    now = 0
    for index in range(count):
        if index:
            others = [n for n in range(len(choices)) if n != now]
            now = 0 if index == count - 1 and now else int(chance.choice(others))
        pitches = tuple(piece.tonic + step for step in choices[now])
        yield _Chord(float(edges[index]), float(edges[index + 1] - edges[index]), pitches)


def _pads(desk: _Desk, level: float) -> Iterator[Note]:
    """Each chord as a swell into the next, over a ground note that stays."""
    for chord in desk.chords:
        for place, pitch in enumerate(chord.pitches):
            loud = level * (0.62 if place == 0 else 0.55)
            pan = 0.0 if place == 0 else 0.5 * (-1) ** place
            yield Note(Timbre.PAD, _fit(Timbre.PAD, pitch), chord.starts, chord.lasts, loud, pan)
    yield Note(Timbre.PAD, desk.piece.tonic, 0.0, desk.last, 0.4 * level)


def _pipes(desk: _Desk) -> Iterator[Note]:
    for chord in desk.chords:
        for place, pitch in enumerate((chord.pitches[0] - 12, *chord.pitches)):
            at, lasts = chord.starts, chord.lasts
            pipe = _fit(Timbre.PIPE, max(pitch, 31))
            yield Note(Timbre.PIPE, pipe, at, lasts, 0.4, 0.35 * (-1) ** place)


def _line(desk: _Desk, timbre: Timbre, level: float, every: float) -> Iterator[Note]:
    """A slow melody of swells, each note reaching into the next, with breaths between phrases."""
    melody = _steps(desk, 24, 40)
    at = float(desk.chance.uniform(1.0, every))
    while at < desk.last - 4:
        lasts = float(every * desk.chance.uniform(0.8, 1.3))
        reach = min(lasts * 1.25, desk.last + 3 - at)
        loud = level * float(desk.chance.uniform(0.75, 1.0))
        yield Note(timbre, _fit(timbre, melody(at)), at, reach, loud, desk.pan(0.6))
        at += lasts * (1.6 if desk.chance.random() < 0.2 else 0.9)


def _walk(desk: _Desk, timbre: Timbre, level: float, every: float) -> Iterator[Note]:
    """Single ringing notes at uneven distances, now and then two together."""
    melody = _steps(desk, 24, 46)
    at = float(desk.chance.uniform(1.5, 3.0))
    while at < desk.last - 1:
        loud = level * float(desk.chance.uniform(0.55, 1.0))
        pitch = _fit(timbre, melody(at))
        yield Note(timbre, pitch, at, 0.0, loud, desk.pan(0.7))
        if desk.chance.random() < 0.22:
            low = _fit(timbre, desk.chord(at).pitches[1] + 12)
            yield Note(timbre, low, at + 0.05, 0.0, 0.6 * loud, desk.pan(0.7))
        rest = 2.2 if desk.chance.random() < 0.15 else 1.0
        at += every * rest * float(desk.chance.choice((0.5, 1.0, 1.0, 1.5)))


def _arpeggio(desk: _Desk) -> Iterator[Note]:
    """Chord notes up and down at an even, unhurried pulse that breathes."""
    pulse = 1.05 - 0.6 * desk.piece.energy
    for index in range(3, int((desk.last - 1) / pulse)):
        at = index * pulse
        if desk.chance.random() < 0.14:
            continue
        chord = desk.chord(at).pitches
        ladder = (*(p + 12 for p in chord), *(p + 24 for p in chord[1:]))
        turn = 2 * (len(ladder) - 1)
        place = len(ladder) - 1 - abs(index % turn - (len(ladder) - 1))
        swell = 0.7 + 0.3 * math.sin(2 * math.pi * at / 23.0)
        loud = 0.72 * swell * float(desk.chance.uniform(0.75, 1.0))
        pan = 0.55 * math.sin(2 * math.pi * at / 7.3)
        yield Note(Timbre.SOFT, _fit(Timbre.SOFT, ladder[place]), at, 0.0, loud, pan)


def _steps(desk: _Desk, low: int, high: int) -> Callable[[float], int]:
    """A melody: walks the scale by small steps and likes to rest on notes of the chord."""
    scale = _SCALES[desk.piece.mode]
    rungs = [n for n in range(low, high + 1) if n % 12 in scale]
    place = int(desk.chance.integers(len(rungs)))

    def step(at: float) -> int:
        nonlocal place
        for _ in range(3):
            move = int(desk.chance.choice((-2, -1, -1, 1, 1, 2)))
            place = min(len(rungs) - 1, max(0, place + move))
            home = {p % 12 for p in desk.chord(at).pitches}
            if (desk.piece.tonic + rungs[place]) % 12 in home:
                break
        return desk.piece.tonic + rungs[place]

    return step


def _fit(timbre: Timbre, pitch: int) -> int:
    """Bring a note down by octaves to where its timbre is mild."""
    above = pitch - _HIGHEST[timbre]
    return pitch - 12 * math.ceil(above / 12) if above > 0 else pitch
