"""The tracks of a playlist: found, measured, brought to a loudness, or told."""

from __future__ import annotations

import os
from itertools import pairwise
from math import inf, log10
from os.path import exists
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import site
from controller.domain.playlist import Ending, Measure
from controller.domain.units import seconds
from controller.errors import PlayerError, SiteError
from controller.site.trim import PEAK, SPREAD, trims
from tests.site.small_site import Spoil, nominal

LIST = "playlists/deep-water.yaml"
FOUR = seconds(240)


def on_disk(path: Path) -> Measure:
    """Measure a file that is there; one that says so is damaged."""
    if not exists(path):
        raise PlayerError(f'there is no file "{path}"')
    if path.read_bytes() == b"damaged":
        raise PlayerError(f'"{path.name}" is damaged; replace it with a whole copy')
    return nominal(path)


@pytest.fixture
def music(folder: Path) -> Path:
    """A music folder that has what the small site names, and more."""
    for name in ("ambient/slow-tide.ogg", "ambient/night-ferry.ogg", "ambient/far/reeds.flac"):
        file = folder / "music" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"sound")
    return folder / "music"


def test_a_track_has_what_was_written_and_what_was_measured(folder: Path) -> None:
    tide, ferry = site.load(folder, nominal).playlists["deep-water"].tracks
    assert (tide.file, tide.title, tide.energy) == ("ambient/slow-tide.ogg", "Slow tide", 0.5)
    assert (tide.opens, tide.closes) == (seconds(0.5), seconds(300))
    assert (ferry.title, ferry.energy, ferry.ending) == ("Night ferry", 0.5, Ending.FADES)


def test_a_person_says_title_energy_and_ending(spoil: Spoil, folder: Path) -> None:
    said = "title: 'The Tide: Low', energy: 0.35, end: rings"
    assert not spoil(LIST, ("energy: 0.5", said))
    track = site.load(folder, nominal).playlists["deep-water"].tracks[0]
    assert (track.title, track.energy, track.ending) == ("The Tide: Low", 0.35, Ending.RINGS)


def test_every_file_is_measured_once_however_many_playlists_name_it(folder: Path) -> None:
    asked: list[Path] = []

    def counting(path: Path) -> Measure:
        asked.append(path)
        return nominal(path)

    again = (folder / LIST).read_text(encoding="utf-8").replace("deep-water", "again")
    (folder / "playlists/again.yaml").write_text(again, encoding="utf-8")
    loaded = site.load(folder, counting)
    assert sorted(asked) == [folder / "music/ambient/night-ferry.ogg",
                             folder / "music/ambient/slow-tide.ogg"]  # fmt: skip
    assert list(loaded.sounds) == sorted(asked)


def test_a_misspelt_file_is_told_with_the_likely_one(music: Path, spoil: Spoil) -> None:
    spoil(LIST, ("slow-tide.ogg", "slow-tid.ogg"))
    assert site.problems(music.parent, on_disk) == (
        (
            'playlists/deep-water.yaml:4:5: there is no music file "ambient/slow-tid.ogg"; '
            'did you mean "slow-tide.ogg"?'
        ),
    )


def test_a_file_that_is_nowhere_is_told_with_the_folder_it_belongs_into(
    music: Path, spoil: Spoil
) -> None:
    spoil(LIST, ("slow-tide.ogg", "xyzzy.ogg"))
    [problem] = site.problems(music.parent, on_disk)
    assert problem.endswith(f'"ambient/xyzzy.ogg"; put it into {music / "ambient"}')


def test_a_damaged_file_is_told_in_the_words_of_who_measured_it(music: Path) -> None:
    (music / "ambient/night-ferry.ogg").write_bytes(b"damaged")
    assert site.problems(music.parent, on_disk) == (
        'playlists/deep-water.yaml:5:5: "night-ferry.ogg" is damaged; replace it with a whole copy',
    )


def test_a_folder_that_is_missing_is_told_once_and_not_for_each_track(folder: Path) -> None:
    assert site.problems(folder, on_disk) == (
        (
            f"playlists/deep-water.yaml:4:5: there is no folder {folder / 'music'}, "
            "where this and other tracks should be"
        ),
    )


def test_a_room_goes_on_without_a_bad_track_and_says_so(music: Path) -> None:
    (music / "ambient/night-ferry.ogg").write_bytes(b"damaged")
    with pytest.raises(SiteError):
        site.load(music.parent, on_disk)
    loaded = site.load(music.parent, on_disk, strict=False)
    assert [t.file for t in loaded.playlists["deep-water"].tracks] == ["ambient/slow-tide.ogg"]
    [warning] = loaded.warnings
    assert warning.startswith('playlists/deep-water.yaml:5:5: "night-ferry.ogg" is damaged')


def test_a_room_without_any_music_still_has_its_lights(folder: Path) -> None:
    loaded = site.load(folder, on_disk, strict=False)
    assert loaded.playlists["deep-water"].tracks == ()
    assert len(loaded.warnings) == 1
    assert loaded.looks


def test_other_mistakes_are_not_forgiven_for_running(spoil: Spoil, folder: Path) -> None:
    spoil(LIST, ("energy: 0.5", "energy: 5"))
    with pytest.raises(SiteError):
        site.load(folder, nominal, strict=False)


@pytest.mark.parametrize("lufs", [-inf, inf, float("nan"), -120.0])
def test_a_silent_file_is_no_music(folder: Path, lufs: float) -> None:
    problems = site.problems(folder, lambda path: Measure(seconds(0), FOUR, lufs, -60.0))
    assert problems[0].endswith('"ambient/slow-tide.ogg" is silent; leave it out')


def test_a_file_that_sounds_for_no_time_is_no_music(folder: Path) -> None:
    assert len(site.problems(folder, lambda path: Measure(FOUR, FOUR, -23.0, -6.0))) == 2


def test_a_playlist_can_be_a_folder_with_all_below_it(music: Path) -> None:
    (music / "ambient/.hidden.ogg").write_bytes(b"x")
    (music / "ambient/cover.jpg").write_bytes(b"x")
    (music.parent / LIST).write_text("playlist: deep-water\nfolder: ambient\n", encoding="utf-8")
    tracks = site.load(music.parent, on_disk).playlists["deep-water"].tracks
    assert [t.file for t in tracks] == [
        "ambient/far/reeds.flac", "ambient/night-ferry.ogg", "ambient/slow-tide.ogg",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("folder_named", "words"),
    [
        ("ambiant", 'there is no folder "ambiant" with music; did you mean "ambient"?'),
        ("empty", "this playlist is empty; there is no music file in the folder"),
        ("../music", "does not lie below the music folder"),
    ],
)
def test_a_folder_without_music_is_told(music: Path, folder_named: str, words: str) -> None:
    (music / "empty").mkdir()
    text = f"playlist: deep-water\nfolder: {folder_named}\n"
    (music.parent / LIST).write_text(text, encoding="utf-8")
    [problem] = site.problems(music.parent, on_disk)
    assert words in problem


def test_a_room_goes_on_when_a_playlists_folder_is_away(music: Path) -> None:
    text = "playlist: deep-water\nfolder: unplugged\n"
    (music.parent / LIST).write_text(text, encoding="utf-8")
    loaded = site.load(music.parent, on_disk, strict=False)
    assert loaded.playlists["deep-water"].tracks == ()
    assert len(loaded.warnings) == 1


def test_a_file_whose_name_is_no_text_is_left_out_and_told(music: Path) -> None:
    with open(os.fsencode(music / "ambient") + b"/\xff.ogg", "wb"):
        pass
    (music.parent / LIST).write_text("playlist: deep-water\nfolder: ambient\n", encoding="utf-8")
    [problem] = site.problems(music.parent, on_disk)
    assert problem.isprintable()
    assert "give a file in this folder another name" in problem


@pytest.mark.parametrize("name", ["a" * 300 + ".ogg", "b/" * 150 + "c.ogg", "né ok.ogg"])
def test_a_file_name_that_no_disk_could_hold_is_only_missing(
    music: Path, spoil: Spoil, name: str
) -> None:
    spoil(LIST, ("ambient/slow-tide.ogg", name))
    [problem] = site.problems(music.parent, on_disk)
    assert problem.startswith("playlists/deep-water.yaml:4:5: there is no ")


measures = st.builds(
    Measure,
    opens=st.just(seconds(0)),
    closes=st.integers(1_000, 1_200_000).map(lambda ms: seconds(ms / 1_000)),
    lufs=st.floats(-60, -5),
    peak_db=st.floats(-40, 0),
)


def loudness(found: list[Measure], gains: tuple[float, ...]) -> float:
    """Tell the loudness of all, one after another, after their trims."""
    power = sum(
        m.closes.seconds * 10 ** ((m.lufs + g) / 10) for m, g in zip(found, gains, strict=True)
    )
    return 10 * log10(power / sum(m.closes.seconds for m in found))


@given(st.lists(measures, min_size=1, max_size=30), st.floats(-30, -16))
def test_no_peak_is_louder_than_the_ceiling(found: list[Measure], target: float) -> None:
    gains = trims(found, target)
    assert all(m.peak_db + g <= PEAK + 1e-9 for m, g in zip(found, gains, strict=True))


@given(st.lists(measures, min_size=1, max_size=30), st.floats(-30, -16))
def test_where_peaks_allow_it_the_whole_is_at_the_target_and_nothing_stands_out(
    found: list[Measure], target: float
) -> None:
    quiet = [Measure(m.opens, m.closes, m.lufs, -90.0) for m in found]
    gains = trims(quiet, target)
    assert abs(loudness(quiet, gains) - target) < 0.01
    levels = [m.lufs + g for m, g in zip(quiet, gains, strict=True)]
    assert all(abs(level - target) <= SPREAD + 0.01 for level in levels)


@given(st.lists(measures, min_size=2, max_size=30))
def test_a_quieter_track_is_never_made_the_louder_one(found: list[Measure]) -> None:
    quiet = [Measure(m.opens, m.closes, m.lufs, -90.0) for m in found]
    levels = [m.lufs + g for m, g in zip(quiet, trims(quiet, -23.0), strict=True)]
    ranked = sorted(zip((m.lufs for m in quiet), levels, strict=True))
    assert all(a[1] <= b[1] + 1e-9 for a, b in pairwise(ranked))


def test_tracks_that_lie_close_together_are_all_moved_by_the_same() -> None:
    found = [Measure(seconds(0), FOUR, lufs, -20.0) for lufs in (-18.0, -19.0, -20.0)]
    first, *others = trims(found, -23.0)
    assert others == pytest.approx([first, first])
    assert first == pytest.approx(-4.08, abs=0.01)
