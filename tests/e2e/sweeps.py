"""Made-up music that tells its own place: every file is a tone that rises evenly, each in a band
of its own, so that half a second of captured sound says which file it is and where in it.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 48_000
RISE = 6.0
"""Hertz a second."""
LOWEST, BAND = 300.0, 400.0
"""Hertz: where the first file's band begins, and how wide each is."""
LASTS_S = 50
LOUD = 0.2
LEAD_S = 0.06
"""A capture is written this much ahead of when it would be heard."""
WINDOW_S = 0.5
QUIET = 1e-4
Samples = NDArray[np.float32]


def write_sweep(path: Path, place: int, lasts_s: float = LASTS_S) -> None:
    """Write the file with the band number ``place``."""
    t = np.arange(round(lasts_s * RATE)) / RATE
    base = LOWEST + BAND * place
    wave = LOUD * np.sin(2 * np.pi * (base * t + RISE * t * t / 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, wave.astype(np.float32), RATE, subtype="PCM_16")


@dataclass(frozen=True, slots=True)
class Heard:
    """What half a second of sound is: the band of its file, and the place in it (seconds)."""

    place: int
    position: float


def recognised(sound: Samples) -> Heard | None:
    """Tell which file ``sound`` (one channel) is from, and where its middle is in it."""
    if float(np.abs(sound).max(initial=0)) < QUIET:
        return None
    size = 1 << 19
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
    hertz = float(np.argmax(power)) * RATE / size
    place = int((hertz - LOWEST) // BAND)
    return Heard(place, (hertz - LOWEST - place * BAND) / RISE)


class Capture:
    """A WAV file that a room is writing, and when each of its frames would be heard.

    It is appended to in step with time, so the size now tells what is being heard now.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def frames(self) -> int:
        """How many frames are in it."""
        return max(0, self.path.stat().st_size - 44) // 4 if self.path.exists() else 0

    def read(self, first: int, count: int) -> Samples:
        """Read one channel from frame ``first`` on."""
        with self.path.open("rb") as file:
            file.seek(44 + first * 4)
            raw = file.read(max(0, count) * 4)
        whole = len(raw) // 4 * 4
        left = np.frombuffer(raw[:whole], "<i2").reshape(-1, 2)[:, 0]
        return left.astype(np.float32) / np.float32(32_768)

    def last(self, seconds: float = WINDOW_S) -> Samples:
        """Read the last ``seconds``."""
        count = round(seconds * RATE)
        return self.read(max(0, self.frames - count), count)

    def is_sounding(self) -> bool:
        """Tell whether there is sound in what was written last."""
        return len(self.last(0.2)) > 0 and float(np.abs(self.last(0.2)).max()) > QUIET

    def level(self, seconds: float = WINDOW_S) -> float:
        """Tell the RMS of the last ``seconds``."""
        found = self.last(seconds)
        return float(np.sqrt(np.mean(np.square(found)))) if len(found) else 0.0

    def now(self) -> tuple[float, Heard | None]:
        """Tell what is heard, and at which boot time (seconds).

        What is seen in the file was put there at some time before: the writer is late now and
        then, never early, so the earliest of several looks is the truth.
        """
        begun, looks = time.monotonic(), []
        first = self.frames
        while time.monotonic() < begun + WINDOW_S:
            at, frames = _boottime(), self.frames
            looks.append(at + LEAD_S - (frames - first) / RATE)
            time.sleep(0.01)
        middle = first - round(WINDOW_S * RATE / 2)
        sound = self.read(first - round(WINDOW_S * RATE), round(WINDOW_S * RATE))
        return min(looks) + (middle - first) / RATE, recognised(sound)


def header_size(path: Path) -> int:
    """Tell how many bytes of sound a WAV says it has."""
    return int(struct.unpack("<I", path.read_bytes()[40:44])[0])


def _boottime() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)
