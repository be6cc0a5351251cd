"""Records in a file: sqlite with a write-ahead log, one connection, a checksum for each record.

It knows rows and bytes, not what they mean. Errors of sqlite pass through; ``is_damage`` tells
those of a broken file from those of a full or read-only disk.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from controller.clock import Stamp
from controller.domain.units import Instant, Span

VERSION = 1
PAGE = 4_096
LARGEST_FILE = 64 << 20
"""Bytes; sqlite refuses to grow beyond."""
ANSWERS_KEPT = 10_000
ANSWERS_FOR = Span(24 * 3_600_000)
_UNWRITABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SCHEMA = """
create table if not exists record (
    seq integer primary key, boot text not null, clock_ms integer not null,
    wall_ms integer not null, offset_ms integer not null, kind text not null,
    crc integer not null, body blob not null
);
create table if not exists answer (
    id text primary key, clock_ms integer not null, crc integer not null, body blob not null
) without rowid;
"""
_COLUMNS = "seq, boot, clock_ms, wall_ms, offset_ms, kind, crc, body"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened: the ``seq``-th of this room, when, of which kind, and its bytes."""

    seq: int
    stamp: Stamp
    kind: str
    body: bytes

    def row(self) -> tuple[object, ...]:
        """Make the row that is stored."""
        stamp = self.stamp
        head = (self.seq, stamp.boot, stamp.clock.ms, stamp.wall, stamp.offset.ms, self.kind)
        return (*head, crc32(self.body, crc32(repr(head).encode())), self.body)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer by the id of its command, and when it was given."""

    id: str
    clock: Instant
    body: bytes

    def row(self) -> tuple[object, ...]:
        """Make the row that is stored."""
        crc = crc32(self.body, crc32(f"{self.id}{self.clock.ms}".encode()))
        return (self.id, self.clock.ms, crc, self.body)


class DamagedError(Exception):
    """The file is not what was written."""


def is_damage(error: Exception) -> bool:
    """Tell whether the file itself is broken, rather than the disk full or not to be written."""
    if isinstance(error, sqlite3.Error):
        return _code(error) not in _UNWRITABLE | _HELD
    return isinstance(error, DamagedError)


def is_held(error: Exception) -> bool:
    """Tell whether another program has the file."""
    return isinstance(error, sqlite3.Error) and _code(error) in _HELD


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


class Records:
    """The open file. It is created when it is not there."""

    def __init__(self, path: Path) -> None:
        self._sql = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._sql.close()
            raise

    def _prepare(self) -> None:
        self._sql.execute("pragma locking_mode = exclusive")
        self._sql.execute("pragma journal_mode = wal")
        self._sql.execute("pragma synchronous = full")
        self._sql.execute(f"pragma max_page_count = {LARGEST_FILE // PAGE}")
        self._sql.execute("pragma journal_size_limit = 4194304")
        version = self._sql.execute("pragma user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise DamagedError(f"its version {version} is not known")
        if version == 0:
            self._sql.executescript(f"{_SCHEMA} pragma user_version = {VERSION};")

    def check(self) -> None:
        """Raise DamagedError when the file is not sound."""
        found = self._sql.execute("pragma quick_check(1)").fetchone()
        if found is None or found[0] != "ok":
            raise DamagedError(str(found))

    def close(self) -> None:
        """Let the file go."""
        with suppress(sqlite3.Error):
            self._sql.close()

    def write(self, records: Sequence[Record], answers: Sequence[Kept]) -> None:
        """Keep all of it, or nothing; on the disk when this returns."""
        self._sql.execute("begin immediate")
        try:
            self._sql.executemany(
                f"insert into record ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [record.row() for record in records],
            )
            self._sql.executemany(
                "insert or ignore into answer (id, clock_ms, crc, body) values (?, ?, ?, ?)",
                [answer.row() for answer in answers],
            )
            self._sql.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                self._sql.execute("rollback")
            raise

    def last(self) -> int:
        """Tell the number of the last record, 0 if there is none."""
        return int(self._sql.execute("select ifnull(max(seq), 0) from record").fetchone()[0])

    def opening(self, begins: Iterable[str], count: int) -> int:
        """Tell the number of the ``count``-th last record of these kinds, 0 if there is none."""
        kinds = tuple(begins)
        marks = ", ".join("?" * len(kinds))
        found = self._sql.execute(
            f"select seq from record where kind in ({marks}) order by seq desc limit 1 offset ?",
            (*kinds, count - 1),
        ).fetchone()
        return int(found[0]) if found else 0

    def standing(self, kinds: Iterable[str], before: int) -> list[int]:
        """Tell the number of the last record of each kind before the one numbered ``before``."""
        found = (
            self._sql.execute(
                "select max(seq) from record where kind = ? and seq < ?", (kind, before)
            ).fetchone()[0]
            for kind in kinds
        )
        return sorted(seq for seq in found if seq is not None)

    def read(self, first: int = 0, backwards: bool = False) -> Iterator[Record]:
        """Yield the records from number ``first`` on. DamagedError: one is not as written."""
        order = "desc" if backwards else "asc"
        rows = self._sql.execute(
            f"select {_COLUMNS} from record where seq >= ? order by seq {order}", (first,)
        )
        for row in rows:
            yield _record(row)

    def at(self, seq: int) -> Record:
        """Read one record. DamagedError: it is not as written, or not there."""
        return next(self.read(seq))

    def answers(self) -> Iterator[Kept]:
        """Yield all answers that are as they were written."""
        for row in self._sql.execute("select id, clock_ms, crc, body from answer"):
            kept = _kept(row)
            if kept is not None:
                yield kept

    def answer(self, id: str) -> bytes | None:
        """Read the answer to one command."""
        row = self._sql.execute(
            "select id, clock_ms, crc, body from answer where id = ?", (id,)
        ).fetchone()
        kept = _kept(row) if row else None
        return kept.body if kept else None

    def size(self) -> int:
        """Tell how many bytes of the file are in use."""
        pages, free = (
            self._sql.execute(f"pragma {what}").fetchone()[0]
            for what in ("page_count", "freelist_count")
        )
        return int(pages - free) * PAGE

    def forget_before(self, seq: int, but: Iterable[int]) -> None:
        """Delete the records before number ``seq``, but these."""
        kept = ", ".join(map(str, but))
        self._sql.execute(f"delete from record where seq < ? and seq not in ({kept})", (seq,))

    def forget_answers(self, now: Instant) -> None:
        """Delete answers that nobody will ask for again."""
        self._sql.execute("delete from answer where clock_ms < ?", ((now - ANSWERS_FOR).ms,))
        self._sql.execute(
            "delete from answer where id in "
            "(select id from answer order by clock_ms desc limit -1 offset ?)",
            (ANSWERS_KEPT,),
        )


def _record(row: Sequence[object]) -> Record:
    seq, boot, clock, wall, offset, kind, _, body = row
    if not (
        isinstance(seq, int)
        and isinstance(boot, str)
        and isinstance(clock, int)
        and isinstance(wall, int)
        and isinstance(offset, int)
        and isinstance(kind, str)
        and isinstance(body, bytes)
    ):
        raise DamagedError(f"record {seq} is of another form")
    record = Record(seq, Stamp(boot, Instant(clock), wall, Span(offset)), kind, body)
    if record.row() != tuple(row):
        raise DamagedError(f"record {seq} is not as it was written")
    return record


def _kept(row: Sequence[object]) -> Kept | None:
    id, clock, _, body = row
    if isinstance(id, str) and isinstance(clock, int) and isinstance(body, bytes):
        kept = Kept(id, Instant(clock), body)
        return kept if kept.row() == tuple(row) else None
    return None


@contextmanager
def copy_of(path: Path) -> Iterator[Records]:
    """Open a copy of the file: to read what a read-only or a broken one still tells."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(path, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}-wal", f"{copy}-wal")
        records = Records(copy)
        try:
            yield records
        finally:
            records.close()
