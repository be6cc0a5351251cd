"""A deck: one file, decoded by libvlc into a queue that the mixer reads.

libvlc's callbacks come from its own threads and only put things down here; nothing is asked of
libvlc from within them. They never wait either: libvlc decodes in step with time, and a callback
that is held up makes it throw away as much music as it was held up for (measured: 0.9 s of 1 s).
"""

from __future__ import annotations

import ctypes
from collections import deque
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Any

import numpy as np

from controller.room.player.block import RATE, Block
from controller.room.player.landing import landing
from controller.room.player.libvlc import Decoder

AHEAD_MS = 3_000
"""libvlc's buffer for files; with it two seconds are decoded ahead, without it one."""
PATIENCE = 2.5
"""Seconds without a decoded frame after which a file is given up; a good one takes 0.01, the
first of a process 0.3, and a busy machine several times as long."""
EARLY = 1.5
"""Seconds before its known end that a file may end without being called damaged."""
MOST = 20 * RATE
"""Frames kept at the most; only a mixer that has stopped reading lets it come to that."""
HOLE_US = 12_000
"""A step between the time stamps of two blocks that is a hole: libvlc
dropped something. Its resampler gives blocks that are uneven by up to 4 ms."""
PRIMED = 2
"""Blocks before time stamps mean that: the resampler holds back 15 ms of the first."""
TAIL = RATE // 200
"""Frames (5 ms) over which sound that breaks off is faded, so that it does not click."""
_SCALE = np.float32(1 / 32_768)
_BYTES = 4
"""A frame of two signed 16-bit samples, all that libvlc's audio callbacks ever give."""


class Deck:
    """One file from one position on. Frames are counted from the file's beginning at 48 kHz."""

    def __init__(self, decoder: Decoder, path: Path, position: float, closes: float) -> None:
        """Open ``path`` at ``position`` seconds; it should sound until ``closes`` at least."""
        land = landing(path, position)
        self.starved = 0
        """Frames that were wanted and not there, before the end of the file."""
        self.drift = 0.0
        """Seconds that the frames last read were ahead of the ones wanted."""
        self._cursor = round(land.lands * RATE)
        self._received = self._cursor
        self._closes = round(closes * RATE)
        self._queue: deque[bytes | int] = deque()
        self._ready = 0
        self._cued = False
        self._lock = Lock()
        self._next_us = self._blocks = 0
        self._closed = self._ended = self._failed = False
        self._exists = path.is_file()
        self._touched = monotonic()
        self._closer = Thread(target=self._release, name="deck-closer", daemon=True)
        self._open(decoder, path, land.ask)

    def read(self, frames: int, wanted: int) -> Block | None:
        """Give the next frames; what is missing is silence, and sounds again in its place."""
        with self._lock:
            lead = 0
            if not self._cued:
                self._skip(wanted - self._cursor)
                lead = min(frames, max(0, self._cursor - wanted))
            self.drift = (self._cursor - wanted - lead) / RATE
            if lead < frames and not self._is_behind(wanted):
                return self._filled(frames, lead)
            self._miss(frames, wanted)
            return None

    @property
    def ready(self) -> int:
        """Tell how many frames are decoded and not read yet."""
        return self._ready

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will be decoded."""
        return self._ended or self._failed

    def recue(self) -> None:
        """Go to the frame that is wanted at the next read, as nothing is heard now."""
        self._cued = False

    def trouble(self) -> str | None:
        """Tell what is wrong with the file, if something is: fit to follow ``the file``."""
        waited = monotonic() - self._touched
        with self._lock:
            if self._failed:
                return "is not music that can be decoded" if self._exists else "is missing"
            if self._ended:
                early = self._received < self._closes - EARLY * RATE
                return "is damaged: it ends early" if early else None
            if not self._ready and waited > PATIENCE:
                return "is damaged: it gives no sound"
        return None

    def close(self) -> Thread:
        """Let the file go; returns the thread that does it, as libvlc may take its time."""
        if not self._closed:
            self._closed = True
            self._closer.start()
        return self._closer

    def _open(self, decoder: Decoder, path: Path, ask: float) -> None:
        vlc = decoder.vlc
        media = decoder.instance.media_new_path(str(path))  # media_new crashes on "a: b.ogg"
        media.add_option(":demux=avformat")  # the others seek seconds beside the place in Ogg
        media.add_option(f":file-caching={AHEAD_MS}")
        if ask:
            media.add_option(f":start-time={ask:.6f}")
        self._player: Any = decoder.instance.media_player_new()
        self._player.set_media(media)
        media.release()
        # kept for as long as the deck: libvlc calls into freed memory otherwise
        self._callbacks = (
            vlc.CallbackDecorators.AudioPlayCb(self._on_play),
            vlc.CallbackDecorators.AudioDrainCb(self._on_drain),
        )
        play, drain = self._callbacks
        self._player.audio_set_callbacks(play, None, None, None, drain, None)
        self._player.audio_set_format("S16N", RATE, 2)
        self._events: Any = self._player.event_manager()
        self._events.event_attach(vlc.EventType.MediaPlayerEndReached, self._on_drain)
        self._events.event_attach(vlc.EventType.MediaPlayerEncounteredError, self._on_error)
        self._player.play()

    def _release(self) -> None:
        self._player.stop()
        self._player.release()

    def _on_play(self, _opaque: object, samples: int, count: int, stamp_us: int) -> None:
        """Take decoded frames, and the hole before them if libvlc left any out."""
        if self._closed:
            return
        chunk = ctypes.string_at(samples, count * _BYTES)
        with self._lock:
            missing_us = stamp_us - self._next_us
            if self._blocks >= PRIMED and missing_us > HOLE_US:
                self._put(missing_us * RATE // 1_000_000, None)
            self._next_us = stamp_us + count * 1_000_000 // RATE
            self._blocks += 1
            self._put(count, chunk)
            self._touched = monotonic()

    def _on_drain(self, *_: object) -> None:
        self._ended = True

    def _on_error(self, *_: object) -> None:
        self._failed = True

    def _put(self, frames: int, chunk: bytes | None) -> None:
        self._queue.append(frames if chunk is None else chunk)
        self._ready += frames
        self._received += frames
        if self._ready > MOST:
            self._cued = False
            self._skip(self._ready - MOST)

    def _skip(self, frames: int) -> None:
        """Drop ``frames`` frames, or as many as there are."""
        while frames > 0 and self._queue:
            frames -= self._take(min(frames, self._first()))

    def _first(self) -> int:
        """Tell how many frames the first entry of the queue still has."""
        head = self._queue[0]
        return head if isinstance(head, int) else len(head) // _BYTES

    def _take(self, frames: int) -> int:
        """Remove ``frames`` frames of the first entry."""
        head = self._queue.popleft()
        if isinstance(head, int):
            rest: bytes | int = head - frames
        else:
            rest = head[frames * _BYTES :]
        if rest:
            self._queue.appendleft(rest)
        self._cursor += frames
        self._ready -= frames
        return frames

    def _is_behind(self, wanted: int) -> bool:
        """Tell whether the frames wanted have not come yet, or were left out."""
        missing = not self._queue or isinstance(self._queue[0], int)
        return missing or (not self._cued and self._cursor < wanted)

    def _miss(self, frames: int, wanted: int) -> None:
        """Be silent for a block, and go on where one should be then."""
        if self._cursor <= wanted and not self._ended:
            self.starved += frames
        self._cued = False
        self._skip(wanted + frames - self._cursor)

    def _filled(self, frames: int, lead: int) -> Block:
        """Fill a block from the queue, after ``lead`` frames of silence."""
        raw = np.zeros((frames, 2), np.int16)
        filled = lead
        while filled < frames and self._queue and not isinstance(head := self._queue[0], int):
            some = min(frames - filled, len(head) // _BYTES)
            raw[filled : filled + some] = np.frombuffer(head, np.int16, some * 2).reshape(-1, 2)
            filled += self._take(some)
        self._cued = filled == frames
        out = raw * _SCALE
        if not self._cued:
            tail = min(TAIL, filled)
            out[filled - tail : filled] *= np.linspace(1, 0, tail, dtype=np.float32)[:, None]
            self.starved += 0 if self._ended else frames - filled
        return out
