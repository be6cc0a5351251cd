"""Ears and a mouth on the broker: everything that is said on it, with when it was heard."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import Any, TypeVar

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from controller.demo.photometer import Sample, sample
from controller.domain.codec import decode
from tests.link.waiting import until

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """One message, and when it came (seconds of monotonic time)."""

    topic: str
    payload: bytes
    retained: bool
    at: float

    @property
    def json(self) -> Any:
        """Read its payload."""
        return json.loads(self.payload)


class Wire:
    """A client of its own that hears everything, and comes back when the broker does."""

    def __init__(self, port: int) -> None:
        self.all: list[Said] = []
        self.births = 0
        self._subscribed = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        self._client.reconnect_delay_set(1, 1)
        self._client.suppress_exceptions = True
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._hear
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._subscribed.wait(20)

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, topic: str, payload: bytes | dict[str, Any], retain: bool = False) -> None:
        """Publish bytes, or a document."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self._client.publish(topic, body, 1, retain).wait_for_publish(20)

    def mark(self) -> int:
        """Tell a place to hear from."""
        return len(self.all)

    def on(self, topic: str, since: int = 0) -> list[Said]:
        """Tell all that was said on a topic."""
        return [said for said in self.all[since:] if said.topic == topic]

    def last(self, topic: str, kind: type[T]) -> T | None:
        """Read what was said last on a topic."""
        found = self.on(topic)
        return decode(kind, found[-1].payload) if found and found[-1].payload else None

    def read(self, topic: str, kind: type[T]) -> T:
        """Wait until something was said on a topic, and read the last of it."""
        until(lambda: self.last(topic, kind) is not None, f"anything on {topic}", 60)
        found = self.last(topic, kind)
        assert found is not None
        return found

    def light(self, lamp: str, since: int = 0) -> list[Sample]:
        """Tell what the photometer of a lamp saw."""
        seen = (sample(said.payload) for said in self.on(f"sim/{lamp}/light", since))
        return [one for one in seen if one is not None]

    def lightness(self, lamp: str) -> float:
        """Tell the lightness (L*) that a lamp's photometer saw last; below 0: none yet."""
        seen = self.light(lamp)
        return seen[-1].lightness if seen else -1.0

    def _connected(self, client: mqtt.Client, *_: object) -> None:
        self.births += 1
        client.subscribe("#", 1)

    def _hear(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        payload = bytes(message.payload)
        self.all.append(Said(message.topic, payload, message.retain, time.monotonic()))
