"""A site as its files describe it: rooms with their outlets, and all that rooms can play and show.

Values only; nothing here knows a file's syntax.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from controller.domain.look import Look
from controller.domain.playlist import Playlist
from controller.domain.scene import House, Scene

EMBEDDED = "embedded"
"""The broker of a site that has none of its own: the program brings one."""
SIGNS = ("open", "preparing", "in-session", "quiet", "turnover")
"""What a door sign can show. ``open`` outside a session, ``turnover`` after one."""
ROLES = ("ceiling", "lamp", "accent", "path")
"""The roles that looks may always name, whether or not a room has them."""
DIALECTS = ("zigbee2mqtt", "zigbee2mqtt-plug")
"""What fixtures and devices can speak."""
CURVES = ("linear", "gamma22", "gamma28", "dali")
"""How a lamp's raw level becomes light: ``linear``, output in proportion to the level."""
OUTPUTS = ("pulse", "alsa", "file", "none")
"""Where a room's sound can go: PulseAudio or PipeWire, ALSA, a file, nowhere."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One lamp.

    ``topic``  its own, as its bridge names it, without ``/set``
    ``floor``  L* (0-100) below which it flickers or goes out; lower levels are shown as this
    ``curve``  one of ``CURVES``
    """

    role: str
    speaks: str
    topic: str
    floor: float = 0.0
    curve: str = "linear"


@dataclass(frozen=True, slots=True)
class Device:
    """A thing that reports: a door contact, a call button."""

    speaks: str
    topic: str


@dataclass(frozen=True, slots=True)
class Audio:
    """Where a room's sound goes: one of ``OUTPUTS``, its name there, and the largest amplitude
    (0-1) ever put out.
    """

    output: str
    device: str = ""
    ceiling: float = 1.0


@dataclass(frozen=True, slots=True)
class RoomFile:
    """One patient room; ``lights`` by role."""

    name: str
    title: str
    audio: Audio
    lights: Mapping[str, Fixture]
    sign: Fixture | None = None
    door: Device | None = None
    call: Device | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One clinic.

    ``folder``    where its files are
    ``name``      its id in topics, made of the title
    ``timezone``  an IANA name, for what people see
    ``broker``    ``embedded``, or ``mqtt://host:port`` or ``mqtts://host:port``
    ``music``     the folder that the playlists' files are below
    ``loudness``  LUFS that every playlist as a whole is trimmed to
    ``first``     the scene a console offers first; empty: the first by name
    ``warnings``  tracks that were left out, each with its place and why
    """

    folder: Path
    name: str
    title: str
    timezone: str
    broker: str
    music: Path
    rooms: Mapping[str, RoomFile]
    scenes: Mapping[str, Scene]
    playlists: Mapping[str, Playlist]
    looks: Mapping[str, Look]
    house: House
    loudness: float = -23.0
    first: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def sounds(self) -> tuple[Path, ...]:
        """All files that the playlists name, each once: for whoever measures them beforehand."""
        files = {track.file for playlist in self.playlists.values() for track in playlist.tracks}
        return tuple(self.music / file for file in sorted(files))
