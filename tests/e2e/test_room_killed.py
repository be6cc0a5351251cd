"""A room's process is killed in the plateau, and comes back where it should be."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.clock import SystemClock
from controller.demo.photometer import judge
from controller.domain.look import CALM_SLOPE
from controller.domain.wire import LinkState
from tests.e2e.clinic import Clinic, running, stillroom, write_site
from tests.e2e.sweeps import RATE, Capture, Heard
from tests.link.waiting import until

ASTRAY_S = 0.25


@pytest.fixture(scope="module")
def clinic(music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    base = tmp_path_factory.mktemp("killed")
    wav = base / "willow.wav"
    sounds = {
        "willow": f'{{output: file, device: "{wav}", ceiling: 70%}}',
        "cedar": "{output: none}",
    }
    with running(write_site(base / "site", music, sounds), list(sounds)) as clinic:
        clinic.captures = {"willow": Capture(wav)}
        yield clinic


def links(clinic: Clinic, room: str, mark: int) -> list[str]:
    """Tell what was said of a room's link since a mark."""
    return [said.json["state"] for said in clinic.wire.on(clinic.topics(room).link, mark)]


def place(clinic: Clinic, sound: Capture) -> tuple[float, Heard]:
    """Tell what is heard, and how far it is from where the room says it should be (seconds)."""
    seen: list[tuple[float, Heard]] = []

    def look() -> bool:
        at, heard = sound.now()
        if heard is not None:
            seen.append((at, heard))
        return heard is not None

    until(look, "sound in the capture", 60)
    at, heard = seen[-1]
    voice = clinic.music("willow").voices[0]
    assert voice.file == f"sweep-{heard.place}.wav"
    return heard.position - (at - voice.starts.ms / 1_000), heard


@pytest.mark.slow
def test_a_killed_room_comes_back_at_the_minute_it_should_be_at(clinic: Clinic) -> None:
    clinic.to_plateau("willow")
    sound, wire = clinic.captures["willow"], clinic.wire
    until(sound.is_sounding, "music", 60)
    until(lambda: wire.lightness("willow_lamp") > 0, "a lamp that is lit", 60)
    off, before = place(clinic, sound)
    assert abs(off) < ASTRAY_S
    session, tracks = clinic.session("willow"), clinic.music("willow").tracks

    mark, frames, killed = wire.mark(), sound.frames, clinic.pid("willow")
    os.kill(killed, signal.SIGKILL)
    until(lambda: links(clinic, "willow", mark)[-1:] == ["up"], "the link up again", 60)
    assert "lost" in links(clinic, "willow", mark)
    assert clinic.pid("willow") != killed
    until(lambda: sound.frames > frames + RATE and sound.is_sounding(), "sound again", 60)

    off, after = place(clinic, sound)
    assert abs(off) < ASTRAY_S
    assert after.place == before.place  # no other track was begun
    assert clinic.music("willow").tracks == tracks
    assert (clinic.session("willow").session, clinic.phase("willow")) == (
        session.session,
        "plateau",
    )
    _its_sound_began_from_silence(sound, frames)
    _its_lights_were_faded_and_never_jumped(clinic, mark)


def _its_sound_began_from_silence(sound: Capture, frames: int) -> None:
    """The first tenth of a second after the restart is nearly nothing: nobody is startled."""
    loud = [abs(float(s)) for s in sound.read(frames, sound.frames - frames)]
    first = next(i for i, s in enumerate(loud) if s > 1e-4)
    later = max(loud[first + RATE : first + RATE + RATE // 10], default=1.0)
    assert max(loud[first : first + RATE // 20]) < 0.5 * max(later, 1e-3)


def _its_lights_were_faded_and_never_jumped(clinic: Clinic, mark: int) -> None:
    until(
        lambda: len(clinic.wire.on("zigbee2mqtt/willow_lamp/set", mark)) > 0, "the lamp's fade", 60
    )
    until(lambda: len(clinic.wire.light("willow_lamp", mark)) > 10, "light to be judged", 60)
    seen = judge(clinic.wire.light("willow_lamp", mark))
    assert seen.steepest < CALM_SLOPE * 2
    assert seen.switched == 0  # it was never put out on the way


def test_a_second_controller_on_the_same_computer_is_refused_with_a_sentence(
    clinic: Clinic,
) -> None:
    second = stillroom("room", "cedar", "--site", str(clinic.folder))
    assert second.returncode == 1
    assert "Another program on this computer runs this room already" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert clinic.link("cedar").state is LinkState.UP


@pytest.mark.slow
def test_of_two_controllers_on_two_computers_the_later_gives_way(clinic: Clinic) -> None:
    topic, mark = clinic.topics("cedar").beat, clinic.wire.mark()
    mine = clinic.beat("cedar")
    clinic.ask("cedar", "start", scene="short")
    until(lambda: clinic.session("cedar").session is not None, "a session")
    session = clinic.session("cedar").session
    clinic.wire.say(topic, forged(mine.wall + 60_000))
    until(lambda: "rival" in clinic.notices("cedar"), "a notice of the newcomer")
    assert links(clinic, "cedar", mark) == []
    assert clinic.session("cedar").session == session
    killed = clinic.pid("cedar")
    clinic.wire.say(topic, forged(1))
    until(lambda: "down" in links(clinic, "cedar", mark), "a farewell", 60)
    until(lambda: links(clinic, "cedar", mark)[-1] == "up", "a fresh start", 60)
    assert clinic.pid("cedar") != killed
    assert clinic.session("cedar").session == session
    clinic.ask("cedar", "stop")


def forged(since: int) -> dict[str, object]:
    """Make the beat of another computer that has the same room."""
    now = SystemClock().now().ms
    return {"boot": "another", "clock": now, "wall": 0, "instance": "another", "since": since}
