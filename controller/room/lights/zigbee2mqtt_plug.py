"""A switched plug behind Zigbee2MQTT, for a door sign that is either lit or not.

Never for a lamp: a plug has no level, and cutting a smart lamp's mains brings it back full.
"""

from __future__ import annotations

from controller.domain.look import Tone
from controller.room.lights.curves import FULL
from controller.room.lights.dialect import Letter, Said, Showing
from controller.room.lights.zigbee2mqtt import Zigbee2mqtt, document


class Zigbee2mqttPlug(Zigbee2mqtt):
    """As a lamp's dialect, without levels and tones."""

    def command(
        self, topic: str, raw: int, tone: Tone | None, seconds: float, mixed: bool
    ) -> Letter:
        """Write the command to be on, or off; a plug takes no time for it."""
        return f"{topic}/set", b'{"state":"ON"}' if raw > 0 else b'{"state":"OFF"}'

    def ask(self, topic: str) -> Letter:
        """Write the question whether the plug is on."""
        return f"{topic}/get", b'{"state":""}'

    def said(self, topic: str, heard_on: str, payload: bytes) -> Said | None:
        """Tell what a message means; on is full."""
        if heard_on != topic:
            return super().said(topic, heard_on, payload)
        state = document(payload).get("state")
        return Showing(FULL if state == "ON" else 0.0) if state in ("ON", "OFF") else None
