"""A site with its music measured, as several programs need it."""

from __future__ import annotations

import sys
from pathlib import Path

from controller import site
from controller.curation.shelf import Shelf

DATA = ".stillroom"
"""The folder below a site's where programs keep what they write themselves."""


def data_folder(folder: Path) -> Path:
    """Tell (and make) the folder for what programs write."""
    data = folder / DATA
    data.mkdir(exist_ok=True)
    return data


def measuring(folder: Path) -> Shelf:
    """Tell the shelf that holds what was measured of the site's music."""
    return Shelf(data_folder(folder) / "measures.json")


def open_site(folder: Path) -> site.Site:
    """Load a site to run it: a track that cannot be used is left out, and told."""
    found = site.load(folder, measuring(folder), strict=False)
    for warning in found.warnings:
        print(warning, file=sys.stderr)
    return found
