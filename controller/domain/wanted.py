"""The room as it should be at one instant. (Types; the function follows.)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from controller.domain.envelope import Envelope
from controller.domain.look import Fade
from controller.domain.playlist import Track
from controller.domain.units import Instant, Span


@dataclass(frozen=True, slots=True)
class Voice:
    """One sounding track.

    ``id``        stable for one placing of one track: the same id is the same deck
    ``starts``    when its first audible sound is heard: at ``now`` the position in the file is
                  ``track.opens + (now - starts)``
    ``presence``  0 to 1; the amplitude is sin(presence * pi / 2), so that two voices whose
                  presences add up to one have equal power
    ``gain_db``   track trim and phase level
    """

    id: str
    track: Track
    starts: Instant
    presence: Envelope
    gain_db: float

    def position(self, now: Instant) -> Span:
        """Tell the position in the file at ``now``."""
        return self.track.opens + (now - self.starts)


@dataclass(frozen=True, slots=True)
class Music:
    """All that sounds: at most two voices, under ``duck`` and ``volume``.

    ``duck`` and ``volume`` are envelopes of amplitude (0-1) that multiply every voice.
    ``next`` is the voice that comes after these, for a player that likes to open it early.
    """

    voices: tuple[Voice, ...]
    duck: Envelope
    volume: Envelope
    next: Voice | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A check that is due, since ``since``."""

    say: str
    kind: str
    since: Instant


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything a room should be doing.

    ``phase``  index of the current phase, None outside a session
    ``look``   name of the look that leads, for people; ``lights`` is the truth, by role
    ``urgent`` the lights are to change at once (LIGHTS UP)
    ``until``  when this changes by itself; None: only an event changes it
    """

    phase: int | None
    look: str
    lights: Mapping[str, Fade]
    urgent: bool
    music: Music
    sign: str
    due: tuple[Due, ...]
    until: Instant | None
