"""Outputs without a device, in step with time: nothing at all, and a WAV file."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import numpy as np

from controller.errors import PlayerError
from controller.room.player.block import RATE, Block
from controller.room.player.output import OutputLostError

LEAD = 0.06
"""Seconds that a paced output is ahead of time, as a device would be."""
LATE = 0.5
"""Seconds behind time after which it no longer catches up but starts over."""
_HEADER = 44


class NullOutput:
    """Takes sound as fast as it would be heard and lets it vanish."""

    name = "no sound"

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._frames = 0

    def wait(self, frames: int) -> None:
        """Return when ``frames`` frames are due."""
        ahead = self.lead() + frames / RATE - LEAD
        if ahead > 0:
            time.sleep(ahead)
        elif ahead < -LATE:
            self._started, self._frames = time.monotonic(), 0

    def lead(self) -> float:
        """Tell how far what was written is ahead of time, in seconds."""
        return self._started + self._frames / RATE - time.monotonic()

    def write(self, block: Block) -> None:
        """Let ``block`` vanish."""
        self._frames += len(block)

    def close(self) -> None:
        """Do nothing: there is nothing to let go."""


class FileOutput(NullOutput):
    """A paced capture to a 16-bit WAV file that is whole at every moment; it goes on where an
    earlier run left off.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.name = f"{Path(path).name} (file)"
        try:
            mode = "r+b" if Path(path).exists() else "w+b"
            self._file = Path(path).open(mode)  # noqa: SIM115  # open as long as the output is
            self._size = max(0, self._file.seek(0, 2) - _HEADER)
            self._head()
        except OSError as refused:
            raise PlayerError(
                f'sound cannot be written to "{path}": {refused.strerror}'
            ) from refused

    def write(self, block: Block) -> None:
        """Append ``block``; the header follows every second."""
        samples = np.rint(np.clip(block, -1, 1) * 32_767).astype("<i2").tobytes()
        before = self._size
        try:
            self._file.write(samples)
            self._size += len(samples)
            if before // (RATE * 4) != self._size // (RATE * 4):
                self._head()
        except OSError as refused:
            raise OutputLostError(
                f"the capture file cannot be written: {refused.strerror}"
            ) from refused
        super().write(block)

    def close(self) -> None:
        """Finish the file."""
        try:
            self._head()
            self._file.close()
        except OSError:
            pass  # nobody is left to be told, and the samples that fitted are there

    def _head(self) -> None:
        """Write the header for the size so far (WAV counts in 32 bits: 6 hours) and flush."""
        size = min(self._size, 0xFFFF_FFFF - _HEADER)
        self._file.seek(0)
        self._file.write(struct.pack("<4sI4s4s", b"RIFF", size + 36, b"WAVE", b"fmt "))
        self._file.write(struct.pack("<IHHIIHH", 16, 1, 2, RATE, RATE * 4, 4, 16))
        self._file.write(struct.pack("<4sI", b"data", size))
        self._file.seek(0, 2)
        self._file.flush()
