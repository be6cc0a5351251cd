"""What a person, or the room itself, asks for. Imperatives; nothing here has happened yet.

``ago`` says a fact was true that long before it was reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from controller.domain.playlist import Playlist
from controller.domain.scene import Fact, House, Scene
from controller.domain.units import ZERO, Span


@dataclass(frozen=True, slots=True)
class Prepare:
    """Tell the room what it does outside scenes; the agent sends it when it starts."""

    house: House


@dataclass(frozen=True, slots=True)
class Start:
    """Begin ``scene``. ``seed`` makes the choice of tracks repeatable; ``volume`` 0-100 or None
    for the house's own.
    """

    session: str
    scene: Scene
    seed: int
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A person reports ``fact``. ``runs`` is the pump's run time, with started and changed."""

    fact: Fact
    ago: Span = ZERO
    runs: Span | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """Make the current phase, or the one named, longer (or shorter) by ``by``."""

    by: Span
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay where the session is until ``Go``."""


@dataclass(frozen=True, slots=True)
class Go:
    """Let a held session go on."""


@dataclass(frozen=True, slots=True)
class NextPhase:
    """End the current phase now, whatever it waits for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody goes in: low path light, softer music."""


@dataclass(frozen=True, slots=True)
class EndVisit:
    """The visitor has left: everything returns to where it would be."""


@dataclass(frozen=True, slots=True)
class LightsUp:
    """All lights full, at once."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Fade from lights up back to the scene."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Set the patient's volume: ``pct`` 0-100 of the room's ceiling."""

    pct: int


@dataclass(frozen=True, slots=True)
class SkipTrack:
    """Crossfade to another track now."""


@dataclass(frozen=True, slots=True)
class SwapPlaylist:
    """Draw on ``playlist`` (None: silence) in the current phase, or the one named."""

    playlist: Playlist | None
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """End the session: music fades, lights go to the turnover look."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last thing, while its window is open."""


@dataclass(frozen=True, slots=True)
class TrackFailed:
    """The player could not play ``file``; the room tells itself."""

    file: str


@dataclass(frozen=True, slots=True)
class DoorOpened:
    """The door's contact opened; the room tells itself."""


@dataclass(frozen=True, slots=True)
class CallPressed:
    """The patient's call button was pressed; the room tells itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A person has seen the notice ``notice``."""

    notice: str


Command = (
    Prepare | Start | Report | Extend | Hold | Go | NextPhase | Visit | EndVisit | LightsUp
    | Restore | Volume | SkipTrack | SwapPlaylist | Stop | Undo | TrackFailed | DoorOpened
    | CallPressed | Seen
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that changes nothing; ``why`` is a sentence a nurse understands."""

    why: str
