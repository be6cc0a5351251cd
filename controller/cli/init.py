"""``stillroom init DIR``: a site's folder to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from controller import site


def run(options: argparse.Namespace) -> int:
    """Write the folder and tell what to do next."""
    folder = Path(options.folder)
    written = site.init(folder)
    print(f"{len(written)} files are in {folder}. Next:")
    print(f"  1. put your music below {folder / 'music'} and name it in {folder / 'playlists'}/")
    print(f"  2. name your lamp and your headphones in {folder / 'clinic.yaml'}")
    print(f"  3. stillroom check --site {folder}")
    print(f"  4. stillroom up --site {folder}, and beside it: stillroom console --site {folder}")
    return 0
