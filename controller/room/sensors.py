"""The door's contact and the call button: what their messages mean for the room.

Zigbee2MQTT's dialect. A contact says ``{"contact": false}`` when it opens; a button says
``{"action": "single"}`` when it is pressed. Both are events of the moment: what is retained, or
said again, is not news.
"""

from __future__ import annotations

from controller.domain.commands import CallPressed, Command, DoorOpened
from controller.domain.units import Instant, Span
from controller.room.lights.zigbee2mqtt import document

DEBOUNCE = Span(300)
"""Presses, or openings, closer than this are one."""
PRESSES = frozenset({"single", "double", "triple", "many", "long", "hold", "press", "on"})
"""What buttons of different makers call a press. A release is not one."""


class Sensors:
    """A room's door contact and call button, by their topics; None where there is none."""

    def __init__(self, door: str | None = None, call: str | None = None) -> None:
        self._door = door
        self._call = call
        self._is_open = False
        self._last: dict[str, Instant] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics whose messages ``heard`` wants."""
        return tuple(topic for topic in (self._door, self._call) if topic is not None)

    def heard(self, topic: str, payload: bytes, retained: bool, now: Instant) -> Command | None:
        """Tell what a message means for the room, if anything."""
        if topic not in self.topics:
            return None
        said = document(payload)
        if topic == self._door and self._has_opened(said.get("contact")):
            return DoorOpened() if not retained and self._is_new(topic, now) else None
        if topic == self._call and _is_press(said.get("action")):
            return CallPressed() if not retained and self._is_new(topic, now) else None
        return None

    def _has_opened(self, contact: object) -> bool:
        """Tell whether the door was closed until now: a contact repeats itself, a door does not."""
        if not isinstance(contact, bool):
            return False
        was_open, self._is_open = self._is_open, not contact
        return self._is_open and not was_open

    def _is_new(self, topic: str, now: Instant) -> bool:
        last, self._last[topic] = self._last.get(topic), now
        return last is None or now - last >= DEBOUNCE


def _is_press(action: object) -> bool:
    return isinstance(action, str) and action in PRESSES
