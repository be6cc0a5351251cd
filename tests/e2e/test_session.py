"""A whole visit in one room, asked for with ``stillroom send``, as an installer would try it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from controller.broker import Broker
from controller.demo.photometer import judge
from controller.domain.documents import SessionDoc
from controller.domain.look import AWAKE_SLOPE, VISIT_SLOPE
from tests.e2e.clinic import NAME, ROOT, Clinic, end, running, stillroom, write_site
from tests.e2e.sweeps import Capture
from tests.link.waiting import until

ROOM = "willow"
DUCKED = 0.5
"""A duck of 12 dB leaves a quarter of the amplitude; half tells them apart on any machine."""


@pytest.fixture(scope="module")
def clinic(music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    base = tmp_path_factory.mktemp("session")
    sounds = {ROOM: f'{{output: file, device: "{base}/willow.wav", ceiling: 70%}}'}
    with running(write_site(base / "site", music, sounds), [ROOM]) as clinic:
        clinic.captures = {ROOM: Capture(base / "willow.wav")}
        yield clinic


class Watch:
    """``stillroom watch --json`` beside it, and the lines it printed."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "controller", "watch", "--json", "--site", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def payloads(self, ending: str) -> list[dict[str, Any]]:
        """Tell what was said on the room's topic that ends so."""
        topic = f"stillroom/1/{NAME}/{ROOM}/{ending}"
        return [line["payload"] for line in list(self.lines) if line["topic"] == topic]


@pytest.fixture
def watch(clinic: Clinic) -> Iterator[Watch]:
    watch = Watch(clinic.folder)
    until(lambda: watch.payloads("about"), "the first lines of watch", 60)
    yield watch
    end(watch.process)


def said(clinic: Clinic, verb: str, *args: str) -> str:
    """Send, expect it to be done, and return what was printed."""
    done = clinic.send(ROOM, verb, *args)
    assert done.returncode == 0, (verb, done.stdout, done.stderr)
    return done.stdout.strip()


@pytest.mark.slow
def test_a_visit_from_start_to_left_is_heard_seen_and_reported(
    clinic: Clinic, watch: Watch
) -> None:
    assert said(clinic, "start", "scene=short", "volume=100") == "done"
    said(clinic, "arrived")
    said(clinic, "started")
    clinic.comes_to(ROOM, "plateau")
    sound = clinic.captures[ROOM]
    until(lambda: sound.level() > 0.03, "music in the capture", 60)
    _a_visit_lights_the_path_and_lowers_the_music(clinic, sound)
    _a_minute_more_moves_the_end_of_the_plateau(clinic)
    calm = judge(clinic.wire.light(f"{ROOM}_lamp"))
    assert calm.steepest < AWAKE_SLOPE * 1.25  # the visit has its own slope, on its own lamp
    assert judge(clinic.wire.light(f"{ROOM}_path")).steepest < VISIT_SLOPE * 1.25
    _lights_up_is_at_once_and_restored_gently(clinic)
    _the_end_is_reported_and_the_room_is_free(clinic, sound)
    _what_was_watched_tells_all_of_it(watch)


def _a_visit_lights_the_path_and_lowers_the_music(clinic: Clinic, sound: Capture) -> None:
    before = sound.level()
    said(clinic, "visit")
    until(lambda: sound.level() < before * DUCKED, "a duck in the capture", 60)
    until(lambda: clinic.wire.lightness(f"{ROOM}_path") > 5, "light on the path", 60)
    assert clinic.session(ROOM).visit is not None
    assert clinic.music(ROOM).ducked
    said(clinic, "end-visit")
    until(lambda: sound.level() > before * DUCKED, "music as before", 60)
    until(lambda: clinic.wire.lightness(f"{ROOM}_path") < 5, "a path that goes dark", 60)


def _a_minute_more_moves_the_end_of_the_plateau(clinic: Clinic) -> None:
    before = clinic.session(ROOM).phases[2].ends
    said(clinic, "extend", "by=+1m", "phase=plateau")
    until(lambda: (clinic.session(ROOM).phases[2].ends - before).seconds == 60, "a minute more")


def _lights_up_is_at_once_and_restored_gently(clinic: Clinic) -> None:
    said(clinic, "lights-up")
    said(clinic, "lights-up")  # never a toggle
    until(lambda: clinic.wire.lightness(f"{ROOM}_lamp") > 99, "full light", 60)
    mark = clinic.wire.mark()
    said(clinic, "restore")
    until(lambda: 0 < clinic.wire.lightness(f"{ROOM}_lamp") < 99, "light on its way down", 60)
    assert judge(clinic.wire.light(f"{ROOM}_lamp", mark)).steepest < VISIT_SLOPE * 1.25


def _the_end_is_reported_and_the_room_is_free(clinic: Clinic, sound: Capture) -> None:
    said(clinic, "ended")
    clinic.comes_to(ROOM, "recovery")
    said(clinic, "left")
    until(lambda: clinic.session(ROOM).session is None, "a free room", 60)
    before = sound.level()
    until(lambda: sound.level() < before * 0.9, "music on its way out", 60)
    assert clinic.music(ROOM).tracks == ()


def _what_was_watched_tells_all_of_it(watch: Watch) -> None:
    sessions = watch.payloads("state/session")
    names = {doc["phases"][doc["current"]]["name"] for doc in sessions if doc.get("phases")
             and doc["current"] is not None}  # fmt: skip
    assert {"arrive", "onset", "plateau", "return", "recovery"} <= names
    assert list(sessions[-1]["facts"]) == ["arrived", "started", "ended", "left"]
    assert {doc["look"] for doc in watch.payloads("state/lights")} >= {"deep", "lights-up"}
    assert watch.payloads("link")[-1]["state"] == "up"
    assert all(set(line) == {"topic", "retained", "payload"} for line in watch.lines)


def test_what_a_room_refuses_is_a_sentence_and_exit_code_1(clinic: Clinic) -> None:
    refused = clinic.send(ROOM, "skip")
    assert refused.returncode == 1
    assert refused.stderr.strip().endswith(".")
    unknown = clinic.send(ROOM, "lihgts-up")
    assert (unknown.returncode, 'did you mean "lights-up"' in unknown.stderr) == (1, True)
    assert not refused.stdout + unknown.stdout


def test_sending_changes_the_room_once_and_the_report_says_by_whom(clinic: Clinic) -> None:
    said(clinic, "volume", "pct=37")
    until(lambda: clinic.music(ROOM).volume == 37, "the volume asked for")
    doc: SessionDoc = clinic.session(ROOM)
    assert doc.by.startswith("cli-")
    assert doc.said == "volume 37"


def test_a_room_that_is_not_there_is_exit_code_3(music: Path, tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site", music, {ROOM: "{output: none}"})
    nobody = stillroom("send", "--site", str(folder), ROOM, "visit")
    assert nobody.returncode == 3
    assert "Start it with: stillroom up" in nobody.stderr
    broker = Broker(folder / ".stillroom")
    broker.start()
    try:
        silent = stillroom("send", "--site", str(folder), "--wait", "1", ROOM, "visit")
    finally:
        broker.close()
    assert silent.returncode == 3
    assert len(silent.stderr.splitlines()) == 1
