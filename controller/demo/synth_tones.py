"""How a note sounds: every timbre, made from sines and shaped noise, at a low sample rate.

Sustained sounds are loops drawn in the frequency domain: each harmonic is a steady centre with a
narrow band of chance around it, as of many players, and one inverse FFT turns it into seconds of
sound that repeat without a seam (the idea of Nasca's PADsynth). Struck sounds are decaying
partials with an attack of tens of milliseconds, so that nothing ever begins at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.demo.synth_score import Timbre

Sound = NDArray[np.float32]

RATE = 16_000
"""Hertz that everything is made at. Nothing above 6.5 kHz is wanted, and a third of the samples
take a third of the time."""
HIGHEST = 6_500.0
LOOP = 1 << 18
"""Samples of a loop: 16 s."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a sustained timbre is drawn: ``slope`` of its harmonics (amplitude 1/k^slope),
    ``corner`` in Hz at energy 0 and 1 above which they fall off, and ``cents`` of spread.
    """

    slope: float
    corner: tuple[float, float]
    cents: float
    partials: tuple[int, ...]


_EVERY = tuple(range(1, 33))
VOICES = {
    Timbre.PAD: Voice(1.35, (500.0, 1500.0), 26.0, _EVERY),
    Timbre.BOW: Voice(1.05, (900.0, 2400.0), 16.0, _EVERY),
    Timbre.PIPE: Voice(1.0, (700.0, 1600.0), 7.0, (1, 2, 3, 4, 6, 8)),
}
CENTRE = 0.6
"""Share of a harmonic's power that is steady; the rest shimmers."""


@dataclass(frozen=True, slots=True)
class Strike:
    """How a struck timbre is drawn: ``partials`` as (ratio, level, seconds to fall by 60 dB at
    440 Hz), ``attack`` in seconds.
    """

    partials: tuple[tuple[float, float, float], ...]
    attack: float
    lasts: float


STRIKES = {
    Timbre.PLUCK: Strike(
        ((1, 1.0, 4.2), (2.001, 0.4, 2.6), (3.004, 0.16, 1.7), (4.01, 0.08, 1.1), (5.02, 0.03, 1)),
        0.035,
        5.0,
    ),
    Timbre.BELL: Strike(
        ((1, 1.0, 7.0), (1.003, 0.5, 6.5), (2.0, 0.3, 5.0), (2.99, 0.16, 3.2), (4.21, 0.05, 1.8)),
        0.06,
        7.5,
    ),
    Timbre.SOFT: Strike(
        ((1, 1.0, 2.8), (0.998, 0.6, 2.8), (2.0, 0.25, 1.8), (3.0, 0.1, 1.2), (4.0, 0.03, 0.9)),
        0.11,
        3.2,
    ),
}  # fmt: skip


def hertz(pitch: float) -> float:
    """Tell the frequency of MIDI note ``pitch``."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


class Tones:
    """The sounds of one piece, each made once. ``energy`` (0-1) opens their brightness."""

    def __init__(self, energy: float, chance: np.random.Generator) -> None:
        self._energy = energy
        self._chance = chance
        self._loops: dict[tuple[Timbre, int], Sound] = {}
        self._struck: dict[tuple[Timbre, int], Sound] = {}

    def loop(self, timbre: Timbre, pitch: int) -> Sound:
        """Tell the loop of a sustained note: two channels by ``LOOP``, each of power 1."""
        key = timbre, pitch
        if key not in self._loops:
            self._loops[key] = self._draw(VOICES[timbre], hertz(pitch))
        return self._loops[key]

    def struck(self, timbre: Timbre, pitch: int) -> Sound:
        """Tell a struck note, one channel, until it has rung out."""
        key = timbre, pitch
        if key not in self._struck:
            self._struck[key] = _strike(STRIKES[timbre], hertz(pitch), self._energy)
        return self._struck[key]

    def water(self) -> Sound:
        """Tell a loop of rain and surf: noise, dark and wide."""
        hz = np.fft.rfftfreq(LOOP, 1 / RATE)
        low = 1 / (1 + (130 / np.maximum(hz, 1)) ** 4)
        shape = low / (1 + (hz / (350 + 500 * self._energy)) ** 2) ** 0.55 * (hz < HIGHEST)
        return _loop_of(shape, 0.8, self._chance)

    def _draw(self, voice: Voice, base: float) -> Sound:
        step = RATE / LOOP
        corner = voice.corner[0] + (voice.corner[1] - voice.corner[0]) * self._energy
        steady = np.zeros(LOOP // 2 + 1, np.complex64)
        spread = np.zeros(LOOP // 2 + 1, np.float32)
        for k in voice.partials:
            if k * base > HIGHEST:
                break
            level = k**-voice.slope / (1 + (k * base / corner) ** 4) ** 0.5
            width = max(3.0, (2 ** (voice.cents / 1200) - 1) * k * base / step)
            middle = round(k * base / step)
            bins = np.arange(max(1, middle - int(3 * width)), middle + int(3 * width) + 1)
            bell = np.exp(-(((bins - middle) / width) ** 2))
            spread[bins] += level * np.sqrt((1 - CENTRE) * bell / bell.sum())
            phase = self._chance.uniform(0, 2 * np.pi)
            steady[middle] += level * CENTRE**0.5 * np.exp(1j * phase)
        return _loop_of(spread, 0.5, self._chance, steady)


def _loop_of(
    shape: NDArray[np.floating],
    width: float,
    chance: np.random.Generator,
    steady: NDArray[np.complex64] | None = None,
) -> Sound:
    """Turn a spectrum into two channels of power 1. They share what is ``steady`` in it, and
    the more of the rest the smaller ``width`` (0-1) is: in headphones, bass in one ear is odd.
    """
    common = chance.uniform(-np.pi, np.pi, len(shape))
    channels = []
    for _ in range(2):
        phase = common + width * chance.uniform(-np.pi, np.pi, len(shape))
        spectrum = (shape * np.exp(1j * phase)).astype(np.complex64)
        sound = np.fft.irfft(spectrum if steady is None else spectrum + steady, LOOP)
        channels.append(sound / np.sqrt(np.mean(np.square(sound))))
    return np.stack(channels).astype(np.float32)


def _strike(strike: Strike, base: float, energy: float) -> Sound:
    seconds = np.arange(int(strike.lasts * RATE), dtype=np.float32) / RATE
    sound = np.zeros_like(seconds)
    shorter = (440 / base) ** 0.35
    for ratio, level, ring in strike.partials:
        if ratio * base < HIGHEST:
            bright = level if ratio < 1.5 else level * (0.6 + 0.7 * energy)
            fall = np.exp(seconds * np.float32(-6.9 / (ring * shorter)))
            sound += (
                np.float32(bright) * fall * np.sin(np.float32(2 * np.pi * ratio * base) * seconds)
            )
    come, go = rise(len(sound), int(strike.attack * RATE)), rise(len(sound), RATE // 2)[::-1]
    return np.asarray(sound * come * go, np.float32)


def rise(length: int, attack: int) -> Sound:
    """An envelope of ``length`` samples that rises from 0 to 1 over ``attack`` without a corner."""
    envelope = np.ones(length, np.float32)
    attack = min(attack, length)
    turn = np.arange(attack) * (np.pi / max(1, attack))
    envelope[:attack] = 0.5 - 0.5 * np.cos(turn)
    return envelope
