"""Zigbee2MQTT's dialect (versions 1.x and 2.x).

Facts that shape it: a state that is published is the target, not the light, until the lamp is
asked (``/get``); an ``ON`` without a level restores an old one, and so is never sent; two keys
in one payload are two radio commands; a transition of more than 6,553.4 s is sudden.
"""

from __future__ import annotations

from collections.abc import Mapping

from controller.domain import strict_json
from controller.domain.color import chromaticity
from controller.domain.look import Tone, White, tone_rgb
from controller.room.lights.curves import FULL
from controller.room.lights.dialect import BridgeUp, Letter, Reachable, Returned, Said, Showing
from controller.room.lights.segments import LEAST_RAW

LONGEST_S = 6_553.0
MIRED = (153, 500)
"""What is sent is clamped to this; a lamp of a narrower range clamps again, silently."""
LARGEST = 16_384
"""Longer payloads are not looked at."""


class Zigbee2mqtt:
    """Lamps behind a Zigbee2MQTT bridge. The bridge's topic is the first level of the lamp's."""

    def topics(self, topic: str) -> tuple[str, ...]:
        """Tell the topics on which something of the lamp is heard."""
        bridge = _bridge(topic)
        return topic, f"{topic}/availability", f"{bridge}/state", f"{bridge}/event"

    def command(
        self, topic: str, raw: int, tone: Tone | None, seconds: float, mixed: bool
    ) -> Letter:
        """Write the command to reach ``raw`` (0 is off) and ``tone`` within ``seconds``."""
        wish: dict[str, object] = {"state": "ON"}
        if raw <= 0:
            wish["state"] = "OFF"
        else:
            wish["brightness"] = min(FULL, max(LEAST_RAW, raw))
            wish |= _tone(tone, mixed)
        wish["transition"] = round(min(LONGEST_S, max(0.0, seconds)), 1)
        return f"{topic}/set", strict_json.write(wish)

    def ask(self, topic: str) -> Letter:
        """Write the question what the lamp really shows."""
        return f"{topic}/get", b'{"state":"","brightness":""}'

    def said(self, topic: str, heard_on: str, payload: bytes) -> Said | None:
        """Tell what a message means for the lamp; None for what is not about it, and nonsense."""
        if heard_on == f"{topic}/availability":
            online = _online(payload)
            return None if online is None else Reachable(online)
        if heard_on == f"{_bridge(topic)}/state":
            online = _online(payload)
            return None if online is None else BridgeUp(online)
        if heard_on == f"{_bridge(topic)}/event":
            return Returned() if _announced(payload) == _name(topic) else None
        return _showing(payload) if heard_on == topic else None


def _bridge(topic: str) -> str:
    return f"{topic.split('/', 1)[0]}/bridge"


def _name(topic: str) -> str:
    return topic.split("/", 1)[-1]


def _tone(tone: Tone | None, mixed: bool) -> dict[str, object]:
    """Write a tone: whites as mired, all else (and whites among colours) as x and y."""
    if tone is None:
        return {}
    if isinstance(tone, White) and not mixed:
        return {"color_temp": round(min(MIRED[1], max(MIRED[0], tone.mired)))}
    x, y = chromaticity(tone_rgb(tone))
    return {"color": {"x": round(x, 4), "y": round(y, 4)}}


def document(payload: bytes) -> Mapping[str, object]:
    """Read a JSON object; empty for anything else."""
    try:
        found = strict_json.read(payload) if len(payload) <= LARGEST else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _online(payload: bytes) -> bool | None:
    """Read ``online`` or ``offline``, plain as in 1.x or as ``{"state": ...}``."""
    word: object = payload.strip().decode("utf-8", "replace") if len(payload) < 16 else None
    if word not in ("online", "offline"):
        word = document(payload).get("state")
    return word == "online" if word in ("online", "offline") else None


def _announced(payload: bytes) -> str | None:
    """Read the name of a device that has just come back to mains."""
    event = document(payload)
    about = event.get("data")
    if event.get("type") != "device_announce" or not isinstance(about, dict):
        return None
    name = about.get("friendly_name")
    return name if isinstance(name, str) else None


def _showing(payload: bytes) -> Showing | None:
    state = document(payload)
    if state.get("state") == "OFF":
        return Showing(0.0)
    raw = _number(state.get("brightness"), 0, FULL)
    if raw is None or state.get("state", "ON") != "ON":
        return None
    mired = _number(state.get("color_temp"), 40, 1_000)
    is_white = mired is not None and state.get("color_mode", "color_temp") == "color_temp"
    return Showing(raw, White(mired) if mired is not None and is_white else None)


def _number(value: object, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return None
    return float(value)
