"""The player: shows ``Music`` with libvlc's decks, our mixer and one named output.

Two threads. *Sound* mixes block after block, each for the instant it will be heard, and hands
them to the output. *Keeper* opens and closes decks, so that sound never waits for a file, and
tells what went wrong. ``show`` only puts down what is wanted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from controller.domain.commands import TrackFailed
from controller.domain.units import Instant, Span
from controller.domain.wanted import Music, Voice
from controller.errors import PlayerError
from controller.room.player.block import BLOCK, silence
from controller.room.player.deck import PATIENCE, Deck
from controller.room.player.gain import HASTE
from controller.room.player.libvlc import Decoder
from controller.room.player.mixer import Mixer, Strip
from controller.room.player.output import Output, OutputLostError
from controller.room.player.outputs import open_output
from controller.room.player.paced import NullOutput
from controller.room.player.sampleclock import SampleClock
from controller.room.ports import Noticed, Post, Told
from controller.site.model import Audio

AHEAD = Span(4_000)
"""How long before it starts a voice is opened: time enough to find its file unreadable and
have another chosen, and no more, as decks cost."""
LAST = Span(300)
"""A voice with less than this left is not opened any more."""
ASTRAY = 0.25
"""Seconds a deck may be from where it should be; beyond, another is opened and faded to."""
LOOK = 0.1
"""Seconds between two looks of the keeper."""
RETRY = 3.0
"""Seconds between two attempts to open an output that is not there."""
NOTICE = "sound"


@dataclass(frozen=True, slots=True)
class Figures:
    """What went less than well so far: ``gaps`` in the output, ``starved`` decks (in frames),
    ``failed`` files, ``realigned`` decks.
    """

    gaps: int = 0
    starved: int = 0
    failed: int = 0
    realigned: int = 0


@dataclass(slots=True)
class _Playing:
    voice: Voice
    deck: Deck
    strip: Strip
    astray: int = 0
    """Looks of the keeper in a row that found the deck in the wrong place."""


class VlcPlayer:
    """Sound for one room.

    ``music_folder`` is what tracks' files are below; ``post`` is called from the player's own
    threads; ``now`` reads the room clock. Raises PlayerError if libvlc is missing. An output that
    is missing raises nothing: the room is silent, says so, and sounds once it is there.
    """

    def __init__(
        self, audio: Audio, music_folder: Path, post: Post, now: Callable[[], Instant]
    ) -> None:
        self._audio, self._folder, self._post, self._now = audio, music_folder, post, now
        self._decoder = Decoder()
        self._mixer = Mixer(audio.ceiling)
        self._clock = SampleClock()
        self._music: Music | None = None
        self._playing: dict[str, _Playing] = {}
        self._leaving: list[_Playing] = []
        self._failed: set[str] = set()
        self._gaps = self._starved = self._realigned = 0
        self._wake, self._closing, self._hushed = Event(), Event(), Event()
        self._retry_at: float | None = None
        self._open_output()
        self._threads = (
            Thread(target=self._sound, name="sound", daemon=True),
            Thread(target=self._keep, name="keeper", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    @property
    def output(self) -> str:
        """Name what sound goes to, for people."""
        if self._retry_at is None:
            return self._output.name
        return f"no sound ({self._audio.device} is missing)"

    @property
    def figures(self) -> Figures:
        """Tell what went less than well so far."""
        starved = sum(playing.deck.starved for playing in tuple(self._playing.values()))
        return Figures(self._gaps, self._starved + starved, len(self._failed), self._realigned)

    def show(self, music: Music, now: Instant) -> None:
        """Make this the music from ``now`` on; the second time it does nothing."""
        if music == self._music:
            return
        self._music = music
        self._mixer.set(music.duck, music.volume, now)
        self._wake.set()

    def close(self) -> None:
        """Fade to silence, within half a second, and let everything go; once is enough."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(1.0)
        for closer in [p.deck.close() for p in (*self._playing.values(), *self._leaving)]:
            closer.join(0.2)  # libvlc must not call into an interpreter that has ended
        self._decoder.close()

    # ---- sound

    def _sound(self) -> None:
        while not self._hushed.is_set():
            try:
                self._sound_block()
            except OutputLostError as lost:
                self._lose(str(lost))
        self._output.close()  # here, as no other thread may be inside it

    def _sound_block(self) -> None:
        if self._retry_at is not None and time.monotonic() >= self._retry_at:
            self._open_output()
        self._output.wait(BLOCK)
        lead = self._output.lead()
        reading_ms = None if lead is None else self._now().ms + lead * 1_000
        at_ms = self._clock.take(reading_ms, BLOCK)
        if at_ms is not None:
            self._output.write(self._mixer.mix(BLOCK, at_ms))
            return
        self._gaps += not self._mixer.is_silent
        self._mixer.hush()
        self._output.write(silence(BLOCK))

    def _open_output(self) -> None:
        """Open the output; while it is not there, keep time with nothing in its place."""
        was_lost = self._retry_at is not None
        try:
            output = open_output(self._audio)
        except PlayerError as missing:
            self._stand_in(str(missing))
            return
        self._output: Output = output
        self._retry_at = None
        self._clock = SampleClock()
        self._mixer.hush()
        if was_lost:
            self._post(Noticed(NOTICE, None))

    def _lose(self, why: str) -> None:
        self._output.close()
        self._stand_in(why)

    def _stand_in(self, why: str) -> None:
        if self._retry_at is None:
            self._output = NullOutput()
            self._post(Noticed(NOTICE, f"No sound in this room: {why}."))
        self._retry_at = time.monotonic() + RETRY

    # ---- keeper

    def _keep(self) -> None:
        while not self._closing.is_set():
            self._wake.wait(LOOK if self._playing or self._leaving or self._awaits() else None)
            self._wake.clear()
            if self._music is not None:
                self._look(self._music, self._now())
        self._mixer.leave = HASTE
        for strip in self._mixer.strips:
            strip.leaving = True
        deadline = time.monotonic() + 0.4
        while time.monotonic() < deadline and not all(s.is_silent for s in self._mixer.strips):
            time.sleep(BLOCK / 48_000)
        time.sleep(
            max(0.0, self._output.lead() or 0.0)
        )  # what was written fades too before it is cut
        self._hushed.set()

    def _awaits(self) -> bool:
        return self._music is not None and bool(self._music.voices or self._music.next)

    def _look(self, music: Music, now: Instant) -> None:
        """Bring the decks in line with what is wanted."""
        wanted = {voice.id: voice for voice in _due(music, now)}
        for name in self._playing.keys() - wanted.keys():
            self._leave(name)
        for voice in wanted.values():
            self._tend(voice, now)
        self._close_silent()
        self._mixer.strips = tuple(p.strip for p in (*self._playing.values(), *self._leaving))

    def _tend(self, voice: Voice, now: Instant) -> None:
        playing = self._playing.get(voice.id)
        if playing is None:
            if voice.id not in self._failed and _is_worth_opening(voice, now):
                self._playing[voice.id] = self._opened(voice, now)
            return
        if why := playing.deck.trouble():
            self._fail(voice, why)
        elif self._is_astray(playing, voice):
            self._realigned += 1
            self._leave(voice.id)
            self._playing[voice.id] = self._opened(voice, now)
        elif voice != playing.voice:
            playing.voice = voice
            playing.strip.set(voice)

    def _opened(self, voice: Voice, now: Instant) -> _Playing:
        position = max(voice.position(now), voice.track.opens)
        path = self._folder / voice.track.file
        deck = Deck(self._decoder, path, position.seconds, voice.track.closes.seconds)
        return _Playing(voice, deck, Strip(voice, deck))

    def _is_astray(self, playing: _Playing, voice: Voice) -> bool:
        """Tell whether the deck is in the wrong place: moved by what is wanted, or for long
        enough that it will not come right by itself.
        """
        if abs((voice.starts - playing.strip.starts).seconds) > ASTRAY:
            return True
        strays = abs(playing.deck.drift) > ASTRAY
        playing.astray = playing.astray + 1 if strays else 0
        return playing.astray * LOOK > PATIENCE

    def _fail(self, voice: Voice, why: str) -> None:
        """Tell the room that a voice cannot be played; a crossfade to another is its business."""
        self._failed.add(voice.id)
        self._leave(voice.id)
        file = voice.track.file
        self._post(Noticed(f"track:{file}", f'The file "{file}" {why}; it was skipped.'))
        self._post(Told(TrackFailed(file)))

    def _leave(self, name: str) -> None:
        playing = self._playing.pop(name)
        playing.strip.leaving = True
        self._leaving.append(playing)

    def _close_silent(self) -> None:
        for playing in [p for p in self._leaving if p.strip.is_silent]:
            self._leaving.remove(playing)
            self._starved += playing.deck.starved
            playing.deck.close()


def _due(music: Music, now: Instant) -> tuple[Voice, ...]:
    """Tell the voices that sound, and the ones that are about to."""
    voices = (*music.voices, music.next) if music.next else music.voices
    return tuple(voice for voice in voices if voice.starts - now <= AHEAD)


def _is_worth_opening(voice: Voice, now: Instant) -> bool:
    return voice.track.closes - voice.position(now) > LAST
