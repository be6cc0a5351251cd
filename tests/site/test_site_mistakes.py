"""Mistakes in several files of a site at once, and files that are missing or no files."""

# ruff: noqa: E501  # a problem stays one line, as a person reads it

from __future__ import annotations

import os
from pathlib import Path

import pytest

from controller import site
from controller.errors import SiteError
from tests.site.small_site import CLINIC, LIST, LOOKS, SCENE, Spoil, nominal


def test_the_small_site_has_no_problem(folder: Path) -> None:
    assert site.problems(folder, nominal) == ()


def test_ten_mistakes_in_one_file_are_told_at_once(spoil: Spoil) -> None:
    found = spoil(
        SCENE,
        ("title: 40-minute infusion", "titel: 40-minute infusion"),
        ("turnover: 15m", "turnover: 15"),
        ("lasts: 10m", "lasts: 10 minuts"),
        ("until: started", "until: start"),
        ("music: silence", "music: none"),
        ("lasts: 32m", "lasts: 32m\n    lasts: 33m"),
        ("    look: deep\n", "    look: deeep\n"),
        ("{playlist: deep-water, land", "{playlst: deep-water, land"),
        ("level: -3dB", "level: -3"),
        ("kind: remote", "kind: remot"),
    )
    assert found == (
        'scenes/infusion-40.yaml:2:1: unknown setting "titel"; did you mean "title"?',
        'scenes/infusion-40.yaml:4:11: "15" is not a length of time; write it like 90s, 12m or 1h45m',
        'scenes/infusion-40.yaml:6:27: "10 minuts" is not a length of time; write it like 90s, 12m or 1h45m',
        'scenes/infusion-40.yaml:6:64: there is no event to wait for "start"; did you mean "started"?',
        'scenes/infusion-40.yaml:6:90: write "music: silence" or "music: {playlist: NAME}"',
        'scenes/infusion-40.yaml:9:5: "lasts" is written twice; the first is at line 8, column 5',
        'scenes/infusion-40.yaml:11:11: there is no look "deeep"; did you mean "deep"?',
        'scenes/infusion-40.yaml:12:13: unknown setting "playlst"; did you mean "playlist"?',
        'scenes/infusion-40.yaml:12:73: "-3" is not a gain from -60dB to 12dB; write it like -6dB',
        'scenes/infusion-40.yaml:17:50: there is no kind "remot"; did you mean "remote"?',
    )


def test_mistakes_in_all_files_are_told_at_once_and_in_order(spoil: Spoil) -> None:
    spoil(LIST, ("energy: 0.5", "energy: high"))
    spoil(LOOKS, ("fade: 90s", "fade: slow"))
    spoil(SCENE, ("sign: quiet", "sign: silent"))
    found = spoil(CLINIC, ("ceiling: 70%", "ceiling: loud"), ("floor: 2%", "floor: low"))
    assert [p.split(": ")[0] for p in found] == [
        "clinic.yaml:6:59", "clinic.yaml:8:74", "playlists/deep-water.yaml:4:43",
        "scenes/infusion-40.yaml:13:96", "scenes/looks.yaml:3:11",
    ]  # fmt: skip


@pytest.mark.parametrize("file", [CLINIC, LOOKS])
def test_a_file_that_a_site_needs_is_missed(folder: Path, file: str) -> None:
    (folder / file).unlink()
    first = site.problems(folder, nominal)[0]
    assert first.startswith(f"{file}:1:1: there is no such file; ")


def test_an_unreadable_looks_file_is_the_only_problem_it_makes(spoil: Spoil) -> None:
    assert [p.split(":")[0] for p in spoil(LOOKS, ("looks:", "looks: ["))] == [LOOKS]


def test_an_unreadable_playlist_can_still_be_referred_to(spoil: Spoil) -> None:
    assert [p.split(":")[0] for p in spoil(LIST, ("tracks:", "tracks: ["))] == [LIST]


def test_a_site_without_scenes_is_told_so(folder: Path) -> None:
    (folder / SCENE).unlink()
    assert site.problems(folder, nominal) == (
        "scenes:1:1: there is no scene to start; add one, like infusion-40.yaml",
    )


def test_a_folder_that_is_not_there_is_no_site(tmp_path: Path) -> None:
    first = site.problems(tmp_path / "nowhere")[0]
    assert first == (
        'clinic.yaml:1:1: there is no such file; "stillroom init DIR" makes a folder that has one'
    )


def test_a_link_to_nothing_and_one_to_itself_are_told(folder: Path) -> None:
    (folder / "scenes/a.yaml").symlink_to(folder / "nothing")
    (folder / "scenes/b.yaml").symlink_to(folder / "scenes/b.yaml")
    assert site.problems(folder, nominal) == (
        "scenes/a.yaml:1:1: there is no such file; it is a link to nothing",
        "scenes/b.yaml:1:1: the file cannot be read: Too many levels of symbolic links",
    )


def test_a_folder_whose_name_no_disk_could_hold_is_no_site(tmp_path: Path) -> None:
    assert "cannot be read: File name too long" in site.problems(tmp_path / ("x" * 300))[0]


def test_a_scene_of_endless_phases_or_checks_is_refused(spoil: Spoil) -> None:
    phase = "  - {name: arrive, lasts: 10m, look: deep, music: silence, sign: quiet}\n"
    check = "  - {at: started, kind: remote, say: Vitals}\n"
    found = spoil(
        SCENE, ("phases:\n", "phases:\n" + phase * 20), ("checks:\n", "checks:\n" + check * 20)
    )
    assert "scenes/infusion-40.yaml:6:3: a scene has 1 to 20 phases" in found
    assert "scenes/infusion-40.yaml:35:3: a scene has at most 20 checks" in found


def test_a_file_called_yml_is_not_passed_over_in_silence(folder: Path) -> None:
    (folder / SCENE).rename(folder / "scenes/infusion-40.yml")
    problems = site.problems(folder, nominal)
    assert "scenes/infusion-40.yml:1:1: this is not read; call it infusion-40.yaml" in problems


def test_a_file_name_that_is_no_name_is_told(folder: Path) -> None:
    text = (folder / SCENE).read_text(encoding="utf-8")
    (folder / "scenes/My Scene.yaml").write_text(text, encoding="utf-8")
    assert any("scenes/My Scene.yaml:1:1: the file's name" in p for p in site.problems(folder))


def test_files_that_an_editor_hides_are_passed_over(folder: Path) -> None:
    (folder / "scenes/.#infusion-40.yaml").write_text("{", encoding="utf-8")
    (folder / "scenes/notes.txt").write_text("{", encoding="utf-8")
    assert site.problems(folder, nominal) == ()


def test_a_folder_or_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(folder: Path) -> None:
    (folder / "scenes/a.yaml").mkdir()
    os.mkfifo(folder / "scenes/b.yaml")
    assert site.problems(folder, nominal) == (
        "scenes/a.yaml:1:1: this is not a file",
        "scenes/b.yaml:1:1: this is not a file",
    )


def test_a_file_whose_name_is_no_text_is_told_in_text(folder: Path) -> None:
    name = os.fsencode(folder / "scenes") + b"/\xff.yaml"
    with open(name, "wb"):
        pass
    [problem] = site.problems(folder, nominal)
    assert problem.isprintable()
    assert problem.endswith("give this file another name")


def test_load_raises_one_error_with_every_problem(spoil: Spoil, folder: Path) -> None:
    told = spoil(SCENE, ("sign: quiet", "sign: silent"), ("say: Vitals", "say: ''"))
    with pytest.raises(SiteError) as caught:
        site.load(folder, nominal)
    assert caught.value.problems == told
    assert len(told) == 2
