"""The running demo: whether one runs, how it is begun, awaited and ended."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from pathlib import Path

from controller.children import program
from controller.cli.places import broker_address, plain_site
from controller.clock import SystemClock
from controller.demo.clinic import demo_folder
from controller.domain.units import seconds
from controller.errors import StillroomError
from controller.link import Caller
from controller.site import Site

READY_WITHIN = seconds(40)
"""How long broker and rooms may take to be there; a slow machine's first start included."""
ENDS_WITHIN = seconds(15)
LOCK = "demo.pid"
LOG = "demo.log"


def begin(detached: bool, capture: bool) -> subprocess.Popen[bytes]:
    """Start the process that holds the demo's clinic together; ``detached`` outlives us."""
    folder = demo_folder()
    folder.mkdir(parents=True, exist_ok=True)
    words = program("demo", "--serve", *(["--capture"] if capture else []))
    with (folder / LOG).open("wb") as log:
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=detached
        )


def serving() -> int | None:
    """Tell the process that serves the demo now, if one does."""
    try:
        with (demo_folder() / LOCK).open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return None
    except FileNotFoundError:
        return None
    except OSError:
        return int((demo_folder() / LOCK).read_text() or 0) or None


def await_rooms() -> Site:
    """Wait until every room of the demo answers; tell the site.

    Raises StillroomError with the place of the log when they do not.
    """
    until = time.monotonic() + READY_WITHIN.seconds
    while time.monotonic() < until:
        try:
            found = plain_site(demo_folder() / "site")
            address = broker_address(found)
        except StillroomError:
            time.sleep(0.1)
            continue
        with Caller(address, found.name, SystemClock()) as caller:
            wait = seconds(max(1.0, until - time.monotonic()))
            if all(caller.reaches(room, wait) for room in found.rooms):
                return found
    raise StillroomError(f"The demo does not start; see {demo_folder() / LOG}")


def stop() -> bool:
    """End the demo that runs; False if none does."""
    pid = serving()
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + ENDS_WITHIN.seconds
    while serving() is not None and time.monotonic() < until:
        time.sleep(0.1)
    return True


def lock(folder: Path) -> int:
    """Hold the demo for this process; raises StillroomError if another one serves it."""
    held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise StillroomError("The demo is running already.") from None
    os.ftruncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())
    return held
