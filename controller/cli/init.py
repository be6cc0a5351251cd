"""``stillroom init DIR``: a site's folder to start from."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from controller import site


def run(options: argparse.Namespace) -> int:
    """Write the folder and tell what to do next."""
    folder = Path(options.folder)
    written = site.init(folder)
    print(f"{len(written)} files are in {folder}.")
    if options.music:
        _add_music(folder / "music")
    mine = "add your own music" if options.music else "put your music"
    print("Next:")
    print(f"  1. {mine} below {folder / 'music'} and name it in {folder / 'playlists'}/")
    print(f"  2. name your lamp and your headphones in {folder / 'clinic.yaml'}")
    print(f"  3. stillroom check --site {folder}")
    print(f"  4. stillroom up --site {folder}, and beside it: stillroom console --site {folder}")
    return 0


def _add_music(folder: Path) -> None:
    """Copy the music that the house's playlists name, made first where it is not yet."""
    from controller.demo.repertoire import FOLDER
    from controller.demo.synthesis import cache_folder, render

    for made in render(cache_folder(), told=print):
        (folder / FOLDER).mkdir(exist_ok=True)
        shutil.copyfile(made, folder / FOLDER / made.name)
