"""The shelf: what was measured of each file, kept so that a second start measures nothing.

A file is known by its folder, name, size and time of change, so a library that moves as a whole
keeps its measures and a file that changes loses its own. A file that cannot be used is kept too,
with its sentence. The shelf is a convenience: damaged, it starts over; unwritable, it is done
without; several rooms may write it at once, and the worst that is lost is a measure.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from tempfile import NamedTemporaryFile

from controller.curation.measure import measure
from controller.domain.playlist import Measure
from controller.domain.units import Span
from controller.errors import PlayerError

VERSION = 1
"""Of what is measured and how; a shelf of another version starts over."""
MOST = 20_000
"""Entries kept; the oldest go first."""

Entry = Measure | str
"""A measure, or the sentence that says why there is none."""


class Shelf:
    """Measures files and remembers. ``told`` hears, once each, what is wrong with the shelf."""

    def __init__(self, cache_file: Path, told: Callable[[str], None] | None = None) -> None:
        self._file = cache_file
        self._told = told or (lambda sentence: None)
        self._entries: dict[str, Entry] | None = None
        self._writable = True

    def __call__(self, path: Path) -> Measure:
        """Tell the measure of ``path``; raises PlayerError with a sentence if it has none."""
        key = _key(path)
        found = self._known().get(key)
        if found is None:
            found = _examine(path)
            self._keep({key: found})
        if isinstance(found, str):
            raise PlayerError(found)
        return found

    def known(self, path: Path) -> Measure:
        """Tell the measure of ``path`` if it is on the shelf; raises PlayerError if it is not.

        For a program that plays: measuring is somebody else's work.
        """
        found = self._known().get(_key(path))
        if found is None:
            raise PlayerError(f'"{path.name}" has not been measured yet')
        if isinstance(found, str):
            raise PlayerError(found)
        return found

    def measure_all(
        self,
        paths: Iterable[Path],
        workers: int = 2,
        told: Callable[[str], None] | None = None,
    ) -> Mapping[Path, str]:
        """Measure all of ``paths`` that are not on the shelf; tell the unusable with the reason.

        ``told`` hears a line for each file as it is done.
        """
        problems, missing = self._sort(paths)
        done: dict[str, Entry] = {}
        for count, (path, key, entry) in enumerate(_examine_all(missing, workers), start=1):
            done[key] = entry
            if isinstance(entry, str):
                problems[path] = entry
            if told:
                told(f"measured {count} of {len(missing)}: {path.name}")
            if len(done) >= 100:
                self._keep(done)
                done = {}
        if done:
            self._keep(done)
        return problems

    def _sort(self, paths: Iterable[Path]) -> tuple[dict[Path, str], list[tuple[Path, str]]]:
        """Tell the problems known already, and the files to measure with their keys."""
        problems: dict[Path, str] = {}
        missing: list[tuple[Path, str]] = []
        for path in dict.fromkeys(paths):
            try:
                key = _key(path)
            except PlayerError as error:
                problems[path] = str(error)
                continue
            match self._known().get(key):
                case str(sentence):
                    problems[path] = sentence
                case None:
                    missing.append((path, key))
                case _:
                    pass
        return problems, missing

    def _known(self) -> dict[str, Entry]:
        if self._entries is None:
            self._entries = self._read()
        return self._entries

    def _read(self) -> dict[str, Entry]:
        try:
            return _decode(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            self._told(f'the measures in "{self._file}" cannot be read; files are measured anew')
            return {}

    def _keep(self, fresh: Mapping[str, Entry]) -> None:
        """Add ``fresh`` to the shelf, and to what others have put there meanwhile."""
        known = self._known()
        known.update(fresh)
        if not self._writable:
            return
        with suppress(OSError, ValueError):
            known.update(_decode(self._file.read_bytes()) | known)
        try:
            _write(self._file, _encode(known))
        except OSError as error:
            self._writable = False
            self._told(
                f'measures cannot be kept in "{self._file}" ({error.strerror}); '
                "every start will measure its files again"
            )


def _key(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise PlayerError(f'there is no file "{path}"') from error
    except OSError as error:
        raise PlayerError(f'"{path}" cannot be opened: {error.strerror}') from error
    if not os.access(path, os.R_OK):  # not kept: permissions change without a new time of change
        raise PlayerError(f'"{path}" cannot be opened: Permission denied')
    return f"{path.parent.name}/{path.name}:{found.st_size}:{found.st_mtime_ns}"


def _examine(path: Path) -> Entry:
    try:
        return measure(path)
    except PlayerError as error:
        return str(error)


def _examine_all(
    missing: Sequence[tuple[Path, str]], workers: int
) -> Iterator[tuple[Path, str, Entry]]:
    """Measure in processes of their own, so that a file that crashes a decoder harms nobody."""
    if not missing:
        return
    crashed: list[tuple[Path, str]] = []
    with _pool(min(workers, len(missing))) as pool:
        futures = {pool.submit(_examine, path): (path, key) for path, key in missing}
        for future in as_completed(futures):
            path, key = futures[future]
            entry = _outcome(future)
            if entry is None:
                crashed.append((path, key))
            else:
                yield path, key, entry
    for path, key in crashed:  # one of them is to blame; alone, each answers for itself
        with _pool(1) as pool:
            entry = _outcome(pool.submit(_examine, path))
        yield path, key, entry or f'"{path}" is so damaged that reading it crashes; replace it'


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, because the caller may have threads, and a fork of those can hang.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _outcome(future: Future[Entry]) -> Entry | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _encode(entries: Mapping[str, Entry]) -> bytes:
    kept = list(entries.items())[-MOST:]
    rows = {key: entry if isinstance(entry, str) else _row(entry) for key, entry in kept}
    return json.dumps({"version": VERSION, "files": rows}, indent=0).encode()


def _row(found: Measure) -> list[float]:
    return [found.opens.ms, found.closes.ms, found.lufs, found.peak_db]


def _decode(data: bytes) -> dict[str, Entry]:
    """Read a shelf; raises ValueError if it is not one. A row that makes no sense is left out."""
    document = json.loads(data)
    if not isinstance(document, dict) or not isinstance(document.get("files"), dict):
        raise ValueError("not a shelf")
    if document.get("version") != VERSION:
        return {}
    rows = ((key, _entry(row)) for key, row in document["files"].items())
    return {key: entry for key, entry in rows if entry is not None}


def _entry(row: object) -> Entry | None:
    match row:
        case str():
            return row
        case [int(opens), int(closes), (int() | float()) as lufs, (int() | float()) as peak]:
            whole = 0 <= opens < closes and math.isfinite(lufs) and math.isfinite(peak)
            return Measure(Span(opens), Span(closes), lufs, peak) if whole else None
        case _:
            return None


def _write(file: Path, data: bytes) -> None:
    """Replace ``file`` in one step, so that no reader ever sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as draft:
        draft.write(data)
    try:
        Path(draft.name).replace(file)
    except OSError:
        Path(draft.name).unlink(missing_ok=True)
        raise
