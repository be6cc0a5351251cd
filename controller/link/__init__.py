"""The way to the broker: an address, a link that comes back by itself, and a caller that waits."""

from __future__ import annotations

from controller.link.address import Address, local, read_address
from controller.link.caller import Caller
from controller.link.link import Ears, Link

__all__ = ["Address", "Caller", "Ears", "Link", "local", "read_address"]
