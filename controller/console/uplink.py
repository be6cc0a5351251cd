"""The console's link to the broker: letters in, commands out. It decides nothing."""

from __future__ import annotations

import uuid

from controller.console.mail import LetterBox
from controller.domain.codec import encode
from controller.domain.wire import EVERY_ROOM, HELLO, Ask, Topics, console_filter
from controller.link import Address, Ears, Link


class Uplink:
    """Watches a whole site and sends commands as ``principal`` (an id, ``[a-z0-9-]{1,32}``)."""

    def __init__(self, address: Address, principal: str, box: LetterBox) -> None:
        self._site = box.site
        self._principal = principal
        self._box = box
        answers = Topics(box.site, "+").answer(principal)
        ears = Ears(box.put, self._up, lambda why: box.linked(False, why))
        client = f"{principal}-{uuid.uuid4().hex[:8]}"
        self._link = Link(address, client, (*console_filter(box.site), answers), ears)

    def _up(self, refused: str) -> None:
        """Ask every room for its clock, without which no command can be sent."""
        everyone = Topics(self._site, EVERY_ROOM).command(self._principal)
        self._link.publish(everyone, encode(Ask(uuid.uuid4().hex, HELLO)))
        self._box.linked(True, refused)

    def open(self) -> None:
        """Begin to connect, and keep at it."""
        self._link.open()

    def close(self) -> None:
        """Disconnect."""
        self._link.close()

    def send(self, room: str, ask: Ask) -> bool:
        """Publish a command now, or not at all."""
        return self._link.publish(Topics(self._site, room).command(self._principal), encode(ask))
