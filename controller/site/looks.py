"""Reading ``scenes/looks.yaml``: the still states of a room's lights."""

from __future__ import annotations

from collections.abc import Collection

from controller.domain.look import DARK, Light, Look, Tone
from controller.domain.units import ZERO
from controller.site import kinds
from controller.site.reading import Page, Spot, Table, hint, shown

STARTLING = ("alert", "blink", "colorloop", "effect", "flash", "fx", "step", "strobe", "toggle")
"""What makes a lamp change by itself, or by an amount nobody can foresee."""
_STARTLES = "may startle and is never sent to a lamp; give a level, and a kelvin or a color"
NEEDED = {
    "visit": "a room shows it while somebody is inside",
    "lights-up": "a room shows it at the key LIGHTS UP",
    "turnover": "a room shows it when a session is over",
}


def read(page: Page, roles: Collection[str]) -> dict[str, Look] | None:
    """Read every look of the file, None if it tells none; ``roles`` are those it may name."""
    found: dict[str, Look] = {}
    with page.top().table() as top:
        looks = top.at("looks", "{visit: ..., lights-up: ..., turnover: ...}")
        for name, spot in looks.entries() if looks else ():
            found[name] = _look(name, spot, roles)
        for name, why in NEEDED.items() if looks else ():
            if name not in found:
                top.blame("looks", f'there is no look "{name}"; {why}')
    _check_lights_up(page, found)
    return found if looks else None


def _look(name: str, spot: Spot, roles: Collection[str]) -> Look:
    _check_name(name, spot)
    with spot.table() as at:
        at.refuse(STARTLING, _STARTLES)
        fade = at.need("fade", kinds.span, "90s")
        lights = at.at("lights", "{lamp: 8%}")
        entries = lights.entries() if lights else ()
        found = {role: _light(role, light, roles) for role, light in entries}
    return Look(name, fade or ZERO, found)


def _check_name(name: str, spot: Spot) -> None:
    try:
        kinds.ident(name)
    except ValueError as error:
        spot.page.blame(str(error), spot.key_mark)


def _light(role: str, spot: Spot, roles: Collection[str]) -> Light:
    if role not in roles:
        sentence = f'no room has a light "{shown(role)}"; {hint(role, roles)}'
        spot.page.blame(sentence, spot.key_mark)
    if spot.value in STARTLING:
        spot.blame(f'"{spot.value}" {_STARTLES}')
        return DARK
    if spot.is_text():
        return Light(spot.read(kinds.level) or 0.0)
    with spot.table() as at:
        at.refuse(STARTLING, _STARTLES)
        return Light(at.need("level", kinds.level, "8%") or 0.0, _tone(at))


def _tone(at: Table) -> Tone | None:
    white: Tone | None = at.take("kelvin", kinds.white, None)
    color: Tone | None = at.take("color", kinds.color, None)
    if "kelvin" in at and "color" in at:
        at.blame("color", "a light has a kelvin or a color, not both; leave one out")
    return white or color


def _check_lights_up(page: Page, found: dict[str, Look]) -> None:
    look = found.get("lights-up")
    if look and not any(light.level >= 50 for light in look.lights.values()):
        mark = page.document.keys.get(("looks", "lights-up"), page.top().mark)
        page.blame("lights-up leaves the room dark; give some light 50% or more", mark)
