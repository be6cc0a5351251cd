"""What foreign libraries write to the terminal, kept off it.

libvlc, libasound and libpulse print to file descriptor 2 whatever Python does with its streams,
which would wreck a console that draws on the same terminal.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def quiet_stderr(log_path: Path) -> None:
    """Send everything written to file descriptor 2 to the end of ``log_path``, from now on."""
    sys.stderr.flush()
    log_path.parent.mkdir(parents=True, exist_ok=True)
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
    os.dup2(log, 2)
    os.close(log)
