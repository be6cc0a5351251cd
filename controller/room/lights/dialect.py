"""What a dialect must offer: commands for a lamp, and the meaning of what is heard of it.

A dialect knows bytes and topics, and nothing of rooms, looks or time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from controller.domain.look import Tone

Letter = tuple[str, bytes]
"""A topic and a payload, to be published."""


@dataclass(frozen=True, slots=True)
class Showing:
    """The lamp, or its bridge for it, says what it shows: raw level 0-254, and a tone if told."""

    raw: float
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """The lamp can be reached, or cannot."""

    yes: bool


@dataclass(frozen=True, slots=True)
class BridgeUp:
    """The bridge runs, or does not."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """The lamp has mains again, and shows whatever it shows then: usually full white."""


Said = Showing | Reachable | BridgeUp | Returned


class Dialect(Protocol):
    """One language of lamps. ``topic`` is always the lamp's own, as the site names it."""

    def topics(self, topic: str) -> tuple[str, ...]:
        """Tell the topics on which something of the lamp is heard."""

    def command(
        self, topic: str, raw: int, tone: Tone | None, seconds: float, mixed: bool
    ) -> Letter:
        """Write the command to reach ``raw`` (0 is off) and ``tone`` within ``seconds``.

        ``mixed``: whites are written as colours, so that the lamp need not change its mode.
        """

    def ask(self, topic: str) -> Letter:
        """Write the question what the lamp really shows."""

    def said(self, topic: str, heard_on: str, payload: bytes) -> Said | None:
        """Tell what a message means for the lamp; None for what is not about it, and nonsense."""
