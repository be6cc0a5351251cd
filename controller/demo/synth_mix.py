"""A score made into sound: notes into a room with a long, soft echo, then to an even level.

The result is at ``synth_tones.RATE``; ``raised`` brings it to the rate of the file, block by
block, so that a long piece never stands in memory at full rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from controller.demo.repertoire import Piece
from controller.demo.synth_score import Note, Timbre, compose
from controller.demo.synth_tones import LOOP, RATE, STRIKES, Sound, Tones, rise

UP = 3
"""How many times the rate of the file is the rate things are made at: 48 kHz."""
PEAK = 0.63
"""No sample is higher: -4 dBFS, which leaves true peaks below -3 dBTP after encoding."""
QUIETEST, LOUDEST = -25.0, -20.5
"""Loudness in LUFS, nearly, of a piece of energy 0 and of one of energy 0.8."""

_WET = {
    Timbre.PAD: 0.6, Timbre.BOW: 0.9, Timbre.PIPE: 0.8, Timbre.PLUCK: 0.9, Timbre.BELL: 1.2,
    Timbre.SOFT: 0.9,
}  # fmt: skip
"""How much of each timbre goes into the echo, against 1 that is heard directly."""
_DRY = {Timbre.BELL: 0.35}
_SWELL = {Timbre.PAD: 5.5, Timbre.BOW: 3.5, Timbre.PIPE: 3.0}
"""Longest attack of the sustained timbres, in seconds."""
_MARGIN = 2_000


def perform(piece: Piece) -> Sound:
    """Make ``piece``: two channels at ``RATE``, exactly as long as it says, soft at both ends."""
    stage = _Stage.of(piece)
    score = compose(piece)
    for note in score.notes:
        stage.play(note)
    if score.water:
        stage.pour(score.water)
    return _level(piece, stage.heard(piece))


def raised(sound: Sound) -> Iterator[Sound]:
    """Yield ``sound`` at ``UP`` times its rate, as frames by channels, a second at a time."""
    channels, length = sound.shape
    size = RATE + 2 * _MARGIN
    window = rise(size, _MARGIN) * rise(size, _MARGIN)[::-1]
    for start in range(0, length, RATE):
        piece = np.zeros((channels, size), np.float32)
        first, last = max(0, start - _MARGIN), min(length, start + RATE + _MARGIN)
        piece[:, first - start + _MARGIN : last - start + _MARGIN] = sound[:, first:last]
        finer = np.fft.irfft(np.fft.rfft(piece * window), size * UP) * UP
        frames = (min(length, start + RATE) - start) * UP
        yield finer[:, _MARGIN * UP : _MARGIN * UP + frames].T.astype(np.float32)


@dataclass(slots=True)
class _Stage:
    """The piece as it grows: what is heard directly, and what goes into the echo."""

    direct: Sound
    send: Sound
    tones: Tones
    chance: np.random.Generator

    @classmethod
    def of(cls, piece: Piece) -> _Stage:
        length = round(piece.seconds * RATE)
        chance = np.random.default_rng((piece.seed, 1))
        tones = Tones(piece.energy, chance)
        return cls(np.zeros((2, length), np.float32), np.zeros(length, np.float32), tones, chance)

    def play(self, note: Note) -> None:
        """Add one note."""
        if note.timbre in STRIKES:
            struck = self.tones.struck(note.timbre, note.pitch) * np.float32(note.level)
            sound = np.stack((struck, struck))
        else:
            sound = self._sustained(note)
        angle = (note.pan + 1) * np.pi / 4
        sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(2**0.5)
        self._add(round(note.starts * RATE), sound * sides, note.timbre)

    def _sustained(self, note: Note) -> Sound:
        """A note that swells, and is still leaving while the next one comes."""
        swell = min(_SWELL[note.timbre], 0.45 * note.lasts)
        length = int((note.lasts + swell) * RATE)
        loop = self.tones.loop(note.timbre, note.pitch)
        start = int(self.chance.integers(LOOP))
        turns = np.concatenate([loop[:, start:], *[loop] * (length // LOOP + 1)], axis=1)
        edge = int(swell * RATE)
        envelope = np.sqrt(rise(length, edge) * rise(length, edge)[::-1])  # equal power
        found: Sound = turns[:, :length] * (envelope * np.float32(note.level))
        return found

    def _add(self, start: int, sound: Sound, timbre: Timbre) -> None:
        room = self.send.shape[0] - start
        sound = sound[:, :room]
        end = start + sound.shape[1]
        self.direct[:, start:end] += sound * np.float32(_DRY.get(timbre, 1.0))
        self.send[start:end] += sound.sum(axis=0) * np.float32(0.5 * _WET[timbre])

    def pour(self, level: float) -> None:
        """Lay the bed of water under everything; it comes and goes like slow surf."""
        length = self.send.shape[0]
        loop = self.tones.water()
        bed = np.tile(loop, (1, length // LOOP + 1))[:, :length]
        seconds = np.arange(length, dtype=np.float32) / RATE
        first, second = self.chance.uniform(9, 13), self.chance.uniform(15, 23)
        tide = np.sin(2 * np.pi * seconds / first) + 0.8 * np.sin(2 * np.pi * seconds / second)
        self.direct += bed * (level * (0.72 + 0.16 * tide)).astype(np.float32)

    def heard(self, piece: Piece) -> Sound:
        """Tell the direct sound with its echo, nothing below 30 Hz in it."""
        echo = _echo(4.8 - 2.0 * piece.energy, self.chance)
        length = self.send.shape[0]
        size = _quick(length + echo.shape[1])
        hz = np.fft.rfftfreq(size, 1 / RATE).astype(np.float32)
        rumble = 1 / (1 + (30 / np.maximum(hz, 1.0)) ** 6)
        send = np.fft.rfft(self.send, size)
        for channel, answer in zip(self.direct, echo, strict=True):
            both = np.fft.rfft(channel, size) + send * np.fft.rfft(answer, size)
            channel[:] = np.fft.irfft(both * rumble, size)[:length]
        return self.direct


def _echo(seconds: float, chance: np.random.Generator) -> Sound:
    """The answer of a large, soft room: noise in three bands, the high ones gone first."""
    length = int(seconds * RATE)
    at = np.arange(length, dtype=np.float32) / RATE
    hz = np.fft.rfftfreq(length, 1 / RATE)
    answer = np.zeros((2, length), np.float32)
    for middle, share, ring in ((250, 1.0, 1.0), (900, 0.8, 0.75), (2600, 0.45, 0.4)):
        band = np.exp(-(np.log2(np.maximum(hz, 1) / middle) ** 2))
        noise = np.fft.irfft(np.fft.rfft(chance.normal(size=(2, length))) * band, length)
        noise /= np.sqrt(np.mean(np.square(noise)))
        answer += (share * noise * np.exp(-6.9 * at / (ring * seconds))).astype(np.float32)
    answer *= rise(length, int(0.06 * RATE))
    middle_range = np.abs(np.fft.rfft(answer))[:, (hz > 200) & (hz < 1000)]
    loud = np.sqrt(np.mean(np.square(middle_range), axis=1, keepdims=True))
    return np.asarray(answer / loud, np.float32)


def _level(piece: Piece, sound: Sound) -> Sound:
    """Give the piece its arc, its soft ends and its loudness."""
    length = sound.shape[1]
    place = np.arange(length, dtype=np.float32) / length
    arc = 0.7 + 0.3 * np.sin(np.pi / 2 * np.minimum(1, np.minimum(place, 1 - place) / 0.35))
    come, go = (
        int(min(most, share * piece.seconds) * RATE) for most, share in ((5, 0.12), (8, 0.2))
    )
    sound *= arc * rise(length, come) * rise(length, go)[::-1]
    wanted = QUIETEST + (LOUDEST - QUIETEST) * piece.energy / 0.8
    gain = 10 ** ((wanted - _loudness(sound)) / 20)
    sound *= np.float32(min(gain, PEAK / float(np.abs(sound).max())))
    return sound


def _loudness(sound: Sound) -> float:
    """Loudness, nearly: what BS.1770 gates and averages, without its filter, which is level
    where these pieces have their power.
    """
    step = RATE * 2 // 5
    blocks = np.square(sound[:, : sound.shape[1] // step * step]).reshape(2, -1, step)
    power = blocks.mean(axis=2, dtype=np.float64).sum(axis=0)
    loud = power[power > 0.1 * power.mean()].mean()
    return float(-0.691 + 10 * np.log10(loud))


def _quick(least: int) -> int:
    """The next length that an FFT likes: 2, 3 and 5 its only factors."""
    best = 1 << (least - 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            two = three << max(0, (-(-least // three) - 1).bit_length())
            if least <= two < best:
                best = two
            three *= 3
        five *= 5
    return best
