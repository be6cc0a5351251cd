"""How loud sound is to people, by ITU-R BS.1770-4 (EBU R128), and its true peak.

Sound is fed in blocks and only a few numbers are kept of each, so length costs no memory.

The K-weighting is two second-order filters; their poles ring for under 100 ms at any sample
rate, so each block is filtered by one FFT that begins that much earlier (overlap-save), which
is exact to far below the resolution of the samples and several hundred times faster than real
time. True peak is read between the samples by a 4x interpolation, and only around samples that
could lie beside a new maximum.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

STEPS_A_SECOND = 10
"""Energy is summed over 100 ms; a gating block is four of them, overlapping by three."""
GATING_STEPS = 4
OFFSET = -0.691
"""BS.1770-4: makes a 997 Hz tone at 0 dBFS in one channel read -3.01 LUFS."""
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
BLOCK_STEPS = 20
"""Steps in the block that ``Meter.add`` takes: two seconds."""

_SHELF = (1681.974450955533, 3.999843853973347, 0.7071752369554196)
_HIGH_PASS = (38.13547087602444, 0.5003270373238773)
"""Analogue corner (Hz), gain (dB) and Q behind the 48 kHz coefficients of BS.1770-4, for other
rates (De Man, 2014)."""
_SHELF_BEND = 0.4996667741545416
"""Exponent that places the shelf's middle gain, from the same source."""

_WEIGHTS: dict[int, tuple[float, ...]] = {
    1: (2.0,),  # both ears hear it
    4: (1.0, 1.0, 1.41, 1.41),
    5: (1.0, 1.0, 1.0, 1.41, 1.41),
    6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41),
}
"""Channel weights of BS.1770-4 by number of channels; 1.0 each for any other number."""

_PHASES = 4
_REACH = 12
"""Samples on either side that the interpolation looks at."""
_NEAR = 0.6
"""Share of the highest peak from which a sample can lie beside a higher one."""


class Meter:
    """Loudness and true peak of one stream of ``channels`` at ``rate`` hertz."""

    def __init__(self, channels: int, rate: int) -> None:
        self.step = (rate + STEPS_A_SECOND // 2) // STEPS_A_SECOND
        self.block = self.step * BLOCK_STEPS
        self._peak = 0.0
        self._before = np.zeros((self.step, channels), np.float32)
        self._response = _k_weighting(self.step + self.block, rate)[:, None]
        weights = _WEIGHTS.get(channels, (1.0,) * channels)
        self._weights = np.array(weights, np.float64)
        self._energies: list[NDArray[np.float64]] = []

    def add(self, block: Samples) -> None:
        """Take in the next ``block`` (frames by channels): ``self.block`` frames, fewer at the
        very end.
        """
        joined = np.concatenate((self._before, block))
        self._find_peak(joined)
        weighted = self._weigh(joined)[: len(block) // self.step * self.step]
        if len(weighted):
            squares = np.square(weighted).reshape(-1, self.step, weighted.shape[1])
            self._energies.append(squares.mean(axis=1, dtype=np.float64) @ self._weights)
        self._before = joined[-self.step :]

    def lufs(self) -> float:
        """Tell the integrated, gated loudness in LUFS; -inf for silence, or under 0.4 s."""
        steps = np.concatenate([*self._energies, np.empty(0)])
        if len(steps) < GATING_STEPS:
            return -math.inf
        blocks = np.convolve(steps, np.full(GATING_STEPS, 1 / GATING_STEPS), "valid")
        blocks = blocks[blocks > _energy(ABSOLUTE_GATE)]
        if not len(blocks):
            return -math.inf
        threshold = _loudness(float(blocks.mean())) + RELATIVE_GATE
        return _loudness(float(blocks[blocks > _energy(threshold)].mean()))

    def peak_db(self) -> float:
        """Tell the highest true peak so far in dBTP; -inf for digital silence."""
        return 20 * math.log10(self._peak) if self._peak > 0 else -math.inf

    def _weigh(self, joined: Samples) -> Samples:
        size = self.step + self.block
        spectrum = np.fft.rfft(joined, size, axis=0) * self._response
        return np.fft.irfft(spectrum, size, axis=0)[self.step : len(joined)].astype(np.float32)

    def _find_peak(self, joined: Samples) -> None:
        """Look at the block, and at the last few samples of the one before it."""
        fresh = joined[self.step - 2 * _REACH :]
        self._peak = max(self._peak, float(np.abs(fresh).max(initial=0.0)))
        for channel in fresh.T:
            inner = np.abs(channel[_REACH:-_REACH])
            near = np.flatnonzero(inner > _NEAR * self._peak)
            if len(near):
                windows = np.lib.stride_tricks.sliding_window_view(channel, 2 * _REACH)
                between = windows[near] @ _INTERPOLATOR, windows[near + 1] @ _INTERPOLATOR
                self._peak = max(self._peak, *(float(np.abs(b).max()) for b in between))


def _loudness(energy: float) -> float:
    return OFFSET + 10 * math.log10(energy)


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET) / 10))


def _interpolator() -> Samples:
    """Windowed sinc for the three points between two samples, one a column."""
    shifts = np.arange(1, _PHASES) / _PHASES
    distance = np.arange(-_REACH + 1, _REACH + 1)[:, None] - shifts[None, :]
    window = np.cos(np.pi * distance / (2 * _REACH + 1)) ** 2
    taps = np.sinc(distance) * window
    found: Samples = (taps / taps.sum(axis=0)).astype(np.float32)
    return found


_INTERPOLATOR = _interpolator()


def _k_weighting(size: int, rate: int) -> NDArray[np.complex64]:
    """Tell the response of the two filters at the bins of an FFT of ``size``."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    corner, gain, q = _SHELF
    k, high = math.tan(math.pi * corner / rate), 10 ** (gain / 20)
    band = high**_SHELF_BEND
    above = (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k)
    below = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    shelf = _polynomial(above, z) / _polynomial(below, z)
    corner, q = _HIGH_PASS
    k = math.tan(math.pi * corner / rate)
    whole = 1 + k / q + k * k
    poles = (1.0, 2 * (k * k - 1) / whole, (1 - k / q + k * k) / whole)
    response: NDArray[np.complex128] = shelf * (1 - z) ** 2 / _polynomial(poles, z)
    return response.astype(np.complex64)


def _polynomial(
    coefficients: tuple[float, float, float], z: NDArray[np.complex128]
) -> NDArray[np.complex128]:
    first, second, third = coefficients
    return first + second * z + third * z * z
