"""How long the program takes to be there: its help, its launcher, the console's first paint.

Run: python -m benchmarks.startup [rounds]

Python alone, and Python with Textual imported, stand beside them: no Python program is quicker.
"""

from __future__ import annotations

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.e2e.clinic import ROOT, running, write_music, write_site

ROUNDS = 15
PATIENCE_S = 20.0


def ran(*argv: str) -> Callable[[], float]:
    """Make a round that runs a program to its end; milliseconds."""

    def once() -> float:
        begun = time.perf_counter()
        subprocess.run(argv, stdout=subprocess.DEVNULL, cwd=ROOT, check=True)
        return (time.perf_counter() - begun) * 1_000

    return once


def painted(argv: Sequence[str], text: bytes) -> Callable[[], float]:
    """Make a round that runs a program on a terminal until it has painted ``text``."""

    def once() -> float:
        begun = time.perf_counter()
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
            os.chdir(ROOT)
            os.execv(argv[0], list(argv))
        seen = b""
        deadline = time.monotonic() + PATIENCE_S
        while text not in seen and time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.1)[0]:
                seen += os.read(terminal, 65_536)
        took = (time.perf_counter() - begun) * 1_000
        assert text in seen, seen[-500:]
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)
        return took

    return once


def row(label: str, once: Callable[[], float], rounds: int, base: float | None) -> float:
    once()  # what is read from the disk the first time is not what is measured
    found = sorted(once() for _ in range(rounds))
    middle, p95 = statistics.median(found), found[int(0.95 * rounds)]
    ratio = f"{middle / base:8.1f}" if base else f"{1:8.1f}"
    print(f"{label:44} {middle:8.0f} {p95:8.0f} {ratio}", flush=True)
    return middle


def main(rounds: int) -> None:
    python, launcher = sys.executable, str(ROOT / "stillroom")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        music = write_music(folder / "music")
        site = write_site(folder / "site", music, {"willow": "{output: none}"})
        with running(site, ["willow"], lamps=False):
            console = (python, "-m", "controller", "console", "--site", str(site))
            print(f"{'':44} {'median':>8} {'p95':>8}   ms; over Python alone")
            base = row("python -c pass", ran(python, "-c", "pass"), rounds, None)
            textual = (python, "-c", "import textual.app")
            row("python -c 'import textual.app'", ran(*textual), rounds, base)
            row("python -m controller --help", ran(python, "-m", "controller", "--help"),
                rounds, base)  # fmt: skip
            row("./stillroom --help (second start)", ran(launcher, "--help"), rounds, base)
            words = ("check", "--site", str(site))
            row("./stillroom check of a small site", ran(launcher, *words), rounds, base)
            row("console: first paint", painted(console, b"LIGHTS UP"), rounds, base)
            row("console: a room's row is painted", painted(console, b"Willow"), rounds, base)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
