"""Makes the music of the repertoire as files: once, what is missing, whoever else is at it too.

A file carries the digest of its recipe in its own comment, so file and recipe cannot disagree:
a changed piece, or a changed way of making pieces (``RECIPE``), is made anew. Each file is made
under another name and put in place in one step; a lock for each piece lets two programs share
the work and not double it.
"""

from __future__ import annotations

import os
import signal
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path

from controller.children import dying_with
from controller.demo.repertoire import PIECES, Piece
from controller.errors import PlayerError

RECIPE = 1
"""Raise it when any ``synth_`` module changes what is heard."""
FILE_RATE = 48_000
COMPRESSION = 0.85
"""Of 0 to 1, libsndfile's scale; 50-60 kbit/s for sound without high frequencies."""
HEAD = 4_096
"""Bytes of the beginning of a file, which hold its comment."""
LOCKS = ".lock"
KINDNESS = 10
"""Niceness of those who make music gently."""


def cache_folder() -> Path:
    """Tell the music folder the made pieces live below, in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "stillroom" / "music"


def render(
    folder: Path,
    pieces: Sequence[Piece] = PIECES,
    workers: int = 2,
    told: Callable[[str], None] | None = None,
    gently: bool = False,
) -> tuple[Path, ...]:
    """Make those of ``pieces`` that ``folder`` lacks, and tell where all of them are.

    ``told`` hears a line for each piece made. ``gently``: give way to everything else on the
    machine, such as rooms that already play; nobody is waiting. May be stopped and called again at
    any time. Raises PlayerError when the folder cannot be written.
    """
    _prepare(folder, pieces)
    missing = [piece for piece in pieces if not is_made(folder, piece)]
    for count, title in enumerate(_made(folder, missing, workers, gently), start=1):
        if told:
            told(f"made {count} of {len(missing)}: {title}")
    return tuple(folder / piece.file for piece in pieces)


def is_made(folder: Path, piece: Piece) -> bool:
    """Tell whether ``folder`` holds ``piece`` as it is written now."""
    try:
        with (folder / piece.file).open("rb") as file:
            return _stamp(piece).encode() in file.read(HEAD)
    except OSError:
        return False


def _stamp(piece: Piece) -> str:
    digest = blake2b(f"{RECIPE} {piece!r}".encode(), digest_size=12).hexdigest()
    return f"stillroom recipe {digest}"


def _prepare(folder: Path, pieces: Sequence[Piece]) -> None:
    try:
        for place in {(folder / piece.file).parent for piece in pieces}:
            place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror) from error


def _unwritable(folder: Path, reason: str | None) -> PlayerError:
    return PlayerError(f'music cannot be made in "{folder}": {reason}')


def _made(folder: Path, missing: Sequence[Piece], workers: int, gently: bool) -> Iterator[str]:
    """Make ``missing`` in processes of their own, longest first, and yield titles as they end."""
    if not missing:
        return
    pool = ProcessPoolExecutor(  # spawned: the caller may have threads, which a fork can hang
        min(workers, len(missing)), get_context("spawn"), _behave, (os.getpid(), gently)
    )
    try:
        order = sorted(missing, key=lambda piece: -piece.seconds)
        futures = {pool.submit(_make, folder, piece): piece for piece in order}
        for future in as_completed(futures):
            future.result()
            yield futures[future].title
    except BrokenProcessPool as error:
        raise _unwritable(folder, "the process that makes it was ended") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _behave(parent: int, gently: bool) -> None:
    """Leave Ctrl-C to the program that asked, end with it, and give way to others if it said so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    dying_with(parent)()  # a pool's processes would wait for ever for one that was ended
    if gently:
        with suppress(AttributeError, OSError):
            os.nice(KINDNESS)


def _make(folder: Path, piece: Piece) -> None:
    """Make one piece unless somebody else has, meanwhile."""
    target = folder / piece.file
    try:
        with _only_one(target):
            if not is_made(folder, piece):
                draft = target.with_name(f".{piece.name}.part")
                _write(draft, piece)
                draft.replace(target)
    except OSError as error:
        raise _unwritable(folder, error.strerror) from error


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    """Hold the lock of one piece: a byte of the folder's lock file. Let go by a crash, too."""
    with (target.parent / LOCKS).open("a") as file:
        with suppress(ImportError):  # no such locks on Windows: work may be doubled, never lost
            import fcntl

            fcntl.lockf(file, fcntl.LOCK_EX, 1, zlib.crc32(target.name.encode()) >> 1)
        yield


def _write(draft: Path, piece: Piece) -> None:
    """Write the piece a second at a time: libsndfile crashes on a long Vorbis write."""
    import soundfile

    from controller.demo.synth_mix import perform, raised

    sound = perform(piece)
    try:
        with soundfile.SoundFile(
            str(draft), "w", FILE_RATE, 2, "VORBIS", format="OGG", compression_level=COMPRESSION
        ) as file:
            file.title = piece.title
            file.comment = _stamp(piece)
            for block in raised(sound):
                file.write(block)
    except soundfile.LibsndfileError as error:
        draft.unlink(missing_ok=True)
        raise OSError(0, error.error_string) from error
