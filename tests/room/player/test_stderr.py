"""What libraries print goes to the room's log and not to the terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NOISY = """
import os, sys
from pathlib import Path
from controller.room.player.stderr import quiet_stderr
quiet_stderr(Path(sys.argv[1]))
os.write(2, b"from a library\\n")
print("from us", file=sys.stderr, flush=True)
os.system("echo from a child >&2")
"""


def test_everything_written_to_stderr_goes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "willow.log"
    for _ in range(2):
        ran = subprocess.run([sys.executable, "-c", NOISY, log], capture_output=True, timeout=60)
        assert (ran.returncode, ran.stderr) == (0, b"")
    assert log.read_text() == "from a library\nfrom us\nfrom a child\n" * 2
