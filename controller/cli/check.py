"""``stillroom check``: every problem in a site's files, with its place and what to do."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from controller import site
from controller.cli import site_folder
from controller.cli.library import measuring
from controller.curation.shelf import Shelf
from controller.errors import SiteError


def run(options: argparse.Namespace) -> int:
    """Print the problems; exit 1 if there are any."""
    folder = site_folder(options)
    shelf = measuring(folder)
    _measure(folder, shelf)
    problems = site.problems(folder, shelf)
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{folder}: nothing to complain of.")
    return 1 if problems else 0


def _measure(folder: Path, shelf: Shelf) -> None:
    """Measure new music on every core, and say so: a library's first time takes minutes."""
    with suppress(SiteError):
        sounds = site.load(folder, strict=False).sounds
        shelf.measure_all(sounds, told=lambda said: print(said, file=sys.stderr))
