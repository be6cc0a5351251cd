"""The mixer: sums the decks sample by sample under the governor and the ceiling.

Gains are layers that multiply: a voice's presence and trim, then duck, volume and the room's
ceiling for all of them. Knows no clock, thread, file or device; it is told the instant.
"""

from __future__ import annotations

from math import pi, sin
from typing import Protocol

import numpy as np

from controller.domain.envelope import Envelope
from controller.domain.units import Instant
from controller.domain.wanted import Voice
from controller.room.player.block import RATE, Block, silence
from controller.room.player.gain import FALL, LEAVE, Curve, Governor, Line

KNEE = 0.8
"""Share of the ceiling up to which the last stage changes nothing; above, it bends (2 dB)."""


class Source(Protocol):
    """Something that gives the frames of one file."""

    def read(self, frames: int, wanted: int) -> Block | None:
        """Give the next ``frames`` frames, the first meant to be number ``wanted`` of the file
        (at 48 kHz); None if there is nothing to hear.
        """

    def recue(self) -> None:
        """Go to whatever frame is wanted at the next read; for when nothing is heard anyway."""


class Strip:
    """One voice on the mixer. It begins at silence, and so does sound that was interrupted."""

    def __init__(self, voice: Voice, source: Source) -> None:
        self.source = source
        self.leaving = False
        self.starts = voice.starts
        """Of the voice as it was when the source was opened: what the source is aligned with."""
        self._presence = Governor()
        self._trim = Governor(_amplitude(voice.gain_db))
        self.set(voice)

    def set(self, voice: Voice) -> None:
        """Take the voice as it is now wanted; its place in time stays."""
        self.voice = voice
        self._line = Line(voice.presence)

    @property
    def is_silent(self) -> bool:
        """Tell whether the strip has faded to nothing."""
        return self._presence.value == 0.0

    def frame_at(self, at_ms: float) -> int:
        """Tell the number of the file's frame that belongs at ``at_ms``."""
        position_ms = self.voice.track.opens.ms + at_ms - self.starts.ms
        return round(position_ms * RATE / 1_000)

    def hush(self) -> None:
        """Start again from silence, at the right place: what sounded has been interrupted."""
        self._presence.value = 0.0
        self.source.recue()

    def add_to(self, out: Block, at_ms: float, leave: float) -> None:
        """Add the voice, from ``at_ms`` on; a voice that leaves falls by ``leave`` a second."""
        frames = len(out)
        sound = None
        if at_ms + 1_000 * frames / RATE > self.starts.ms:
            sound = self.source.read(frames, self.frame_at(at_ms))
        if sound is None:
            self._presence.value = 0.0
            return
        wanted = 0.0 if self.leaving else _equal_power(self._line.over(at_ms, frames))
        gain = self._presence.follow(wanted, frames, leave if self.leaving else FALL)
        trim = self._trim.follow(_amplitude(self.voice.gain_db), frames)
        out += _scaled(sound, _product(gain, trim))


class Mixer:
    """Every strip, and the layers over all of them."""

    def __init__(self, ceiling: float) -> None:
        self.ceiling = ceiling
        self.strips: tuple[Strip, ...] = ()
        self.leave = LEAVE
        self._duck = Governor(1.0)
        self._volume = Governor(0.0)
        self._lines: tuple[Line, Line] | None = None

    def set(self, duck: Envelope, volume: Envelope, now: Instant) -> None:
        """Take the layers over all voices. The first are taken as they are: nothing sounds yet."""
        if self._lines is None:
            self._duck.value, self._volume.value = duck.at(now), volume.at(now)
        self._lines = Line(duck), Line(volume)

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing sounds."""
        return all(strip.is_silent for strip in self.strips)

    def hush(self) -> None:
        """Start every strip again from silence, at its right place."""
        for strip in self.strips:
            strip.hush()

    def mix(self, frames: int, at_ms: float) -> Block:
        """Make the next ``frames`` frames, the first to be heard at ``at_ms`` of the room clock."""
        out = silence(frames)
        lines = self._lines
        if lines is None:
            return out
        for strip in self.strips:
            strip.add_to(out, at_ms, self.leave)
        duck = self._duck.follow(lines[0].over(at_ms, frames), frames)
        volume = self._volume.follow(lines[1].over(at_ms, frames), frames)
        level = _product(_product(duck, volume), self.ceiling)
        return bounded(_scaled(out, level), self.ceiling)


def bounded(block: Block, ceiling: float) -> Block:
    """Keep ``block`` within ``ceiling``, whatever comes.

    Up to ``KNEE`` of it nothing changes; what is above is bent by a hyperbolic tangent that
    approaches the ceiling and never reaches beyond. It works sample by sample: no attack to be
    late, no release to pump.
    """
    knee = KNEE * ceiling
    size = np.abs(block)
    if size.max(initial=0.0) <= knee:
        return block
    room = max(ceiling - knee, 1e-9)  # a ceiling of nothing still lets numbers divide
    bent = knee + room * np.tanh((size - knee) / room)
    kept = np.where(size > knee, np.sign(block) * bent, block)
    return np.clip(kept, -ceiling, ceiling).astype(np.float32)


def _equal_power(presence: Curve) -> Curve:
    if isinstance(presence, float):
        return sin(min(1.0, max(0.0, presence)) * (pi / 2))
    return np.asarray(np.sin(np.clip(presence, 0.0, 1.0) * (pi / 2)), np.float64)


def _amplitude(gain_db: float) -> float:
    return float(10 ** (gain_db / 20))


def _product(one: Curve, other: Curve) -> Curve:
    return one * other


def _scaled(block: Block, gain: Curve) -> Block:
    if isinstance(gain, float):
        return block if gain == 1.0 else block * np.float32(gain)
    return block * gain.astype(np.float32)[:, None]
