"""The demo's devices: every lamp, sign, door and button that ``clinic.yaml`` names, simulated."""

from __future__ import annotations

import argparse
import signal
import threading

from controller.cli import site_folder
from controller.cli.places import expected_address, plain_site
from controller.demo.lamps import Device
from controller.demo.lamps import run as simulate
from controller.site import Site


def run(options: argparse.Namespace) -> int:
    """Be the devices until this process is asked to end."""
    found = plain_site(site_folder(options))
    address = expected_address(found)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    simulate(address.host, address.port, devices(found), ended)
    return 0


def devices(found: Site) -> tuple[Device, ...]:
    """Tell the devices of a site, by the last part of their topics."""
    named = []
    for room in found.rooms.values():
        named += [("lamp", fixture.topic) for fixture in room.lights.values()]
        things = (("sign", room.sign), ("door", room.door), ("call", room.call))
        named += [(kind, thing.topic) for kind, thing in things if thing is not None]
    return tuple(Device(kind, topic.rpartition("/")[2]) for kind, topic in named)
