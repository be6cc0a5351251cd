"""``stillroom console``: the nurse's console of a site."""

from __future__ import annotations

import argparse

from controller.cli import site_folder
from controller.cli.places import broker_address, plain_site, principal


def run(options: argparse.Namespace) -> int:
    """Open the console until it is closed; the rooms go on."""
    found = plain_site(site_folder(options))
    address = broker_address(found)
    from controller.console.run import run as open_console

    open_console(
        found.name,
        found.title,
        found.timezone,
        address,
        principal("desk"),
        rooms=tuple(found.rooms),
    )
    return 0
