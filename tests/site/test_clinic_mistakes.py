"""Every mistake a person can make in the clinic file, each with its place and its remedy."""

# ruff: noqa: E501  # a problem stays one line, as a person reads it

from __future__ import annotations

import pytest

from tests.site.small_site import CLINIC, Spoil, placed

MISTAKES = [
    (
        "    audio: {output: pulse, device: headphones-1, ceiling: 70%}\n",
        "",
        (
            '6:5: "audio" is missing; write it like "audio: {output: pulse, device: headphones-1, ceiling: 70%}"',
        ),
    ),
    (
        "clinic: Harbour Infusion\n",
        "",
        ('1:1: "clinic" is missing; write it like "clinic: Harbour Infusion"',),
    ),
    (
        "Harbour Infusion",
        "'!!!'",
        ("1:9: use some letters from a to z; the site's id is made of them",),
    ),
    (
        "America/Los_Angeles",
        "America/Los_Angels",
        ('2:11: there is no time zone "America/Los_Angels"; did you mean "America/Los_Angeles"?',),
    ),
    (
        "America/Los_Angeles",
        "../../etc/passwd",
        ('2:11: there is no time zone "../../etc/passwd"; write it like America/Los_Angeles',),
    ),
    (
        "America/Los_Angeles",
        "America",
        ('2:11: there is no time zone "America"; did you mean "America/Nuuk"?',),
    ),
    (
        "{url: embedded}",
        "http://x",
        ('3:9: "http://x" is not a broker; write "embedded", or it like mqtt://host:1883',),
    ),
    (
        "{url: embedded}",
        "{url: 'mqtt://h:99999'}",
        ('3:15: "mqtt://h:99999" is not a broker; write "embedded", or it like mqtt://host:1883',),
    ),
    (
        "{url: embedded}",
        "{uri: embedded}",
        ('3:10: unknown setting "uri"; did you mean "url"?',),
    ),
    (
        "willow:",
        "Willow Room:",
        ('5:3: "Willow Room" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',),
    ),
    (
        "output: pulse",
        "output: puls",
        ('6:21: there is no output "puls"; did you mean "pulse"?',),
    ),
    (
        "device: headphones-1, ",
        "",
        ('6:12: "device" is missing; music only goes where it is told to, never just anywhere',),
    ),
    (
        "output: pulse",
        "output: none",
        ('6:35: output "none" plays nowhere; leave the device out',),
    ),
    ("70%", "0.7", ('6:59: "0.7" is not a percentage from 0% to 100%; write it like 8%',)),
    (
        "70%",
        "170%",
        ('6:59: "170%" is not a percentage from 0% to 100%; write it like 8%',),
    ),
    (
        "speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_lamp",
        "speaks: wled, topic: wled/x",
        ('8:22: there is no dialect "wled"; known here: zigbee2mqtt, zigbee2mqtt-plug',),
    ),
    (
        "willow_wash",
        "willow_lamp",
        ('9:42: "zigbee2mqtt/willow_lamp" is used already, at line 8, column 42',),
    ),
    (
        "willow_lamp",
        "willow_lamp/set",
        ('8:42: leave "/set" out; the topic is the device\'s own',),
    ),
    (
        "willow_lamp",
        "+/x",
        ('8:42: "zigbee2mqtt/+/x" names many topics; name one, without + # or $',),
    ),
    ("floor: 2%", "flor: 2%", ('8:67: unknown setting "flor"; did you mean "floor"?',)),
    (
        "rooms:\n",
        "rooms: {}\nx:\n",
        (
            "4:8: a clinic has at least one room",
            '5:1: unknown setting "x"; known here: broker, clinic, duck, first, loudness, music, rooms, timezone, volume',
            'scenes/looks.yaml:7:7: no room has a light "wash"; known here: accent, ceiling, lamp, path',
        ),
    ),
    (
        "rooms:",
        "volume: 50\nduck: +3dB\nloudness: -23\nmusic: ''\nrooms:",
        (
            '4:9: "50" is not a percentage from 0% to 100%; write it like 8%',
            '5:7: "+3dB" would make it louder; write it like -12dB',
            '6:11: "-23" is not a loudness from -40LUFS to -14LUFS; write it like -23LUFS',
            "7:8: the path of a folder is expected",
        ),
    ),
    (
        "willow_lamp",
        "willow_lamp/",
        ('8:42: "zigbee2mqtt/willow_lamp/" is not a topic; write it like zigbee2mqtt/willow_lamp',),
    ),
    (
        "clinic: Harbour Infusion",
        "clinic: [Harbour]",
        ("1:9: this is a list; one plain value is expected",),
    ),
    (
        "lamp: {speaks",
        "Lamp: {speaks",
        ('8:7: "Lamp" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',),
    ),
    (
        "device: headphones-1",
        "device: headphones-1, device: headphones-2",
        ('6:50: "device" is written twice; the first is at line 6, column 28',),
    ),
    (
        "timezone: America/Los_Angeles",
        "timezone: ",
        ('2:10: there is no time zone ""; write it like America/Los_Angeles',),
    ),
    (
        "rooms:",
        "music: ~nobody-here/music\nrooms:",
        ('4:8: "~nobody-here/music" begins with a home that is not known',),
    ),
    (
        "rooms:\n",
        "rooms:\n  rowan: {audio: {output: pulse, device: headphones-1}}\n",
        ('7:36: "pulse headphones-1" is used already, at line 5, column 42',),
    ),
    (
        "rooms:",
        "volume: 12345678901234567890123456789012345678901234567890123456789012345678901%\nrooms:",
        (
            '4:9: "123456789012345678901234567890123456789012345678901234567..." is not a percentage from 0% to 100%; write it like 8%',
        ),
    ),
]
"""What is replaced in the good file by what, and the problems: of that file without its name."""


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES)
def test_a_mistake_in_a_clinic_file_is_told_with_its_place_and_remedy(
    spoil: Spoil, old: str, new: str, expected: tuple[str, ...]
) -> None:
    assert spoil(CLINIC, (old, new)) == placed(CLINIC, expected)
