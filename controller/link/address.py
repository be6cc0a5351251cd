"""Where the broker is and who we are to it: an address from a site's files, a secret from none.

The password is never in a site's YAML. It comes from the environment, or from a file beside
the site's files that only its owner can read.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from controller.errors import LinkError

PASSWORD_VARIABLE = "STILLROOM_MQTT_PASSWORD"
PASSWORD_FILE = "broker.password"
CA_FILE = "broker-ca.pem"
"""In the site's folder: the certificate authority of a broker that no public one vouches for."""
_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class Address:
    """A broker: where, how, and as whom. The password shows in no message."""

    host: str
    port: int
    is_secure: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def local(port: int) -> Address:
    """Tell the address of this machine's own broker."""
    return Address("127.0.0.1", port)


def read_address(url: str, folder: Path | None, environment: Mapping[str, str]) -> Address:
    """Read ``mqtt://host``, ``mqtts://user@host:8883``; ``folder`` is the site's.

    Raises LinkError with a remedy for anything else, and for a password others can read.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise LinkError(f'"{url}" is no broker; write it like mqtts://user@host or mqtt://host')
    if parts.password is not None:
        raise LinkError(
            "The password of the broker must not be in the address: "
            f"put it into {PASSWORD_VARIABLE} or the file {PASSWORD_FILE}"
        )
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise LinkError(f'"{url}": a port is a number from 1 to 65535') from None
    password = environment.get(PASSWORD_VARIABLE) or _password(folder)
    ca = folder / CA_FILE if folder is not None and (folder / CA_FILE).is_file() else None
    return Address(parts.hostname, port, parts.scheme == "mqtts", parts.username, password, ca)


def _password(folder: Path | None) -> str | None:
    path = folder / PASSWORD_FILE if folder is not None else None
    if path is None or not path.exists():
        return None
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise LinkError(f"Others can read {path}; make it yours alone: chmod 600 {path}")
    return path.read_text().strip() or None
