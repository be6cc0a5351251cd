"""Trouble with files and devices: the session goes on, and what is wrong is told in a sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.domain.documents import About
from tests.e2e.clinic import TRACKS, Clinic, end, running, spawn, stillroom, write_site
from tests.e2e.sweeps import Capture
from tests.link.waiting import until

HEARD, SILENT, THIRD = "willow", "cedar", "linden"


@pytest.fixture(scope="module")
def clinic(music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    base = tmp_path_factory.mktemp("trouble")
    own = shutil.copytree(music, base / "music", copy_function=shutil.copy2)  # to be spoiled
    sounds = {
        HEARD: f'{{output: file, device: "{base}/willow.wav", ceiling: 70%}}',
        SILENT: "{output: pulse, device: no-such-headphones}",
        THIRD: "{output: none}",
    }
    with running(write_site(base / "site", own, sounds), list(sounds), lamps=False) as clinic:
        clinic.captures = {HEARD: Capture(base / "willow.wav")}
        yield clinic


def offered(clinic: Clinic) -> list[str]:
    """Name the scenes that a room offers."""
    about = clinic.wire.read(clinic.topics(THIRD).about, About)
    return [scene.name for scene in about.scenes]


def test_a_room_without_its_headphones_runs_and_says_so(clinic: Clinic) -> None:
    clinic.to_plateau(SILENT)
    until(lambda: "sound" in clinic.notices(SILENT), "a notice of the missing device", 60)
    assert clinic.notices(SILENT)["sound"].startswith("No sound in this room:")
    until(lambda: clinic.music(SILENT).output == "no sound (no-such-headphones is missing)", "", 60)
    assert clinic.music(SILENT).voices  # the session's music is where it should be, unheard
    clinic.ask(SILENT, "stop")


@pytest.mark.slow
def test_faulty_files_are_told_and_the_last_good_ones_hold(clinic: Clinic) -> None:
    scene = clinic.folder / "scenes/short.yaml"
    good = scene.read_text()
    scene.write_text(good.replace("playlist: sweeps", "playlist: sweps"))
    until(lambda: "files" in clinic.notices(THIRD), "a notice of the faulty file", 60)
    said = clinic.notices(THIRD)["files"]
    assert "scenes/short.yaml:" in said
    assert 'did you mean "sweeps"?' in said
    assert offered(clinic) == ["short"]
    assert clinic.ask(THIRD, "start", scene="short").state == "done"
    assert clinic.ask(THIRD, "stop").state == "done"
    scene.write_text(good)
    longer = good.replace("scene: short", "scene: longer").replace("lasts: 90s", "lasts: 100s")
    (clinic.folder / "scenes/longer.yaml").write_text(longer)
    until(lambda: "files" not in clinic.notices(THIRD), "the end of the notice", 60)
    until(lambda: offered(clinic) == ["longer", "short"], "the new scene", 60)
    assert clinic.ask(THIRD, "start", scene="longer").state == "done"
    assert clinic.ask(THIRD, "stop").state == "done"


@pytest.mark.slow
def test_files_that_went_bad_are_skipped_for_one_that_plays(clinic: Clinic) -> None:
    sound = clinic.captures[HEARD]
    clinic.to_plateau(HEARD)
    until(sound.is_sounding, "music", 60)
    first = clinic.music(HEARD).voices[-1].file
    spared = next(f"sweep-{i}.wav" for i in range(TRACKS) if f"sweep-{i}.wav" != first)
    for file in (clinic.folder.parent / "music").glob("*.wav"):
        if file.name not in (first, spared):
            file.write_bytes(b"this is no music " * 1_000)
    session = clinic.session(HEARD).session

    until(lambda: clinic.ask(HEARD, "skip").state == "done", "the first track to be whole", 60)
    until(lambda: spared in [voice.file for voice in clinic.music(HEARD).voices], spared, 90)
    until(lambda: sound.now()[1] is not None and sound.now()[1].place == int(spared[6]), "", 60)  # type: ignore[union-attr]
    assert clinic.session(HEARD).session == session
    bad = [text for id, text in clinic.notices(HEARD).items() if id.startswith("track:")]
    assert all(text.endswith("it was skipped.") for text in bad)
    clinic.ask(HEARD, "stop")


@pytest.mark.slow
def test_a_damaged_journal_is_set_aside_and_told(music: Path, tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site", music, {HEARD: "{output: none}"})
    with running(folder, [HEARD], lamps=False) as clinic:
        clinic.to_plateau(HEARD)
    journal = folder / ".stillroom" / f"{HEARD}.journal.db"
    journal.write_bytes(b"scribble" * 4_096)
    with running(folder, [HEARD], lamps=False) as clinic:
        until(lambda: "journal-0" in clinic.notices(HEARD), "a notice of the damage", 60)
        assert "The journal was damaged" in clinic.notices(HEARD)["journal-0"]
        assert clinic.session(HEARD).session is None
        assert clinic.ask(HEARD, "start", scene="short").state == "done"
    assert len(list(journal.parent.glob("*.damaged-*.db"))) == 1


def test_without_libvlc_a_room_says_what_to_install_and_ends(music: Path, tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site", music, {HEARD: "{output: none}"})
    bad = {"PYTHON_VLC_LIB_PATH": "/nonexistent/libvlc.so.5"}
    (folder / ".stillroom/broker.port").write_text("1\n")
    room = stillroom("room", HEARD, "--site", str(folder), **bad)
    assert room.returncode == 1
    assert room.stderr.strip().endswith("sudo apt-get install libvlc5 vlc-plugin-base")
    assert len(room.stderr.splitlines()) == 1


def test_up_tells_the_last_words_of_a_room_that_cannot_start(music: Path, tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site", music, {HEARD: "{output: none}"})
    up = spawn(folder, "up", log="up.log", PYTHON_VLC_LIB_PATH="/nonexistent/libvlc.so.5")
    try:
        log = tmp_path / "up.log"
        until(lambda: "sudo apt-get install libvlc5" in log.read_text(), "the last words", 90)
        room = folder / f".stillroom/{HEARD}.log"
        until(lambda: room.read_text().count("libvlc is missing") > 2, "two more attempts", 90)
        assert log.read_text().count("sudo apt-get install libvlc5") == 1  # told once
    finally:
        end(up)
    assert up.returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_site_that_cannot_be_written_is_a_sentence(music: Path, tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site", music, {HEARD: "{output: none}"})
    shutil.rmtree(folder / ".stillroom")
    folder.chmod(0o555)
    try:
        done = stillroom("check", "--site", str(folder))
    finally:
        folder.chmod(0o755)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
