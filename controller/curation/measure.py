"""What a machine can tell of a sound file: where it is audible, how loud, how high its peaks.

A file of one channel is heard by both ears and measured so. The file is read in blocks: a
two-hour file takes no more memory than a short one. It is not judged here: energy, voice and
taste are a person's.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from controller.domain.playlist import Measure
from controller.domain.units import Span
from controller.errors import PlayerError

if TYPE_CHECKING:  # numpy and soundfile are heavy: a room whose tracks are measured loads neither
    from controller.curation.loudness import Meter, Samples

AUDIBLE_DB = -50.0
"""Level in dBFS (RMS of a window, loudest channel) above which a file is heard. Real libraries
begin and end with up to seconds below it."""
WINDOWS_A_SECOND = 50
"""Resolution of the audible ends: 20 ms, a tenth of the shortest fade."""
READABLE = "FLAC, Ogg Vorbis, Opus, MP3, WAV or AIFF"
TRUNCATION = 1.0
"""Seconds a header may promise beyond what can be read; encoders pad by less."""
SHORTEST = 0.4
"""Seconds of the shortest file that has a loudness: one gating block of BS.1770."""

_CUT_SHORT = re.compile(r"data\s*:\s*(\d+) \(should be (\d+)\)")


def measure(path: Path) -> Measure:
    """Measure the file at ``path``.

    Raises PlayerError with a sentence if it is missing, empty, silent, damaged, cut short, or
    of a format that cannot be read.
    """
    _look_at(path)
    import soundfile

    try:
        with soundfile.SoundFile(str(path)) as sound:
            _check_header(path, sound)
            taken = _take(path, sound)
            _check_length(path, sound, taken.frames)
    except soundfile.LibsndfileError as error:
        raise PlayerError(_refusal(path, error.error_string)) from error
    return taken.result(path)


def _look_at(path: Path) -> None:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise PlayerError(f'"{path}" is a folder, not a sound file')
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise PlayerError(f'there is no file "{path}"') from error
    except OSError as error:
        raise PlayerError(f'"{path}" cannot be opened: {error.strerror}') from error
    if size == 0:
        raise PlayerError(f'"{path}" is empty: 0 bytes')
    if path.suffix.lower() == ".raw":  # soundfile would ask us for its rate
        raise PlayerError(_refusal(path, "Format not recognised"))


def _refusal(path: Path, reason: str) -> str:
    if "recognised" in reason or "unknown format" in reason.lower():
        return f'"{path}" is not a sound file that can be read; convert it to {READABLE}'
    return f'"{path}" is damaged ({reason.strip().rstrip(".")}); replace it with a whole copy'


def _check_header(path: Path, sound: Any) -> None:
    """Refuse what the header alone gives away."""
    if sound.frames == 0:
        raise PlayerError(f'"{path}" holds no sound: its length is zero')
    cut = _CUT_SHORT.search(sound.extra_info)
    if cut and int(cut[1]) > int(cut[2]) and int(cut[1]) < 0xFFFF_0000:  # larger: a live stream
        missing = 100 * (1 - int(cut[2]) / int(cut[1]))
        if missing > 1:
            raise PlayerError(f'"{path}" is cut short: {missing:.0f} % of it is missing')


def _check_length(path: Path, sound: Any, frames: int) -> None:
    """Refuse a file that promised more than it gave: its end would be a cut."""
    promised = sound.frames
    if promised < 1 << 62 and promised - frames > TRUNCATION * sound.samplerate:
        says, has = Span(promised * 1000 // sound.samplerate), frames / sound.samplerate
        raise PlayerError(
            f'"{path}" is cut short: it says it lasts {Span(says.ms // 1000 * 1000)}, '
            f"but only {has:.0f}s can be read"
        )


def _take(path: Path, sound: Any) -> _Taken:
    from controller.curation.loudness import Meter

    taken = _Taken(Meter(sound.channels, sound.samplerate), sound.samplerate)
    while len(block := sound.read(taken.meter.block, dtype="float32", always_2d=True)):
        taken.add(path, block)
    return taken


@dataclass(slots=True)
class _Taken:
    """The sums of a file as it streams past."""

    meter: Meter
    rate: int
    frames: int = 0
    first: int | None = None
    last: int = 0

    def add(self, path: Path, block: Samples) -> None:
        """Take in the next ``block`` (frames by channels)."""
        import numpy as np

        if not np.isfinite(block).all():
            raise PlayerError(f'"{path}" is damaged (it holds values that are not sound)')
        self.meter.add(block)
        window = max(1, self.rate // WINDOWS_A_SECOND)
        starts = np.arange(0, len(block), window)
        sums = np.add.reduceat(np.square(block), starts, axis=0).max(axis=1)
        counts = np.minimum(window, len(block) - starts)
        heard = np.flatnonzero(sums > counts * 10 ** (AUDIBLE_DB / 10))
        if len(heard):
            if self.first is None:
                self.first = self.frames + int(starts[heard[0]])
            self.last = self.frames + int(starts[heard[-1]] + counts[heard[-1]])
        self.frames += len(block)

    def result(self, path: Path) -> Measure:
        """Tell the measure of all that was taken in."""
        if self.frames < SHORTEST * self.rate:
            raise PlayerError(f'"{path}" is too short to be music: under {SHORTEST} s')
        lufs = self.meter.lufs()
        if self.first is None or not math.isfinite(lufs):
            raise PlayerError(f'"{path}" is silent: nothing in it is above {AUDIBLE_DB:.0f} dBFS')
        return Measure(
            opens=Span(self.first * 1000 // self.rate),
            closes=Span(self.last * 1000 // self.rate),
            lufs=round(lufs, 2),
            peak_db=round(self.meter.peak_db(), 2),
        )
