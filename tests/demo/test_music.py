"""The music the project makes itself: gentle, repeatable, made once."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from controller.children import program
from controller.curation.measure import measure
from controller.demo.repertoire import PIECES, Character, Piece, short_pieces
from controller.demo.synth_mix import PEAK, perform, raised
from controller.demo.synth_score import compose
from controller.demo.synth_tones import RATE, Sound
from controller.demo.synthesis import cache_folder, is_made, render
from controller.errors import PlayerError
from tests.link.waiting import until

BY_NAME = {piece.name: piece for piece in PIECES}
BREATH, BELL, SPARROW = BY_NAME["breath"], BY_NAME["one-bell"], BY_NAME["sparrow-step"]
SAMPLED = (BREATH, BELL, SPARROW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A music folder in which the sampled pieces are made."""
    place = tmp_path_factory.mktemp("music")
    render(place, SAMPLED)
    return place


def _levels(sound: Sound) -> np.ndarray:
    """Level in dB of each 200 ms."""
    step = RATE // 5
    power = np.square(sound).mean(axis=0)
    steps = power[: len(power) // step * step].reshape(-1, step).mean(axis=1)
    return np.asarray(10 * np.log10(steps + 1e-10))


def test_no_two_pieces_share_a_name_a_title_a_length_or_a_seed() -> None:
    for facts in (
        [p.name for p in PIECES],
        [p.title for p in PIECES],
        [p.seconds for p in PIECES],
        [p.seed for p in PIECES],
    ):
        assert len(set(facts)) == len(PIECES)


def test_there_is_music_of_every_character_and_energy_for_whole_sessions() -> None:
    whole = [piece for piece in PIECES if not piece.short]
    assert len(whole) >= 26
    assert {piece.character for piece in whole} == set(Character)
    for low in range(1, 8):
        assert any(low / 10 <= piece.energy <= low / 10 + 0.1 for piece in whole)
    assert sum(piece.seconds for piece in whole) > 100 * 60


def test_every_piece_lasts_as_long_as_a_crossfade_needs() -> None:
    assert min(piece.seconds for piece in PIECES) > 20
    assert max(piece.seconds for piece in PIECES) < 330


def test_short_pieces_are_made_for_short_scenes() -> None:
    assert 12 <= len(short_pieces()) <= 16
    assert all(22 < piece.seconds < 75 for piece in short_pieces())


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_a_score_stays_within_its_piece_and_is_the_same_each_time(piece: Piece) -> None:
    score = compose(piece)
    assert score == compose(piece)
    assert len(score.notes) > 5
    for note in score.notes:
        assert 0 <= note.starts < piece.seconds - 3, "time to ring out"
        assert 24 <= note.pitch <= 84, "nothing rumbles, nothing is shrill"
        assert -1 <= note.pan <= 1
        assert 0 < note.level < 1.5


def test_a_piece_sounds_the_same_each_time_and_another_seed_sounds_otherwise() -> None:
    first = perform(BREATH)
    assert np.array_equal(first, perform(BREATH))
    assert not np.array_equal(first, perform(replace(BREATH, seed=9)))


@pytest.mark.parametrize("piece", SAMPLED, ids=lambda piece: piece.name)
def test_nothing_in_a_piece_startles(piece: Piece) -> None:
    sound = perform(piece)
    assert sound.shape == (2, round(piece.seconds * RATE))
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= PEAK * 1.001
    assert np.abs(sound.mean(axis=1)).max() < 1e-4, "no constant pressure"
    assert np.abs(np.diff(sound)).max() < 0.2, "no click"
    levels = _levels(sound)
    before = [
        10 * np.log10(np.mean(10 ** (levels[i - 10 : i] / 10))) for i in range(30, len(levels))
    ]
    assert max(levels[30:] - np.array(before)) < 8, "no sudden rise"
    inner = levels[30:-40]
    assert inner.min() > statistics.median(inner) - 15, "no hole"


@pytest.mark.parametrize("piece", SAMPLED, ids=lambda piece: piece.name)
def test_a_piece_comes_from_silence_and_goes_into_silence(piece: Piece) -> None:
    sound = perform(piece)
    assert np.abs(sound[:, : RATE // 20]).max() < 1e-3
    assert np.abs(sound[:, -RATE // 20 :]).max() < 1e-3
    power = np.square(sound).mean(axis=0)
    opening, body = power[: RATE * 3 // 2].mean(), power[RATE * 6 : -RATE * 8].mean()
    assert opening < body / 5


def test_raising_the_rate_neither_bends_nor_clicks() -> None:
    length = int(3.37 * RATE)
    at = np.arange(length) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
    fine = np.concatenate(list(raised(np.stack((tone, tone)))))
    assert fine.shape == (3 * length, 2)
    ideal = 0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * length) / (3 * RATE))
    inside = slice(2_000, -2_000)
    assert np.abs(fine[inside, 0] - ideal[inside]).max() < 2e-4


def test_made_files_are_as_long_and_as_loud_as_they_should_be(folder: Path) -> None:
    for piece in SAMPLED:
        found = measure(folder / piece.file)
        assert 100 < found.opens.ms < 3_000
        assert found.opens.ms + 0.75 * piece.seconds * 1_000 < found.closes.ms
        assert found.closes.ms <= piece.seconds * 1_000
        assert -26.5 < found.lufs < -19.5
        assert found.peak_db < -3
        assert (folder / piece.file).stat().st_size < 12_000 * piece.seconds


def test_what_is_made_is_not_made_again(folder: Path) -> None:
    before = {piece: (folder / piece.file).stat().st_mtime_ns for piece in SAMPLED}
    said: list[str] = []
    assert render(folder, SAMPLED, told=said.append) == tuple(folder / p.file for p in SAMPLED)
    assert said == []
    assert before == {piece: (folder / piece.file).stat().st_mtime_ns for piece in SAMPLED}


def test_a_changed_recipe_and_a_torn_file_count_as_not_made(folder: Path, tmp_path: Path) -> None:
    assert is_made(folder, BREATH)
    assert not is_made(folder, replace(BREATH, energy=0.37))
    torn = tmp_path / BREATH.file
    torn.parent.mkdir()
    torn.write_bytes(b"")
    assert not is_made(tmp_path, BREATH)


def test_two_programs_may_make_the_same_music_at_once(tmp_path: Path) -> None:
    said: list[str] = []
    both = [
        threading.Thread(target=render, args=(tmp_path, (BREATH,), 1, said.append))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=60)
    assert is_made(tmp_path, BREATH)
    assert measure(tmp_path / BREATH.file).closes.ms > 20_000
    assert not list(tmp_path.rglob("*.part"))
    assert set(said) == {"made 1 of 1: Breath"}


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "music").write_text("in the way")
    with pytest.raises(PlayerError, match="music cannot be made in"):
        render(tmp_path / "music", (BREATH,))


def test_music_is_kept_in_the_cache_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/stillroom/music")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/nurse")
    assert cache_folder() == Path("/home/nurse/.cache/stillroom/music")


def _children(pid: int) -> set[int]:
    return {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="a kernel ends children with parents here only")
def test_whoever_ends_the_making_of_music_leaves_nobody_behind(tmp_path: Path) -> None:
    maker = subprocess.Popen(
        program("made-music"),
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: len(_children(maker.pid)) > 1)  # who makes it, and multiprocessing's own helper
    makers = _children(maker.pid)
    maker.terminate()
    maker.wait(10)
    until(lambda: all(map(_is_gone, makers)))
