"""The kinds of text a setting can hold. Each returns the value or raises ValueError with a
sentence that says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from controller.domain import units
from controller.domain.look import Color, White
from controller.domain.scene import Fact, Mark
from controller.domain.units import ZERO, Span, minutes
from controller.site.model import EMBEDDED
from controller.site.reading import Kind, hint, shown

LONGEST_SPAN = minutes(24 * 60)
LONGEST_TEXT = 80
LONGEST_TOPIC = 200
MARKED_FACTS = (Fact.ARRIVED, Fact.STARTED, Fact.ENDED, Fact.LEFT)
"""The facts a check or the quiet stretch can lean on: those that are true once in a session."""

_ID = re.compile(r"[a-z0-9-]{1,32}")
_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")


def ident(text: str) -> str:
    """Read an id: a-z, 0-9 and -, at most 32."""
    if not _ID.fullmatch(text):
        raise ValueError(
            f'"{shown(text)}" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals'
        )
    return text


def line(text: str) -> str:
    """Read one line for people."""
    if not text.strip():
        raise ValueError("nothing is written here")
    if "\n" in text.strip() or len(text) > LONGEST_TEXT:
        raise ValueError(f"this is too long; write one line of at most {LONGEST_TEXT} characters")
    return " ".join(text.split())


def span(text: str) -> Span:
    """Read a length of time from 0 to 24 hours."""
    found = delay(text)
    if found < ZERO:
        raise ValueError(f'"{shown(text)}" is less than no time; leave the - out')
    return found


def stretch(text: str) -> Span:
    """Read a length of time that is not 0."""
    found = span(text)
    if not found:
        raise ValueError(f'"{shown(text)}" is no time at all; write it like 90s, 12m or 1h45m')
    return found


def delay(text: str) -> Span:
    """Read a length of time from minus 24 to 24 hours."""
    if len(text) > 30:
        raise ValueError(f'"{shown(text)}" is not a length of time; write it like 90s or 12m')
    found = units.parse_span(text)
    if abs(found.ms) > LONGEST_SPAN.ms:
        raise ValueError(f'"{shown(text)}" is more than a day')
    return found


def percent(text: str) -> float:
    """Read ``8%`` as 8.0."""
    return units.parse_percent(shown(text))


def share(text: str) -> float:
    """Read ``70%`` as 0.7."""
    return percent(text) / 100


def level(text: str) -> float:
    """Read the level of a light: ``off``, or L* as a percentage."""
    return 0.0 if text == "off" else percent(text)


def decibel(text: str) -> float:
    """Read ``-6dB`` as -6.0."""
    return units.parse_decibel(shown(text))


def attenuation(text: str) -> float:
    """Read a gain that makes nothing louder."""
    found = decibel(text)
    if found > 0:
        raise ValueError(f'"{text}" would make it louder; write it like -12dB')
    return found


def loudness(text: str) -> float:
    """Read ``-23LUFS``, from -40 to -14."""
    found = re.fullmatch(r"(-[0-9]{1,3}(?:\.[0-9]{1,3})?)\s*LUFS", text.strip())
    if not found or not -40 <= float(found[1]) <= -14:
        raise ValueError(
            f'"{shown(text)}" is not a loudness from -40LUFS to -14LUFS; write it like -23LUFS'
        )
    return float(found[1])


def white(text: str) -> White:
    """Read ``2200K``."""
    return White(units.parse_kelvin(shown(text)))


def color(text: str) -> Color:
    """Read ``#203a6b``."""
    if not text:
        raise ValueError('nothing is written here; a colour needs quotes: "#203a6b"')
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f'"{shown(text)}" is not a colour; write it like "#203a6b", in quotes')
    return Color(int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def energy(text: str) -> float:
    """Read a number from 0 (still) to 1 (full)."""
    if not _NUMBER.fullmatch(text) or not 0 <= float(text) <= 1:
        raise ValueError(f'"{shown(text)}" is not an energy from 0 (still) to 1 (full)')
    return float(text)


def count(text: str) -> int:
    """Read a whole number from 0 to 99."""
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise ValueError(f'"{shown(text)}" is not a number from 0 to 99')
    return int(text)


def mark(text: str) -> Mark:
    """Read a moment of a session: ``started``, ``started+5m``, ``ended-10m``."""
    found = re.fullmatch(r"([A-Za-z-]*?)\s*([+-].*)?", text.strip())
    if not found:
        raise ValueError(f'"{shown(text)}" is not a moment; write it like started+5m')
    fact = choice("event", MARKED_FACTS)(found[1])
    return Mark(Fact(fact), delay(found[2].replace(" ", "")) if found[2] else ZERO)


def choice(what: str, known: Collection[str]) -> Kind[str]:
    """Make the kind that is one of ``known``; ``what`` is the noun for one of them."""

    def kind(text: str) -> str:
        if text not in known:
            raise ValueError(f'there is no {what} "{shown(text)}"; {hint(text, known)}')
        return str(text)

    return kind


def topic(text: str) -> str:
    """Read the MQTT topic of one device."""
    if not text or len(text) > LONGEST_TOPIC or text != text.strip("/ \n"):
        raise ValueError(f'"{shown(text)}" is not a topic; write it like zigbee2mqtt/willow_lamp')
    if "+" in text or "#" in text or text.startswith("$"):
        raise ValueError(f'"{shown(text)}" names many topics; name one, without + # or $')
    if text.endswith(("/set", "/get")):
        raise ValueError(f'leave "{text[-4:]}" out; the topic is the device\'s own')
    return text


def broker(text: str) -> str:
    """Read where the broker is."""
    if text == EMBEDDED:
        return text
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("mqtt", "mqtts") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is none
        good = None
    if not good or parts.path.strip("/") or parts.query or parts.fragment or " " in text:
        raise ValueError(
            f'"{shown(text)}" is not a broker; write "{EMBEDDED}", or it like mqtt://host:1883'
        )
    return text


def file(text: str) -> str:
    """Read the path of a file below the music folder."""
    if not text.strip() or len(text) > 400:
        raise ValueError("a file's path is expected, like ambient/slow-tide.ogg")
    if "\\" in text:
        raise ValueError(f'"{shown(text)}" has a backslash; put / between folders')
    parts = text.split("/")
    if "\n" in text or any(part in ("", ".", "..") for part in parts):
        raise ValueError(
            f'"{shown(text)}" does not lie below the music folder; '
            "write its path from there, like ambient/slow-tide.ogg"
        )
    return text
