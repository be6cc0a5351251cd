"""The simulated devices on a real broker, heard as any program would hear them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.broker import Broker, find_mosquitto
from controller.demo.lamps import Device, run
from controller.demo.photometer import judge
from controller.errors import BrokerError
from tests.demo.lamp_listener import Listener, listening
from tests.link.waiting import until

DEVICES = (
    Device("lamp", "willow_lamp"),
    Device("sign", "willow_sign"),
    Device("door", "willow_door"),
    Device("call", "willow_call"),
)
LAMP = "zigbee2mqtt/willow_lamp"
DO = "sim/willow_lamp/do"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Listener]:
    try:
        find_mosquitto()
    except BrokerError as error:
        pytest.skip(str(error))
    broker = Broker(tmp_path)
    broker.start()
    stop = threading.Event()
    devices = threading.Thread(target=run, args=("127.0.0.1", broker.port, DEVICES, stop))
    with listening(broker.port) as listener:
        devices.start()
        listener.wait_for("zigbee2mqtt/willow_call/availability")
        yield listener
        stop.set()
        devices.join(20)
    broker.close()
    assert not devices.is_alive()


def shows(world: Listener, level: float) -> bool:
    return [one.level for one in world.light("willow_lamp")[-1:]] == [level]


def test_the_bridge_and_every_device_say_that_they_are_there(world: Listener) -> None:
    assert world.wait_for("zigbee2mqtt/bridge/state") == {"state": "online"}
    for device in DEVICES:
        topic = f"zigbee2mqtt/{device.name}/availability"
        assert world.wait_for(topic) == {"state": "online"}


def test_a_command_is_obeyed_in_time_and_told_as_done_before_it_is(world: Listener) -> None:
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 100, "transition": 2})
    assert world.wait_for(LAMP)["brightness"] == 100
    world.say(f"{LAMP}/get", {"state": "", "brightness": ""})
    truth = world.wait_for(LAMP, 2)
    assert int(str(truth["brightness"])) < 100
    until(lambda: shows(world, 100), "the end of the fade")
    levels = [one.level for one in world.light("willow_lamp")]
    assert levels == sorted(levels)
    assert len(set(levels)) > 5


def test_the_photometer_sees_the_slope_of_the_fade(world: Listener) -> None:
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 100, "transition": 0})
    until(lambda: shows(world, 100))
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 150, "transition": 3})
    until(lambda: shows(world, 150))
    seen = [one for one in world.light("willow_lamp") if one.level >= 100]
    assert 3 < judge(seen, window_s=1.0).steepest < 6  # L* 69 to 81 in 3 s


def test_a_photometer_whose_light_does_not_change_is_nearly_silent(world: Listener) -> None:
    world.wait_for("sim/willow_sign/light")
    count = len(world.on("sim/willow_sign/light"))
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 50, "transition": 1})
    until(lambda: shows(world, 50))
    assert len(world.on("sim/willow_sign/light")) <= count + 2


def test_a_lamp_without_mains_is_dark_and_comes_back_full(world: Listener) -> None:
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 5})
    world.say(DO, {"power": False})
    until(lambda: world.on(f"{LAMP}/availability")[-1:] == [{"state": "offline"}], "offline")
    until(lambda: shows(world, 0))
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 9})
    complaint = world.wait_for("zigbee2mqtt/bridge/logging")
    assert "willow_lamp" in str(complaint["message"])
    world.say(DO, {"power": True})
    event = world.wait_for("zigbee2mqtt/bridge/event")
    assert event["type"] == "device_announce"
    assert dict(event["data"])["friendly_name"] == "willow_lamp"  # type: ignore[call-overload]
    until(lambda: world.on(f"{LAMP}/availability")[-1] == {"state": "online"}, "online")
    until(lambda: shows(world, 254))


def test_a_lost_frame_is_lost_and_complained_of(world: Listener) -> None:
    world.say(DO, {"drop": 1})
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 9})
    world.wait_for("zigbee2mqtt/bridge/logging")
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 30})
    assert world.wait_for(LAMP)["brightness"] == 30


def test_a_door_and_a_button_speak_when_told_to(world: Listener) -> None:
    world.say("sim/willow_door/do", {"report": {"contact": False}})
    assert world.wait_for("zigbee2mqtt/willow_door")["contact"] is False
    world.say("sim/willow_call/do", {"action": "single"})
    assert world.wait_for("zigbee2mqtt/willow_call")["action"] == "single"


@pytest.mark.parametrize("payload", [b"", b"null", b"[1]", b"\xff", b"{", b'{"brightness":"x"}'])
def test_nonsense_leaves_the_devices_as_they_were(world: Listener, payload: bytes) -> None:
    for topic in (f"{LAMP}/set", f"{LAMP}/get", DO, "zigbee2mqtt/nobody/set"):
        world.say(topic, payload)
    world.say(f"{LAMP}/set", {"state": "ON", "brightness": 44})
    until(lambda: world.on(LAMP) and world.on(LAMP)[-1]["brightness"] == 44, "obedience")


def test_devices_come_back_with_their_broker(tmp_path: Path) -> None:
    try:
        find_mosquitto()
    except BrokerError as error:
        pytest.skip(str(error))
    broker = Broker(tmp_path)
    broker.start()
    port = broker.port
    stop = threading.Event()
    devices = threading.Thread(target=run, args=("127.0.0.1", port, DEVICES, stop))
    devices.start()
    with listening(port) as listener:
        listener.wait_for("zigbee2mqtt/willow_call/availability")
    broker.close()
    time.sleep(0.2)
    again = Broker(tmp_path)
    again.start()
    assert again.port == port
    with listening(port) as listener:
        until(
            lambda: (
                listener.on("zigbee2mqtt/bridge/state")[-1:] == [{"state": "online"}]
                and len(listener.on("sim/willow_lamp/light")) > 0
            ),
            "the devices back",
        )
        listener.say(f"{LAMP}/set", {"state": "ON", "brightness": 44})
        until(lambda: listener.on(LAMP), "an answer")
        stop.set()
        devices.join(20)
        until(lambda: listener.on("zigbee2mqtt/bridge/state")[-1] == {"state": "offline"})
    again.close()
