"""From a key to the lamp's command, through a real room, beside a raw paho QoS 1 round trip.

Run: python -m benchmarks.key_to_lamp [rounds]

A round begins when a console publishes what a key asks for, and ends when the lamp's command is
heard: two hops over the broker, as raw paho's echo is one. What the disk adds is seen by running
the same room with its journal on the disk and in memory.
"""

from __future__ import annotations

import queue
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.roundtrip import PATIENCE_S, flushed, raw_paho
from controller.clock import SystemClock
from controller.domain.codec import encode
from controller.domain.units import seconds
from controller.domain.wire import Ask
from controller.link import Ears, Link, local
from tests.e2e.clinic import Clinic, running, write_music, write_site

ROUNDS = 100
ROOM = "willow"
APART_S = 0.25
"""Between two rounds: nobody presses keys faster, and the lamps have answered by then."""
MEMORY = Path("/dev/shm")
Timed = Callable[[], float]
"""Does one round and tells how many milliseconds what counts in it took."""


class Key:
    """Presses keys: publishes what they ask for, and hears what lamps are told."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self._clock = SystemClock()
        self._boot = clinic.beat(ROOM).boot
        self.lamps: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        ears = Ears(lambda topic, _p, _r: self.lamps.put((topic, time.perf_counter())))
        self.link = Link(local(clinic.port), "bench", ["zigbee2mqtt/+/set"], ears)
        self.link.open()
        while not self.link.is_up:
            time.sleep(0.01)

    def press(self, verb: str) -> float:
        """Publish and tell when it was begun."""
        deadline = self._clock.now() + seconds(5)
        ask = Ask(uuid.uuid4().hex, verb, {}, self._boot, deadline)
        begun = time.perf_counter()
        self.link.publish(self.clinic.topics(ROOM).command("bench"), encode(ask))
        return begun

    def timed(self, verb: str, lamp: str) -> float:
        """Press a key and wait for the lamp's command; milliseconds."""
        while not self.lamps.empty():
            self.lamps.get()
        begun, topic = self.press(verb), f"zigbee2mqtt/{ROOM}_{lamp}/set"
        while True:
            heard, at = self.lamps.get(timeout=PATIENCE_S)
            if heard == topic:
                return (at - begun) * 1_000


@contextmanager
def keys(music: Path, folder: Path) -> Iterator[Key]:
    """Run a room with simulated lamps, in a session, its journal below ``folder``."""
    site = write_site(folder / "site", music, {ROOM: "{output: none}"})
    with running(site, [ROOM]) as clinic:
        clinic.to_plateau(ROOM)
        time.sleep(5)  # the lamps have been found, and are on their way
        key = Key(clinic)
        yield key
        key.link.close()


def there_and_back(key: Key, verb: str, back: str, lamp: str) -> Timed:
    """Make the round that presses a key, waits for the lamp, and undoes it."""

    def once() -> float:
        took = key.timed(verb, lamp)
        time.sleep(APART_S)
        key.press(back)
        time.sleep(APART_S)
        return took

    return once


def measured(once: Timed, rounds: int, warm_up: int = 3) -> list[float]:
    """Return the milliseconds of each round, sorted."""
    return sorted([once() for _ in range(rounds + warm_up)][warm_up:])


def timed(once: Callable[[], None]) -> Timed:
    """Make a round of a function that takes as long as what it does; as far apart as keys are,
    because a machine that has just slept answers later.
    """

    def round_() -> float:
        time.sleep(APART_S)
        begun = time.perf_counter()
        once()
        return (time.perf_counter() - begun) * 1_000

    return round_


def row(label: str, found: Sequence[float], base: float) -> None:
    p95, p99 = found[int(0.95 * len(found))], found[int(0.99 * len(found))]
    p50 = statistics.median(found)
    print(f"{label:40} {p50:8.2f} {p95:8.2f} {p99:8.2f} {p95 / base:8.1f}", flush=True)


def main(rounds: int) -> None:
    with ExitStack() as stack:
        disk = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".")))
        memory = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY)))
        music = write_music(memory / "music")
        key = stack.enter_context(keys(music, disk.absolute()))
        key_in_memory = stack.enter_context(keys(music, memory))
        with raw_paho(key.clinic.port, nodelay=True) as echo:
            raw = measured(timed(echo), rounds)
        base = raw[int(0.95 * len(raw))]
        print(f"{'':40} {'p50':>8} {'p95':>8} {'p99':>8}   ms; p95 over raw paho's")
        row("raw paho, QoS 1, TCP_NODELAY", raw, base)
        with flushed(disk) as flush:
            row("a page flushed to the disk", measured(timed(flush), rounds), base)
        for place, pressing in (("disk", key), ("memory", key_in_memory)):
            for verb, back, lamp in (
                ("lights-up", "restore", "lamp"),
                ("visit", "end-visit", "path"),
            ):
                once = there_and_back(pressing, verb, back, lamp)
                row(f"{verb} to lamp, journal on {place}", measured(once, rounds), base)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
