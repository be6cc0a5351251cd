"""Tracks made on the fly: noise that tells its own position, and tones that tell of any click."""

from __future__ import annotations

from math import pi
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

Mono = NDArray[np.float64]
RATE = 48_000


def noise(seconds: float, rate: int = RATE, seed: int = 7) -> Mono:
    """Make softened noise, no stretch of which is like another."""
    rough = np.random.default_rng(seed).standard_normal(int(seconds * rate))
    soft = np.convolve(rough, np.ones(8) / 8, "same")
    return np.asarray(0.5 * soft / np.abs(soft).max(), np.float64)


def tone(seconds: float, hertz: float, rate: int = RATE, level: float = 0.25) -> Mono:
    return np.asarray(
        level * np.sin(2 * pi * hertz * np.arange(int(seconds * rate)) / rate), np.float64
    )


def save(path: Path, mono: Mono, rate: int = RATE, subtype: str | None = None) -> Path:
    """Write both channels alike; the suffix says how it is coded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stereo = np.stack([mono, mono], 1)
    kind = "OGG" if path.suffix == ".ogg" else path.suffix[1:].upper()
    with soundfile.SoundFile(
        path, "w", rate, 2, format=kind, subtype=subtype or soundfile.default_subtype(kind)
    ) as file:
        for start in range(0, len(stereo), rate):  # libvorbis cannot take it all at once
            file.write(stereo[start : start + rate])
    return path


def place(heard: NDArray[np.floating], track: Mono) -> float:
    """Tell the position in seconds at which ``heard`` (48 kHz) is found in ``track`` (48 kHz)."""
    size = 1 << (len(track) + len(heard)).bit_length()
    spectrum = np.fft.rfft(track, size) * np.conj(np.fft.rfft(heard, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(track)])) / RATE


def residual(heard: NDArray[np.floating], *hertz: float) -> NDArray[np.float64]:
    """Filter out the tones and what is left of slow changes in their level: clicks remain."""
    left = np.asarray(heard, np.float64)
    for frequency in hertz:
        taps = np.array([1.0, -2 * np.cos(2 * pi * frequency / RATE), 1.0])
        left = np.convolve(left, taps, "valid")
    return left
