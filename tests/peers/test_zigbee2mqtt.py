"""The room's lights through the real Zigbee2MQTT, judged by the light and not by what is said."""

from __future__ import annotations

import pytest

from controller.demo.photometer import judge
from controller.domain.commands import CallPressed, DoorOpened
from controller.domain.look import DARK, Color, Fade, Light, White, fade_to, still
from controller.domain.units import ORIGIN, ZERO, seconds
from controller.room.lights.spec import FixtureSpec
from controller.room.sensors import Sensors
from tests.demo.lamp_listener import Listener
from tests.link.waiting import until
from tests.peers.driving import Driver

pytestmark = pytest.mark.slow

ROOM = {"lamp": "r1_hue1", "accent": "r1_hue2", "ceiling": "r1_innr"}
START = {"lamp": 40, "accent": 40, "ceiling": 12}
WHITE, WARM = White(300), White(400)
BEGIN = {
    "lamp": Light(46.8, WHITE),
    "accent": Light(46.8, Color(255, 190, 110)),
    "ceiling": Light(26.0, WHITE),
}
END = {
    "lamp": Light(39, WARM),
    "accent": Light(41, Color(110, 120, 200)),
    "ceiling": Light(33, WARM),
}


def level(zigbee: Listener, role: str) -> float:
    seen = zigbee.light(ROOM[role])
    return seen[-1].level if seen else -1.0


def errors(zigbee: Listener) -> list[str]:
    said = zigbee.on("zigbee2mqtt/bridge/logging")
    return [str(line["message"]) for line in said if line.get("level") == "error"]


def driver(zigbee: Listener) -> Driver:
    fixtures = {role: FixtureSpec(role, f"zigbee2mqtt/{name}", 2.0) for role, name in ROOM.items()}
    return Driver(zigbee, fixtures)


def begin(zigbee: Listener, levels: dict[str, int]) -> None:
    """Have the lamps somewhere, as if someone had left them there."""
    for role, brightness in levels.items():
        wish = {"state": "ON", "brightness": brightness, "transition": 0}
        zigbee.say(f"zigbee2mqtt/{ROOM[role]}/set", wish)
    until(lambda: all(level(zigbee, role) == at for role, at in levels.items()), "the start")


def verdict(room: Driver, role: str) -> str:
    return room.rack.report(room.now)[role].verdict


def all_ok(room: Driver) -> bool:
    return {verdict(room, role) for role in ROOM} == {"ok"}


def test_a_calm_fade_of_a_whole_room_is_calm_arrives_and_is_read_back(zigbee: Listener) -> None:
    begin(zigbee, START)
    room = driver(zigbee)
    room.show({role: still(light) for role, light in BEGIN.items()}, seconds(13))
    before = {name: len(zigbee.light(name)) for name in ROOM.values()}
    fades: dict[str, Fade] = {
        role: fade_to(light, BEGIN[role], room.now, ZERO, 0.4) for role, light in END.items()
    }
    room.show_until(fades, lambda: all_ok(room), 90)
    for role, name in ROOM.items():
        # Over a second, because this photometer rounds to hundredths of a level.
        seen = judge(zigbee.light(name)[before[name] - 1 :], window_s=1.0)
        assert 0.2 < seen.steepest <= 0.5, (role, seen)
        end = zigbee.light(name)[-1].lightness
        assert end == pytest.approx(END[role].level, abs=1.0), role
    assert errors(zigbee) == []


def test_lights_up_is_immediate_and_a_lamp_back_on_mains_is_taken_down(zigbee: Listener) -> None:
    begin(zigbee, {"lamp": 10, "accent": 10, "ceiling": 10})
    room = driver(zigbee)
    dim = {role: still(Light(23, WARM)) for role in ROOM}
    room.show_until(dim, lambda: all_ok(room), 90)
    full = {role: still(Light(100, WARM), room.now) for role in ROOM}
    room.show(full, seconds(1), urgent=True)
    assert [level(zigbee, role) for role in ROOM] == [254, 254, 254]

    zigbee.say("sim/r1_hue1/do", {"power": False})
    until(lambda: level(zigbee, "lamp") == 0, "darkness")
    room.show({role: still(Light(100, WARM)) for role in ("accent", "ceiling")}, seconds(0.5))
    zigbee.say("sim/r1_hue1/do", {"power": True})
    room.show_until(full | dim, lambda: level(zigbee, "lamp") == 10, 90)

    dark = dim | {"lamp": fade_to(DARK, dim["lamp"].end, room.now, ZERO, 1.6)}
    room.show_until(dark, lambda: level(zigbee, "lamp") == 0, 90)
    room.show_until(dark, lambda: verdict(room, "lamp") == "ok", 90)


def test_a_door_and_a_call_button_are_understood(zigbee: Listener) -> None:
    sensors = Sensors("zigbee2mqtt/door", "zigbee2mqtt/callbtn")
    opened = {"report": {"cluster": "genOnOff", "attrs": {"onOff": 1}}}
    zigbee.say("sim/door/do", opened)
    zigbee.say("sim/callbtn/do", {"cmd": {"cluster": "genOnOff", "name": "toggle"}})
    meant: set[object] = set()

    def have_been_understood() -> bool:
        for topic, payload, retained in list(zigbee.heard):
            meant.add(sensors.heard(topic, payload, retained, ORIGIN))
        return {DoorOpened(), CallPressed()} <= meant

    until(have_been_understood, "a door and a button")
