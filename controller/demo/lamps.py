"""The demo's devices: bulbs, a door sign, a door contact, a call button, and their bridge.

They speak as Zigbee2MQTT does: what is published after a command is the target, and only
``/get`` tells the truth. Two kinds of topic are this simulation's own: ``sim/NAME/light`` is a
photometer, and ``sim/NAME/do`` lets a person pull the plug, open the door or press the button.
Knows nothing of rooms, scenes or the program that drives it.
"""

from __future__ import annotations

import json
import queue
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from controller.demo.lamp_bulb import Bulb, NotUnderstoodError

KINDS = ("lamp", "sign", "door", "call")
BASE = "zigbee2mqtt"
REPORT_AFTER_S = 0.05
"""From a command to the state that is published, as measured with the real bridge."""
GONE_AFTER_S = 2.0
"""From the loss of mains to ``offline``. The real bridge may take ten minutes."""
PHOTOMETER_S = 0.1
IDLE_S = 5.0
"""A photometer whose light does not change speaks this seldom."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device: ``kind`` is one of ``KINDS``; a bulb starts from ``least`` when it goes on."""

    kind: str
    name: str
    least: float = 0.0


@dataclass(slots=True)
class _Lamp:
    """A bulb with its photometer."""

    bulb: Bulb
    next_at: float = 0.0
    moving: bool = False
    drop: int = 0


@dataclass(order=True, slots=True)
class _Later:
    """Something to be published after a while."""

    at: float
    topic: str = field(compare=False)
    body: object = field(compare=False)
    retain: bool = field(compare=False, default=False)


class Bridge:
    """The bridge and the devices behind it; ``publish`` takes a topic, a payload and whether it is
    retained. ``now`` is wall time in seconds.
    """

    def __init__(
        self, devices: Sequence[Device], publish: Callable[[str, bytes, bool], None]
    ) -> None:
        self._publish = publish
        self._devices = {device.name: device for device in devices}
        self._lamps = {
            device.name: _Lamp(Bulb(least=device.least))
            for device in devices
            if device.kind in ("lamp", "sign")
        }
        self._later: list[_Later] = []

    def greet(self) -> None:
        """Say that everything is there; the bridge does so at every connection."""
        for name in self._devices:
            lamp = self._lamps.get(name)
            self._available(name, lamp is None or lamp.bulb.powered, 0.0)
        self._say(f"{BASE}/bridge/state", {"state": "online"}, retain=True)

    def hear(self, topic: str, payload: bytes, now: float) -> None:
        """Take in a message: ``/set``, ``/get`` or ``/do``."""
        parts = topic.split("/")
        if len(parts) != 3 or parts[1] not in self._devices:
            return
        try:
            said = json.loads(payload or b"{}")
        except (ValueError, RecursionError):
            self._complain(f"Invalid JSON '{payload[:80]!r}', skipping...")
            return
        if isinstance(said, dict):
            self._act(parts[2], parts[1], said, now)

    def tick(self, now: float) -> float:
        """Do what is due, and tell how many seconds there are to the next thing."""
        for lamp_name, lamp in self._lamps.items():
            if lamp.next_at <= now:
                self._measure(lamp_name, lamp, now)
        due = sorted(one for one in self._later if one.at <= now)
        self._later = [one for one in self._later if one.at > now]
        for one in due:
            self._say(one.topic, one.body, one.retain)
        instants = [lamp.next_at for lamp in self._lamps.values()]
        instants += [one.at for one in self._later]
        return max(0.0, min(instants, default=now + IDLE_S) - now)

    def _act(self, verb: str, name: str, said: Mapping[str, object], now: float) -> None:
        lamp = self._lamps.get(name)
        match verb:
            case "do":
                self._do(name, lamp, said, now)
            case "set" if lamp is not None and self._reaches(name, lamp, "set"):
                self._set(name, lamp, said, now)
            case "get" if lamp is not None and self._reaches(name, lamp, "get"):
                state = lamp.bulb.truth(now)
                self._later.append(_Later(now + REPORT_AFTER_S, f"{BASE}/{name}", state))

    def _reaches(self, name: str, lamp: _Lamp, verb: str) -> bool:
        """Tell whether a frame gets through; complain as the bridge does if it does not."""
        lost = not lamp.bulb.powered or lamp.drop > 0
        lamp.drop = max(0, lamp.drop - 1)
        if lost:
            self._complain(f"z2m: Publish '{verb}' to '{name}' failed: Delivery failed")
        return not lost

    def _set(self, name: str, lamp: _Lamp, wish: Mapping[str, object], now: float) -> None:
        self._measure(name, lamp, now)
        try:
            lamp.bulb.obey(wish, now)
        except NotUnderstoodError as why:
            self._complain(f"z2m: Publish 'set' to '{name}' failed: {why}")
            return
        state = lamp.bulb.target()
        self._later.append(_Later(now + REPORT_AFTER_S, f"{BASE}/{name}", state))
        self._measure(name, lamp, now)

    def _do(self, name: str, lamp: _Lamp | None, said: Mapping[str, object], now: float) -> None:
        if lamp is not None and isinstance(said.get("power"), bool):
            self._power(name, lamp, bool(said["power"]), now)
        if lamp is not None and isinstance(said.get("drop"), int):
            lamp.drop = int(str(said["drop"]))
        if isinstance(said.get("report"), dict):
            self._say(f"{BASE}/{name}", said["report"])
        if isinstance(said.get("action"), str):
            self._say(f"{BASE}/{name}", {"action": said["action"], "linkquality": 180})

    def _power(self, name: str, lamp: _Lamp, on: bool, now: float) -> None:
        gone = f"{BASE}/{name}/availability"
        self._later = [one for one in self._later if one.topic != gone]
        if on:
            lamp.bulb.restore(now)
            self._say(f"{BASE}/bridge/event", _announcement(name))
            self._available(name, True, now)
        else:
            lamp.bulb.cut()
            self._available(name, False, now + GONE_AFTER_S)
        self._measure(name, lamp, now)

    def _available(self, name: str, is_there: bool, at: float) -> None:
        state = {"state": "online" if is_there else "offline"}
        self._later.append(_Later(at, f"{BASE}/{name}/availability", state, retain=True))

    def _measure(self, name: str, lamp: _Lamp, now: float) -> None:
        bulb = lamp.bulb
        level, fading = bulb.light(now), bulb.fading(now)
        seen = {
            "t": round(now, 3),
            "on": int(bulb.powered and bulb.on),
            "level": round(level, 3),
            "ct": round(bulb.mired.at(now), 1),
            "x": round(bulb.x.at(now), 4),
            "y": round(bulb.y.at(now), 4),
            "fading": fading,
        }
        self._say(f"sim/{name}/light", seen)
        lamp.next_at = now + (PHOTOMETER_S if fading else IDLE_S)

    def _complain(self, message: str) -> None:
        self._say(f"{BASE}/bridge/logging", {"level": "error", "message": message})

    def _say(self, topic: str, body: object, retain: bool = False) -> None:
        self._publish(topic, json.dumps(body).encode(), retain)


def _announcement(name: str) -> dict[str, object]:
    return {"type": "device_announce", "data": {"friendly_name": name, "ieee_address": f"0x{name}"}}


def run(
    host: str, port: int, devices: Sequence[Device], stop: threading.Event | None = None
) -> None:
    """Be these devices on the broker at ``host:port`` until ``stop`` is set; waits for a broker
    that is not there, and comes back after one that went.
    """
    inbox: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
    client = _client(inbox)
    bridge = Bridge(devices, lambda topic, payload, retain: _send(client, topic, payload, retain))
    stopped = stop or threading.Event()
    client.connect_async(host, port, keepalive=15)
    client.loop_start()
    try:
        _serve(bridge, inbox, stopped)
    finally:
        _say_goodbye(client)
        client.disconnect()
        client.loop_stop()


def _say_goodbye(client: mqtt.Client) -> None:
    """Say that the bridge is gone; if the broker went first, the last will says the same."""
    gone = json.dumps({"state": "offline"})
    with suppress(RuntimeError, ValueError):
        client.publish(f"{BASE}/bridge/state", gone, qos=1, retain=True).wait_for_publish(1)


def _serve(
    bridge: Bridge,
    inbox: queue.SimpleQueue[tuple[str, bytes] | None],
    stopped: threading.Event,
) -> None:
    wait = 0.0
    offset = time.time() - time.monotonic()  # wall time that nobody can set back in mid-fade
    while not stopped.is_set():
        try:
            message = inbox.get(timeout=min(wait, 0.5))
        except queue.Empty:
            pass
        else:
            if message is None:
                bridge.greet()
            else:
                bridge.hear(*message, time.monotonic() + offset)
        wait = bridge.tick(time.monotonic() + offset)


def _send(client: mqtt.Client, topic: str, payload: bytes, retain: bool) -> None:
    if client.is_connected():
        client.publish(topic, payload, qos=1 if topic.startswith(BASE) else 0, retain=retain)


def _client(inbox: queue.SimpleQueue[tuple[str, bytes] | None]) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
    client.suppress_exceptions = True
    client.will_set(f"{BASE}/bridge/state", json.dumps({"state": "offline"}), qos=1, retain=True)
    client.reconnect_delay_set(1, 4)

    def connected(c: mqtt.Client, *_: object) -> None:
        c.subscribe([(f"{BASE}/+/set", 1), (f"{BASE}/+/get", 1), ("sim/+/do", 1)])
        inbox.put(None)

    def heard(_c: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        if not message.retain:
            inbox.put((message.topic, bytes(message.payload)))

    def opened(_c: mqtt.Client, _data: object, sock: object) -> None:
        if isinstance(sock, socket.socket):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    client.on_connect = connected
    client.on_message = heard
    client.on_socket_open = opened
    return client
