from __future__ import annotations

import pytest

from controller.demo.lamp_bulb import Bulb, NotUnderstoodError


def lit(level: float = 100) -> Bulb:
    bulb = Bulb()
    bulb.obey({"state": "ON", "brightness": level}, 0)
    return bulb


def test_a_level_turns_a_bulb_on_and_takes_its_time() -> None:
    bulb = Bulb()
    bulb.obey({"brightness": 100, "transition": 10}, 50)
    assert [bulb.light(t) for t in (50, 55, 60, 99)] == [0, 50, 100, 100]


def test_a_new_command_bends_the_way_from_where_the_bulb_is() -> None:
    bulb = lit(100)
    bulb.obey({"brightness": 200, "transition": 10}, 0)
    bulb.obey({"brightness": 50, "transition": 10}, 5)
    assert bulb.light(5) == 150
    assert bulb.light(10) == 100
    assert bulb.light(15) == 50


def test_what_is_told_is_the_target_and_what_is_answered_the_truth() -> None:
    bulb = lit(100)
    bulb.obey({"brightness": 200, "transition": 10}, 0)
    assert bulb.target()["brightness"] == 200
    assert bulb.truth(5)["brightness"] == 150


def test_off_takes_its_time_too_and_on_brings_the_old_level_back() -> None:
    bulb = lit(100)
    bulb.obey({"state": "OFF", "transition": 10}, 0)
    assert bulb.light(5) == 50
    assert bulb.truth(5)["state"] == "ON"
    assert bulb.target()["state"] == "OFF"
    assert bulb.light(10) == 0
    assert bulb.truth(11)["state"] == "OFF"
    bulb.obey({"state": "ON"}, 20)
    assert bulb.light(20) == 100


def test_a_level_without_on_does_not_light_a_dark_bulb() -> None:
    bulb = Bulb()
    bulb.obey({"state": None, "brightness": 40}, 0)
    assert bulb.light(1) == 0


def test_a_tone_sent_to_a_dark_bulb_is_lost() -> None:
    bulb = Bulb()
    bulb.obey({"color_temp": 200}, 0)
    assert bulb.truth(1)["color_temp"] == 370


def test_tones_take_their_time_and_stay_in_range() -> None:
    bulb = lit()
    bulb.obey({"color_temp": 900, "transition": 10}, 0)
    assert bulb.mired.at(5) == 435
    assert bulb.truth(10)["color_temp"] == 500
    bulb.obey({"color": {"x": 0.2, "y": 0.1}}, 20)
    assert bulb.truth(20)["color_mode"] == "xy"
    assert bulb.truth(20)["color"] == {"x": 0.2, "y": 0.1}


def test_level_one_is_shown_as_two() -> None:
    assert lit(1).light(1) == 2


def test_a_bulb_may_start_from_its_least_level() -> None:
    bulb = Bulb(least=1)
    bulb.obey({"brightness": 11, "transition": 10}, 0)
    assert bulb.light(0) == 1
    assert bulb.light(5) == 6


def test_a_bulb_back_on_mains_is_full_and_white() -> None:
    bulb = lit(5)
    bulb.cut()
    assert bulb.light(1) == 0
    bulb.restore(2)
    assert bulb.light(2) == 254
    assert bulb.truth(2)["color_temp"] == 370


@pytest.mark.parametrize(
    "wish",
    [
        {"brightness": 255},
        {"brightness": -1},
        {"brightness": "x"},
        {"state": "TOGGLE"},
        {"state": "ON", "brightness": 9, "transition": 6_553.5},
        {"state": "ON", "brightness": 9, "transition": -1},
        {"state": "ON", "brightness": 9, "color": {"x": 2, "y": 0}},
        {"state": "ON", "brightness": 9, "color": {"hex": "#ff0000"}},
    ],
)
def test_what_is_no_command_is_refused(wish: dict[str, object]) -> None:
    with pytest.raises(NotUnderstoodError):
        Bulb().obey(wish, 0)
