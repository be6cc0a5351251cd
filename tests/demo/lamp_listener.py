"""A client on a real broker that hears everything and can speak."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from controller.demo.photometer import Sample, sample
from tests.link.waiting import until

Message = tuple[str, bytes, bool]


class Listener:
    """Everything that was said, in order: topic, payload, retained."""

    def __init__(self, port: int) -> None:
        self.heard: list[Message] = []
        self.on_message: Callable[[str, bytes], None] | None = None
        self._subscribed = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        self.client.on_connect = lambda client, *_: client.subscribe("#", 1)
        self.client.on_subscribe = lambda *_: self._subscribed.set()
        self.client.on_message = self._hear
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        assert self._subscribed.wait(20)

    def say(self, topic: str, body: object) -> None:
        """Publish a body as JSON, or bytes as they are."""
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.client.publish(topic, payload, qos=1).wait_for_publish(20)

    def on(self, topic: str) -> list[dict[str, object]]:
        """Tell all that was said on a topic."""
        return [json.loads(payload) for name, payload, _ in list(self.heard) if name == topic]

    def wait_for(self, topic: str, count: int = 1) -> dict[str, object]:
        """Wait until a topic was spoken on so often; tell the last."""
        until(lambda: len(self.on(topic)) >= count, f"{count} on {topic}")
        return self.on(topic)[-1]

    def light(self, name: str) -> list[Sample]:
        """Tell what the photometer of a lamp has seen so far."""
        topic = f"sim/{name}/light"
        found = (sample(payload) for heard_on, payload, _ in list(self.heard) if heard_on == topic)
        return [one for one in found if one is not None]

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _hear(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        payload = bytes(message.payload)
        self.heard.append((message.topic, payload, message.retain))
        if self.on_message is not None:
            self.on_message(message.topic, payload)


@contextmanager
def listening(port: int) -> Iterator[Listener]:
    """Listen on a broker of this machine."""
    listener = Listener(port)
    yield listener
    listener.close()
