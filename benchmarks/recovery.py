"""How soon a killed room sounds again, and how far from where it should be.

Run: python -m benchmarks.recovery [kills]

A room that plays into a file is killed; ``up`` starts it again. The file is written in step with
time, so it tells when sound is back, and, as its music is a tone that rises evenly, which place of
the track is heard. A cold start of the same site stands beside it.
"""

from __future__ import annotations

import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from controller.domain.wire import LinkState
from tests.e2e.clinic import Clinic, running, write_music, write_site
from tests.e2e.sweeps import QUIET, RATE, Capture
from tests.link.waiting import until

KILLS = 8
ROOM = "willow"
SETTLED_S = 31.0
"""Between two kills, so that each restart is the quick one of a room that was well."""


def first_sound(capture: Capture, since: int) -> int | None:
    """Tell the first frame after ``since`` that is not silence."""
    found = (abs(capture.read(since, capture.frames - since)) > QUIET).nonzero()[0]
    return since + int(found[0]) if len(found) else None


def off_ms(clinic: Clinic, capture: Capture) -> float:
    """Tell how far what is heard is from where the room says it should be."""
    at, heard = capture.now()
    assert heard is not None
    voice = next(v for v in clinic.music(ROOM).voices if v.file == f"sweep-{heard.place}.wav")
    return (heard.position - (at - voice.starts.ms / 1_000)) * 1_000


def killed(clinic: Clinic, capture: Capture) -> tuple[float, float, float]:
    """Kill the room; tell seconds to its new process and to sound, and the error in ms."""
    frames, pid = capture.frames, clinic.pid(ROOM)
    begun = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    until(lambda: capture.frames < frames or clinic.pid(ROOM) != pid, "a new process", 60)
    again = time.monotonic() - begun
    frames = min(frames, capture.frames)
    until(lambda: first_sound(capture, frames + RATE // 10) is not None, "sound", 60)
    back = time.monotonic() - begun
    time.sleep(2.5)  # a whole window of it
    return again, back, off_ms(clinic, capture)


def cold_start(site: Path, capture: Capture) -> float:
    """Tell the seconds from ``up`` to the first sound of a session that is asked for at once."""
    begun = time.monotonic()
    with running(site, [ROOM]) as clinic:
        assert clinic.link(ROOM).state is LinkState.UP
        assert clinic.ask(ROOM, "start", scene="short", volume="100").state == "done"
        until(lambda: first_sound(capture, 0) is not None, "sound", 60)
        return time.monotonic() - begun


def main(kills: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        music, capture = write_music(folder / "music"), Capture(folder / "willow.wav")
        sounds = {ROOM: f'{{output: file, device: "{capture.path}", ceiling: 70%}}'}
        cold = cold_start(write_site(folder / "cold", music, sounds), capture)
        capture.path.unlink()
        with running(write_site(folder / "site", music, sounds), [ROOM]) as clinic:
            clinic.to_plateau(ROOM)
            until(capture.is_sounding, "music", 60)
            found: list[tuple[float, float, float]] = []
            for _ in range(kills):
                time.sleep(SETTLED_S if len(found) else 3.0)
                found.append(killed(clinic, capture))
        table(found, cold)


def table(found: list[tuple[float, float, float]], cold: float) -> None:
    print(f"{'':44} {'median':>8} {'worst':>8}   over a cold start")
    rows = {
        "s  from the kill to a new one in its place": [again for again, _, _ in found],
        "s  from there to sound": [back - again for again, back, _ in found],
        "s  from the kill to sound": [back for _, back, _ in found],
    }
    print(f"{'s  from up to the first sound (cold start)':44} {cold:8.2f} {cold:8.2f} {1:8.2f}")
    for label, values in rows.items():
        middle = statistics.median(values)
        print(f"{label:44} {middle:8.2f} {max(values):8.2f} {middle / cold:8.2f}")
    errors = [abs(error) for _, _, error in found]
    print(f"{'ms of error in the place of the music':44} {statistics.median(errors):8.0f}"
          f" {max(errors):8.0f}")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS)
