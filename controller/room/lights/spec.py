"""What the room needs to know of a fixture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FixtureSpec:
    """What a fixture is.

    ``topic``  its own, without ``/set``
    ``floor``  L* (0-100) below which it flickers or goes out
    ``curve``  one of ``curves.CURVES``
    ``speaks`` a key of ``rack.DIALECTS``
    """

    role: str
    topic: str
    floor: float = 0.0
    curve: str = "linear"
    speaks: str = "zigbee2mqtt"
