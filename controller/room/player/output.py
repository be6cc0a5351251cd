"""Where a room's sound goes: one named output, which is never exchanged for another."""

from __future__ import annotations

from typing import Protocol

from controller.errors import PlayerError
from controller.room.player.block import Block


class OutputLostError(PlayerError):
    """The output stopped taking sound."""


class Output(Protocol):
    """Takes blocks as fast as they are heard. Every method MAY raise ``OutputLostError``."""

    @property
    def name(self) -> str:
        """What it is, for people: ``headphones-1 (PulseAudio)``."""

    def wait(self, frames: int) -> None:
        """Return when it has room for ``frames`` frames."""

    def lead(self) -> float | None:
        """Tell in how many seconds a frame written now would be heard; None: not known yet."""

    def write(self, block: Block) -> None:
        """Take ``block``, for which there is room."""

    def close(self) -> None:
        """Let the device go; what it has not played yet may be lost."""


def no_such_device(name: str, system: str, names: list[str]) -> PlayerError:
    """Make the sentence for a device that is not there."""
    there = ", ".join(sorted(names)) or "none at all"
    return PlayerError(f'{system} has no output called "{name}"; it has: {there}')
