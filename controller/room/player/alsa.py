"""ALSA, through libasound's own interface, for a room whose machine has no sound server."""

from __future__ import annotations

import ctypes as c
import errno
import os

from controller.errors import PlayerError
from controller.room.player.block import RATE, Block
from controller.room.player.output import OutputLostError, no_such_device

LATENCY = 0.12
"""Seconds of sound that the device's buffer holds."""
PATIENCE_MS = 2_000
"""How long the device may take no sound before it is called lost."""
_PLAYBACK, _FLOAT_LE, _INTERLEAVED = 0, 14, 3
_P, _I, _S, _L = c.c_void_p, c.c_int, c.c_char_p, c.c_long
_HINTS = c.POINTER(c.c_void_p)
_SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "snd_pcm_open": (_I, (c.POINTER(_P), _S, _I, _I)),
    "snd_pcm_set_params": (_I, (_P, _I, _I, c.c_uint, c.c_uint, _I, c.c_uint)),
    "snd_pcm_wait": (_I, (_P, _I)),
    "snd_pcm_avail_update": (_L, (_P,)),
    "snd_pcm_delay": (_I, (_P, c.POINTER(_L))),
    "snd_pcm_writei": (_L, (_P, _S, c.c_ulong)),
    "snd_pcm_recover": (_I, (_P, _I, _I)),
    "snd_pcm_close": (_I, (_P,)),
    "snd_device_name_hint": (_I, (_I, _S, c.POINTER(_HINTS))),
    "snd_device_name_get_hint": (_P, (_P, _S)),
    "snd_device_name_free_hint": (_I, (_HINTS,)),
}


def _library() -> c.CDLL:
    try:
        library = c.CDLL("libasound.so.2")
    except OSError as missing:
        raise PlayerError(
            "the ALSA library is missing; install it with: sudo apt-get install libasound2"
        ) from missing
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class AlsaOutput:
    """The PCM called ``device``, as ALSA names it (``hdmi:CARD=PCH,DEV=0``, ``plughw:1,0``)."""

    def __init__(self, device: str) -> None:
        self._alsa = _library()
        self._pcm = c.c_void_p()
        opened = self._alsa.snd_pcm_open(c.byref(self._pcm), device.encode(), _PLAYBACK, 0)
        if opened == -errno.EBUSY:
            raise PlayerError(f'ALSA\'s output "{device}" is in use by another program')
        if opened < 0:
            raise no_such_device(device, "ALSA", self._names())
        self.name = f"{device} (ALSA)"
        if self._set_up() < 0:
            self.close()
            raise PlayerError(f'ALSA\'s output "{device}" cannot play stereo at 48 kHz')

    def wait(self, frames: int) -> None:
        """Return when the device has room for ``frames`` frames."""
        while (room := self._recovered(self._alsa.snd_pcm_avail_update(self._pcm))) < frames:
            if room >= 0 and self._recovered(self._alsa.snd_pcm_wait(self._pcm, PATIENCE_MS)) == 0:
                raise OutputLostError(f"{self.name} takes no more sound")

    def lead(self) -> float:
        """Tell the seconds until what is written now is heard."""
        delay = c.c_long()
        if self._alsa.snd_pcm_delay(self._pcm, c.byref(delay)) < 0:
            return 0.0
        return delay.value / RATE

    def write(self, block: Block) -> None:
        """Hand ``block`` to the device."""
        self._recovered(self._alsa.snd_pcm_writei(self._pcm, block.tobytes(), len(block)))

    def close(self) -> None:
        """Let the device go."""
        if self._pcm:
            self._alsa.snd_pcm_close(self._pcm)
            self._pcm = c.c_void_p()

    def _set_up(self) -> int:
        return int(
            self._alsa.snd_pcm_set_params(
                self._pcm, _FLOAT_LE, _INTERLEAVED, 2, RATE, 1, int(LATENCY * 1e6)
            )
        )

    def _recovered(self, result: int) -> int:
        """Pass a good result on; after an underrun start anew (-1), for anything worse give up."""
        if result >= 0:
            return result
        if self._alsa.snd_pcm_recover(self._pcm, result, 1) < 0:
            raise OutputLostError(f"{self.name} is gone: {os.strerror(-result)}")
        return -1

    def _names(self) -> list[str]:
        """List the outputs that ALSA knows by name."""
        hints = _HINTS()
        if self._alsa.snd_device_name_hint(-1, b"pcm", c.byref(hints)) < 0:
            return []
        names = []
        for index in range(1_000):  # the list ends with a null pointer
            if not hints[index]:
                break
            if self._hint(hints[index], b"IOID") != "Input" and (
                name := self._hint(hints[index], b"NAME")
            ):
                names.append(name)
        self._alsa.snd_device_name_free_hint(hints)
        return names

    def _hint(self, hint: int | None, key: bytes) -> str:
        """Read one field of a hint; libasound hands out memory that is ours to free."""
        text = self._alsa.snd_device_name_get_hint(hint, key)
        if not text:
            return ""
        value = c.string_at(text).decode(errors="replace")
        free = c.CDLL(None).free
        free.argtypes = [c.c_void_p]
        free(text)
        return value
