"""The outputs there are, by the name a site's files call them."""

from __future__ import annotations

from controller.errors import PlayerError
from controller.room.player.alsa import AlsaOutput
from controller.room.player.output import Output
from controller.room.player.paced import FileOutput, NullOutput
from controller.room.player.pulse import PulseOutput
from controller.site.model import Audio


def open_output(audio: Audio) -> Output:
    """Open the output that ``audio`` names. A system's library is loaded only if it is asked for.

    Raises PlayerError with a sentence: no such device (and which there are), no sound server.
    """
    match audio.output:
        case "pulse":
            return PulseOutput(audio.device)
        case "alsa":
            return AlsaOutput(audio.device)
        case "file":
            return FileOutput(audio.device)
        case "none":
            return NullOutput()
        case other:
            raise PlayerError(f'"{other}" is not an output; use pulse, alsa, file or none')
