"""What the player's tests need: a private sound server, a clock, a post box and tracks."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from controller.domain.units import Instant
from controller.room.player.engine import VlcPlayer
from controller.room.ports import Message
from controller.site.model import Audio
from tests.room.player.pulseaudio import Microphone, Server


@dataclass
class PostBox:
    """Keeps what the player posts."""

    messages: list[Message] = field(default_factory=list)

    def __call__(self, message: Message) -> None:
        self.messages.append(message)

    def wait_for(self, wanted: Callable[[Message], bool], seconds: float = 20) -> Message:
        deadline = time.monotonic() + seconds
        while True:
            for message in tuple(self.messages):
                if wanted(message):
                    return message
            assert time.monotonic() < deadline, f"not posted; only {self.messages}"
            time.sleep(0.02)


def room_now() -> Instant:
    """A room clock that reads like the microphone's."""
    return Instant(int(time.monotonic() * 1_000))


@pytest.fixture
def post() -> PostBox:
    return PostBox()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if not all(shutil.which(tool) for tool in ("pulseaudio", "pactl", "parec")):
        pytest.skip("PulseAudio and its tools are not installed (pulseaudio, pulseaudio-utils)")
    before = os.environ.get("PULSE_SERVER")
    server = Server()
    os.environ["PULSE_SERVER"] = server.address
    yield server
    server.discard()
    os.environ.pop("PULSE_SERVER")
    if before is not None:
        os.environ["PULSE_SERVER"] = before


@dataclass
class Sink:
    """A sink of its own for one test, which can be pulled out and put back."""

    server: Server
    name: str
    description: str
    module: str = ""

    def plug_in(self) -> None:
        self.module = self.server.plug_in(self.name, self.description)

    def unplug(self) -> None:
        self.server.unplug(self.module)
        self.module = ""


@pytest.fixture
def sink(server: Server) -> Iterator[Sink]:
    mark = uuid.uuid4().hex[:8]
    sink = Sink(server, f"room-{mark}", f"Headphones-{mark}")
    sink.plug_in()
    yield sink
    if sink.module:
        sink.unplug()


@pytest.fixture
def microphone(sink: Sink) -> Iterator[Microphone]:
    microphone = sink.server.listen(sink.name)
    yield microphone
    microphone.stop()


MakePlayer = Callable[[Audio], VlcPlayer]


@pytest.fixture
def make_player(tmp_path: Path, post: PostBox) -> Iterator[MakePlayer]:
    """Make players on the test's own music folder; they are closed at the end."""
    made: list[VlcPlayer] = []

    def make(audio: Audio) -> VlcPlayer:
        made.append(VlcPlayer(audio, tmp_path, post, room_now))
        return made[-1]

    yield make
    for player in made:
        player.close()
