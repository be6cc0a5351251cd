"""Reading ``clinic.yaml``: the site itself, its rooms and what is in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from controller.site import kinds
from controller.site.model import (
    CURVES,
    DIALECTS,
    EMBEDDED,
    OUTPUTS,
    Audio,
    Device,
    Fixture,
    RoomFile,
)
from controller.site.reading import Page, Spot, Table, hint, shown


@dataclass(frozen=True, slots=True)
class Clinic:
    """What the file says; see ``Site`` and ``House`` for the units."""

    name: str
    title: str
    timezone: str
    broker: str
    music: Path
    rooms: dict[str, RoomFile]
    loudness: float
    duck_db: float
    volume_pct: int
    first: str = ""


def read(page: Page, folder: Path) -> Clinic:
    """Read the file; ``folder`` is what its paths start from."""
    with page.top().table() as top:
        title = top.need("clinic", kinds.line, "Harbour Infusion") or "clinic"
        name = slug(title)
        if not name:
            top.blame("clinic", "use some letters from a to z; the site's id is made of them")
        return Clinic(
            name=name,
            title=title,
            timezone=top.take("timezone", _timezone, "UTC"),
            broker=_broker(top),
            music=folder / top.take("music", _path, Path("music")),
            rooms=_rooms(top),
            loudness=top.take("loudness", kinds.loudness, -23.0),
            duck_db=top.take("duck", kinds.attenuation, -12.0),
            volume_pct=round(top.take("volume", kinds.percent, 50.0)),
            first=top.take("first", _scene_in(folder / "scenes"), ""),
        )


def _scene_in(scenes: Path) -> Callable[[str], str]:
    """Make the reader of a scene's name: one that has a file."""

    def read_name(text: str) -> str:
        names = [file.stem for file in scenes.glob("*.yaml") if file.stem != "looks"]
        if text not in names:
            raise ValueError(f'there is no scene "{shown(text)}"; {hint(text, names)}')
        return text

    return read_name


def slug(title: str) -> str:
    """Make an id of a title: *Harbour Infusion* is ``harbour-infusion``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32].strip("-")


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        remedy = hint(text, available_timezones()) if len(text) < 40 else ""
        close = remedy if remedy.startswith("did") else "write it like America/Los_Angeles"
        raise ValueError(f'there is no time zone "{shown(text)}"; {close}') from error
    return text


def _path(text: str) -> Path:
    if not text.strip() or "\n" in text or len(text) > 1_000:
        raise ValueError("the path of a folder is expected")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(f'"{shown(text)}" begins with a home that is not known') from error


def _broker(top: Table) -> str:
    spot = top.at("broker", "{url: embedded}")
    if spot is None or spot.is_text():
        return (spot.read(kinds.broker) if spot else None) or EMBEDDED
    with spot.table() as at:
        return at.need("url", kinds.broker, EMBEDDED) or EMBEDDED


def _rooms(top: Table) -> dict[str, RoomFile]:
    spot = top.at("rooms", "{willow: {...}}")
    if spot is None:
        return {}
    if not spot.value:
        spot.blame("a clinic has at least one room")
        return {}
    uses = _Uses()
    return {name: _room(name, room, uses) for name, room in spot.entries()}


class _Uses:
    """Who uses which topic and output: two users would fight over it."""

    def __init__(self) -> None:
        self._first: dict[str, Spot] = {}

    def claim(self, thing: str, spot: Spot) -> None:
        """Note that ``spot`` uses ``thing``, and a problem if another does already."""
        first = self._first.setdefault(thing, spot)
        if first is not spot:
            spot.blame(f'"{shown(thing)}" is used already, at {first.where}')


def _room(name: str, spot: Spot, uses: _Uses) -> RoomFile:
    try:
        kinds.ident(name)
    except ValueError as error:
        spot.page.blame(str(error), spot.key_mark)
    with spot.table() as at:
        lights, sign = at.at("lights"), at.at("sign")
        return RoomFile(
            name=name,
            title=at.take("title", kinds.line, name.capitalize()),
            audio=_audio(at, uses),
            lights={role: _lamp(role, s, uses) for role, s in (lights.entries() if lights else ())},
            sign=_fixture("sign", sign, uses) if sign else None,
            door=_device(at.at("door"), uses),
            call=_device(at.at("call"), uses),
        )


def _audio(room: Table, uses: _Uses) -> Audio:
    spot = room.at("audio", "{output: pulse, device: headphones-1, ceiling: 70%}")
    if spot is None:
        return Audio("none")
    with spot.table() as at:
        output = at.need("output", kinds.choice("output", OUTPUTS), "pulse")
        device = at.take("device", kinds.line, "")
        ceiling = at.take("ceiling", kinds.share, 1.0)
        if output == "none" and device:
            at.blame("device", 'output "none" plays nowhere; leave the device out')
        if output in ("pulse", "alsa", "file") and "device" not in at:
            spot.blame(
                '"device" is missing; music only goes where it is told to, never just anywhere'
            )
        if device:
            uses.claim(f"{output} {device}", at.at("device") or spot)
    return Audio(output or "none", device, ceiling)


def _lamp(role: str, spot: Spot, uses: _Uses) -> Fixture:
    try:
        kinds.ident(role)
    except ValueError as error:
        spot.page.blame(str(error), spot.key_mark)
    return _fixture(role, spot, uses)


def _fixture(role: str, spot: Spot, uses: _Uses) -> Fixture:
    with spot.table() as at:
        speaks, topic = _speaker(at, uses)
        floor = at.take("floor", kinds.percent, 0.0)
        curve = at.take("curve", kinds.choice("curve", CURVES), "linear")
    return Fixture(role, speaks, topic, floor, curve)


def _device(spot: Spot | None, uses: _Uses) -> Device | None:
    if spot is None:
        return None
    with spot.table() as at:
        return Device(*_speaker(at, uses))


def _speaker(at: Table, uses: _Uses) -> tuple[str, str]:
    speaks = at.need("speaks", kinds.choice("dialect", DIALECTS), DIALECTS[0]) or ""
    topic = at.need("topic", kinds.topic, "zigbee2mqtt/willow_lamp") or ""
    if topic:
        uses.claim(topic, at.at("topic") or at.spot)
    return speaks, topic
