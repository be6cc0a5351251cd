"""PulseAudio, and PipeWire in its place, through libpulse's own interface.

The common wrappers cannot do what a room needs: a stream on one sink by its exact name that the
server must never move to another, its true latency, and a full volume of its own whatever the
server remembers. One thread, no callbacks while playing: the caller's ``wait`` runs the loop.
"""

from __future__ import annotations

import ctypes as c
import time
from collections.abc import Callable

from controller.errors import PlayerError
from controller.room.player.block import BLOCK, RATE, Block
from controller.room.player.output import OutputLostError, no_such_device

BUFFER = 0.100
"""Seconds of sound that the server holds. A duck of 12 dB is over 0.1 + 0.02 + 0.075 seconds after
it was asked for; with less, a busy machine runs dry."""
PATIENCE = 2.0
"""Seconds that the server may take for an answer, or to take more sound."""
_NO_AUTOSPAWN = 1
_FLAGS = 0x2 | 0x8 | 0x200 | 0x4000 | 0x1_0000 | 0x4_0000
"""Interpolate and update timing, DONT_MOVE, early requests (small and steady ones, instead of
bursts of the device's choosing), start unmuted, relative volume."""
_FLOAT32LE, _NORM = 5, 0x1_0000
_CONTEXT_READY, _STREAM_READY = 4, 2
_UNSET = 0xFFFF_FFFF
_FRAME = 8


class _Spec(c.Structure):
    _fields_ = (("format", c.c_int), ("rate", c.c_uint32), ("channels", c.c_uint8))


class _Attributes(c.Structure):
    _fields_ = tuple(
        (name, c.c_uint32) for name in ("most", "target", "prebuf", "request", "fragment")
    )


class _Volume(c.Structure):
    _fields_ = (("channels", c.c_uint8), ("values", c.c_uint32 * 32))


class _SinkInfo(c.Structure):
    """The beginning of pa_sink_info: all of it that is read here."""

    _fields_ = (("name", c.c_char_p), ("index", c.c_uint32), ("description", c.c_char_p))


_SinkCallback = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(_SinkInfo), c.c_int, c.c_void_p)
_P, _I, _S = c.c_void_p, c.c_int, c.c_char_p
_SIGNATURES: dict[str, tuple[object, tuple[object, ...]]] = {
    "pa_mainloop_new": (_P, ()),
    "pa_mainloop_free": (None, (_P,)),
    "pa_mainloop_get_api": (_P, (_P,)),
    "pa_mainloop_prepare": (_I, (_P, _I)),
    "pa_mainloop_poll": (_I, (_P,)),
    "pa_mainloop_dispatch": (_I, (_P,)),
    "pa_context_new": (_P, (_P, _S)),
    "pa_context_connect": (_I, (_P, _S, _I, _P)),
    "pa_context_get_state": (_I, (_P,)),
    "pa_context_get_sink_info_list": (_P, (_P, _SinkCallback, _P)),
    "pa_context_disconnect": (None, (_P,)),
    "pa_context_unref": (None, (_P,)),
    "pa_operation_unref": (None, (_P,)),
    "pa_stream_new": (_P, (_P, _S, c.POINTER(_Spec), _P)),
    "pa_stream_connect_playback": (
        _I,
        (_P, _S, c.POINTER(_Attributes), _I, c.POINTER(_Volume), _P),
    ),
    "pa_stream_get_state": (_I, (_P,)),
    "pa_stream_writable_size": (c.c_size_t, (_P,)),
    "pa_stream_write": (_I, (_P, _P, c.c_size_t, _P, c.c_int64, _I)),
    "pa_stream_get_latency": (_I, (_P, c.POINTER(c.c_uint64), c.POINTER(c.c_int))),
    "pa_stream_disconnect": (_I, (_P,)),
    "pa_stream_unref": (None, (_P,)),
}


def _library() -> c.CDLL:
    try:
        library = c.CDLL("libpulse.so.0")
    except OSError as missing:
        raise PlayerError(
            "the PulseAudio library is missing; install it with: sudo apt-get install libpulse0"
        ) from missing
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class PulseOutput:
    """A stream on the sink called ``device``, by its name or by the description people see."""

    def __init__(self, device: str) -> None:
        self._pa = _library()
        self._stream: int | None = None
        self._loop = self._pa.pa_mainloop_new()
        self._context = self._pa.pa_context_new(
            self._pa.pa_mainloop_get_api(self._loop), b"Stillroom"
        )
        try:
            self._connect()
            self._play_on(self._named(device))
        except PlayerError:
            self.close()
            raise
        self.name = f"{device} (PulseAudio)"

    def wait(self, frames: int) -> None:
        """Return when the server has room for ``frames`` frames."""
        size, stream, enough = self._pa.pa_stream_writable_size, self._stream, frames * _FRAME
        if not self._until(lambda: size(stream) >= enough):  # of a lost stream it is the largest
            raise OutputLostError(f"{self.name} takes no more sound")
        if self._pa.pa_stream_get_state(stream) != _STREAM_READY:
            raise OutputLostError(f"{self.name} is gone")

    def lead(self) -> float | None:
        """Tell the seconds until what is written now is heard, as the server measures it."""
        latency, negative = c.c_uint64(), c.c_int()
        if self._pa.pa_stream_get_latency(self._stream, c.byref(latency), c.byref(negative)) < 0:
            return None  # the first blocks, before the server has answered
        return (-1 if negative.value else 1) * latency.value / 1e6

    def write(self, block: Block) -> None:
        """Hand ``block`` to the server."""
        data = block.tobytes()
        if self._pa.pa_stream_write(self._stream, data, len(data), None, 0, 0) < 0:
            raise OutputLostError(f"{self.name} is gone")

    def close(self) -> None:
        """Leave the server."""
        if self._stream:
            self._pa.pa_stream_disconnect(self._stream)
            self._pa.pa_stream_unref(self._stream)
        self._pa.pa_context_disconnect(self._context)
        self._pa.pa_context_unref(self._context)
        self._pa.pa_mainloop_free(self._loop)
        self._stream = None

    def _until(self, done: Callable[[], bool]) -> bool:
        """Run the loop until ``done`` says so; False when the server takes too long."""
        pa, loop = self._pa, self._loop
        deadline = time.monotonic() + PATIENCE
        while not done():
            left = deadline - time.monotonic()
            if left <= 0 or pa.pa_mainloop_prepare(loop, int(left * 1e6)) < 0:
                return False
            pa.pa_mainloop_poll(loop)
            pa.pa_mainloop_dispatch(loop)
        return True

    def _connect(self) -> None:
        def is_settled() -> bool:
            return int(self._pa.pa_context_get_state(self._context)) >= _CONTEXT_READY

        started = self._pa.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None) >= 0
        answered = started and self._until(is_settled)
        if not answered or self._pa.pa_context_get_state(self._context) != _CONTEXT_READY:
            raise PlayerError("there is no PulseAudio or PipeWire server to play through")

    def _named(self, device: str) -> str:
        """Tell the sink's own name, given that or its description."""
        sinks = self._sinks()
        if device in sinks:
            return device
        described = [name for name, description in sinks.items() if description == device]
        if len(described) == 1:
            return described[0]
        raise no_such_device(device, "PulseAudio", list(sinks))

    def _sinks(self) -> dict[str, str]:
        """Ask the server for its sinks: description by name."""
        sinks: dict[str, str] = {}
        ended: list[int] = []

        def on_sink(_context: object, info: c._Pointer[_SinkInfo], end: int, _: object) -> None:
            if end:
                ended.append(end)
            else:
                sink = info.contents
                sinks[sink.name.decode()] = (sink.description or b"").decode(errors="replace")

        callback = _SinkCallback(on_sink)
        asked = self._pa.pa_context_get_sink_info_list(self._context, callback, None)
        if not asked or not self._until(lambda: bool(ended)):
            raise PlayerError("the PulseAudio server does not answer")
        self._pa.pa_operation_unref(asked)
        return sinks

    def _play_on(self, sink: str) -> None:
        spec = _Spec(_FLOAT32LE, RATE, 2)
        self._stream = self._pa.pa_stream_new(self._context, b"music", c.byref(spec), None)
        buffer = _Attributes(_UNSET, int(BUFFER * RATE) * _FRAME, _UNSET, BLOCK * _FRAME, _UNSET)
        full = _Volume(2, (c.c_uint32 * 32)(_NORM, _NORM))
        started = self._pa.pa_stream_connect_playback(
            self._stream, sink.encode(), c.byref(buffer), _FLAGS, c.byref(full), None
        )

        def is_settled() -> bool:
            return int(self._pa.pa_stream_get_state(self._stream)) >= _STREAM_READY

        answered = started >= 0 and self._until(is_settled)
        if not answered or self._pa.pa_stream_get_state(self._stream) != _STREAM_READY:
            raise PlayerError(f'PulseAudio does not let sound go to "{sink}"')
