"""Measures are kept: a second start measures nothing, and a broken shelf is no obstacle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from controller.curation.measure import measure
from controller.curation.shelf import Shelf
from controller.errors import PlayerError


def _tone(path: Path, level: float = 0.1, seconds: float = 1.0) -> Path:
    at = np.arange(int(48_000 * seconds)) / 48_000
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, level * np.sin(2 * np.pi * 440 * at), 48_000)
    return path


@pytest.fixture
def track(tmp_path: Path) -> Path:
    return _tone(tmp_path / "music" / "tone.wav")


def test_a_shelf_tells_what_measuring_tells(track: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache" / "measures.json")
    assert shelf(track) == measure(track)
    assert Shelf(tmp_path / "cache" / "measures.json")(track) == measure(track)


def test_what_is_on_the_shelf_is_not_measured_again(track: Path, tmp_path: Path) -> None:
    cache = tmp_path / "measures.json"
    first = Shelf(cache)(track)
    found = track.stat()
    track.write_bytes(bytes(found.st_size))  # no sound any more, but the same size and time
    os.utime(track, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert Shelf(cache)(track) == first


def test_a_changed_file_is_measured_anew(track: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "measures.json")
    before = shelf(track)
    _tone(track, 0.01, 2.0)
    assert shelf(track).lufs < before.lufs - 15


def test_a_library_that_moves_keeps_its_measures(track: Path, tmp_path: Path) -> None:
    cache = tmp_path / "measures.json"
    Shelf(cache)(track)
    before = cache.read_bytes()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "music").rename(tmp_path / "elsewhere" / "music")
    Shelf(cache)(tmp_path / "elsewhere" / "music" / "tone.wav")
    assert cache.read_bytes() == before


def test_a_file_without_a_measure_keeps_its_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ogg"
    bad.write_bytes(b"no music at all")
    cache = tmp_path / "measures.json"
    for _ in range(2):
        with pytest.raises(PlayerError, match="not a sound file"):
            Shelf(cache)(bad)
    with pytest.raises(PlayerError, match="there is no file"):
        Shelf(cache)(tmp_path / "gone.ogg")
    assert len(json.loads(cache.read_bytes())["files"]) == 1, "what is missing may come"


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"version": 1}', b"\xff\xfe\x00", b'{"version": 1, "files": []}'],
)
def test_a_damaged_shelf_starts_over_and_says_so(
    damage: bytes, track: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "measures.json"
    cache.write_bytes(damage)
    said: list[str] = []
    assert Shelf(cache, said.append)(track) == measure(track)
    assert len(said) == 1
    assert "cannot be read" in said[0]
    again: list[str] = []
    assert Shelf(cache, again.append)(track) == measure(track)
    assert again == []


@pytest.mark.parametrize(
    "row", [[1], [5, 2, -20.0, -3.0], [0, 9, "x", 0], None, {"a": 1}, [0, 9, 1e999, 0]]
)
def test_a_row_that_makes_no_sense_is_measured_anew(
    row: object, track: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "measures.json"
    Shelf(cache)(track)
    document = json.loads(cache.read_bytes())
    document["files"] = dict.fromkeys(document["files"], row)
    cache.write_text(json.dumps(document))
    assert Shelf(cache)(track) == measure(track)


def test_a_shelf_that_cannot_be_written_says_so_once(track: Path, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    said: list[str] = []
    shelf = Shelf(tmp_path / "blocked" / "measures.json", said.append)
    assert shelf(track) == measure(track)
    shelf(_tone(tmp_path / "music" / "second.wav"))
    assert sum("cannot be kept" in sentence for sentence in said) == 1


def test_two_shelves_of_one_file_keep_what_both_measured(track: Path, tmp_path: Path) -> None:
    cache = tmp_path / "measures.json"
    first, second = Shelf(cache), Shelf(cache)
    other = _tone(tmp_path / "music" / "other.wav")
    with pytest.raises(PlayerError):
        first(tmp_path / "gone.wav")  # it has read the shelf, still empty
    first(track)
    second(other)
    first(_tone(tmp_path / "music" / "third.wav"))
    assert len(json.loads(cache.read_bytes())["files"]) == 3


def test_all_that_is_missing_is_measured_and_the_unusable_is_told(tmp_path: Path) -> None:
    music = tmp_path / "music"
    good = [_tone(music / f"{n}.wav", 0.1 / n) for n in range(1, 5)]
    (music / "bad.ogg").write_bytes(b"no music")
    bad, gone = music / "bad.ogg", music / "gone.ogg"
    said: list[str] = []
    shelf = Shelf(tmp_path / "measures.json")
    problems = shelf.measure_all([*good, bad, gone, good[0]], workers=2, told=said.append)
    assert set(problems) == {bad, gone}
    assert len(said) == 5
    assert said[-1].startswith("measured 5 of 5: ")
    assert [shelf(path) for path in good] == [measure(path) for path in good]
    said.clear()
    again = Shelf(tmp_path / "measures.json").measure_all([*good, bad, gone], told=said.append)
    assert again == problems
    assert said == []


def test_a_process_whose_tracks_are_all_measured_loads_no_decoder(
    track: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "measures.json"
    Shelf(cache)(track)
    program = (
        "import sys; from pathlib import Path; from controller.curation.shelf import Shelf; "
        "Shelf(Path(sys.argv[1]))(Path(sys.argv[2])); "
        "print([m for m in ('soundfile', 'numpy') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(cache), str(track)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "[]"
