from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.demo.photometer import judge
from controller.domain.look import DARK, Color, Fade, Light, White, fade_to, still
from controller.domain.units import ORIGIN, ZERO, Instant, Span, minutes, seconds
from controller.room.lights.fixture import NEVER
from controller.room.lights.rack import Rack
from controller.room.ports import Lights
from tests.room.lights.lamp_world import World

WARM = White(450)
DIM = Light(8, WARM)
BRIGHT = Light(60, White(300))


def calm(begin: Light, end: Light, now: Instant = ORIGIN, over: Span = ZERO) -> Fade:
    return fade_to(end, begin, now, over, 0.4)


def settled(light: Light = BRIGHT, **settings: object) -> World:
    """A world whose lamp has been found, and is where it should be."""
    world = World(**settings)  # type: ignore[arg-type]
    world.light("lamp", 71)
    world.run({"lamp": still(light)}, seconds(20))
    assert world.verdict() == "ok"
    return world


def test_a_rack_is_what_the_agent_calls_lights() -> None:
    lights: Lights = World().rack
    assert "zigbee2mqtt/lamp" in lights.topics
    assert "zigbee2mqtt/lamp/availability" in lights.topics
    assert "zigbee2mqtt/bridge/state" in lights.topics
    assert "zigbee2mqtt/bridge/event" in lights.topics


def test_a_calm_fade_stays_under_the_limit_and_arrives() -> None:
    world = settled()
    fade = calm(BRIGHT, DIM, world.now)
    sent = world.run({"lamp": fade}, fade.ends - world.now + seconds(10))
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.raw("lamp") == 2
    assert 6 <= len([one for one in sent if one.is_command]) <= 10
    assert world.verdict() == "ok"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 240)), min_size=1, max_size=4),
    st.integers(0, 254),
    st.integers(0, 80),
)
def test_the_light_is_never_steeper_than_the_limit_however_often_the_wish_turns(
    turns: list[tuple[int, int]], raw: int, delay: int
) -> None:
    world = World(delay=Span(delay))
    world.light("lamp", raw if raw > 1 else 0)
    fade = still(DARK)
    for level, stays in turns:
        fade = calm(fade.at(world.now), Light(level, WARM), world.now)
        world.run({"lamp": fade}, seconds(stays))
    world.run({"lamp": fade}, minutes(10))
    verdict = judge(world.seen["lamp"], window_s=1.0)
    assert verdict.steepest <= 0.52
    assert verdict.switched <= 1.0
    assert world.verdict() == "ok"


@pytest.mark.parametrize(("slope", "limit"), [(0.4, 0.5), (1.6, 2.0), (2.4, 3.0)])
def test_a_fade_the_core_allows_to_be_steeper_may_be_steeper(slope: float, limit: float) -> None:
    world = World()
    world.run({"lamp": still(DARK)}, seconds(5))
    fade = fade_to(Light(90, WARM), DARK, world.now, ZERO, slope)
    world.run({"lamp": fade}, minutes(5))
    steepest = judge(world.seen["lamp"]).steepest
    assert limit * 0.7 <= steepest <= limit


def test_showing_the_same_twice_sends_nothing_the_second_time() -> None:
    world = settled()
    fade = calm(BRIGHT, DIM, world.now)
    world.run({"lamp": fade}, seconds(1))
    before = len(world.sent)
    for _ in range(20):
        again = world.rack.show({"lamp": fade}, "free", False, world.now)
    assert len(world.sent) == before
    assert again > world.now


def test_an_equal_wish_made_anew_is_the_same_wish() -> None:
    world = settled()
    before = len(world.sent)
    world.run({"lamp": still(Light(60, White(300)))}, minutes(30))
    assert len(world.sent) == before


def test_a_ten_minute_fade_costs_at_most_twelve_messages() -> None:
    world = settled(Light(60, White(300)), roles=("lamp",))
    fade = Fade(world.now, world.now + minutes(10), BRIGHT, DIM)
    sent = world.run({"lamp": fade}, minutes(11))
    assert len(sent) <= 12


def test_a_lamp_is_asked_where_it_is_before_it_is_told_anything() -> None:
    world = World()
    world.light("lamp", 200)
    sent = [one for one in world.run({"lamp": still(DIM)}, seconds(30)) if one.topic.count("lamp")]
    assert sent[0].topic == "zigbee2mqtt/lamp/get"
    assert sent[1].at - sent[0].at <= seconds(1.5)
    world.run({"lamp": still(DIM)}, minutes(6))
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.raw("lamp") == 2


def test_a_fade_joined_in_the_middle_is_joined_there() -> None:
    world = World()
    world.light("lamp", 25)
    fade = Fade(ORIGIN - minutes(5), ORIGIN + minutes(5), BRIGHT, DIM)
    world.run({"lamp": fade}, minutes(6))
    assert world.commands()[0].body["transition"] < 300  # type: ignore[operator]
    assert judge(world.seen["lamp"]).steepest <= 0.2
    assert world.verdict() == "ok"


def test_a_lamp_that_never_answers_is_driven_slowly_and_called_unverified() -> None:
    world = World(silent={"lamp"})
    world.light("lamp", 71)
    world.run({"lamp": still(BRIGHT)}, minutes(2))
    assert world.commands()[0].body["transition"] == 10
    assert world.verdict() == "unverified"
    assert len([one for one in world.sent if one.topic == "zigbee2mqtt/lamp/get"]) == 1 + 3


def test_a_change_of_wish_in_mid_fade_bends_the_way_there_and_then() -> None:
    world = settled()
    fade = calm(BRIGHT, DIM, world.now)
    world.run({"lamp": fade}, seconds(30))
    turn = calm(fade.at(world.now), BRIGHT, world.now)
    sent = world.run({"lamp": turn}, seconds(1))
    assert [one.topic for one in sent] == ["zigbee2mqtt/lamp/set"]
    world.run({"lamp": turn}, minutes(3))
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.raw("lamp") == pytest.approx(71, abs=1)


def test_off_comes_only_after_the_floor() -> None:
    world = settled()
    fade = calm(BRIGHT, DARK, world.now)
    world.run({"lamp": fade}, minutes(4))
    *dimming, last = world.commands()
    assert dimming[-1].body["brightness"] == 2
    assert last.body == {"state": "OFF", "transition": last.body["transition"]}
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.raw("lamp") == 0


def test_no_payload_ever_says_on_without_a_level_or_anything_that_flashes() -> None:
    world = World(roles=("ceiling", "lamp", "accent"))
    looks = {"ceiling": DARK, "lamp": DIM, "accent": Light(5, Color(32, 58, 107))}
    fades = {role: calm(DARK, light) for role, light in looks.items()}
    world.run(fades, minutes(2), sign="in-session")
    world.run(fades, seconds(5), sign="quiet", urgent=True)
    back = {role: calm(Light(100), light, world.now) for role, light in looks.items()}
    world.run(back, minutes(8), sign="turnover")
    assert any(one.is_command for one in world.sent)
    for one in world.sent:
        if not one.is_command:
            continue
        assert set(one.body) <= {"state", "brightness", "transition", "color_temp", "color"}
        assert one.body["state"] in ("ON", "OFF")
        assert (one.body["state"] == "ON") == ("brightness" in one.body)
        assert "transition" in one.body
        assert "brightness" not in one.body or 2 <= int(str(one.body["brightness"])) <= 254


def test_roles_without_a_fixture_are_left_alone_and_said() -> None:
    world = World()
    world.run({"lamp": still(DIM), "ceiling": still(BRIGHT)}, seconds(30))
    assert world.verdict("ceiling") == "unfitted"
    assert not any("ceiling" in one.topic for one in world.sent)


def test_a_room_without_lamps_and_sign_waits_for_ever() -> None:
    rack = Rack({}, None, lambda topic, payload: None)
    assert rack.show({"lamp": still(DIM)}, "free", False, ORIGIN) == NEVER
    assert rack.topics == ()
    assert rack.report(ORIGIN)["lamp"].verdict == "unfitted"


def test_the_report_tells_what_was_asked_and_what_was_read() -> None:
    world = settled()
    lit = world.rack.report(world.now)["lamp"]
    assert lit.asked.level == pytest.approx(60, abs=1)
    assert lit.asked.tone == White(300)
    assert lit.read is not None
    assert lit.read.level == pytest.approx(60, abs=1)
    fade = calm(BRIGHT, DIM, world.now)
    world.run({"lamp": fade}, seconds(5))
    assert world.verdict() == "fading"


def test_reassert_asks_every_lamp_and_fades_it_to_where_it_should_be() -> None:
    world = settled()
    world.bulbs["lamp"].obey({"state": "ON", "brightness": 200}, world.seconds)
    world.rack.reassert(world.now)
    before, looked = len(world.sent), len(world.seen["lamp"])
    world.run({"lamp": still(BRIGHT)}, minutes(3))
    assert world.sent[before].topic == "zigbee2mqtt/lamp/get"
    assert judge(world.seen["lamp"][looked:]).steepest <= 0.5
    assert world.raw("lamp") == pytest.approx(71, abs=1)


def test_reassert_in_mid_fade_changes_nothing_a_person_would_see() -> None:
    world = settled()
    fade = calm(BRIGHT, DIM, world.now)
    for _ in range(6):
        world.run({"lamp": fade}, seconds(17))
        world.rack.reassert(world.now)
    world.run({"lamp": fade}, minutes(2))
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.raw("lamp") == 2


def test_a_show_that_comes_far_too_late_does_not_hurry() -> None:
    world = settled()
    fade = calm(BRIGHT, DIM, world.now)
    world.run({"lamp": fade}, seconds(10))
    world.now += seconds(100)
    world.run({"lamp": fade}, minutes(4))
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.raw("lamp") == 2


def test_a_change_of_tone_alone_is_sent_and_takes_its_time() -> None:
    world = settled()
    cooler = still(Light(60, White(250)))
    (only,) = [one for one in world.run({"lamp": cooler}, seconds(5)) if one.is_command]
    assert only.body["color_temp"] == 250
    assert only.body["transition"] == 10


def test_mired_outside_any_lamps_range_is_clamped() -> None:
    world = settled()
    (first, *_) = world.run({"lamp": still(Light(60, White(600)))}, seconds(5))
    assert first.body["color_temp"] == 500
