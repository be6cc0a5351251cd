"""The journal when it is killed, when it cannot write, and when it can again."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from controller.errors import JournalError
from tests.room.test_journal import NOW, Began, Events, Told, Went, done, journal, reopened

WRITER = """
import sys
from pathlib import Path
from tests.room.test_journal import NOW, Began, Went, done, journal
made = journal(Path(sys.argv[1]))
loaded = made.load()
number = loaded.skipped + len(loaded.events)
print("ready", flush=True)
while True:
    event = Began(number) if number % 50 == 0 else Went(number, "x" * 2000)
    made.append([event], done(f"id-{number}"), NOW)
    print(number, flush=True)
    number += 1
"""
TOP = Path(__file__).resolve().parents[2]


def killed_after(path: Path, count: int) -> int:
    """Write until ``count`` were confirmed, kill the writer, and tell the last confirmed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, cwd=TOP, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        confirmed = [writer.stdout.readline() for _ in range(count)]
        writer.kill()
        confirmed += writer.stdout.read().splitlines(keepends=True)
    return int([line for line in confirmed if line.endswith("\n")][-1])


def test_what_was_confirmed_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    chance = random.Random(1)
    before = 0
    for _ in range(6):
        confirmed = killed_after(path, chance.randrange(1, 40))
        later = journal(path)
        loaded = later.load()
        assert loaded.findings == ()
        count = loaded.skipped + len(loaded.events)
        assert confirmed + 1 <= count <= confirmed + 2, "one more may be kept, none fewer"
        assert confirmed >= before
        last = loaded.events[-1]
        assert isinstance(last, Began | Went)
        assert last.number == count - 1
        assert later.answer_for(f"id-{count - 1}") == done(f"id-{count - 1}")
        assert later.answer_for(f"id-{count}") is None
        later.close()
        before = confirmed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of two megabytes."""
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(ballast: Path) -> None:
    """Write until the disk is full."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4_096)) == 4_096:
            pass


def test_a_full_disk_holds_everything_in_memory_until_there_is_room(small_disk: Path) -> None:
    path = small_disk / "willow" / "journal.db"
    ballast = small_disk / "ballast"
    made = journal(path)
    made.load()
    written: list[Events] = [Told("a"), Began(1)]
    made.append(written, None, NOW)
    fill(ballast)
    said = []
    for number in range(60):
        written.append(Went(number, "x" * 3_000))
        try:
            made.append([written[-1]], done(f"id-{number}"), NOW)
        except JournalError as error:
            said.append(str(error))
    assert "database or disk is full" in said[-1]
    assert "The room goes on" in said[-1]
    assert made.degraded == said[-1]
    assert not made.retry(NOW)
    assert made.answer_for("id-59") == done("id-59")

    ballast.unlink()
    written.append(Went(100))
    made.append([written[-1]], None, NOW)
    assert made.degraded is None
    made.close()
    assert reopened(path).events == tuple(written)


def test_a_room_started_on_a_full_disk_knows_its_session_still(small_disk: Path) -> None:
    path = small_disk / "journal.db"
    made = journal(path)
    made.load()
    made.append([Told("a"), Began(1), Went(2)], done("a"), NOW)
    made.close()
    fill(small_disk / "ballast")
    later = journal(path)
    assert later.load().events == (Told("a"), Began(1), Went(2))
    assert later.answer_for("a") == done("a")
    later.close()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Make a journal in a folder that can then be read only."""
    folder = tmp_path / "willow"
    made = journal(folder / "journal.db")
    made.load()
    made.append([Told("a"), Began(1), Went(2)], done("a"), NOW)
    made.close()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        (folder / "journal.db").chmod(0o400)
        yield folder
        folder.chmod(0o700)
        return
    bind = ["mount", "--bind", str(folder), str(folder)]
    again = ["mount", "-o", "remount,ro,bind", str(folder)]
    for step in (bind, again):
        if subprocess.run(step, capture_output=True, check=False).returncode != 0:
            pytest.skip("this machine does not let a folder be mounted read-only")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_read_only_folder_is_told_and_the_session_goes_on_from_it(read_only: Path) -> None:
    made = journal(read_only / "journal.db")
    loaded = made.load()
    assert loaded.events == (Told("a"), Began(1), Went(2))
    assert "cannot be written" in loaded.findings[0]
    assert made.degraded == loaded.findings[0]
    assert made.answer_for("a") == done("a")
    with pytest.raises(JournalError, match="cannot be written"):
        made.append([Went(3)], done("b"), NOW)
    assert made.answer_for("b") == done("b")
    made.close()


def test_a_folder_that_can_be_written_again_gets_everything(tmp_path: Path) -> None:
    folder = tmp_path / "willow"
    folder.write_text("a file is in the way")
    made = journal(folder / "journal.db")
    assert "cannot be written" in made.load().findings[0]
    for number in range(3):
        with pytest.raises(JournalError):
            made.append([Went(number)], done(f"id-{number}"), NOW)
    folder.unlink()
    made.append([Went(3)], None, NOW)
    assert made.degraded is None
    made.close()
    loaded = reopened(folder / "journal.db")
    assert loaded.events == tuple(Went(i) for i in range(4))


def test_while_nothing_can_be_written_memory_holds_the_last_two_sessions(tmp_path: Path) -> None:
    folder = tmp_path / "willow"
    folder.write_text("a file is in the way")
    made = journal(folder / "journal.db")
    made.load()
    for number in range(5):
        with pytest.raises(JournalError):
            made.append([Began(number), Went(number)], None, NOW)
    folder.unlink()
    assert made.retry(NOW)
    made.close()
    assert reopened(folder / "journal.db").events == (Began(3), Went(3), Began(4), Went(4))


def test_a_journal_that_turns_out_to_be_there_is_gone_on_with(tmp_path: Path) -> None:
    folder, away = tmp_path / "willow", tmp_path / "away"
    made = journal(folder / "journal.db")
    made.load()
    made.append([Began(1), Went(1)], None, NOW)
    made.close()
    folder.rename(away)
    folder.write_text("the disk is not mounted")
    later = journal(folder / "journal.db")
    later.load()
    with pytest.raises(JournalError):
        later.append([Began(2)], None, NOW)
    folder.unlink()
    away.rename(folder)
    later.append([Went(2)], None, NOW)
    later.close()
    assert reopened(folder / "journal.db").events == (Began(1), Went(1), Began(2), Went(2))


def test_a_file_that_breaks_while_it_is_in_use_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made = journal(path)
    made.load()
    for number in range(40):
        made.append([Went(number, "x" * 3_000)], None, NOW)
    made._let_go()
    good = path.read_bytes()
    path.write_bytes(good[:4_096] + bytes(4_096) + os.urandom(8_192) + good[16_384:])
    made.append([Began(1)], done("a"), NOW)
    assert made.degraded is None
    made.append([Went(1)], None, NOW)
    made.close()
    loaded = reopened(path)
    assert loaded.events[-2:] == (Began(1), Went(1))
    assert loaded.findings == ()
    assert list(tmp_path.glob("journal.damaged-*.db"))
    shutil.rmtree(tmp_path)
