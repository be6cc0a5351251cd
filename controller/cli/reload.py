"""The site's files as they change: a running program takes up good ones and keeps the last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from controller import site
from controller.domain.playlist import Measure
from controller.site import Site

LOOK_EVERY = 2.0
"""Seconds between two looks at the files' times."""
MISSING_EVERY = 15
"""After so many looks, look for tracks that were missing."""

Measuring = Callable[[Path], Measure]
Marks = dict[Path, tuple[int, int]]


def changes(
    found: Site, measure: Callable[[], Measuring], ended: threading.Event
) -> Iterator[tuple[Site, tuple[str, ...]]]:
    """Yield the site, and what is wrong with its files, each time they have changed.

    ``measure`` gives what tells the measure of a file, afresh for each look.
    """
    marks, looks = _marks(found.folder), 0
    while not ended.wait(LOOK_EVERY):
        looks += 1
        now = _marks(found.folder)
        lacks = bool(found.warnings) and looks % MISSING_EVERY == 0
        if now == marks and not lacks:
            continue
        was, had = marks, found.warnings
        marks = now
        found, faults = site.refresh(found, found.folder, measure())
        if now != was or found.warnings != had:
            yield found, faults


def _marks(folder: Path) -> Marks:
    """Tell time and size of every file of the site."""
    marks: Marks = {}
    for file in (folder / "clinic.yaml", *folder.glob("*/*.yaml")):
        try:
            seen = file.stat()
        except OSError:
            continue
        marks[file] = (seen.st_mtime_ns, seen.st_size)
    return marks
