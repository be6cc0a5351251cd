"""The commands that need nothing running: what they print, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.clinic import LAMPS, stillroom, write_site

ROOM = "willow"


@pytest.fixture(scope="module")
def site(music: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli") / "site"
    return str(write_site(folder, music, {ROOM: "{output: none}"}))


def refused(*words: str) -> str:
    """Run what must be refused: exit 1, nothing printed but one sentence, which is returned."""
    done = stillroom(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def document(*words: str) -> Any:
    """Run what prints JSON."""
    done = stillroom(*words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_check_of_a_good_site_has_nothing_to_complain_of(site: str) -> None:
    done = stillroom("check", "--site", site)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to complain of" in done.stdout


def test_check_tells_every_mistake_of_every_file_with_its_place(
    music: Path, tmp_path: Path
) -> None:
    folder = write_site(tmp_path / "site", music, {ROOM: "{output: none}"})
    scene, clinic = folder / "scenes/short.yaml", folder / "clinic.yaml"
    scene.write_text(
        scene.read_text()
        .replace("lasts: 5s", "lasts: 5")
        .replace("look: dim", "look: dimm")
        .replace("sign: quiet", "sing: quiet")
    )
    clinic.write_text(clinic.read_text().replace("speaks: zigbee2mqtt", "speaks: zigbee"))
    with (folder / "playlists/sweeps.yaml").open("a") as playlist:
        playlist.write("  - {file: nowhere.wav}\n")
    done = stillroom("check", "--site", str(folder))
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert len(lines) >= 4 + len(LAMPS)
    for line in lines:
        place, _, sentence = line.partition(": ")
        file, row, column = place.rsplit(":", 2)
        assert (folder / file).is_file()
        assert row.isdecimal()
        assert column.isdecimal()
        assert sentence
    assert any('did you mean "dim"?' in line for line in lines)
    assert any('did you mean "sign"?' in line for line in lines)


def test_plan_is_a_document_of_phases_and_tracks(site: str) -> None:
    plan = document("plan", "short", "--json", "--site", site)
    assert set(plan) == {"scene", "phases", "ok"}
    assert (plan["scene"], plan["ok"]) == ("short", True)
    assert [phase["name"] for phase in plan["phases"]] == [
        *("arrive", "onset", "plateau", "return", "recovery")
    ]
    for phase in plan["phases"]:
        assert set(phase) == {"name", "starts_s", "ends_s", "land", "error_s", "tracks"}
        for track in phase["tracks"]:
            assert set(track) == {"file", "starts_s", "ends_s", "crossfade_s", "gain_db"}
            assert track["ends_s"] > track["starts_s"]
    assert plan == document("plan", "short", "--json", "--site", site)
    assert stillroom("plan", "short", "--site", site).stdout.startswith("Short (short)")


def test_a_simulated_session_ends_in_no_time_and_tells_how_it_went(site: str) -> None:
    told = document("simulate", "short", "--json", "--site", site)
    assert [step["verb"] for step in told["steps"]] == [
        *("start", "arrived", "started", "ended", "left")
    ]
    assert {step["answer"] for step in told["steps"]} == {"done"}
    assert told["lasted_s"] > 60
    assert told["tracks"]


def test_a_script_that_asks_for_what_is_refused_is_exit_code_1(site: str, tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("0s start\n1s ended  # before it began\n")
    done = stillroom("simulate", "short", "--script", str(script), "--site", site)
    assert done.returncode == 1
    assert "refused: " in done.stdout


def test_init_makes_a_site_and_never_writes_over_one(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    done = stillroom("init", str(folder))
    assert done.returncode == 0
    assert "stillroom check --site" in done.stdout
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    assert "choose an empty folder" in refused("init", str(folder))
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("plan", "shrt"), 'did you mean "short"?'),
        (("simulate", "shrt"), 'did you mean "short"?'),
        (("simulate", "short", "--script", "no-such-file"), "No such file"),
        (("room", "wilow"), 'did you mean "willow"?'),
        (("send", "wilow", "visit"), 'did you mean "willow"?'),
        (("send", "willow", "visit", "now"), "write it like runs=40m"),
        (("console",), "Start it with: stillroom up"),
        (("watch",), "Start it with: stillroom up"),
        (("lamps",), "Start it with: stillroom up"),
    ],
)
def test_what_cannot_be_is_one_sentence_with_a_remedy(
    site: str, words: tuple[str, ...], said: str
) -> None:
    assert said in refused(*words, "--site", site)


@pytest.mark.parametrize("command", ["check", "up", "console", "watch", "plan x", "send a b"])
def test_a_folder_that_is_no_site_is_told_with_the_ways_to_name_one(
    command: str, tmp_path: Path
) -> None:
    said = refused(*command.split(), "--site", str(tmp_path))
    assert "--site DIR or STILLROOM_SITE" in said


def test_the_environment_can_name_the_site(site: str) -> None:
    assert stillroom("check", STILLROOM_SITE=site).returncode == 0


def test_a_site_that_cannot_be_written_can_be_checked_but_not_run(
    music: Path, tmp_path: Path
) -> None:
    folder = write_site(tmp_path / "site", music, {ROOM: "{output: none}"})
    (folder / ".stillroom").rename(folder / "away")
    (folder / ".stillroom").write_text("in the way")  # what root, too, cannot write into
    assert stillroom("check", "--site", str(folder)).returncode == 0
    done = stillroom("up", "--site", str(folder))
    assert done.returncode == 1
    assert "cannot be made" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help_with_an_example() -> None:
    listed = stillroom("--help").stdout
    for command in ("demo", "up", "room", "console", "check", "plan", "send", "watch", "simulate"):
        assert f"\n    {command} " in listed
        assert f"Example: stillroom {command}" in stillroom(command, "--help").stdout
