"""A plan: which track starts when, and with what crossfade, so that music lands on boundaries."""

from __future__ import annotations

from dataclasses import dataclass

from controller.domain.playlist import Track
from controller.domain.units import ZERO, Instant, Span, seconds

CROSSFADE = seconds(8)
"""The crossfade planned for; each change may flex between the next two to make a phase land."""
CROSSFADE_LEAST = seconds(4)
CROSSFADE_MOST = seconds(12)


@dataclass(frozen=True, slots=True)
class Slot:
    """One placing of a track.

    ``phase``   index of the phase it was chosen for
    ``starts``  when its first sound is heard, at the beginning of its crossfade
    ``fade``    length of the crossfade that leads into it; the track before leaves over the same
    """

    phase: int
    track: Track
    starts: Instant
    fade: Span
    gain_db: float

    @property
    def ends(self) -> Instant:
        """When it would fall silent if nothing followed."""
        return self.starts + self.track.audible


@dataclass(frozen=True, slots=True)
class Landing:
    """How well the music of a phase lands on its end.

    ``error`` is music change minus boundary (0 when exact; a bridge has none); ``short`` is how
    much music the playlist lacks to fill what the phase ``needs`` without repeating a track, 0
    when there is enough.
    """

    phase: int
    error: Span
    short: Span
    needs: Span = ZERO


@dataclass(frozen=True, slots=True)
class Rest:
    """A silence that a phase asks for.

    What sounds leaves over ``fade`` from ``starts`` on (a fade of 0: nothing sounded) and no slot
    starts before ``ends`` (None: no music follows). ``phase`` is the index of the first phase
    that asks for it: while an earlier phase waits for a person, the rest has not come yet.
    """

    phase: int
    starts: Instant
    fade: Span
    ends: Instant | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Slots in order, the spares that go on if a phase is late, and how each phase lands.

    A slot is left when the next one starts, over that one's fade; or for a rest, if one lies
    between; the last one by its own end.

    ``spares[i]`` is what plays, round and round, when the phase with index ``i`` outlasts its
    slots: music goes on until a person reports what it waits for. ``heard`` names the files that
    sounded in the session before the first slot, oldest first.
    """

    slots: tuple[Slot, ...]
    spares: tuple[tuple[Track, ...], ...]
    landings: tuple[Landing, ...]
    rests: tuple[Rest, ...] = ()
    heard: tuple[str, ...] = ()
