"""The demo's clinic: three rooms, their lamps, doors and buttons, and the files that say so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOMS = {"willow": "Willow", "cedar": "Cedar", "linden": "Linden"}
"""The rooms, by id."""
ROLES = ("ceiling", "lamp", "accent", "path")
"""The lamps of every room."""
TITLE = "Harbour demo"


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a room's sound goes, as ``clinic.yaml`` says it."""

    output: str
    device: str = ""


def demo_folder() -> Path:
    """Tell the folder that holds the demo's site, below the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "stillroom" / "demo"


def write(folder: Path, music: Path, sounds: dict[str, Sound], timezone: str) -> None:
    """Write ``clinic.yaml`` into a site's folder, over the one that is there."""
    lines = [
        f"clinic: {TITLE}",
        f"timezone: {timezone}",
        f'music: "{music}"',
        "broker: {url: embedded}",
        "first: demo-6",
        "rooms:",
    ]
    for name, title in ROOMS.items():
        lines += _room(name, title, sounds[name])
    (folder / "clinic.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _room(name: str, title: str, sound: Sound) -> list[str]:
    device = f', device: "{sound.device}"' if sound.device else ""
    lamps = [
        f"      {role}: {{speaks: zigbee2mqtt, topic: zigbee2mqtt/{name}_{role}, floor: 2%}}"
        for role in ROLES
    ]
    things = [
        f"    {thing}: {{speaks: zigbee2mqtt, topic: zigbee2mqtt/{name}_{thing}}}"
        for thing in ("sign", "door", "call")
    ]
    return [
        f"  {name}:",
        f"    title: {title}",
        f"    audio: {{output: {sound.output}{device}, ceiling: 80%}}",
        "    lights:",
        *lamps,
        *things,
    ]
