"""A clinic that really runs: ``up``, its rooms' processes, its broker, its simulated lamps."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from controller import site
from controller.broker import PORT_FILE, find_running
from controller.cli.library import MEASURES, data_folder
from controller.clock import SystemClock
from controller.curation.shelf import Shelf
from controller.domain.documents import LightsDoc, MusicDoc, NoticesDoc, SessionDoc
from controller.domain.units import seconds
from controller.domain.wire import Answer, Beat, Concern, Link, LinkState, Topics
from controller.link import Caller, local
from tests.e2e.sweeps import Capture, write_sweep
from tests.e2e.wire import Wire
from tests.link.waiting import until

NAME = "test-clinic"
LAMPS = ("ceiling", "lamp", "path")
TRACKS = 6
START_S = 90.0
"""Patience for a start: a busy machine takes many times the usual two seconds."""
ROOT = Path(__file__).resolve().parents[2]

SCENE = """\
scene: short
title: Short
visit: 5m
turnover: 5s
phases:
  - {name: arrive, lasts: 5s, max: 3m, until: started, look: welcome, fade: 2s, music: {playlist: sweeps, land: bridge}, sign: preparing}
  - {name: onset, lasts: 3s, min: 1s, look: dim, fade: 3s, music: {playlist: sweeps, land: bridge}, sign: in-session}
  - {name: plateau, lasts: 90s, min: 1s, max: 10m, until: ended, look: deep, fade: 20s, music: {playlist: sweeps, land: soft}, sign: in-session}
  - {name: return, lasts: 4s, min: 1s, look: dawn, fade: 4s, music: {playlist: sweeps, land: bridge}, sign: in-session}
  - {name: recovery, lasts: 20s, max: 3m, until: left, look: daylight, fade: 5s, music: {playlist: sweeps, land: bridge}, sign: quiet}
checks:
  - {at: started+5m, kind: remote, say: Vitals}
"""  # noqa: E501  # a phase is one line, as people write it


def write_site(
    folder: Path, music: Path, sounds: Mapping[str, str], broker: str = "embedded"
) -> Path:
    """Make a site of the house set with rooms of ours; ``sounds`` is each room's ``audio``."""
    site.init(folder)
    lines = [f"clinic: {NAME}", f'music: "{music}"', f"broker: {{url: {broker}}}", "rooms:"]
    for room, audio in sounds.items():
        lines += [f"  {room}:", f"    audio: {audio}", "    lights:"]
        lines += [
            f"      {role}: {{speaks: zigbee2mqtt, topic: zigbee2mqtt/{room}_{role}}}"
            for role in LAMPS
        ]
    (folder / "clinic.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for kind in ("scenes", "playlists"):  # the house's own need music that is not there
        for file in (folder / kind).glob("*.yaml"):
            if file.name != "looks.yaml":
                file.unlink()
    (folder / "scenes/short.yaml").write_text(SCENE, encoding="utf-8")
    write_playlist(folder, [f"sweep-{i}.wav" for i in range(TRACKS)])
    if (music / MEASURES).exists():
        shutil.copy(music / MEASURES, data_folder(folder))
    return folder


def write_playlist(folder: Path, files: Sequence[str], name: str = "sweeps") -> None:
    """Write the playlist that the scene plays."""
    rows = [f"  - {{file: {file}, energy: 0.5, voice: none}}" for file in files]
    text = "\n".join([f"playlist: {name}", f"title: {name}", "tracks:", *rows])
    (folder / f"playlists/{name}.yaml").write_text(text + "\n", encoding="utf-8")


def write_music(folder: Path) -> Path:
    """Make the music of the scene, and measure it."""
    files = [folder / f"sweep-{place}.wav" for place in range(TRACKS)]
    for place, file in enumerate(files):
        write_sweep(file, place)
    shelf = Shelf(folder / MEASURES)
    for file in files:
        shelf(file)
    return folder


def stillroom(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one of our programs to its end; ``more`` goes into its environment."""
    return subprocess.run(
        [sys.executable, "-m", "controller", *words],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, **more},
        check=False,
    )


@dataclass
class Clinic:
    """What runs, and how to look at it."""

    folder: Path
    up: subprocess.Popen[str]
    wire: Wire
    caller: Caller
    lamps: subprocess.Popen[str] | None = None
    captures: Mapping[str, Capture] = field(default_factory=dict)

    def send(self, room: str, verb: str, *args: str) -> subprocess.CompletedProcess[str]:
        """Ask a room by ``stillroom send``, with a long patience."""
        wait = ("--wait", "30")
        return stillroom("send", "--site", str(self.folder), *wait, room, verb, *args)

    def ask(self, room: str, verb: str, **args: str) -> Answer:
        """Ask a room from here, and expect an answer."""
        assert self.caller.reaches(room, seconds(60)), self.caller.why
        answer = self.caller.ask(room, verb, args)
        assert answer is not None, self.caller.why
        return answer

    def topics(self, room: str) -> Topics:
        """Tell the topics of a room."""
        return Topics(NAME, room)

    def session(self, room: str) -> SessionDoc:
        """Tell what a room reported last of its session."""
        return self.wire.read(self.topics(room).state(Concern.SESSION), SessionDoc)

    def music(self, room: str) -> MusicDoc:
        """Tell what a room reported last of its music."""
        return self.wire.read(self.topics(room).state(Concern.MUSIC), MusicDoc)

    def lights(self, room: str) -> LightsDoc:
        """Tell what a room reported last of its lights."""
        return self.wire.read(self.topics(room).state(Concern.LIGHTS), LightsDoc)

    def notices(self, room: str) -> dict[str, str]:
        """Tell the notices that stand, by id."""
        doc = self.wire.read(self.topics(room).state(Concern.NOTICES), NoticesDoc)
        return {notice.id: notice.text for notice in doc.notices}

    def link(self, room: str) -> Link:
        """Tell what is said of a room's link."""
        return self.wire.read(self.topics(room).link, Link)

    def beat(self, room: str) -> Beat:
        """Tell a room's last beat."""
        return self.wire.read(self.topics(room).beat, Beat)

    def phase(self, room: str) -> str:
        """Name the phase a room is in, by its clock now; nothing if it is free."""
        doc = self.session(room)
        now = SystemClock().now()
        if doc.session is None:
            return ""
        at = next((i for i, p in enumerate(doc.phases) if now < p.ends), len(doc.phases) - 1)
        waiting = [i for i, p in enumerate(doc.phases) if p.until and not p.past]
        return doc.phases[min(at, *waiting) if waiting else at].name

    def comes_to(self, room: str, phase: str) -> None:
        """Wait until a room is in a phase."""
        until(lambda: self.phase(room) == phase, f"{phase} in {room}", 60)

    def to_plateau(self, room: str) -> None:
        """Start the scene in a room and bring it into its plateau."""
        for verb, args in (
            ("start", {"scene": "short", "volume": "100"}),
            ("arrived", {}),
            ("started", {}),
        ):
            answer = self.ask(room, verb, **args)
            assert answer.state == "done", answer
        self.comes_to(room, "plateau")

    @property
    def port(self) -> int:
        """Tell the port of the embedded broker."""
        return int((self.folder / ".stillroom" / PORT_FILE).read_text())

    def pid(self, room: str) -> int:
        """Tell a room's process, by the lock it holds."""
        lock = self.folder / f".stillroom/{room}.journal.lock"
        until(lock.read_text, f"whoever holds {room}", 60)  # it is empty while it changes hands
        return int(lock.read_text() or 0)

    def broker_pid(self) -> int:
        """Tell the process of the embedded broker."""
        config = str(self.folder / ".stillroom/broker/mosquitto.conf").encode()
        return next(pid for pid, argv in processes() if argv[-1:] == [config])


def processes() -> Iterator[tuple[int, list[bytes]]]:
    """Tell the processes of this machine with their arguments."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                yield int(entry.name), (entry / "cmdline").read_bytes().split(b"\0")[:-1]
            except OSError:
                continue


def spawn(folder: Path, *words: str, log: str, **more: str) -> subprocess.Popen[str]:
    """Start one of our programs; what it says goes to a file beside the site."""
    with (folder.parent / log).open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "controller", *words, "--site", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            text=True,
            cwd=ROOT,
            env={**os.environ, **more},
        )


def end(process: subprocess.Popen[str] | None) -> None:
    """Ask a program of ours to end."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def await_broker(folder: Path, up: subprocess.Popen[str]) -> int:
    """Wait until the broker of a site answers, and tell its port."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert up.poll() is None, (folder.parent / "up.log").read_text()
        port = find_running(folder / ".stillroom") if (folder / ".stillroom").exists() else None
        if port:
            return port
        time.sleep(0.05)
    raise AssertionError((folder.parent / "up.log").read_text())


@contextmanager
def running(folder: Path, rooms: Sequence[str], lamps: bool = True) -> Iterator[Clinic]:
    """Run a site until all of ``rooms`` are there, and end it at last."""
    up = spawn(folder, "up", log="up.log")
    devices: subprocess.Popen[str] | None = None
    wire: Wire | None = None
    try:
        port = await_broker(folder, up)
        devices = spawn(folder, "lamps", log="lamps.log") if lamps else None
        wire = Wire(port)
        with Caller(local(port), NAME, SystemClock()) as caller:
            clinic = Clinic(folder, up, wire, caller, devices)
            for room in rooms:
                until(lambda room=room: clinic.link(room).state is LinkState.UP, room, START_S)  # type: ignore[misc]
            yield clinic
    finally:
        if wire is not None:
            wire.close()
        end(devices)
        end(up)
