"""Runs one console on a terminal, from its arguments to what was chosen when it was closed."""

from __future__ import annotations

import logging
import os
import sys
from zoneinfo import ZoneInfo

from controller.clock import SystemClock
from controller.console.app import Console
from controller.console.desk import Desk
from controller.console.glyphs import glyphs_for
from controller.console.mail import LetterBox
from controller.console.setting import Setting
from controller.console.store import RoomStore
from controller.console.uplink import Uplink
from controller.link import Address, read_address


def run(
    site_name: str,
    title: str,
    timezone: str,
    broker: Address | str,
    principal: str,
    on_quit_note: str = "rooms keep playing",
    quit_choices: tuple[tuple[str, str], ...] = (),
    rooms: tuple[str, ...] = (),
) -> str | None:
    """Run the console of ``site_name`` until it is closed; return the chosen key, or None.

    ``title`` is what people call the site; ``timezone`` an IANA name; ``principal`` this
    console's id on the wire, its own for every console; ``rooms`` the order of the rows (rooms
    not named follow by name); ``quit_choices`` (key, label) are offered on closing.
    """
    logging.getLogger("controller").addHandler(logging.NullHandler())  # stderr is the screen
    address = broker if isinstance(broker, Address) else read_address(broker, None, os.environ)
    box, store = LetterBox(site_name), RoomStore(rooms)
    uplink, clock = Uplink(address, principal, box), SystemClock()
    desk = Desk(store, uplink)
    glyphs = glyphs_for(sys.stdout.encoding or "")
    setting = Setting(desk, clock, title, ZoneInfo(timezone), glyphs)

    def opens(app: Console) -> None:
        box.wake = app.post_mail
        uplink.open()

    def drain() -> bool:
        return box.empty_into(desk, setting.moment())

    app = Console(setting, opens, drain, on_quit_note, quit_choices)
    try:
        return app.run()
    finally:
        uplink.close()
