"""The board with 500 rooms at 1 Hz: key to paint through a real pseudo-terminal.

Compares the one-widget board with a DataTable of the same rooms, measured in the same run, and
prints milliseconds from the write of a key to the bytes that answer it, the processor's share
while only the clock ticks, and the time to the first paint.

    python benchmarks/board.py [--rooms 500] [--keys 80] [--json]
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

SIZE = (50, 200)
KEYS_PER_S = 8
READY = b"Stillroom"


def build(kind: str, rooms: int) -> None:
    """Run one variant in this process (the child of the pseudo-terminal)."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    {"board": run_board, "table": run_table}[kind](rooms)


def run_board(rooms: int) -> None:
    from zoneinfo import ZoneInfo

    from controller.clock import SystemClock
    from controller.console import samples
    from controller.console.app import Console
    from controller.console.desk import Desk
    from controller.console.picture import Nobody
    from controller.console.setting import Setting
    from controller.console.store import RoomStore
    from controller.domain.wire import Beat

    store, clock = RoomStore(), SystemClock()
    started, wall = clock.now(), clock.wall()
    many = {f"room-{n:03}": samples.busy_room(f"Room {n}", samples.session_doc(n % 50 + 11, 2))
            for n in range(rooms)}  # fmt: skip
    samples.fill(store, many, started, wall)
    setting = Setting(Desk(store, Nobody()), clock, "Bench", ZoneInfo("UTC"))

    def opens(app: Console) -> None:
        def beat() -> None:
            now = clock.now()
            beat = Beat(samples.BOOT, samples.CLOCK + (now - started), clock.wall())
            for room in store.rooms:
                store.take(room.name, beat, now, clock.wall())

        app.set_interval(1, beat)

    Console(setting, opens).run()


def run_table(rooms: int) -> None:
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable, Label

    class Table(App[None]):
        def compose(self) -> ComposeResult:
            yield Label("Stillroom")
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            for name in ("room", "phase", "left", "line", "music"):
                table.add_column(name, key=name, width=30)
            for n in range(rooms):
                table.add_row(f"Room {n}", "Plateau", "24", "█" * 20, "Tidal", key=str(n))
            self.set_interval(1, self.tick)

        def tick(self) -> None:
            table, second = self.query_one(DataTable), int(time.monotonic())
            for n in range(rooms):
                table.update_cell(str(n), "left", str((n + second) % 60))
                table.update_cell(str(n), "line", "█" * ((n + second) % 25))

    Table().run()


class Terminal:
    """A child in a pseudo-terminal of a known size, and everything it writes."""

    def __init__(self, kind: str, rooms: int) -> None:
        self.begun = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(sys.executable, [sys.executable, __file__, "--child", kind, str(rooms)])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))

    def read(self, seconds: float, until: Callable[[bytes], bool] = lambda _: False) -> bytes:
        """Read for ``seconds``, or until what was read satisfies ``until``."""
        read, ends = b"", time.perf_counter() + seconds
        while (left := ends - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    read += os.read(self.fd, 65536)
                except OSError:
                    break
                if until(read):
                    break
        return read

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def measure(kind: str, rooms: int, keys: int) -> dict[str, float]:
    terminal = Terminal(kind, rooms)
    try:
        first = terminal.read(30, lambda read: READY in read)
        paint = time.perf_counter() - terminal.begun
        assert READY in first, first[-2000:]
        terminal.read(3)
        cpu, since = terminal.cpu_s(), time.perf_counter()
        terminal.read(6)
        share = (terminal.cpu_s() - cpu) / (time.perf_counter() - since)
        took = sorted(one_key(terminal, i) for i in range(keys))
    finally:
        terminal.close()
    return {
        "first_paint_s": round(paint, 3),
        "key_p50_ms": round(1000 * statistics.median(took), 1),
        "key_p95_ms": round(1000 * took[int(len(took) * 0.95) - 1], 1),
        "cpu_pct": round(100 * share, 1),
    }


_MOVED = re.compile(rb"\x1b\[\d+;\d+H")


def one_key(terminal: Terminal, i: int) -> float:
    """Press down, then up, and wait for the paint that moves the mark."""
    terminal.read(random.uniform(0.5, 1.5) / KEYS_PER_S)
    begun = time.perf_counter()
    os.write(terminal.fd, b"\x1b[A" if i % 2 else b"\x1b[B")
    terminal.read(5, lambda read: _MOVED.search(read) is not None)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--keys", type=int, default=80)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        build(given.child[0], int(given.child[1]))
        return
    results = {kind: measure(kind, given.rooms, given.keys) for kind in ("board", "table")}
    ratio = results["board"]["key_p95_ms"] / results["table"]["key_p95_ms"]
    if given.json:
        print(json.dumps({**results, "ratio_p95": round(ratio, 3)}))
        return
    for kind, found in results.items():
        print(f"{kind:6}", "  ".join(f"{name} {value}" for name, value in found.items()))
    print(f"ratio of p95 (board to table): {ratio:.2f}; budget for the board: 30 ms")


if __name__ == "__main__":
    main()
