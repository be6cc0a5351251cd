"""``stillroom send ROOM VERB [KEY=VALUE ...]``: ask something of a room; wait for its answer."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from controller.cli import site_folder
from controller.cli.places import broker_address, plain_site
from controller.clock import SystemClock
from controller.domain.units import seconds
from controller.domain.wire import Outcome
from controller.errors import LinkError, StillroomError
from controller.link import Caller
from controller.script import arguments
from controller.site import Site

UNREACHABLE = 3
"""Exit code when the room cannot be reached, or does not answer."""


def run(options: argparse.Namespace) -> int:
    """Print the answer; exit 0 done, 1 refused, 3 unreachable."""
    found = plain_site(site_folder(options))
    _know(found, options.room)
    args = arguments(options.args, f"{options.verb}")
    try:
        address = broker_address(found)
    except LinkError as error:
        print(error, file=sys.stderr)
        return UNREACHABLE
    with Caller(address, found.name, SystemClock()) as caller:
        answer = caller.ask(options.room, options.verb, args, patience=seconds(options.wait))
        if answer is None:
            print(caller.why, file=sys.stderr)
            return UNREACHABLE
    print(answer.why or answer.state, file=sys.stdout if not answer.why else sys.stderr)
    return 0 if answer.state is Outcome.DONE else 1


def _know(found: Site, room: str) -> None:
    if room in found.rooms:
        return
    close = get_close_matches(room, found.rooms, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(found.rooms)}"
    raise StillroomError(f'There is no room "{room}"; {hint}')
