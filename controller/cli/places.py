"""Where a site's broker is, and who we are when we speak to it."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from controller import site
from controller.broker import PORT_FILE, find_running
from controller.cli.library import data_folder
from controller.errors import LinkError
from controller.link import Address, local, read_address
from controller.site import EMBEDDED, Site


def plain_site(folder: Path) -> Site:
    """Load a site without looking at its music: enough to know its rooms and its broker."""
    return site.load(folder)


def broker_address(found: Site) -> Address:
    """Tell where the site's broker is. Raises LinkError if its own broker does not run."""
    if found.broker != EMBEDDED:
        return read_address(found.broker, found.folder, os.environ)
    port = find_running(data_folder(found.folder))
    if port is None:
        raise LinkError(
            f"Nothing runs for {found.title}. Start it with: stillroom up --site {found.folder}"
        )
    return local(port)


def expected_address(found: Site) -> Address:
    """Tell where the site's broker is, or will be again: a room does not wait for it."""
    if found.broker != EMBEDDED:
        return broker_address(found)
    try:
        return local(int((data_folder(found.folder) / PORT_FILE).read_text()))
    except (OSError, ValueError):
        return broker_address(found)


def principal(kind: str) -> str:
    """Make an id of our own on the wire, like ``desk-1f3a``."""
    return f"{kind}-{uuid.uuid4().hex[:4]}"
