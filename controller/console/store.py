"""What the rooms have said: one frozen snapshot a room, and how old it is.

The store merges documents and nothing else. It knows no broker and no widget; the console's
own clock is a parameter. A room's clock is known from its beats: each tells what the clock read
no later than the moment it came in, so the largest difference seen is the truest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from controller.domain.documents import About, LightsDoc, MusicDoc, NoticesDoc, SessionDoc, SignDoc
from controller.domain.units import Instant
from controller.domain.wire import STALE_AFTER, Beat, Link, LinkState

Document = Link | Beat | About | SessionDoc | MusicDoc | LightsDoc | SignDoc | NoticesDoc


class Contact(StrEnum):
    """How far what is shown of a room can be trusted."""

    LIVE = "live"
    WAITING = "waiting"
    """Its last report is here, but it has not spoken since this console opened."""
    QUIET = "quiet"
    """It has not spoken for longer than it should."""
    DOWN = "down"
    """Its program was ended in good order."""
    LOST = "lost"
    """The broker lost it."""
    CUT = "cut"
    """This console has no broker."""


@dataclass(frozen=True, slots=True)
class Room:
    """One room as it reported itself.

    ``place``    its row, from 0; never changes while the console is open
    ``version``  rises with every document that can change what is shown
    ``ahead``    room clock minus console clock, in ms; None until it is known
    ``heard``    when it last spoke, on the console's clock; None: not yet
    ``lost_at``  when its link was last seen to go, on the console's clock
    """

    name: str
    place: int
    version: int = 0
    link: Link | None = None
    about: About | None = None
    session: SessionDoc | None = None
    music: MusicDoc | None = None
    lights: LightsDoc | None = None
    sign: SignDoc | None = None
    notices: NoticesDoc | None = None
    boot: str = ""
    ahead: int | None = None
    heard: Instant | None = None
    lost_at: Instant | None = None

    @property
    def title(self) -> str:
        """What people call the room."""
        return self.about.title if self.about else self.name.replace("-", " ").title()

    @property
    def key(self) -> str:
        """The digits that choose it: its row, from 1."""
        return str(self.place + 1)

    def clock(self, now: Instant) -> Instant | None:
        """Tell what the room's clock reads at ``now`` of the console's; None if not known."""
        return None if self.ahead is None else Instant(now.ms + self.ahead)


class RoomStore:
    """Every room of a site, in an order that never changes by itself."""

    def __init__(self, order: Iterable[str] = ()) -> None:
        self._rooms: dict[str, Room] = {name: Room(name, place) for place, name in enumerate(order)}
        self._listed = self._names = tuple(self._rooms)
        self._is_ordered = True
        self.cut_at: Instant | None = None
        """Since when this console has no broker, on its own clock; None: it has one."""
        self.trouble = ""
        """What is wrong with that link, in a sentence."""
        self.settled = False
        """Whether rows are final. Before, rooms nobody listed still find their place by name."""

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Every room, by row."""
        if not self._is_ordered:
            self._order()
        return tuple(self._rooms.values())

    def __len__(self) -> int:
        return len(self._rooms)

    def row(self, place: int) -> Room | None:
        """Find the room in a row, from 0."""
        if not self._is_ordered or len(self._names) != len(self._rooms):
            self._order()
        return self._rooms[self._names[place]] if 0 <= place < len(self._names) else None

    def room(self, name: str) -> Room | None:
        """Find a room by its name."""
        if not self._is_ordered:
            self._order()
        return self._rooms.get(name)

    def take(
        self,
        name: str,
        document: Document,
        now: Instant,
        wall: int,
        retained: bool = False,
    ) -> bool:
        """Merge what room ``name`` said; tell whether anything to be seen changed.

        ``now`` and ``wall`` (ms since 1970) are the console's clocks. A ``retained`` document is
        what the room said some time ago, so it proves nothing about now.
        """
        before = self._rooms.get(name) or self._arrive(name)
        after = _merged(before, document, now, wall, retained)
        if not retained and not isinstance(document, Link):
            after = replace(after, heard=now)
        self._rooms[name] = after
        return after.version != before.version or _woke(before, after)

    def settle(self) -> None:
        """Let every row stay where it is from now on."""
        if not self._is_ordered:
            self._order()
        self.settled = True

    def linked(self, is_up: bool, now: Instant, why: str = "") -> None:
        """Take in that this console's link to the broker came up, or went down, at ``now``."""
        self.cut_at = None if is_up else (self.cut_at or now)
        self.trouble = why

    def contact(self, room: Room, now: Instant) -> Contact:
        """Tell how far to trust what is shown of ``room``."""
        if self.cut_at is not None:
            return Contact.CUT
        if room.link is not None and room.link.state is LinkState.DOWN:
            return Contact.DOWN
        if room.link is not None and room.link.state is LinkState.LOST:
            return Contact.LOST
        if room.heard is None or room.ahead is None:
            return Contact.WAITING
        return Contact.QUIET if now - room.heard > STALE_AFTER else Contact.LIVE

    def _arrive(self, name: str) -> Room:
        """Give a room nobody listed its row: the last, until rows are put in order."""
        self._rooms[name] = Room(name, len(self._rooms))
        self._is_ordered = self.settled
        return self._rooms[name]

    def _order(self) -> None:
        """Put rooms nobody listed in the order of their names, until the rows have settled."""
        if not self.settled:
            others = sorted(set(self._rooms) - set(self._listed))
            self._rooms = {
                name: replace(self._rooms[name], place=place)
                for place, name in enumerate((*self._listed, *others))
            }
        self._names = tuple(self._rooms)
        self._is_ordered = True


def _woke(before: Room, after: Room) -> bool:
    return (before.heard is None, before.ahead is None) != (
        after.heard is None,
        after.ahead is None,
    )


def _merged(room: Room, document: Document, now: Instant, wall: int, retained: bool) -> Room:
    match document:
        case Beat():
            return _beaten(room, document, now, wall, retained)
        case Link():
            gone = None if document.state is LinkState.UP else (None if retained else now)
            changed = room.link is None or room.link.state is not document.state
            room = replace(room, link=document, lost_at=gone)
            return replace(room, version=room.version + 1) if changed else room
        case About():
            return _put(room, "about", document)
        case SessionDoc():
            return _put(room, "session", document)
        case MusicDoc():
            return _put(room, "music", document)
        case LightsDoc():
            return _put(room, "lights", document)
        case SignDoc():
            return _put(room, "sign", document)
        case NoticesDoc():
            return _put(room, "notices", document)


def _put(room: Room, part: str, document: Document) -> Room:
    if getattr(room, part) == document:
        return room
    return replace(room, version=room.version + 1, **{part: document})  # type: ignore[arg-type]


CLOCK_MOVED_MS = 3_000
"""No beat travels for longer than this; a difference so large is the clock itself."""


def _beaten(room: Room, beat: Beat, now: Instant, wall: int, retained: bool) -> Room:
    """Learn the room's clock. Only a retained beat needs the two wall clocks to agree."""
    since = wall - beat.wall if retained else 0
    ahead = beat.clock.ms + since - now.ms
    if room.ahead is not None and room.boot == beat.boot:
        if retained:
            return room
        if room.heard is not None and room.ahead - ahead < CLOCK_MOVED_MS:
            ahead = max(ahead, room.ahead)
    return replace(room, boot=beat.boot, ahead=ahead)
