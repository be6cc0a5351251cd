"""Reading a playlist, and finding its tracks in the music folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from os.path import exists, isdir  # which take a name too long for one that is not there
from pathlib import Path, PurePosixPath

from controller.domain.playlist import Ending, Measure, Playlist, Track
from controller.domain.units import ZERO, minutes
from controller.errors import PlayerError
from controller.site import kinds
from controller.site.reading import Page, Problem, Spot, Table, hint, shown
from controller.site.trim import trims

Measuring = Callable[[Path], Measure]
SUFFIXES = frozenset({".aif", ".aiff", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".wav"})
"""Files that ``folder:`` takes for music."""
VOICES = ("none", "wordless")
"""Words pull a patient back into listening; music with them is not played."""
MOST_HINTS = 20
"""Missing files for which a likely one is looked for: each is compared with all there are."""
_NOMINAL = Measure(ZERO, minutes(4), -23.0, -1.0)
"""Stands for a file nobody measured, when only the shape of the files matters."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a file cannot be played, in one sentence; ``absent`` it is not there at all."""

    sentence: str
    absent: bool = False


@dataclass(slots=True)
class Library:
    """The music folder. ``measure`` None: its files are taken on trust."""

    music: Path
    measure: Measuring | None
    _known: dict[str, Measure | Flaw] = field(default_factory=dict)
    _hints: int = MOST_HINTS

    def look_up(self, file: str) -> Measure | Flaw:
        """Measure ``file``, once."""
        if file not in self._known:
            self._known[file] = self._measured(file)
        return self._known[file]

    def below(self, folder: str) -> tuple[str, ...] | None:
        """Tell all music files below ``folder``, sorted; None if there is no such folder."""
        root = self.music / folder
        if not isdir(root):
            return None
        found = (Path(at) / name for at, _, names in os.walk(root) for name in names)
        music = (f for f in found if f.suffix.lower() in SUFFIXES and not f.name.startswith("."))
        return tuple(sorted(f.relative_to(self.music).as_posix() for f in music))

    def lacks(self, file: str) -> str | None:
        """Tell the first folder on the way to ``file`` that is not there."""
        folders = [self.music, *(self.music / p for p in reversed(PurePosixPath(file).parents))]
        return next((str(f) for f in folders if not isdir(f)), None)

    def _measured(self, file: str) -> Measure | Flaw:
        if self.measure is None:
            return _NOMINAL
        try:
            found = self.measure(self.music / file)
        except PlayerError as error:
            there = exists(self.music / file)
            return Flaw(str(error)) if there else Flaw(self._missing(file), absent=True)
        if not found.opens < found.closes or not -100 < found.lufs < 20:
            return Flaw(f'"{shown(file)}" is silent; leave it out')
        return found

    def _missing(self, file: str) -> str:
        folder = (self.music / file).parent
        self._hints -= 1
        close = hint(PurePosixPath(file).name, _names(folder) if self._hints >= 0 else ())
        remedy = close if close.startswith("did") else f"put it into {folder}"
        return f'there is no music file "{shown(file)}"; {remedy}'


@dataclass(frozen=True, slots=True)
class _Entry:
    """A track as it is written, and where."""

    track: Track
    measured: Measure


class Reader:
    """Reads playlists of one site.

    ``bad`` is where unplayable tracks go, which need not stop a room from working.
    """

    def __init__(self, library: Library, target: float, bad: list[Problem]) -> None:
        self._library = library
        self._target = target
        self._bad = bad

    def read(self, page: Page, name: str) -> Playlist:
        """Read one playlist; its file is called ``name``."""
        with page.top().table() as top:
            called = top.need("playlist", kinds.ident, name)
            if called and called != name:
                top.blame("playlist", f'the file is called "{name}"; give both the same name')
            title = top.take("title", kinds.line, _titled(name))
            entries = self._entries(page, top)
        gains = trims([entry.measured for entry in entries], self._target)
        tracks = (replace(e.track, gain_db=g) for e, g in zip(entries, gains, strict=True))
        return Playlist(name, title, tuple(tracks))

    def _entries(self, page: Page, top: Table) -> list[_Entry]:
        if "folder" in top and "tracks" in top:
            top.blame("folder", "a playlist has tracks or a folder, not both; leave one out")
        if "folder" in top:
            top.at("tracks")
            return self._folder(page, top)
        tracks = top.at("tracks", "[{file: ambient/slow-tide.ogg, energy: 0.5}]")
        top.at("folder")
        if tracks is None:
            return []
        rows = tracks.rows()
        if tracks.value == []:
            tracks.blame("this playlist is empty; name at least one track")
        return self._rows(page, rows)

    def _rows(self, page: Page, rows: tuple[Spot, ...]) -> list[_Entry]:
        entries: list[_Entry] = []
        seen: dict[str, Spot] = {}
        absent: set[str] = set()
        for row in rows:
            draft = _written(row)
            if draft is None:
                continue
            if draft.file in seen:
                row.blame(f'"{shown(draft.file)}" is here already, at {seen[draft.file].where}')
                continue
            seen[draft.file] = row
            self._admit(page, row, draft, absent, entries)
        return entries

    def _admit(
        self, page: Page, row: Spot, draft: Track, absent: set[str], entries: list[_Entry]
    ) -> None:
        """Add the track if it can be played; a missing folder is told once, not per track."""
        found = self._library.look_up(draft.file)
        if isinstance(found, Measure):
            track = replace(draft, opens=found.opens, closes=found.closes)
            entries.append(_Entry(track, found))
            return
        sentence = found.sentence
        folder = self._library.lacks(draft.file) if found.absent else None
        if folder in absent:
            return
        if folder:
            absent.add(folder)
            sentence = f"there is no folder {folder}, where this and other tracks should be"
        self._bad.append(Problem(page.file, row.mark, sentence))

    def _folder(self, page: Page, top: Table) -> list[_Entry]:
        spot = top.at("folder")
        folder = spot.read(kinds.file) if spot else None
        entries: list[_Entry] = []
        if spot is None or folder is None:
            return entries
        files = self._library.below(folder)
        if not files:
            self._bad.append(Problem(page.file, spot.mark, self._nothing_in(folder, files is None)))
        for file in files or ():
            if is_text(file):
                self._admit(page, spot, _draft(file), set(), entries)
            else:
                sentence = f"give a file in this folder another name: {file!a}"
                self._bad.append(Problem(page.file, spot.mark, sentence))
        return entries

    def _nothing_in(self, folder: str, absent: bool) -> str:
        if not absent:
            return "this playlist is empty; there is no music file in the folder"
        there = hint(folder, _names(self._library.music))
        return f'there is no folder "{shown(folder)}" with music; {there}'


def _written(row: Spot) -> Track | None:
    """Read a track as it is written; its place in the file is measured later."""
    if row.is_text():
        file = row.read(kinds.file)
        return _draft(file) if file else None
    with row.table() as at:
        file = at.need("file", kinds.file, "ambient/slow-tide.ogg")
        title = at.take("title", kinds.line, _titled(file or ""))
        energy = at.take("energy", kinds.energy, 0.5)
        end = at.take("end", kinds.choice("ending", [e.value for e in Ending]), "fades")
        at.take("voice", kinds.choice("voice", VOICES), "none")
        at.take("license", kinds.line, "")
        at.take("by", kinds.line, "")
    if not file:
        return None
    return replace(_draft(file), title=title, energy=energy, ending=Ending(end))


def _draft(file: str) -> Track:
    return Track(file, _titled(file), _NOMINAL.opens, _NOMINAL.closes)


def _titled(file: str) -> str:
    """Make a title of a file's name: ``ambient/slow-tide.ogg`` is *Slow tide*."""
    words = PurePosixPath(file).stem.replace("-", " ").replace("_", " ").strip()
    return (words[:1].upper() + words[1:]) or "Untitled"


def _names(folder: Path) -> list[str]:
    """Tell what is in ``folder``; nothing if it cannot be read. Names that are no text are left
    out: no file of ours could name them.
    """
    try:
        return [name for name in os.listdir(folder) if is_text(name)]
    except OSError:
        return []


def is_text(name: str) -> bool:
    """Tell whether a file's name is text, and not bytes that the system could not read."""
    return name.isprintable()
