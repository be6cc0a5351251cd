"""The journal: what it keeps through crashes, damage and full disks, and what it says of them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from controller.clock import Stamp
from controller.domain.units import Instant, Span
from controller.domain.wire import Answer, Outcome
from controller.errors import JournalError
from controller.room.journal import Journal, Loaded


@dataclass(frozen=True, slots=True)
class Told:
    """The room was told the house rules."""

    rules: str


@dataclass(frozen=True, slots=True)
class Began:
    """A session began."""

    number: int


@dataclass(frozen=True, slots=True)
class Went:
    """It went on."""

    number: int
    note: str = ""


Events = Told | Began | Went
NOW = Instant(1_000_000)


def stamp(now: Instant) -> Stamp:
    return Stamp("boot", now, 1_700_000_000_000 + now.ms, Span(500))


def journal(path: Path) -> Journal[Events]:
    return Journal(path, Events, stamp, begins={"Began"}, standing=("Told",))


def done(id: str) -> Answer:
    return Answer(id, Outcome.DONE, "", 7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "willow" / "journal.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Journal[Events]]:
    found = journal(path)
    assert found.load() == Loaded((), 0, None, ())
    yield found
    found.close()


def reopened(path: Path) -> Loaded[Events]:
    later = journal(path)
    loaded = later.load()
    later.close()
    return loaded


def session(count: int, note: str = "") -> tuple[Events, ...]:
    return (Told("a"), Began(1), *(Went(i, note) for i in range(count - 2)))


def filled(path: Path, count: int, note: str = "") -> tuple[Events, ...]:
    """Write a journal of one session of ``count`` events and close it."""
    made = journal(path)
    made.load()
    for i, event in enumerate(session(count, note)):
        made.append([event], done(f"id-{i}"), NOW + Span(i))
    made.close()
    return session(count, note)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Write a journal of sixty events, and return the file."""
    path = tmp_path_factory.mktemp("sixty") / "journal.db"
    filled(path, 60, "y" * 300)
    return path.read_bytes()


def test_what_was_appended_is_read_again(opened: Journal[Events], path: Path) -> None:
    opened.append([Began(1), Went(2)], done("a"), NOW)
    opened.append([Went(3)], None, NOW + Span(5))
    opened.append([], done("b"), NOW + Span(9))
    opened.close()
    last = Stamp("boot", NOW + Span(5), 1_700_001_000_005, Span(500))
    assert reopened(path) == Loaded((Began(1), Went(2), Went(3)), 0, last, ())


def test_a_command_seen_before_has_its_answer_now_and_in_a_later_run(
    opened: Journal[Events], path: Path
) -> None:
    opened.append([Went(1)], done("a"), NOW)
    assert opened.answer_for("a") == done("a")
    assert opened.answer_for("b") is None
    opened.close()
    later = journal(path)
    later.load()
    assert later.answer_for("a") == done("a")
    assert later.answer_for("b") is None
    later.close()


def test_an_answer_that_comes_twice_keeps_the_first(opened: Journal[Events], path: Path) -> None:
    opened.append([], Answer("a", Outcome.DONE, "first"), NOW)
    opened.append([], Answer("a", Outcome.DONE, "second"), NOW)
    opened.close()
    later = journal(path)
    later.load()
    assert later.answer_for("a") == Answer("a", Outcome.DONE, "first")
    later.close()


def test_the_last_two_sessions_are_read_and_what_stood_before_them(
    opened: Journal[Events], path: Path
) -> None:
    for event in (Told("old"), Went(0), Told("new"), Began(1), Went(1)):
        opened.append([event], None, NOW)
    for number in (2, 3):
        opened.append([Began(number), Went(number)], None, NOW)
    opened.close()
    loaded = reopened(path)
    assert loaded.events == (Told("new"), Began(2), Went(2), Began(3), Went(3))
    assert loaded.skipped + len(loaded.events) == 9


def test_a_journal_that_grew_large_lets_go_of_old_sessions(path: Path) -> None:
    made = journal(path)
    made.load()
    made.append([Told("rules")], None, NOW)
    for number in range(80):
        made.append([Began(number), Went(number, "x" * 500_000)], done(f"{number}"), NOW)
    made.close()
    assert path.stat().st_size < 48 << 20
    loaded = reopened(path)
    assert loaded.events[:2] == (Told("rules"), Began(78))
    assert loaded.skipped + len(loaded.events) == 161


def test_answers_older_than_a_day_are_forgotten(opened: Journal[Events], path: Path) -> None:
    opened.append([], done("old"), NOW)
    for i in range(70):
        opened.append([], done(f"new-{i}"), NOW + Span(25 * 3_600_000))
    opened.close()
    later = journal(path)
    later.load()
    assert later.answer_for("old") is None
    assert later.answer_for("new-0") == done("new-0")
    later.close()


def test_a_second_program_is_refused_and_the_first_is_not_disturbed(
    opened: Journal[Events], path: Path
) -> None:
    with pytest.raises(JournalError, match="runs this room already"):
        journal(path).load()
    opened.append([Went(1)], None, NOW)
    opened.close()
    assert reopened(path).events == (Went(1),)


def assert_sound(loaded: Loaded[Events], written: tuple[Events, ...]) -> None:
    """What is left is a beginning of what was written, or an end of it that starts a session."""
    found = loaded.events
    assert found in (written[: len(found)], written[len(written) - len(found) :])
    if found != written[: len(found)]:
        assert isinstance(found[0], Began)


def damaged_files(path: Path) -> list[Path]:
    return sorted(path.parent.glob("journal.damaged-*.db"))


def test_a_record_that_is_not_as_it_was_written_costs_itself_and_what_follows(path: Path) -> None:
    written = filled(path, 20)
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("update record set body = replace(body, '9', '8') where seq = 12")
        sql.commit()
    loaded = reopened(path)
    assert loaded.events == written[:11]
    said = "The journal was damaged; the room goes on from the 11 records that are sound. "
    said += f"The damaged file is kept as {damaged_files(path)[0].name}."
    assert loaded.findings == (said,)
    assert reopened(path) == Loaded(written[:11], 0, loaded.last, ())


def test_damage_before_the_running_session_costs_the_session_nothing(path: Path) -> None:
    filled(path, 5)
    made = journal(path)
    made.load()
    for number in (2, 3):
        made.append([Began(number), Went(number)], done(f"s-{number}"), NOW)
    made.close()
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("update record set wall_ms = 5 where seq = 1")
        sql.commit()
    loaded = reopened(path)
    assert loaded.events == (Began(2), Went(2), Began(3), Went(3))
    assert loaded.skipped == 5
    assert len(damaged_files(path)) == 1


def test_a_room_goes_on_in_a_journal_that_was_replaced(path: Path) -> None:
    written = filled(path, 10)
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("update record set crc = 0 where seq = 10")
        sql.commit()
    later = journal(path)
    later.load()
    assert later.answer_for("id-3") == done("id-3")
    later.append([Went(99)], done("later"), NOW)
    later.close()
    assert reopened(path).events == (*written[:9], Went(99))


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bits_never_stop_a_room_and_never_invent_anything(
    seed: int, path: Path, sixty: bytes
) -> None:
    written = session(60, "y" * 300)
    chance = random.Random(seed)
    data = bytearray(sixty)
    for _ in range(chance.choice((1, 1, 4, 40))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.parent.mkdir()
    path.write_bytes(data)
    loaded = reopened(path)
    assert_sound(loaded, written)
    if len(loaded.events) < len(written):
        assert loaded.findings
    assert reopened(path).findings == ()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.6, 0.99])
def test_a_torn_file_never_stops_a_room(share: float, path: Path, sixty: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(sixty[: int(len(sixty) * share)])
    loaded = reopened(path)
    assert_sound(loaded, session(60, "y" * 300))
    assert reopened(path).events == loaded.events


@pytest.mark.parametrize("cut", [1, 100, 5_000, 30_000])
def test_a_torn_log_loses_only_its_end(cut: int, path: Path, tmp_path: Path) -> None:
    made = journal(path)
    made.load()
    written = tuple(Went(i, "z" * 50) for i in range(30))
    for event in written:
        made.append([event], None, NOW)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for suffix in ("", "-wal"):
        (crashed / f"journal.db{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    made.close()
    log = crashed / "journal.db-wal"
    with log.open("r+b") as file:
        file.truncate(max(0, log.stat().st_size - cut))
    loaded = reopened(crashed / "journal.db")
    assert loaded.events == written[: len(loaded.events)]


def test_something_that_is_no_journal_at_all_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("this is a shopping list\n" * 100)
    loaded = reopened(path)
    assert loaded.events == ()
    assert "damaged" in loaded.findings[0]
    assert damaged_files(path)[0].read_text().startswith("this is a shopping list")


def test_a_journal_of_a_later_version_is_kept_and_a_new_one_begun(path: Path) -> None:
    filled(path, 3)
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("pragma user_version = 9")
    assert reopened(path).events == ()
    assert len(damaged_files(path)) == 1


def test_only_the_last_damaged_files_are_kept(path: Path) -> None:
    for wall in range(5):
        path.parent.mkdir(exist_ok=True)
        path.write_text("nonsense " * 200)
        made = Journal[Events](path, Events, partial(Stamp, "b", wall=wall), {"Began"})
        made.load()
        made.close()
    assert [found.name[16] for found in damaged_files(path)] == ["2", "3", "4"]
