"""``stillroom up``: a whole site on this machine: its broker, and a process for every room."""

from __future__ import annotations

import argparse
import fcntl
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from controller.broker import Broker
from controller.children import Child, program
from controller.cli import site_folder
from controller.cli.library import data_folder, measuring, open_site
from controller.cli.reload import changes
from controller.clock import SystemClock
from controller.errors import StillroomError
from controller.site import EMBEDDED, Site

LOOK_EVERY = 0.1
"""Seconds between two looks at the children."""


def run(options: argparse.Namespace) -> int:
    """Run the site until this process is asked to end."""
    folder = site_folder(options)
    data = data_folder(folder)
    with _alone(data):  # before the music is measured, which may take minutes
        found = open_site(folder)
        if not found.rooms:
            raise StillroomError(f"{folder / 'clinic.yaml'} names no rooms; add one below rooms:")
        serve(found, rooms(found, data), data)
    return 0


def rooms(found: Site, data: Path) -> tuple[Child, ...]:
    """Tell the children that a site's rooms are."""
    return tuple(
        Child(
            f"Room {room.title}",
            program("room", name, "--site", str(found.folder)),
            data / f"{name}.log",
        )
        for name, room in found.rooms.items()
    )


def serve(found: Site, children: Sequence[Child], data: Path) -> None:
    """Keep broker and children running until a signal asks to end."""
    ended = _ended_by_signal()
    broker = Broker(data) if found.broker == EMBEDDED else None
    if broker is not None:
        broker.start()
        print(f"{found.title}: broker on 127.0.0.1:{broker.port}", flush=True)
    count = f"{len(found.rooms)} room{'s' if len(found.rooms) > 1 else ''}"
    print(f"{found.title}: {count}. Ctrl-C ends everything.", flush=True)
    clock = SystemClock()
    threading.Thread(target=_measure, args=(found, ended), name="measures", daemon=True).start()
    try:
        while not ended.wait(LOOK_EVERY):
            _say(broker.watch() if broker is not None else None)
            for child in children:
                _say(child.keep(clock.now()))
    finally:
        for child in children:  # all at once: each needs a moment to fall silent
            child.ask_to_end()
        for child in children:
            child.end()
        if broker is not None:
            broker.close()


def _say(what: str | None) -> None:
    if what:
        print(what, flush=True)


def _measure(found: Site, ended: threading.Event) -> None:
    """Measure what is added to the library while the site runs; the rooms take it up."""
    for _, faults in changes(found, lambda: measuring(found.folder), ended):
        for fault in faults:
            print(fault, flush=True)


def _ended_by_signal() -> threading.Event:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())
    return ended


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the site: a second ``up`` of the same folder is refused."""
    with (data / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StillroomError(
                "This site is running already; end that program before starting it again."
            ) from None
        yield
