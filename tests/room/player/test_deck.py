"""Decks, with the real libvlc and files of every kind that is accepted."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from controller.room.player.block import BLOCK, RATE
from controller.room.player.deck import Deck
from controller.room.player.landing import landing
from controller.room.player.libvlc import Decoder
from tests.room.player.tracks import Mono, noise, place, residual, save, tone

WITHIN = 0.015
"""Seconds beside its place that a coded file may be; WAV and FLAC are exact."""
LENGTH = 20.0
Open = Callable[..., Deck]


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.fixture
def open_deck(decoder: Decoder) -> Iterator[Open]:
    opened: list[Deck] = []

    def opener(path: Path, position: float = 0.0, closes: float = LENGTH) -> Deck:
        opened.append(Deck(decoder, path, position, closes))
        return opened[-1]

    yield opener
    for closer in [deck.close() for deck in opened]:
        closer.join(10)


def play(deck: Deck, position: float, seconds: float) -> Mono:
    """Read as the mixer does, from ``position`` seconds on, but as fast as frames come."""
    wanted = round(position * RATE)
    blocks: list[Mono] = []
    frames = round(seconds * RATE)
    for _ in range(-(-frames // BLOCK)):
        wait_for(deck, 10 * BLOCK)
        block = deck.read(BLOCK, wanted)
        blocks.append(np.zeros(BLOCK) if block is None else block[:, 0].astype(np.float64))
        wanted += BLOCK
    return np.concatenate(blocks)[:frames]


def wait_for(deck: Deck, frames: int) -> None:
    """Wait until so many frames are decoded, or no more will be."""
    deadline = time.monotonic() + 20
    while deck.ready < frames and not deck.is_over and time.monotonic() < deadline:
        time.sleep(0.01)


def settle(deck: Deck, seconds: float = 10) -> str | None:
    deadline = time.monotonic() + seconds
    while (why := deck.trouble()) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return why


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_a_deck_knows_the_place_of_its_frames(
    kind: str, rate: int, tmp_path: Path, open_deck: Open
) -> None:
    path = save(tmp_path / f"a.{kind}", noise(LENGTH, rate), rate)
    at_48k = np.interp(
        np.arange(int(LENGTH * RATE)) / RATE,
        np.arange(int(LENGTH * rate)) / rate,
        noise(LENGTH, rate),
    )
    exact = 0.0005 if kind in ("wav", "flac") else WITHIN
    for position in (0.0, 3.217, 12.5):
        heard = play(open_deck(path, position), position, 0.5)
        assert place(heard[RATE // 10 :], at_48k) == pytest.approx(position + 0.1, abs=exact)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg makes these kinds; it is missing")
@pytest.mark.parametrize("kind", ["opus", "m4a"])
def test_a_deck_knows_its_place_in_what_ffmpeg_makes_too(
    kind: str, tmp_path: Path, open_deck: Open
) -> None:
    track = noise(LENGTH)
    source, path = save(tmp_path / "a.wav", track), tmp_path / f"a.{kind}"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", source, path], check=True)
    for position in (0.0, 12.5):
        heard = play(open_deck(path, position), position, 0.5)
        assert place(heard[RATE // 10 :], track) == pytest.approx(position + 0.1, abs=WITHIN)


def test_a_file_at_another_rate_keeps_its_pitch_and_its_purity(
    tmp_path: Path, open_deck: Open
) -> None:
    path = save(tmp_path / "a.wav", tone(8, 440, 44_100), 44_100)
    heard = play(open_deck(path, closes=8), 0.0, 1.5)[RATE // 2 :]
    assert np.abs(residual(heard, 440)).max() < 2e-4
    turns = np.unwrap(np.angle(np.exp(-2j * np.pi * 440 * np.arange(len(heard)) / RATE) * heard))
    assert len(turns) == len(heard)


def test_a_deck_that_waits_to_be_read_loses_nothing(tmp_path: Path, open_deck: Open) -> None:
    """Holding libvlc's callback up would make it skip ahead by as long as it was held."""
    track = noise(LENGTH)
    deck = open_deck(save(tmp_path / "a.flac", track), 5.0)
    time.sleep(3)
    heard = play(deck, 5.0, 3)
    for second in (0, 1, 2):
        part = heard[second * RATE : second * RATE + RATE // 2]
        assert place(part, track) == pytest.approx(5.0 + second, abs=0.0005)


def test_frames_before_the_wanted_place_are_dropped_and_early_reads_are_silent(
    tmp_path: Path, open_deck: Open
) -> None:
    track = noise(LENGTH)
    deck = open_deck(save(tmp_path / "a.wav", track), 2.0)
    heard = play(deck, 1.5, 1)  # half a second before what was opened
    assert len(heard) == RATE
    lead = round((landing(tmp_path / "a.wav", 2.0).lands - 1.5) * RATE)
    assert lead > 0
    assert not heard[: lead - 1].any()
    assert place(heard[lead + 480 :], track) == pytest.approx(1.5 + (lead + 480) / RATE, abs=0.0005)


def test_a_track_that_breaks_off_does_not_click(tmp_path: Path, open_deck: Open) -> None:
    path = save(tmp_path / "a.wav", tone(1.0, 440)[: RATE - 30])
    heard = play(open_deck(path, closes=1.0), 0.0, 3)
    assert np.abs(np.diff(heard)).max() < 1.05 * 0.25 * 2 * np.pi * 440 / RATE
    assert abs(heard[-1]) < 1e-6


def test_a_track_that_ends_where_it_should_is_not_at_fault(tmp_path: Path, open_deck: Open) -> None:
    deck = open_deck(save(tmp_path / "a.wav", noise(2)), closes=2.0)
    assert settle(deck, 4) is None


def test_a_missing_file_is_called_missing(tmp_path: Path, open_deck: Open) -> None:
    assert settle(open_deck(tmp_path / "nowhere.ogg")) == "is missing"


@pytest.mark.parametrize("content", [b"", b"no music at all\n" * 500, bytes(range(256)) * 200])
def test_a_file_that_is_no_music_is_found_out(
    content: bytes, tmp_path: Path, open_deck: Open
) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(content)
    why = settle(open_deck(path))
    assert why is not None
    assert why.startswith("is ")


def test_a_folder_is_no_music(tmp_path: Path, open_deck: Open) -> None:
    (tmp_path / "a.ogg").mkdir()
    assert settle(open_deck(tmp_path / "a.ogg")) is not None


def test_an_ogg_whose_pages_are_ruined_is_found_out(tmp_path: Path, open_deck: Open) -> None:
    path = save(tmp_path / "a.ogg", noise(LENGTH))
    data = bytearray(path.read_bytes())
    data[6_000:] = bytes(len(data) - 6_000)
    path.write_bytes(bytes(data))
    assert settle(open_deck(path)) is not None


def test_a_file_cut_short_is_found_out(tmp_path: Path, open_deck: Open) -> None:
    path = save(tmp_path / "a.ogg", noise(LENGTH))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 8])
    assert settle(open_deck(path)) == "is damaged: it ends early"


@pytest.mark.parametrize("name", ["a: b.wav", "-dash.wav", "é # %20 ?.wav", "it's 'quoted'.wav"])
def test_any_name_of_a_file_will_do(name: str, tmp_path: Path, open_deck: Open) -> None:
    path = save(tmp_path / name, noise(2))
    assert len(play(open_deck(path, closes=2), 0.0, 0.5)) == RATE // 2


def test_decks_can_be_opened_and_closed_at_once_many_times(tmp_path: Path, open_deck: Open) -> None:
    path = save(tmp_path / "a.ogg", noise(LENGTH))
    for _ in range(30):
        open_deck(path, 1.0).close()
    assert len(play(open_deck(path), 0.0, 0.2)) > 0
