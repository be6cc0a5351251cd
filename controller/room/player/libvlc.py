"""libvlc, loaded once and with a sentence when it is not there."""

from __future__ import annotations

from typing import Any

from controller.errors import PlayerError

REMEDY = "install it with: sudo apt-get install libvlc5 vlc-plugin-base"
MISSING = f"libvlc is missing, so no music can be played; {REMEDY}"
CRIPPLED = f"libvlc cannot start, so no music can be played; {REMEDY}"
_RESAMPLER = "--audio-resampler=soxr,speex_resampler,any"
"""The one libvlc takes by itself drops a fraction of a frame in every block: files at 44.1 kHz run
fast by 500 parts in a million with an error of -18 dB. With soxr it is 0, at -87 dB and no dearer.
"""
_OPTIONS = ("--no-video", "--quiet", "--no-metadata-network-access", "--no-stats", _RESAMPLER)


class Decoder:
    """The library and one instance of it; every deck of a room is made with it."""

    def __init__(self) -> None:
        self.vlc = _module()
        try:
            self.instance: Any = self.vlc.Instance(*_OPTIONS)
        except (NameError, OSError, AttributeError) as missing:  # the binding without the library
            raise PlayerError(MISSING) from missing
        if self.instance is None:  # the library without its plugins
            raise PlayerError(CRIPPLED)

    def close(self) -> None:
        """Let the library go; every deck must be closed before."""
        self.instance.release()


def _module() -> Any:
    """Import the binding; depending on what is missing it raises, or even asks to exit."""
    try:
        import vlc
    except (ImportError, OSError, AttributeError, NameError, SystemExit) as missing:
        raise PlayerError(MISSING) from missing
    return vlc
