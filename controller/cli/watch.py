"""``stillroom watch``: what the rooms report, a line a message."""

from __future__ import annotations

import argparse
import json
import queue
import signal
import sys

from controller.cli import site_folder
from controller.cli.places import broker_address, plain_site, principal
from controller.domain.wire import ROOT
from controller.link import Ears, Link

Heard = tuple[str, bytes, bool]


def run(options: argparse.Namespace) -> int:
    """Print messages until the program is ended."""
    found = plain_site(site_folder(options))
    inbox: queue.SimpleQueue[Heard | None] = queue.SimpleQueue()
    ears = Ears(
        hears=lambda topic, payload, retained: inbox.put((topic, payload, retained)),
        down=lambda why: print(why, file=sys.stderr, flush=True),
    )
    name = principal("watch")
    link = Link(broker_address(found), name, (f"{ROOT}/{found.name}/#",), ears)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: inbox.put(None))
    link.open()
    try:
        while (heard := inbox.get()) is not None:
            print(as_json(*heard) if options.json else as_text(*heard), flush=True)
    finally:
        link.close()
    return 0


def as_json(topic: str, payload: bytes, retained: bool) -> str:
    """Make the JSON line of a message; a payload that is no JSON is given as text."""
    try:
        document: object = json.loads(payload) if payload else None
    except (ValueError, RecursionError):
        document = payload.decode("utf-8", "replace")
    line = {"topic": topic, "retained": retained, "payload": document}
    return json.dumps(line, ensure_ascii=False)


def as_text(topic: str, payload: bytes, retained: bool) -> str:
    """Make the line of a message for people: control characters never reach the terminal."""
    said = payload.decode("utf-8", "replace")
    plain = "".join(c if c.isprintable() else "�" for c in said)
    return f"{topic}{' (kept)' if retained else ''}  {plain}"
