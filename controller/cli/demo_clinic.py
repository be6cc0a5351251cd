"""The process that holds the demo's clinic together: broker, rooms, and devices that obey."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from controller import site
from controller.children import Child, program
from controller.cli.demo_run import lock
from controller.cli.library import DATA, MEASURES, data_folder, open_site
from controller.cli.up import rooms
from controller.cli.up import serve as serve_site
from controller.clock import SystemClock
from controller.demo import clinic
from controller.demo.repertoire import short_pieces
from controller.demo.synthesis import cache_folder, render

CAPTURE = "capture.wav"
"""The sound of the first room, when it is captured."""


def serve(capture: bool) -> int:
    """Write the demo's site anew and run it until a signal ends it."""
    folder = clinic.demo_folder()
    folder.mkdir(parents=True, exist_ok=True)
    held = lock(folder)
    where = folder / "site"
    _begin_anew(where)
    _with_demo_scenes(where)
    clinic.write(where, cache_folder(), _sounds(folder, capture), _timezone())
    found = open_site(where)
    data = data_folder(where)
    lamps = Child("The devices", program("lamps", "--site", str(where)), data / "lamps.log")
    music = Child("The music", program("made-music"), data / "music.log")
    music.keep(SystemClock().now())  # once; the rooms take up what it makes
    serve_site(found, (lamps, *rooms(found, data)), data)
    music.end()
    os.close(held)
    return 0


def make_music(told: Callable[[str], None]) -> None:
    """Render what the short demo scenes play; the rest follows while the demo runs."""
    render(cache_folder(), short_pieces(), told=told)


def _begin_anew(where: Path) -> None:
    """Write the house set into an empty folder; only what was measured of the music is kept."""
    kept = where / DATA / MEASURES
    measures = kept.read_bytes() if kept.exists() else None
    shutil.rmtree(where, ignore_errors=True)
    site.init(where)
    data_folder(where)
    if measures is not None:
        kept.write_bytes(measures)


def _with_demo_scenes(where: Path) -> None:
    """Add the scenes and the playlist that only a demo needs."""
    for kind in ("scenes", "playlists"):
        for file in (site.HOUSE / kind).glob("demo*.yaml"):
            shutil.copy(file, where / kind / file.name)


def _sounds(folder: Path, capture: bool) -> dict[str, clinic.Sound]:
    """Let one room be heard, where there is something to hear it with."""
    names = list(clinic.ROOMS)
    sounds = {name: clinic.Sound("none") for name in names}
    if capture:
        (folder / CAPTURE).unlink(missing_ok=True)
        sounds[names[0]] = clinic.Sound("file", str(folder / CAPTURE))
    else:
        device = _default_sink()
        if device:
            sounds[names[0]] = clinic.Sound("pulse", device)
    return sounds


def _default_sink() -> str:
    """Name what this machine's sound server plays on; nothing if there is none."""
    try:
        asked = subprocess.run(
            ["pactl", "get-default-sink"], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def _timezone() -> str:
    """Tell this machine's time zone, so that the console's clock is the wall's."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.resolve()).partition("zoneinfo/")[2]
    return named or "UTC"
