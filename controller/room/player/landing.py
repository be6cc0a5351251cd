"""Where libvlc really begins when asked to begin somewhere.

With ``:demux=avformat`` a file opened at a position begins a little beside it, by an amount that
depends on how it is coded: it throws away whole coded blocks. Measured with libvlc 3.0.24 by
correlation against the decoded file, in milliseconds after the asked position: WAV 0.0 to 0.2,
MP3 -19 to 0, Ogg Vorbis -20 to -2, Opus -7 to -3, MP4/AAC 1 to 16, FLAC 0 to a whole block.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from pathlib import Path

HEAD_START = 0.1
"""Seconds before the wanted position that a file is opened, so that it never begins late."""
_MIDDLE = {".ogg": -0.011, ".oga": -0.011, ".mp3": -0.010, ".opus": -0.005, ".m4a": 0.009}
"""Seconds beside the asked position that each coding begins, in the middle of its range."""
_AT_ZERO = {".ogg": 0.003, ".oga": 0.003, ".mp3": 0.001, ".opus": 0.013, ".m4a": 0.022}
"""Seconds lost at the beginning when a file is opened there: the coder's own delay."""


@dataclass(frozen=True, slots=True)
class Landing:
    """``ask`` libvlc for this position (0: the beginning) and it begins at ``lands``, in
    seconds; within 12 ms, and to the sample for WAV and for FLAC.
    """

    ask: float
    lands: float


def landing(path: Path, wanted: float) -> Landing:
    """Tell how to open ``path`` to have it from ``wanted`` seconds on."""
    suffix = path.suffix.lower()
    if suffix == ".flac" and (block := _flac_block(path)):
        return _on_block(wanted, block)
    if wanted <= 2 * HEAD_START:
        return Landing(0.0, _AT_ZERO.get(suffix, 0.0))
    ask = round(wanted - HEAD_START, 3)
    return Landing(ask, ask + _MIDDLE.get(suffix, 0.0))


def _on_block(wanted: float, block: float) -> Landing:
    """Ask for the middle of the block before: it is thrown away, and the next one begins."""
    index = floor(wanted / block)
    return Landing((index - 0.5) * block, index * block) if index > 0 else Landing(0.0, 0.0)


def _flac_block(path: Path) -> float | None:
    """Tell the seconds of a FLAC file's blocks, if they are all of one size (STREAMINFO)."""
    try:
        with path.open("rb") as file:
            head = file.read(26)
    except OSError:
        return None
    least, most = int.from_bytes(head[8:10], "big"), int.from_bytes(head[10:12], "big")
    rate = int.from_bytes(head[18:21], "big") >> 4
    return most / rate if head[:4] == b"fLaC" and least == most and rate else None
