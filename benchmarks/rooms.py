"""Twelve rooms that play, each a process of its own: processor, memory, gaps.

Every room plays a 44.1 kHz Ogg Vorbis file into a sink of a private PulseAudio; the baseline is
a bare VLC player in each of as many processes. With ``--crossfading`` every room has two decks
in a fade all the time. Percent are of one core. Needs PulseAudio, its tools, and libvlc.

    python benchmarks/rooms.py [--rooms 12] [--seconds 20] [--crossfading] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

WARM_UP = 6.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Result:
    """``rooms_pct`` and ``server_pct`` of one core in all; ``largest_mb`` of any room."""

    rooms_pct: float
    server_pct: float
    largest_mb: float
    mean_mb: float
    gaps: int = 0
    starved_ms: float = 0.0


def used(pid: int) -> float:
    """Tell the processor time a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def play_ours(sink: str, folder: Path, crossfading: bool) -> None:
    """Be one room until standard input closes."""
    from controller.domain.envelope import ramp, steady
    from controller.domain.playlist import Track
    from controller.domain.units import Instant, seconds
    from controller.domain.wanted import Music, Voice
    from controller.room.player.engine import VlcPlayer
    from controller.site.model import Audio

    def now() -> Instant:
        return Instant(int(time.monotonic() * 1_000))

    def post(message: object) -> None:
        print(message, file=sys.stderr)

    player = VlcPlayer(Audio("pulse", sink), folder, post, now)
    begin, track = now() - seconds(5), Track("a.ogg", "a", seconds(0), seconds(300))
    long = seconds(200) if crossfading else seconds(0)
    voices = [Voice("1", track, begin, ramp(begin, long, 0.4, 1.0), -6.0)]
    if crossfading:
        voices.append(Voice("2", track, begin + seconds(2), ramp(begin, long, 0.6, 0.0), -6.0))
    player.show(Music(tuple(voices), steady(1.0), steady(0.5)), now())
    sys.stdin.readline()
    warm = player.figures
    sys.stdin.readline()
    done = player.figures
    print(json.dumps([done.gaps - warm.gaps, (done.starved - warm.starved) / 48]), flush=True)
    player.close()


def play_bare(sink: str, folder: Path, crossfading: bool) -> None:
    """Be the baseline: VLC's own player and output."""
    import vlc

    instance = vlc.Instance("--no-video", "--quiet", "--aout=pulse")
    for _ in range(2 if crossfading else 1):
        player = instance.media_player_new()
        player.set_media(instance.media_new_path(str(folder / "a.ogg")))
        player.audio_output_device_set(None, sink)
        player.audio_set_volume(50)
        player.play()
    sys.stdin.readline()
    sys.stdin.readline()
    print("[0, 0]", flush=True)


def measure(kind: str, folder: Path, server: int, options: argparse.Namespace) -> Result:
    command = [sys.executable, __file__, "--be", kind, "--folder", str(folder)]
    command += ["--crossfading"] if options.crossfading else []
    rooms = [
        subprocess.Popen(
            [*command, "--sink", f"room-{index}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for index in range(options.rooms)
    ]  # fmt: skip
    time.sleep(WARM_UP)
    tell(rooms)
    pids, began = [room.pid for room in rooms], time.monotonic()
    before, server_before = sum(map(used, pids)), used(server)
    time.sleep(options.seconds)
    took = (time.monotonic() - began) / 100
    rooms_pct = (sum(map(used, pids)) - before) / took
    server_pct = (used(server) - server_before) / took
    memory = [resident_mb(pid) for pid in pids]
    tell(rooms)
    told = [json.loads(room.stdout.readline()) for room in rooms if room.stdout]
    for room in rooms:
        room.communicate()
    return Result(
        rooms_pct, server_pct, max(memory), sum(memory) / len(memory),
        sum(gaps for gaps, _ in told), sum(starved for _, starved in told),
    )  # fmt: skip


def tell(rooms: list[subprocess.Popen[str]]) -> None:
    for room in rooms:
        assert room.stdin is not None
        room.stdin.write("\n")
        room.stdin.flush()


def run(options: argparse.Namespace) -> dict[str, Result]:
    from tests.room.player.pulseaudio import Server
    from tests.room.player.tracks import noise, save

    server = Server()
    os.environ["PULSE_SERVER"] = server.address
    try:
        for index in range(options.rooms):
            server.plug_in(f"room-{index}", f"Room{index}")
        with tempfile.TemporaryDirectory() as name:
            save(Path(name) / "a.ogg", noise(120, 44_100), 44_100)
            return {
                "a bare VLC player each": measure("bare", Path(name), server.pid, options),
                "decks and mixer": measure("ours", Path(name), server.pid, options),
            }
    finally:
        server.discard()


def report(results: dict[str, Result], rooms: int) -> None:
    print(f"| {rooms} rooms | rooms, % of a core | server, % | largest, MB | gaps | starved, ms |")
    print("|---|---|---|---|---|---|")
    for label, r in results.items():
        print(
            f"| {label} | {r.rooms_pct:.1f} | {r.server_pct:.1f} | {r.largest_mb:.0f} "
            f"| {r.gaps} | {r.starved_ms:.0f} |"
        )
    base, own = results.values()
    both = (own.rooms_pct + own.server_pct) / (base.rooms_pct + base.server_pct)
    print(
        f"\nrooms: {own.rooms_pct / base.rooms_pct:.2f} of the baseline; with the server {both:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--crossfading", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--be", choices=("ours", "bare"), help=argparse.SUPPRESS)
    parser.add_argument("--sink", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be:
        play = {"ours": play_ours, "bare": play_bare}[options.be]
        play(options.sink, options.folder, options.crossfading)
        return
    results = run(options)
    if options.json:
        print(json.dumps({label: asdict(result) for label, result in results.items()}))
    else:
        report(results, options.rooms)


if __name__ == "__main__":
    main()
