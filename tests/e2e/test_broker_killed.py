"""The broker is killed in the middle of a session: the room does not care, and all is back soon."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from controller.broker import is_broker
from controller.domain.wire import Concern
from tests.e2e.clinic import Clinic, running, write_site
from tests.e2e.sweeps import QUIET, RATE, Capture
from tests.link.waiting import until

ROOM = "willow"


@pytest.fixture(scope="module")
def clinic(music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    base = tmp_path_factory.mktemp("broker")
    sounds = {ROOM: f'{{output: file, device: "{base}/willow.wav", ceiling: 70%}}'}
    with running(write_site(base / "site", music, sounds), [ROOM]) as clinic:
        clinic.captures = {ROOM: Capture(base / "willow.wav")}
        yield clinic


def retained(clinic: Clinic) -> list[str]:
    """Tell the topics of everything a room keeps on the broker, the link last."""
    topics = clinic.topics(ROOM)
    return [topics.about, *(topics.state(concern) for concern in Concern), topics.link]


@pytest.mark.slow
def test_a_killed_broker_stops_no_music_and_everything_is_said_anew(clinic: Clinic) -> None:
    clinic.to_plateau(ROOM)
    sound, wire, topics = clinic.captures[ROOM], clinic.wire, clinic.topics(ROOM)
    until(lambda: sound.level() > 0.01, "music", 60)
    session, notices = clinic.session(ROOM), clinic.notices(ROOM)
    port, mark, frames, births = clinic.port, wire.mark(), sound.frames, wire.births

    os.kill(clinic.broker_pid(), signal.SIGKILL)
    until(lambda: wire.births > births, "the broker back", 60)
    back = time.monotonic()
    until(lambda: all(wire.on(topic, mark) for topic in retained(clinic)), "all that is kept", 60)
    latest = max(wire.on(topic, mark)[0].at for topic in retained(clinic))
    assert is_broker(port)  # on the port that everybody knows
    assert latest - back < 30  # speed is for the benchmark; 3 s on a quiet machine
    assert wire.on(topics.link, mark)[-1].json["state"] == "up"

    assert clinic.session(ROOM).session == session.session
    assert clinic.session(ROOM).rev == session.rev
    assert clinic.notices(ROOM) == notices
    assert not wire.on(topics.answer(clinic.caller.principal), mark)  # nothing was done again
    _music_never_paused(sound, frames)
    _the_lamps_are_led_on(clinic, mark)
    assert clinic.ask(ROOM, "volume", pct="41").state == "done"


def _music_never_paused(sound: Capture, frames: int) -> None:
    until(lambda: sound.frames > frames + 3 * RATE, "three more seconds of sound", 60)
    heard = np.abs(sound.read(frames, sound.frames - frames))
    step = RATE // 50
    peaks = heard[: len(heard) // step * step].reshape(-1, step).max(axis=1)
    assert float(peaks.min()) > QUIET


def _the_lamps_are_led_on(clinic: Clinic, mark: int) -> None:
    lamp = f"{ROOM}_lamp"
    until(lambda: clinic.wire.on(f"zigbee2mqtt/{lamp}/set", mark), "a word to the lamp", 60)
    steps = [said.json for said in clinic.wire.on(f"zigbee2mqtt/{lamp}/set", mark)]
    assert all(step.get("transition", 0) > 0 for step in steps)


@pytest.mark.slow
def test_without_its_site_running_nothing_of_it_is_left(music: Path, tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site", music, {ROOM: "{output: none}"})
    with running(folder, [ROOM], lamps=False) as clinic:
        room, broker, port = clinic.pid(ROOM), clinic.broker_pid(), clinic.port
        clinic.up.kill()
        clinic.up.wait()
        until(lambda: not (is_alive(room) or is_alive(broker)), "both gone with it", 60)
        assert not is_broker(port)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
