"""What the console's parts tell one another; every message says what was meant or what came in."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


class MailCame(Message):
    """The link has put something in its letter box."""


@dataclass
class Meant(Message):
    """A person meant the action ``action`` (an id of the table)."""

    action: str


@dataclass
class RoomChosen(Message):
    """A person chose the room ``room`` on the board."""

    room: str


@dataclass
class RoomOpened(Message):
    """A person opened the room ``room`` on the board."""

    room: str
