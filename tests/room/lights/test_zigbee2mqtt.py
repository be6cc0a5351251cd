from __future__ import annotations

import json

import pytest

from controller.domain.look import Color, Tone, White
from controller.domain.units import ORIGIN, seconds
from controller.room.lights.dialect import BridgeUp, Reachable, Returned, Said, Showing
from controller.room.lights.rack import PLUG, Rack
from controller.room.lights.spec import FixtureSpec
from controller.room.lights.zigbee2mqtt import Zigbee2mqtt

TOPIC = "zigbee2mqtt/willow_lamp"
SPEAK = Zigbee2mqtt()
WARM_XY = {"x": 0.4591, "y": 0.4106}

# Captured from Zigbee2MQTT 2.14.1.
HUE = (
    b'{"brightness":50,"color":{"hue":25,"saturation":95,"x":0.5267,"y":0.4133},'
    b'"color_mode":"color_temp","color_temp":400,"linkquality":200,"power_on_behavior":null,'
    b'"state":"ON","update":{"installed_version":-1,"latest_version":-1,"state":null}}'
)


@pytest.mark.parametrize(
    ("raw", "tone", "over", "mixed", "body"),
    [
        (50, None, 3.0, False, {"state": "ON", "brightness": 50, "transition": 3.0}),
        (1, None, 3.0, False, {"state": "ON", "brightness": 2, "transition": 3.0}),
        (300, None, 0.0, False, {"state": "ON", "brightness": 254, "transition": 0.0}),
        (0, White(400), 12.34, False, {"state": "OFF", "transition": 12.3}),
        (9, None, 99_999, False, {"state": "ON", "brightness": 9, "transition": 6553.0}),
        (
            9, White(454.4), 1.0, False,
            {"state": "ON", "brightness": 9, "color_temp": 454, "transition": 1.0},
        ),
        (
            9, White(900), 1.0, False,
            {"state": "ON", "brightness": 9, "color_temp": 500, "transition": 1.0},
        ),
        (
            9, Color(255, 255, 255), 1.0, True,
            {"state": "ON", "brightness": 9, "color": {"x": 0.3127, "y": 0.329}, "transition": 1.0},
        ),
        (
            9, White(370), 1.0, True,
            {"state": "ON", "brightness": 9, "color": WARM_XY, "transition": 1.0},
        ),
    ],
)  # fmt: skip
def test_a_command_is_state_level_tone_and_transition(
    raw: int, tone: Tone | None, over: float, mixed: bool, body: dict[str, object]
) -> None:
    topic, payload = SPEAK.command(TOPIC, raw, tone, over, mixed)
    assert topic == f"{TOPIC}/set"
    assert json.loads(payload) == body


def test_the_question_names_what_is_judged() -> None:
    assert SPEAK.ask(TOPIC) == (f"{TOPIC}/get", b'{"state":"","brightness":""}')


@pytest.mark.parametrize(
    ("heard_on", "payload", "said"),
    [
        (TOPIC, HUE, Showing(50, White(400))),
        (TOPIC, b'{"state":"OFF","brightness":50}', Showing(0)),
        (TOPIC, b'{"state":"ON","brightness":12.7}', Showing(12.7)),
        (TOPIC, b'{"brightness":20}', Showing(20)),
        (TOPIC, b'{"state":"ON"}', None),
        (TOPIC, b'{"linkquality":20}', None),
        (TOPIC, b'{"state":"ON","brightness":9,"color_mode":"xy","color_temp":300}', Showing(9)),
        (f"{TOPIC}/availability", b'{"state":"online"}', Reachable(True)),
        (f"{TOPIC}/availability", b"offline", Reachable(False)),
        (f"{TOPIC}/availability", b"perhaps", None),
        ("zigbee2mqtt/bridge/state", b'{"state":"offline"}', BridgeUp(False)),
        (
            "zigbee2mqtt/bridge/event",
            b'{"type":"device_announce","data":{"friendly_name":"willow_lamp"}}',
            Returned(),
        ),
        (
            "zigbee2mqtt/bridge/event",
            b'{"type":"device_joined","data":{"friendly_name":"willow_lamp"}}',
            None,
        ),
        ("zigbee2mqtt/other", HUE, None),
        ("other/bridge/state", b'{"state":"offline"}', None),
    ],
)
def test_what_is_heard_means(heard_on: str, payload: bytes, said: Said | None) -> None:
    assert SPEAK.said(TOPIC, heard_on, payload) == said


def test_a_friendly_name_may_have_slashes() -> None:
    topic = "zigbee2mqtt/willow/lamp"
    event = b'{"type":"device_announce","data":{"friendly_name":"willow/lamp"}}'
    assert SPEAK.said(topic, "zigbee2mqtt/bridge/event", event) == Returned()


def test_a_plug_for_a_sign_is_on_in_session_and_off_otherwise() -> None:
    sent: list[tuple[str, bytes]] = []
    plug = FixtureSpec("sign", "zigbee2mqtt/plug", speaks=PLUG)
    rack = Rack({}, plug, lambda topic, payload: sent.append((topic, payload)))
    now, last = ORIGIN, b'{"state":"ON"}'
    for show in ("free", "in-session", "quiet", "turnover"):
        for _ in range(10):
            rack.show({}, show, False, now)
            now = now + seconds(1)
            rack.hear("zigbee2mqtt/plug", last, now)
            last = next((body for topic, body in sent[::-1] if topic.endswith("/set")), last)
    states = [payload for topic, payload in sent if topic.endswith("/set")]
    assert states == [b'{"state":"OFF"}', b'{"state":"ON"}', b'{"state":"OFF"}']
    assert rack.report(now)["sign"].verdict == "ok"
