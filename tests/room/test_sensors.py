from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.commands import CallPressed, DoorOpened
from controller.domain.units import ORIGIN, Instant
from controller.room.ports import Senses
from controller.room.sensors import Sensors

DOOR, CALL = "zigbee2mqtt/willow_door", "zigbee2mqtt/willow_call"
OPEN = b'{"battery":100,"contact":false,"linkquality":200,"voltage":3005}'
CLOSED = b'{"battery":100,"contact":true,"linkquality":200,"voltage":3005}'


@pytest.fixture
def sensors() -> Sensors:
    return Sensors(DOOR, CALL)


def test_sensors_are_what_the_agent_calls_senses(sensors: Sensors) -> None:
    senses: Senses = sensors
    assert senses.heard("elsewhere", OPEN, False, ORIGIN) is None
    assert sensors.topics == (DOOR, CALL)
    assert Sensors().topics == ()


def test_a_contact_that_opens_is_a_door_opened(sensors: Sensors) -> None:
    assert sensors.heard(DOOR, OPEN, False, ORIGIN) == DoorOpened()


def test_a_door_that_closes_is_nothing(sensors: Sensors) -> None:
    assert sensors.heard(DOOR, CLOSED, False, ORIGIN) is None


def test_an_open_door_that_says_so_again_has_not_opened_again(sensors: Sensors) -> None:
    sensors.heard(DOOR, OPEN, False, ORIGIN)
    assert sensors.heard(DOOR, OPEN, False, Instant(60_000)) is None
    sensors.heard(DOOR, CLOSED, False, Instant(61_000))
    assert sensors.heard(DOOR, OPEN, False, Instant(62_000)) == DoorOpened()


@pytest.mark.parametrize("action", ["single", "double", "long"])
def test_a_button_pressed_is_a_call(sensors: Sensors, action: str) -> None:
    payload = f'{{"action":"{action}","linkquality":90}}'.encode()
    assert sensors.heard(CALL, payload, False, ORIGIN) == CallPressed()


@pytest.mark.parametrize("payload", [b'{"action":"release"}', b'{"action":""}', b'{"battery":3}'])
def test_a_button_let_go_or_reporting_itself_is_nothing(sensors: Sensors, payload: bytes) -> None:
    assert sensors.heard(CALL, payload, False, ORIGIN) is None


def test_what_is_retained_is_not_news(sensors: Sensors) -> None:
    assert sensors.heard(CALL, b'{"action":"single"}', True, ORIGIN) is None
    assert sensors.heard(DOOR, OPEN, True, ORIGIN) is None
    assert sensors.heard(DOOR, OPEN, False, Instant(5_000)) is None  # it was open before


def test_presses_within_300_ms_are_one(sensors: Sensors) -> None:
    press = b'{"action":"single"}'
    found = [sensors.heard(CALL, press, False, Instant(ms)) for ms in (0, 100, 250, 549, 849)]
    assert found == [CallPressed(), None, None, None, CallPressed()]


def test_a_contact_that_bounces_opens_once(sensors: Sensors) -> None:
    found = [
        sensors.heard(DOOR, payload, False, Instant(ms))
        for ms, payload in ((0, OPEN), (40, CLOSED), (80, OPEN))
    ]
    assert found == [DoorOpened(), None, None]


@given(st.binary() | st.sampled_from([b"null", b"[]", b'{"action":[]}', b'{"contact":0}']))
def test_nonsense_is_passed_over(payload: bytes) -> None:
    sensors = Sensors(DOOR, CALL)
    assert sensors.heard(DOOR, payload, False, ORIGIN) is None
    assert sensors.heard(CALL, payload, False, ORIGIN) is None
