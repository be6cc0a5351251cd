"""What the agent needs of the outside, and what the outside may tell it.

Every adapter is handed ``post`` when it is built and calls it, from any thread, with one of the
messages below; it never calls the agent. ``show`` is told what should be, as often as the agent
likes, and does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from controller.domain.commands import Command
from controller.domain.documents import About
from controller.domain.events import Event
from controller.domain.look import Fade, Light
from controller.domain.playlist import Playlist
from controller.domain.scene import House, Scene
from controller.domain.units import Instant
from controller.domain.wanted import Music
from controller.domain.wire import Answer


@dataclass(frozen=True, slots=True)
class Repertory:
    """What can be asked for by name: scenes and playlists of the site."""

    scenes: Mapping[str, Scene]
    playlists: Mapping[str, Playlist]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of the broker: a command, or a device speaking."""

    topic: str
    payload: bytes
    retained: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """The link to the broker came up, or went down."""

    up: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The room tells itself: a track failed, the door opened, the call button was pressed."""

    command: Command


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something a person should know; ``text`` None when it is over. Same ``id``, same matter."""

    id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Restocked:
    """The site's files are other files now, and good: what can be asked for from here on."""

    repertory: Repertory
    house: House
    about: About


Message = Arrived | Linked | Told | Noticed | Restocked
Post = Callable[[Message], None]
Publish = Callable[[str, bytes], None]
"""Topic and payload to the broker, QoS 1, not retained; dropped while the link is down."""


class Mouth(Protocol):
    """The way to the broker. Nothing waits for it; while the link is down nothing is kept."""

    def send(self, topic: str, payload: bytes, retain: bool = False, qos: int = 1) -> None:
        """Publish, or drop."""


class Senses(Protocol):
    """Door and call button."""

    def heard(self, topic: str, payload: bytes, retained: bool, now: Instant) -> Command | None:
        """Tell what a message of a device means for the room, if anything."""


class Memory(Protocol):
    """The journal."""

    def append(self, events: Sequence[Event], answer: Answer | None, now: Instant) -> None:
        """Keep events, and the answer to the command they came of, in one piece."""

    def answer_for(self, id: str) -> Answer | None:
        """Tell the answer a command was given before, if it was seen."""


@dataclass(frozen=True, slots=True)
class Lit:
    """What is known of one role: ``asked`` last, ``read`` back last (None: never), and a verdict:
    ok, fading, unverified, off-target, unreachable, unfitted.
    """

    asked: Light
    read: Light | None
    verdict: str


class Player(Protocol):
    """Sound. MUST return at once from every method; MUST go silent, and post a notice, when
    its output is lost; MUST post ``TrackFailed`` for a file it cannot play.
    """

    @property
    def output(self) -> str:
        """Name what sound goes to, for people: ``headphones-1 (PulseAudio)``, ``no sound``."""

    def show(self, music: Music, now: Instant) -> None:
        """Make this the music from ``now`` on."""

    def close(self) -> None:
        """Fall silent within half a second and let the output go."""


class Lights(Protocol):
    """The fixtures of a room, the sign among them."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The topic filters whose messages ``hear`` wants."""

    def show(self, fades: Mapping[str, Fade], sign: str, urgent: bool, now: Instant) -> Instant:
        """Send what is due now and tell when to be called again, at the latest."""

    def hear(self, topic: str, payload: bytes, now: Instant) -> None:
        """Take in what a fixture, or its bridge, says."""

    def reassert(self, now: Instant) -> None:
        """Forget what was sent: the next ``show`` fades every lamp to where it should be."""

    def report(self, now: Instant) -> Mapping[str, Lit]:
        """Tell what is known of each role."""
