"""The demo plays a whole visit by itself, and tells how it went."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from controller.demo.clinic import ROOMS


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Tell all that the demo prints; its cache is its own, so that it makes its music first."""
    cache = tmp_path_factory.mktemp("cache")
    done = subprocess.run(
        [sys.executable, "-m", "controller", "demo", "--headless"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        cwd=Path(__file__).parents[2],
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.serial
def test_every_line_of_the_script_is_done(told: str) -> None:
    lines = [line for line in told.splitlines() if " > " in line]
    verbs = [re.split(r"[ :]", line.split(" > ")[1])[0] for line in lines]
    assert verbs == [
        "start", "arrived", "started", "extend", "visit", "end-visit", "ended", "left",
    ]  # fmt: skip
    assert all(line.endswith(": done") for line in lines)


@pytest.mark.slow
@pytest.mark.serial
def test_the_room_is_seen_to_go_through_every_phase(told: str) -> None:
    phases = re.findall(r"phase: (\w+)", told)
    in_order = list(dict.fromkeys(phases))
    assert in_order == ["none", "arrive", "onset", "plateau", "return", "recovery"]
    assert "phase: plateau (visit)" in told
    assert "sign: in-session" in told


@pytest.mark.slow
@pytest.mark.serial
def test_music_lands_light_is_slow_and_sound_never_stops(told: str) -> None:
    landed = [float(error) for error in re.findall(r"music ([+-][\d.]+) s", told)]
    assert len(landed) == 2
    assert all(abs(error) <= 5 for error in landed), told
    slopes = dict(re.findall(r"steepest slope of (\w+)\s+([\d.]+) L\*/s", told))
    room = next(iter(ROOMS))
    assert float(slopes.pop(f"{room}_path")) <= 3.1  # into a visit: 12 L* in five seconds
    assert all(float(slope) <= 2.1 for slope in slopes.values()), told
    gap = re.search(r"longest gap in sound\s+(\d+) ms", told)
    assert gap is not None
    assert int(gap[1]) <= 200, told
