"""What is measured of a file, against a reference, and what is said of files without a measure."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from controller.curation.loudness import Meter
from controller.curation.measure import measure
from controller.errors import PlayerError

needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")


def _tone(rate: int, seconds: float, db: float, channels: int = 2) -> np.ndarray:
    at = np.arange(int(rate * seconds)) / rate
    tone = 10 ** (db / 20) * np.sin(2 * np.pi * 997 * at)
    return np.repeat(tone[:, None], channels, axis=1)


def _music(rate: int, channels: int) -> np.ndarray:
    """Noise that comes and goes under two tones, with silent ends."""
    chance = np.random.default_rng(3)
    at = np.arange(rate * 14) / rate
    tide = 0.05 * (0.2 + np.sin(at * 0.5)[:, None] ** 2)
    sound = chance.normal(size=(len(at), channels)) * tide
    sound[:, 0] += 0.3 * np.sin(2 * np.pi * 60 * at) + 0.1 * np.sin(2 * np.pi * 5_000 * at + 0.3)
    sound[:rate] = 0
    sound[-2 * rate :] = 0
    return sound


def _write(path: Path, sound: np.ndarray, rate: int = 48_000, **kind: Any) -> Path:
    soundfile.write(path, sound, rate, **kind)
    return path


def _reference(path: Path, channels: int) -> tuple[float, float]:
    both = ":dualmono=true" if channels == 1 else ""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", str(path)]
    command += ["-af", f"ebur128=peak=true{both}", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stderr
    summary = said[said.rindex("Summary") :]
    loud, peak = (re.search(rf"{word}:\s+(-?[\d.]+)", summary) for word in ("I", "Peak"))
    assert loud
    assert peak
    return float(loud[1]), float(peak[1])


@needs_ffmpeg
@pytest.mark.parametrize(
    ("rate", "channels"), [(48_000, 2), (44_100, 2), (22_050, 1), (96_000, 2), (48_000, 6)]
)
def test_loudness_and_peak_agree_with_a_reference(rate: int, channels: int, tmp_path: Path) -> None:
    path = _write(tmp_path / "music.wav", _music(rate, channels), rate, subtype="FLOAT")
    loud, peak = _reference(path, channels)
    found = measure(path)
    assert found.lufs == pytest.approx(loud, abs=0.2)
    assert found.peak_db == pytest.approx(peak, abs=0.3)


def test_the_tone_of_the_standard_reads_what_the_standard_says(tmp_path: Path) -> None:
    # EBU Tech 3341, cases 1 and 2: a stereo tone of -23 (-33) dBFS reads -23 (-33) LUFS
    for level in (-23.0, -33.0):
        path = _write(tmp_path / "tone.wav", _tone(48_000, 8, level), subtype="FLOAT")
        assert measure(path).lufs == pytest.approx(level, abs=0.1)


def test_quiet_passages_do_not_count(tmp_path: Path) -> None:
    # EBU Tech 3341, case 3: -36, -23, -36 dBFS reads -23 LUFS
    parts = [_tone(48_000, s, level) for s, level in ((5, -36.0), (20, -23.0), (5, -36.0))]
    path = _write(tmp_path / "gated.wav", np.concatenate(parts), subtype="FLOAT")
    assert measure(path).lufs == pytest.approx(-23, abs=0.1)


def test_one_channel_is_as_loud_as_the_same_in_both(tmp_path: Path) -> None:
    one = _write(tmp_path / "one.wav", _tone(48_000, 3, -20, 1), subtype="FLOAT")
    two = _write(tmp_path / "two.wav", _tone(48_000, 3, -20, 2), subtype="FLOAT")
    assert measure(one).lufs == pytest.approx(measure(two).lufs, abs=0.01)


def test_true_peak_is_found_between_the_samples(tmp_path: Path) -> None:
    at = np.arange(48_000 * 2)
    between = np.sin(np.pi / 2 * at + np.pi / 4)  # each sample at 0.707, the wave at 1
    path = _write(tmp_path / "peak.wav", between * 0.5, subtype="FLOAT")
    assert measure(path).peak_db == pytest.approx(-6.02, abs=0.25)


def test_audible_ends_are_found_to_a_fiftieth_of_a_second(tmp_path: Path) -> None:
    quiet = np.zeros((48_000, 2))
    sound = np.concatenate([quiet[:36_000], _tone(48_000, 4, -20), quiet, quiet])
    found = measure(_write(tmp_path / "ends.flac", sound))
    assert found.opens.ms == pytest.approx(750, abs=20)
    assert found.closes.ms == pytest.approx(4_750, abs=20)


def test_hiss_below_the_threshold_is_not_heard(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    sound = chance.normal(size=(48_000 * 3, 2)) * 10 ** (-60 / 20)
    sound[48_000:96_000] += _tone(48_000, 1, -20)
    found = measure(_write(tmp_path / "hiss.wav", sound))
    assert (found.opens.ms, found.closes.ms) == (1_000, 2_000)


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("ogg", {"format": "OGG", "subtype": "VORBIS"}),
        ("opus", {"format": "OGG", "subtype": "OPUS"}),
        ("mp3", {"format": "MP3"}),
        ("aiff", {"format": "AIFF"}),
        ("flac", {"format": "FLAC"}),
    ],
)
def test_every_format_that_is_promised_can_be_measured(
    suffix: str, kind: dict[str, Any], tmp_path: Path
) -> None:
    path = _write(tmp_path / f"tone.{suffix}", _tone(48_000, 3, -20), **kind)
    assert measure(path).lufs == pytest.approx(-20, abs=0.3)


def test_a_meter_does_not_care_where_blocks_fall_short() -> None:
    assert Meter(2, 48_000).lufs() == -math.inf
    assert Meter(2, 48_000).peak_db() == -math.inf
    meter = Meter(2, 44_100)
    meter.add(np.zeros((17, 2), np.float32))
    assert meter.lufs() == -math.inf


def _wav(tmp_path: Path) -> bytes:
    return _write(tmp_path / "whole.wav", _tone(48_000, 4, -20)).read_bytes()


def _refused(path: Path) -> str:
    with pytest.raises(PlayerError) as caught:
        measure(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    assert "there is no file" in _refused(tmp_path / "gone.ogg")


def test_a_folder_is_no_sound_file(tmp_path: Path) -> None:
    assert "is a folder" in _refused(tmp_path)


def test_an_empty_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.ogg").touch()
    assert "is empty" in _refused(tmp_path / "empty.ogg")


def test_a_file_of_no_length_is_a_sentence(tmp_path: Path) -> None:
    path = _write(tmp_path / "none.wav", np.zeros((0, 2)))
    assert "its length is zero" in _refused(path)


def test_a_blink_is_too_short(tmp_path: Path) -> None:
    assert "too short" in _refused(_write(tmp_path / "blink.wav", _tone(48_000, 0.2, -20)))


def test_silence_is_a_sentence(tmp_path: Path) -> None:
    path = _write(tmp_path / "silent.flac", np.zeros((48_000 * 2, 2)))
    assert "is silent" in _refused(path)


@pytest.mark.parametrize("name", ["talk.m4a", "notes.txt", "cover.jpg", "bytes.raw"])
def test_a_format_that_cannot_be_read_names_those_that_can(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00" + bytes(4_000))
    said = _refused(tmp_path / name)
    assert "FLAC, Ogg Vorbis, Opus, MP3, WAV or AIFF" in said


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    path = _write(tmp_path / "torn.flac", _music(48_000, 2), 48_000)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    path.write_bytes(data)
    assert re.search("is damaged|is cut short", _refused(path))


def test_values_that_are_no_sound_are_damage(tmp_path: Path) -> None:
    sound = _tone(48_000, 2, -20)
    sound[70_000, 1] = np.nan
    path = _write(tmp_path / "nan.wav", sound, subtype="FLOAT")
    assert "is damaged" in _refused(path)


def test_a_header_that_promises_more_than_there_is_is_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(_wav(tmp_path)[:300_000])
    assert "is cut short" in _refused(path)
    flac = _write(tmp_path / "cut.flac", _music(48_000, 2))
    flac.write_bytes(flac.read_bytes()[: flac.stat().st_size // 2])
    assert re.search("is damaged|is cut short", _refused(flac))
