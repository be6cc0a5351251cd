"""Tracks and playlists: what may be played, as a person curated it and a machine measured it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from controller.domain.units import Span


class Ending(StrEnum):
    """How a track ends, which decides how long a crossfade it can take."""

    FADES = "fades"
    RINGS = "rings"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class Track:
    """One piece of instrumental music.

    ``file``    path below the site's music folder, with ``/`` between its parts
    ``title``   what the console shows
    ``opens``   position in the file of the first audible sound
    ``closes``  position in the file of the last audible sound; after ``opens``
    ``gain_db`` trim that brings it to the site's target loudness, its playlist as a whole
    ``energy``  0 (still) to 1 (full), by a person's ear
    """

    file: str
    title: str
    opens: Span
    closes: Span
    gain_db: float = 0.0
    energy: float = 0.5
    ending: Ending = Ending.FADES

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f'track "{self.file}" has no audible length')

    @property
    def audible(self) -> Span:
        """How long it sounds."""
        return self.closes - self.opens


@dataclass(frozen=True, slots=True)
class Measure:
    """What a machine measured of a file.

    ``opens``/``closes``  first and last audible sound, as positions in the file
    ``lufs``     integrated loudness (EBU R128); -inf for silence
    ``peak_db``  true peak in dBTP
    """

    opens: Span
    closes: Span
    lufs: float
    peak_db: float


@dataclass(frozen=True, slots=True)
class Playlist:
    """A named set of tracks, in the curator's order."""

    name: str
    title: str
    tracks: tuple[Track, ...]
