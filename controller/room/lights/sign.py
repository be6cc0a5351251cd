"""What the door sign shows: one still light for each state of the room. No red, no blinking."""

from __future__ import annotations

from collections.abc import Mapping

from controller.domain.look import DARK, Color, Light, White
from controller.domain.units import Span

IN_SESSION = "in-session"
SIGN_FADE = Span(2_000)
"""How long a sign takes to change."""

_FREE = Light(40.0, Color(120, 200, 140))
SIGN_LIGHTS: Mapping[str, Light] = {
    "free": _FREE,
    "open": _FREE,
    "preparing": Light(40.0, White(370)),
    IN_SESSION: Light(70.0, Color(255, 170, 60)),
    "quiet": Light(60.0, Color(110, 150, 255)),
    "turnover": Light(30.0, White(250)),
}
"""For a sign that is a bulb."""

PLUG_LIGHTS: Mapping[str, Light] = {
    "free": DARK,
    "open": DARK,
    "preparing": DARK,
    IN_SESSION: Light(100.0),
    "quiet": Light(100.0),
    "turnover": DARK,
}
"""For a sign that is only on or off: on when nobody should come in unasked."""


def sign_light(show: str, lights: Mapping[str, Light]) -> Light:
    """Tell the light for a state; one that is not known is taken for a session in progress."""
    return lights.get(show) or lights.get(IN_SESSION) or SIGN_LIGHTS[IN_SESSION]
