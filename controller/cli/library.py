"""A site with its music measured, as several programs need it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from controller import site
from controller.curation.shelf import Shelf
from controller.errors import StillroomError

MEASURES = "measures.json"
DATA = ".stillroom"
"""The folder below a site's where programs keep what they write themselves."""


def data_folder(folder: Path) -> Path:
    """Tell (and make) the folder for what programs write.

    Raises StillroomError if it cannot be written: a lock, a log and a journal belong there.
    """
    data = folder / DATA
    try:
        data.mkdir(exist_ok=True)
    except OSError as error:
        why = "it is not a folder" if data.exists() else error.strerror
        raise StillroomError(f"{data} cannot be made ({why}); let {folder} be written") from None
    if not os.access(data, os.W_OK):
        raise StillroomError(f"{data} cannot be written; let the user who runs Stillroom write it")
    return data


def measuring(folder: Path) -> Shelf:
    """Tell the shelf that holds what was measured of the site's music."""
    return Shelf(folder / DATA / MEASURES, lambda said: print(said, file=sys.stderr))


def open_site(folder: Path) -> site.Site:
    """Load a site to run it: its music is measured, a track that cannot be used is left out."""
    shelf = measuring(folder)
    shelf.measure_all(site.load(folder).sounds, told=lambda said: print(said, file=sys.stderr))
    found = site.load(folder, shelf, strict=False)
    for warning in found.warnings:
        print(warning, file=sys.stderr)
    return found
