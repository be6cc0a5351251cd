"""Where a room's sound goes: one named output, which is never exchanged for another."""

from __future__ import annotations

from typing import Protocol, assert_never

from controller.errors import PlayerError
from controller.room.player.block import Block
from controller.site.model import Audio


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


def open_output(audio: Audio) -> Output:
    """Open the output that ``audio`` names; each kind is loaded only if it is asked for.

    Raises PlayerError with a sentence: no such device (and which there are), no sound server.
    """
    match audio.output:
        case "pulse":
            from controller.room.player.pulse import PulseOutput

            return PulseOutput(audio.device)
        case "alsa":
            from controller.room.player.alsa import AlsaOutput

            return AlsaOutput(audio.device)
        case "file":
            from controller.room.player.paced import FileOutput

            return FileOutput(audio.device)
        case "none":
            from controller.room.player.paced import NullOutput

            return NullOutput()
        case other:
            raise PlayerError(f'"{other}" is not an output; use pulse, alsa, file or none')
    assert_never(audio.output)


def no_such_device(name: str, system: str, names: list[str]) -> PlayerError:
    """Make the sentence for a device that is not there."""
    there = ", ".join(sorted(names)) or "none at all"
    return PlayerError(f'{system} has no output called "{name}"; it has: {there}')
