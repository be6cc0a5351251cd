"""``stillroom demo``: a clinic of three rooms with no hardware, and a console on it."""

from __future__ import annotations

import argparse
import sys

from controller.cli.demo_run import await_rooms, begin, serving, stop
from controller.cli.places import broker_address, principal

LEAVE, END = "l", "e"


def run(options: argparse.Namespace) -> int:
    """Serve, stop, play by script, or open the console on the demo; begin it if need be."""
    if options.serve:
        from controller.cli.demo_clinic import serve

        return serve(options.capture)
    if options.stop:
        print("The demo has ended." if stop() else "No demo is running.")
        return 0
    if options.headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from controller.cli.demo_play import play

        return play()
    return _with_console(options.capture)


def _with_console(capture: bool) -> int:
    from controller.cli.demo_clinic import make_music

    if serving() is None:
        make_music(print)
        print("Opening three rooms ...")
        begin(detached=True, capture=capture)
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
        stop()
        print("The demo has ended.")
    else:
        print("The demo goes on. Look in again: ./stillroom demo   End it: ./stillroom demo --stop")
    return 0
