"""``stillroom demo``: a clinic of three rooms with no hardware, and a console on it."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from controller.children import program
from controller.cli.places import broker_address, plain_site, principal
from controller.clock import SystemClock
from controller.demo.clinic import demo_folder
from controller.domain.units import seconds
from controller.errors import StillroomError
from controller.link import Caller
from controller.site import Site

READY_WITHIN = seconds(40)
"""How long broker and rooms may take to be there; a slow machine's first start included."""
LEAVE, END = "l", "e"
LOCK = "demo.pid"


def run(options: argparse.Namespace) -> int:
    """Serve, stop, play by script, or open the console on the demo; begin it if need be."""
    if options.serve:
        from controller.cli.demo_clinic import serve

        return serve(options.capture)
    if options.stop:
        return _stop()
    if options.headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from controller.cli.demo_play import play

        return play()
    return _with_console(options)


def _with_console(options: argparse.Namespace) -> int:
    from controller.cli.demo_clinic import make_music

    make_music(print)
    if serving() is None:
        begin(detached=True, capture=options.capture)
    found = await_rooms()
    from controller.console.run import run as open_console

    chosen = open_console(
        found.name,
        found.title,
        found.timezone,
        broker_address(found),
        principal("desk"),
        quit_choices=((END, "End the demo"), (LEAVE, "Leave it running")),
        rooms=tuple(found.rooms),
    )
    if chosen == END:
        return _stop()
    print("The demo goes on. Look in again: ./stillroom demo   End it: ./stillroom demo --stop")
    return 0


def begin(detached: bool, capture: bool) -> subprocess.Popen[bytes]:
    """Start the process that holds the demo's clinic together; ``detached`` outlives us."""
    folder = demo_folder()
    folder.mkdir(parents=True, exist_ok=True)
    words = program("demo", "--serve", *(["--capture"] if capture else []))
    with (folder / "demo.log").open("wb") as log:
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
    site_folder = demo_folder() / "site"
    while time.monotonic() < until:
        try:
            found = plain_site(site_folder)
            address = broker_address(found)
        except StillroomError:
            time.sleep(0.2)
            continue
        with Caller(address, found.name, SystemClock()) as caller:
            wait = seconds(max(1.0, until - time.monotonic()))
            if all(caller.reaches(room, wait) for room in found.rooms):
                return found
    raise StillroomError(f"The demo does not start; see {demo_folder() / 'demo.log'}")


def _stop() -> int:
    pid = serving()
    if pid is None:
        print("No demo is running.")
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 15
    while serving() is not None and time.monotonic() < until:
        time.sleep(0.1)
    print("The demo has ended.")
    return 0


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
