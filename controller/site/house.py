"""The house set: scenes, looks and playlists a clinic can start from, and how a site is begun."""

from __future__ import annotations

import os
from pathlib import Path

from controller.errors import SiteError

HOUSE = Path(__file__).resolve().parents[2]
"""The folder that holds the ``scenes`` and ``playlists`` of the house set."""

TEMPLATE = """\
# One clinic. Check it with: stillroom check --site .
clinic: My Clinic
timezone: UTC                  # like America/Los_Angeles
broker: {url: embedded}        # or mqtt://host:1883, where Zigbee2MQTT is at home already
music: music                   # the folder that the playlists' files are below
volume: 50%                    # what a session starts with, of the room's ceiling
duck: -12dB                    # how far music goes down while somebody is inside
loudness: -23LUFS              # what every playlist as a whole is brought to
first: infusion-40             # the scene that the console offers first

rooms:
  room-1:
    title: Room 1
    audio:
      output: pulse            # PulseAudio or PipeWire; or alsa, file, none
      device: headphones-1     # see: pactl list short sinks
      ceiling: 70%             # never louder than this
    lights:                    # by role: ceiling, lamp, accent, path; what a room lacks stays away
      lamp: {speaks: zigbee2mqtt, topic: zigbee2mqtt/room-1-lamp, floor: 2%}
    # sign: {speaks: zigbee2mqtt, topic: zigbee2mqtt/room-1-sign}
    # door: {speaks: zigbee2mqtt, topic: zigbee2mqtt/room-1-door}
    # call: {speaks: zigbee2mqtt, topic: zigbee2mqtt/room-1-call}
"""


def init(folder: Path) -> tuple[Path, ...]:
    """Make a site of the house set in ``folder`` and tell the files written.

    Raises SiteError, having written nothing, if one of the files is there already, or if the
    folder cannot be written.
    """
    files = {folder / "clinic.yaml": TEMPLATE.encode(), **_copies(folder)}
    there = [file for file in files if os.path.lexists(file)]
    if there:
        raise SiteError((f"{there[0]} is there already; choose an empty folder",))
    try:
        for file, content in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as out:
                out.write(content)
        (folder / "music").mkdir(exist_ok=True)
    except OSError as error:
        raise SiteError((f"{folder} cannot be written: {error.strerror}",)) from error
    return tuple(files)


def _copies(folder: Path) -> dict[Path, bytes]:
    sources = (
        source
        for part in ("scenes", "playlists")
        for source in sorted((HOUSE / part).glob("*.yaml"))
        if not source.stem.startswith("demo")  # minutes for a demonstration, not for a patient
    )
    return {folder / source.relative_to(HOUSE): source.read_bytes() for source in sources}
