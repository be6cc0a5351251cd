"""LIGHTS UP, lamps that lose mains, do not obey, or are moved by hand; and nonsense."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.demo.photometer import judge
from controller.domain.look import DARK, Light, White, fade_to, still
from controller.domain.units import ORIGIN, ZERO, minutes, seconds
from controller.room.lights.sign import SIGN_LIGHTS
from tests.room.lights.lamp_world import World

WARM = White(450)
DIM = Light(8, WARM)
FULL = {"lamp": still(Light(100, WARM))}


def dim_room(roles: tuple[str, ...] = ("lamp",)) -> World:
    world = World(roles=roles)
    world.light("lamp", 2)
    world.run({"lamp": still(DIM)}, seconds(20))
    assert world.verdict() == "ok"
    return world


def test_lights_up_is_full_and_immediate_for_every_lamp_even_those_no_look_names() -> None:
    world = dim_room(("ceiling", "lamp", "spare"))
    world.run(FULL, ZERO, urgent=True)
    for role in ("ceiling", "lamp", "spare"):
        (only,) = [one for one in world.commands(role) if one.at == world.now]
        assert only.body["state"] == "ON"
        assert only.body["brightness"] == 254
        assert only.body["transition"] == 0
        assert world.raw(role) == 254


def test_lights_up_does_not_wait_for_a_lamp_that_has_not_been_found() -> None:
    world = World()
    sent = world.run(FULL, ZERO, urgent=True)
    assert [one.body.get("brightness") for one in sent if one.is_command] == [254]


def test_lights_up_is_sent_once_and_again_when_asked_again() -> None:
    world = dim_room()
    world.run(FULL, seconds(10), urgent=True)
    count = len(world.commands())
    world.run(FULL, minutes(10), urgent=True)
    assert len(world.commands()) == count
    again = {"lamp": still(Light(100, WARM), world.now)}
    world.run(again, ZERO, urgent=True)
    assert len(world.commands()) == count + 1


def test_lights_up_is_repeated_at_once_for_a_lamp_that_missed_it() -> None:
    world = dim_room()
    world.deaf.add("lamp")
    world.run(FULL, seconds(0.5), urgent=True)
    world.deaf.clear()
    world.run(FULL, seconds(3), urgent=True)
    assert world.raw("lamp") == 254
    assert world.commands()[-1].body["transition"] == 0


def test_the_way_back_from_lights_up_is_a_fade() -> None:
    world = dim_room()
    world.run(FULL, seconds(10), urgent=True)
    back = fade_to(DIM, Light(100, WARM), world.now, ZERO, 0.4)
    looked = len(world.seen["lamp"])
    world.run({"lamp": back}, minutes(5))
    assert judge(world.seen["lamp"][looked:]).steepest <= 0.5
    assert world.raw("lamp") == 2


def test_after_lights_up_a_lamp_no_look_names_returns_to_what_it_was() -> None:
    world = dim_room(("lamp", "spare"))
    world.run(FULL, seconds(10), urgent=True)
    assert world.raw("spare") == 254
    looked = len(world.seen["spare"])
    world.run({"lamp": still(DIM)}, minutes(6))
    assert world.raw("spare") == 0
    assert judge(world.seen["spare"][looked:]).steepest <= 0.5


def announce(world: World, name: str = "lamp") -> None:
    world.hear(
        "zigbee2mqtt/bridge/event",
        {"type": "device_announce", "data": {"friendly_name": name, "ieee_address": "0x1"}},
    )


@pytest.mark.parametrize("wish", [DIM, DARK])
def test_a_lamp_back_on_mains_is_taken_down_at_once(wish: Light) -> None:
    world = dim_room()
    world.run({"lamp": still(wish)}, minutes(2))
    world.bulbs["lamp"].cut()
    world.run({"lamp": still(wish)}, minutes(1))
    world.bulbs["lamp"].restore(world.seconds)
    announce(world)
    assert world.commands()[-1].at == world.now
    world.run({"lamp": still(wish)}, seconds(10))
    assert world.raw("lamp") == (2 if wish is DIM else 0)
    assert world.verdict() == "ok"


def test_a_lamp_back_on_mains_that_misses_the_command_is_taken_down_as_fast_again() -> None:
    world = dim_room()
    world.bulbs["lamp"].restore(world.seconds)
    world.deaf.add("lamp")
    announce(world)
    world.run({"lamp": still(DIM)}, seconds(1))
    world.deaf.clear()
    world.run({"lamp": still(DIM)}, seconds(7))
    assert world.raw("lamp") == 2


def test_a_lamp_back_on_mains_during_lights_up_is_lit_fully() -> None:
    world = dim_room()
    world.run(FULL, seconds(5), urgent=True)
    world.bulbs["lamp"].obey({"state": "OFF"}, world.seconds)
    announce(world)
    assert world.raw("lamp") == 254


def test_another_lamps_return_is_none_of_ours() -> None:
    world = dim_room()
    before = len(world.sent)
    announce(world, "lamp2")
    world.run({"lamp": still(DIM)}, seconds(20))
    assert len(world.sent) == before


def test_a_lamp_that_is_elsewhere_is_faded_back_and_at_most_three_times() -> None:
    world = dim_room()
    world.deaf.add("lamp")
    before = len(world.sent)
    world.run({"lamp": still(Light(12, WARM))}, seconds(12))
    world.bulbs["lamp"].obey({"state": "ON", "brightness": 90}, world.seconds)
    world.deaf.clear()
    world.deaf.add("lamp")
    answers = {"state": "ON", "brightness": 90}
    for _ in range(1_200):
        world.run({"lamp": still(Light(12, WARM))}, seconds(1))
        if world.sent[-1].topic.endswith("lamp/get"):
            world.hear("zigbee2mqtt/lamp", answers)
    corrections = [one for one in world.sent[before:] if one.is_command]
    assert world.verdict() == "off-target"
    assert all(float(str(one.body["transition"])) >= 1 for one in corrections)
    assert corrections[-1].at < world.now - minutes(5)


def test_a_correction_takes_at_least_ten_seconds() -> None:
    world = dim_room()
    world.deaf.add("lamp")
    wish = {"lamp": still(Light(13, WARM))}
    world.run(wish, seconds(15.5))
    world.deaf.clear()
    looked = len(world.seen["lamp"])
    before = len(world.commands())
    world.run(wish, minutes(1))
    corrections = world.commands()[before:]
    assert sum(float(str(one.body["transition"])) for one in corrections) >= 10
    assert world.raw("lamp") == 4
    assert judge(world.seen["lamp"][looked:]).steepest <= 0.5


def test_a_hand_on_the_lamp_wins_until_the_wish_changes() -> None:
    world = dim_room()
    before = len(world.sent)
    world.bulbs["lamp"].obey({"state": "ON", "brightness": 120}, world.seconds)
    world.hear("zigbee2mqtt/lamp", world.bulbs["lamp"].target())
    world.run({"lamp": still(DIM)}, minutes(5))
    assert len(world.sent) == before
    assert world.verdict() == "off-target"
    looked = len(world.seen["lamp"])
    world.run({"lamp": still(Light(20, WARM))}, minutes(5))
    assert judge(world.seen["lamp"][looked:]).steepest <= 0.5
    assert world.verdict() == "ok"


@pytest.mark.parametrize(
    ("topic", "gone", "back"),
    [
        ("zigbee2mqtt/lamp/availability", {"state": "offline"}, {"state": "online"}),
        ("zigbee2mqtt/bridge/state", {"state": "offline"}, {"state": "online"}),
    ],
)
def test_what_was_out_of_reach_is_found_again(
    topic: str, gone: dict[str, str], back: dict[str, str]
) -> None:
    world = dim_room()
    world.hear(topic, gone)
    assert world.verdict() == "unreachable"
    world.hear(topic, back)
    before = len(world.sent)
    world.run({"lamp": still(DIM)}, seconds(20))
    assert world.sent[before].topic.endswith("/get")
    assert world.verdict() == "ok"


def test_availability_in_the_plain_words_of_older_bridges_is_understood() -> None:
    world = dim_room()
    world.rack.hear("zigbee2mqtt/lamp/availability", b"offline", world.now)
    assert world.verdict() == "unreachable"
    world.rack.hear("zigbee2mqtt/lamp/availability", b"online", world.now)
    assert world.verdict() != "unreachable"


def test_what_a_lamp_says_in_mid_fade_is_not_believed() -> None:
    world = dim_room()
    fade = fade_to(Light(60, WARM), DIM, world.now, ZERO, 0.4)
    world.run({"lamp": fade}, seconds(30))
    for brightness in (0, 254, 71):
        world.hear("zigbee2mqtt/lamp", {"state": "ON", "brightness": brightness})
        world.hear("zigbee2mqtt/lamp", {"state": "OFF"})
    world.run({"lamp": fade}, minutes(4))
    assert judge(world.seen["lamp"]).steepest <= 0.5
    assert world.verdict() == "ok"


NONSENSE = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"ON"',
    b"{",
    b"\xff\xfe\x00",
    b"[" * 5_000,
    b'{"state":1e999}',
    b'{"state":{"a":1},"brightness":[]}',
    b'{"state":"ON","brightness":NaN}',
    b'{"state":"ON","brightness":-5}',
    b'{"state":"ON","brightness":1e308}',
    b'{"state":"ON","brightness":true}',
    b'{"state":["online"]}',
    b'{"type":"device_announce","data":null}',
    b'{"type":"device_announce","data":{"friendly_name":["lamp"]}}',
    b'{"type":["device_announce"],"data":{"friendly_name":"lamp"}}',
    b'{"state":"ON","state":"OFF"}',
    b'{"state":"' + b"x" * 20_000 + b'"}',
]


@pytest.mark.parametrize("topic", World().rack.topics)
def test_nonsense_is_passed_over(topic: str) -> None:
    world = dim_room()
    before = len(world.sent)
    for payload in NONSENSE:
        world.rack.hear(topic, payload, world.now)
        world.run({"lamp": still(DIM)}, seconds(1))
    world.run({"lamp": still(DIM)}, seconds(30))
    assert len(world.sent) == before
    assert world.verdict() == "ok"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
    | st.sampled_from(["ON", "OFF", "online", "offline", "device_announce", "lamp"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["state", "brightness", "color_temp", "type", "data", "friendly_name"]),
        inner,
        max_size=5,
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(World().rack.topics), JSON | st.binary()), max_size=6))
def test_whatever_is_heard_the_rack_goes_on_and_never_exceeds_the_limit(
    messages: list[tuple[str, object]],
) -> None:
    world = World()
    fade = fade_to(Light(40, WARM), DARK, ORIGIN, ZERO, 0.4)
    for topic, body in messages:
        world.run({"lamp": fade}, seconds(7))
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        world.rack.hear(topic, payload, world.now)
    world.rack.reassert(world.now)
    world.run({"lamp": fade}, minutes(3))
    assert world.raw("lamp") == 29


@pytest.mark.parametrize("show", ["free", "open", "preparing", "in-session", "quiet", "turnover"])
def test_the_sign_is_one_still_light_for_each_state(show: str) -> None:
    world = World()
    world.run({}, seconds(10), sign="free" if show != "free" else "quiet")
    before = len(world.sent)
    world.run({}, seconds(20), sign=show)
    sent = world.commands("sign", before)
    assert len(sent) <= 1
    assert world.raw("sign") > 0
    count = len(world.sent)
    world.run({}, minutes(20), sign=show)
    assert len(world.sent) == count


def test_a_sign_state_that_is_new_to_the_house_says_do_not_disturb() -> None:
    world = World()
    world.run({}, seconds(10), sign="party")
    told = world.commands("sign")[-1].body
    world.run({}, seconds(10), sign="in-session")
    assert world.commands("sign")[-1].body == told


def test_no_sign_light_is_red() -> None:
    for light in SIGN_LIGHTS.values():
        if not isinstance(light.tone, White | None):
            red, green, blue = light.tone.linear()
            assert red / (red + green + blue) < 0.8
