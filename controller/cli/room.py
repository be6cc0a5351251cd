"""``stillroom room NAME``: one room's process: its agent with everything real around it."""

from __future__ import annotations

import argparse
import logging
import os
import queue
import secrets
import signal
import threading
import uuid
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

from controller import __version__
from controller.cli import site_folder
from controller.cli.library import data_folder, measuring, open_site
from controller.cli.places import expected_address
from controller.cli.reload import changes
from controller.clock import SystemClock
from controller.domain.codec import encode
from controller.domain.documents import About, Named
from controller.domain.events import Began, Event, Prepared
from controller.domain.playlist import Measure
from controller.domain.wire import EVERY_ROOM, PROTOCOL_MINOR, LinkState, Topics
from controller.domain.wire import Link as LinkDoc
from controller.errors import StillroomError
from controller.link import Ears, Link
from controller.room.agent import Agent, History, Identity, Ports
from controller.room.documents import offer
from controller.room.journal import Journal
from controller.room.lights.rack import Rack
from controller.room.lights.spec import FixtureSpec
from controller.room.loop import Inbox
from controller.room.loop import run as serve
from controller.room.orders import Fresh
from controller.room.player.engine import VlcPlayer
from controller.room.player.stderr import quiet_stderr
from controller.room.ports import Arrived, Linked, Noticed, Repertory, Restocked
from controller.room.reporter import Reporter
from controller.room.sensors import Sensors
from controller.site import Device, Fixture, RoomFile, Site

CLAIMED = 4
"""Exit code when another controller holds the room."""

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Serve the room until this process is asked to end."""
    folder = site_folder(options)
    found = open_site(folder)
    room = _room(found, options.name)
    data = data_folder(folder)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asker = os.dup(2)
    quiet_stderr(data / f"{room.name}.log")
    try:
        return _Room(found, room, data).serve()
    except StillroomError:
        os.dup2(asker, 2)  # why there is no room is for whoever asked for it, not for its log
        raise


def _room(found: Site, name: str) -> RoomFile:
    if name in found.rooms:
        return found.rooms[name]
    close = get_close_matches(name, found.rooms, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(found.rooms)}"
    raise StillroomError(f'There is no room "{name}" in clinic.yaml; {hint}')


def about(found: Site, room: RoomFile, output: str) -> About:
    """Tell what a room is and offers, with every scene planned on today's library."""
    return About(
        title=room.title,
        software=__version__,
        minor=PROTOCOL_MINOR,
        output=output,
        roles=tuple(room.lights),
        scenes=tuple(
            offer(scene)
            for scene in sorted(found.scenes.values(), key=lambda s: s.name != found.first)
        ),
        playlists=tuple(Named(p.name, p.title) for p in found.playlists.values()),
        volume=found.house.volume_pct,
    )


class _Room:
    """Everything of one room, put together."""

    def __init__(self, found: Site, room: RoomFile, data: Path) -> None:
        self._found, self._room = found, room
        self._inbox: Inbox = queue.SimpleQueue()
        self._ended = threading.Event()
        self._topics = Topics(found.name, room.name)
        self._clock = SystemClock()
        self._journal: Journal[Event] = Journal(
            data / f"{room.name}.journal.db",
            Event,
            self._clock.stamp,
            begins=[Began.__name__],
            standing=[Prepared.__name__],
        )
        self._held = self._journal.load()
        self._is_sure = self._clock.resume(self._held.last)
        self._instance = uuid.uuid4().hex[:12]
        self._player = VlcPlayer(room.audio, found.music, self._inbox.put, self._clock.now)
        self._sensors = Sensors(_topic(room.door), _topic(room.call))
        self._link, self._rack = self._with_link()
        self._agent = self._with_agent()

    def serve(self) -> int:
        """Run until a signal, or another controller of the same room, ends it."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._ended.set())
        for finding in (*self._held.findings, *self._found.warnings):
            log.warning("%s", finding)
        self._link.open()
        reloading = threading.Thread(target=self._reload, name="files", daemon=True)
        reloading.start()
        serve(self._agent, self._inbox, self._clock, self._ended.is_set)
        return self._end()

    def _end(self) -> int:
        self._ended.set()
        self._player.close()
        down = LinkDoc(LinkState.DOWN, self._instance, 0, self._clock.boot())
        self._link.close(self._topics.link, encode(down))
        self._journal.close()
        if self._agent.rival is None:
            return 0
        log.error("another controller holds %s; this one ends", self._room.title)
        return CLAIMED

    def _with_link(self) -> tuple[Link, Rack]:
        lost = LinkDoc(LinkState.LOST, self._instance, 0, self._clock.boot())
        late: list[Link] = []
        rack = Rack(
            {role: _spec(fixture) for role, fixture in self._room.lights.items()},
            _spec(self._room.sign) if self._room.sign else None,
            lambda topic, payload: late[0].send(topic, payload),
        )
        topics = self._topics
        filters = (
            topics.command("+"),
            Topics(topics.site, EVERY_ROOM).command("+"),
            topics.beat,
            *rack.topics,
            *self._sensors.topics,
        )
        late.append(
            Link(
                expected_address(self._found),
                f"room-{self._room.name}-{self._instance}",
                tuple(dict.fromkeys(filters)),
                Ears(self._hear, self._up, self._down),
                will=(topics.link, encode(lost)),
            )
        )
        return late[0], rack

    def _hear(self, topic: str, payload: bytes, retained: bool) -> None:
        self._inbox.put(Arrived(topic, payload, retained))

    def _up(self, refused: str) -> None:
        self._inbox.put(Linked(True, refused))

    def _down(self, why: str) -> None:
        self._inbox.put(Linked(False, why))

    def _with_agent(self) -> Agent:
        boot, found = self._clock.boot(), self._found
        offered = about(found, self._room, self._player.output)
        agent = Agent(
            Identity(self._topics, self._instance, boot, self._clock.wall, _fresh),
            Ports(self._player, self._rack, self._sensors, self._journal, self._link),
            Repertory(found.scenes, found.playlists),
            Reporter(self._topics, self._link, self._instance, boot, offered),
            History(self._held.events, self._held.skipped),
        )
        for place, finding in enumerate(self._held.findings):
            self._inbox.put(Noticed(f"journal-{place}", finding))
        agent.open(found.house, self._clock.now(), self._is_sure)
        return agent

    def _known(self) -> Callable[[Path], Measure]:
        """Tell what has been measured by now: a room that plays does not measure."""
        return measuring(self._found.folder).known

    def _reload(self) -> None:
        """Take up the site's files whenever they change, and tell when they cannot be used."""
        for found, faults in changes(self._found, self._known, self._ended):
            text = "The site's files are faulty, the last good ones hold"
            self._inbox.put(Noticed("files", f"{text}: {faults[0]}" if faults else None))
            if not faults:
                stock = Repertory(found.scenes, found.playlists)
                offered = about(found, self._room, self._player.output)
                self._inbox.put(Restocked(stock, found.house, offered))


def _topic(device: Device | None) -> str | None:
    return device.topic if device else None


def _spec(fixture: Fixture) -> FixtureSpec:
    return FixtureSpec(fixture.role, fixture.topic, fixture.floor, fixture.curve, fixture.speaks)


def _fresh() -> Fresh:
    return Fresh(uuid.uuid4().hex, secrets.randbits(32))
