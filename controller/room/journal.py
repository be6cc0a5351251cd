"""The journal of a room: what happened, kept on disk before anything shows it.

One program, one connection, every append flushed. A command's answer is kept in the same piece
as what came of it, so that a repeated command is answered and not done again. What cannot be
kept (a full disk, a read-only folder) is held in memory and written when it can be; a damaged
file is set aside and the room goes on from what is sound. Nothing here ever stops a room.

It does not know what the events mean. It is told which kinds begin a session: what lies before
the last but one beginning is not needed any more.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

from controller.clock import Stamp
from controller.domain.codec import decode, encode
from controller.domain.units import Instant
from controller.domain.wire import Answer
from controller.errors import JournalError, WireError
from controller.room.records import (
    DamagedError,
    Kept,
    Record,
    Records,
    copy_of,
    is_damage,
    is_held,
)

LARGEST_EVENT = 8 << 20
"""Bytes of the largest event that is read: a scene with every track it may draw on."""
SESSIONS_LOADED = 2
PRUNED_ABOVE = 24 << 20
"""Bytes; a larger file lets go of what is not loaded any more."""
PRUNE_EVERY = 64
"""Appends between two looks at the size."""
ANSWERS_AT_HAND = 1_000
DAMAGED_KEPT = 3
"""Damaged files that are kept, the latest; a failing disk would fill itself with them."""

E = TypeVar("E")
_Fault = (sqlite3.Error, OSError, DamagedError)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[E]):
    """What a journal held.

    ``events``   the last of each standing kind, then all since the last but one beginning
    ``skipped``  how many were recorded and are not among them: a count of events goes on there
    ``last``     when the last one was written down
    ``findings`` sentences about what was wrong
    """

    events: tuple[E, ...]
    skipped: int
    last: Stamp | None
    findings: tuple[str, ...]


class Journal(Generic[E]):
    """The journal in one file. ``load`` comes first, once."""

    def __init__(
        self,
        path: Path,
        kinds: object,
        stamp: Callable[[Instant], Stamp],
        begins: Iterable[str] = (),
        standing: Iterable[str] = (),
    ) -> None:
        self._path = path
        self._kinds = kinds
        self._stamp = stamp
        self._begins = frozenset(begins)
        self._standing = tuple(standing)
        self._lock: IO[bytes] | None = None
        self._records: Records | None = None
        self._owed: list[Record] = []
        self._owed_answers: list[Kept] = []
        self._at_hand: dict[str, Answer] = {}
        self._seq = 0
        self._appends = 0
        self.degraded: str | None = None
        """Why what happens is held in memory only; None when all is on the disk."""

    def load(self) -> Loaded[E]:
        """Open the journal and read it; whatever is wrong with it is told, not raised.

        Raises JournalError only when another program runs this room.
        """
        self._claim()
        findings = []
        try:
            self._records = Records(self._path)
            self._records.check()
            records = self._window(self._records)
            events = self._decoded(records)
        except _Fault as error:
            records, found = self._rescue(error)
            records = self._recent(records)
            events = self._decoded(records)
            findings.append(found)
        self._seq = records[-1].seq if records else 0
        last = records[-1].stamp if records else None
        return Loaded(events, self._seq - len(events), last, tuple(findings))

    def append(self, events: Sequence[E], answer: Answer | None, now: Instant) -> None:
        """Keep events, and the answer to the command they came of, in one piece.

        Raises JournalError when they are held in memory only; they are written with a later
        append, as soon as that is possible.
        """
        stamp = self._stamp(now)
        for event in events:
            body = encode(event, self._kinds)
            self._seq += 1
            self._owed.append(Record(self._seq, stamp, type(event).__name__, body))
        if answer is not None:
            self._owed_answers.append(Kept(answer.id, now, encode(answer)))
            self._remember(answer)
        self.retry(now)
        if self.degraded is not None:
            raise JournalError(self.degraded)

    def retry(self, now: Instant) -> bool:
        """Write what is owed; False when it still cannot be, ``degraded`` says why."""
        try:
            self._write(now)
        except _Fault as error:
            if not is_damage(error) or not self._renewed(error, now):
                self._let_go()
                self._shorten()
                self.degraded = _unkept(error)
                return False
        self.degraded = None
        return True

    def answer_for(self, id: str) -> Answer | None:
        """Tell the answer a command was given before, if it was seen."""
        if id in self._at_hand or self._records is None:
            return self._at_hand.get(id)
        try:
            body = self._records.answer(id)
            return decode(Answer, body) if body is not None else None
        except (*_Fault, WireError):
            return None

    def close(self) -> None:
        """Let the file, and the room, go."""
        self._let_go()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # Opening --------------------------------------------------------------------------------

    def _claim(self) -> None:
        """Hold the room, as long as this program lives; a folder that cannot be written has no
        lock, and is told of when it is opened.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._path.with_suffix(".lock").open("ab+")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise self._taken() from None
        except OSError:
            return
        self._lock.truncate(0)
        self._lock.write(f"{os.getpid()}".encode())
        self._lock.flush()

    def _taken(self) -> JournalError:
        who = self._path.with_suffix(".lock").read_text().strip()
        self.close()
        return JournalError(
            f"Another program on this computer runs this room already (process {who}); "
            "end that one before you start it again."
        )

    def _window(self, records: Records) -> list[Record]:
        """Read what is needed: standing records, and all since the last but one beginning."""
        opening = records.opening(self._begins, SESSIONS_LOADED)
        standing = [records.at(seq) for seq in records.standing(self._standing, opening)]
        return standing + list(records.read(opening))

    def _recent(self, records: Sequence[Record]) -> list[Record]:
        """Choose of records that were all read what ``_window`` would have read."""
        begins = [record.seq for record in records if record.kind in self._begins]
        opening = begins[-SESSIONS_LOADED] if len(begins) >= SESSIONS_LOADED else 0
        last = {record.kind: record for record in records if record.seq < opening}
        standing = [record for record in last.values() if record.kind in self._standing]
        since = [record for record in records if record.seq >= opening]
        return sorted(standing, key=lambda record: record.seq) + since

    def _decoded(self, records: Iterable[Record]) -> tuple[E, ...]:
        return tuple(self._decode(record) for record in records)

    def _decode(self, record: Record) -> E:
        try:
            event: E = decode(self._kinds, record.body, LARGEST_EVENT)
        except WireError as error:
            raise DamagedError(f"record {record.seq}: {error}") from None
        return event

    # When something is wrong ----------------------------------------------------------------

    def _rescue(self, error: Exception) -> tuple[list[Record], str]:
        """Read what can be read of a file that cannot be used, and put a new one in its place."""
        self._let_go()
        if is_held(error):
            raise self._taken()
        records, answers = self._salvaged()
        if is_damage(error):
            try:
                kept = self._set_aside()
                self._records = Records(self._path)
                self._records.write(records, answers)
            except _Fault as fault:
                error = fault
            else:
                return records, _damaged(kept, len(records))
        self._let_go()
        for answer in answers:
            with suppress(WireError):
                self._remember(decode(Answer, answer.body))
        self.degraded = _unkept(error)
        return records, self.degraded

    def _salvaged(self) -> tuple[list[Record], list[Kept]]:
        records: list[Record] = []
        answers: list[Kept] = []
        with suppress(*_Fault), copy_of(self._path) as copy:
            records = self._sound(copy)
            answers += copy.answers()
        return records, answers

    def _sound(self, copy: Records) -> list[Record]:
        """Tell the records to go on from: from a beginning on to the very last, if these are all
        sound; else from the first to the last that is.
        """
        tail: list[Record] = []
        begun = 0
        with suppress(*_Fault):
            for record in copy.read(backwards=True):
                self._decode(record)
                tail.append(record)
                begun = len(tail) if record.kind in self._begins else begun
            return tail[::-1]
        if begun:
            return tail[begun - 1 :: -1]
        head: list[Record] = []
        with suppress(*_Fault):
            for record in copy.read():
                self._decode(record)
                head.append(record)
        return head

    def _set_aside(self) -> Path:
        """Rename the file, and what belongs to it, so that it can be looked at later."""
        wall = self._stamp(Instant(0)).wall
        kept = self._path.with_name(f"{self._path.stem}.damaged-{wall}{self._path.suffix}")
        self._path.rename(kept)
        with suppress(FileNotFoundError):
            Path(f"{self._path}-wal").rename(f"{kept}-wal")
        older = sorted(self._path.parent.glob(f"{self._path.stem}.damaged-*{self._path.suffix}"))
        for path in older[:-DAMAGED_KEPT]:
            path.unlink()
            Path(f"{path}-wal").unlink(missing_ok=True)
        return kept

    def _renewed(self, error: Exception, now: Instant) -> bool:
        """Replace a file that broke while it was in use, and write what is owed into the new."""
        self.degraded = None
        self._rescue(error)
        if self.degraded is not None:
            return False
        with suppress(*_Fault):
            self._write(now)
            return True
        return False

    # Writing --------------------------------------------------------------------------------

    def _write(self, now: Instant) -> None:
        if self._records is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._records = Records(self._path)
            self._renumber(self._records.last())
        self._records.write(self._owed, self._owed_answers)
        self._owed.clear()
        self._owed_answers.clear()
        self._appends += 1
        if self._appends % PRUNE_EVERY == 1:
            self._prune(self._records, now)

    def _renumber(self, last: int) -> None:
        """Let what is owed follow what the file turns out to hold already."""
        behind = last + 1 - self._owed[0].seq if self._owed else 0
        if behind > 0:
            self._owed = [replace(record, seq=record.seq + behind) for record in self._owed]
            self._seq += behind

    def _prune(self, records: Records, now: Instant) -> None:
        """Let go of what nobody reads again."""
        records.forget_answers(now)
        if records.size() > PRUNED_ABOVE:
            opening = records.opening(self._begins, SESSIONS_LOADED)
            records.forget_before(opening, records.standing(self._standing, opening))

    def _shorten(self) -> None:
        """Hold no more in memory than a journal would be read for."""
        openings = [i for i, record in enumerate(self._owed) if record.kind in self._begins]
        if len(openings) > SESSIONS_LOADED:
            del self._owed[: openings[-SESSIONS_LOADED]]

    def _let_go(self) -> None:
        if self._records is not None:
            self._records.close()
            self._records = None

    def _remember(self, answer: Answer) -> None:
        self._at_hand[answer.id] = answer
        if len(self._at_hand) > ANSWERS_AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]


def _unkept(error: Any) -> str:
    return (
        f"The journal cannot be written ({error}). The room goes on, but would not remember "
        "this session if it were started again; make room on the disk or let it be written."
    )


def _damaged(kept: Path, sound: int) -> str:
    return (
        f"The journal was damaged; the room goes on from the {sound} records that are sound. "
        f"The damaged file is kept as {kept.name}."
    )
