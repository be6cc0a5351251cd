"""The signs the console draws with: box drawing and blocks, or plain ASCII where they fail.

Meaning never rests on colour: each stretch of a session has its own fill for what is past and
its own line for what is to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What part of a visit a phase belongs to; the four colours and patterns of the board."""

    ARRIVE = "arrive"
    INFUSION = "infusion"
    RETURN = "return"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs. ``past`` and ``future`` are the fills and lines by part; every sign is
    one cell wide.
    """

    past: Mapping[Part, str]
    future: Mapping[Part, str]
    now: str
    pointer: str
    tick: str
    rail: str
    rule: str
    crossing: str
    playing: str
    held: str
    free: str
    over: str
    note: str
    swatch: str
    dot: str
    big: Mapping[str, tuple[str, str, str]]


_ORDER = (Part.ARRIVE, Part.INFUSION, Part.RETURN, Part.REST)


def _by_part(signs: str) -> Mapping[Part, str]:
    return dict(zip(_ORDER, signs, strict=True))


_BIG = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("╺┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    "+": ("   ", "╺╋╸", "   "),
}

UNICODE = Glyphs(
    past=_by_part("▒█▓░"),
    future=_by_part("╌━═┄"),
    now="┃",
    pointer="▼",
    tick="╵",
    rail="▌",
    rule="─",
    crossing="┃",
    playing="▶",
    held="‖",
    free="○",
    over="□",
    note="♪",
    swatch="█",
    dot="·",
    big=_BIG,
)
ASCII = Glyphs(
    past=_by_part("%#=."),
    future=_by_part("'-~,"),
    now="|",
    pointer="v",
    tick="'",
    rail=">",
    rule="-",
    crossing="+",
    playing=">",
    held="=",
    free="o",
    over="x",
    note="*",
    swatch="#",
    dot="-",
    big={digit: ("   ", f" {digit} ", "   ") for digit in "0123456789+"},
)


def glyphs_for(encoding: str) -> Glyphs:
    """Choose the set a terminal of this ``encoding`` can show."""
    return UNICODE if "utf" in encoding.lower() else ASCII
