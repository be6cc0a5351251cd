"""Every mistake a person can make in a site's files, each with its place and its remedy."""

# ruff: noqa: E501  # a problem stays one line, as a person reads it

from __future__ import annotations

import os
from pathlib import Path

import pytest

from controller import site
from controller.errors import SiteError
from tests.site.small_site import Spoil, nominal

CLINIC, LOOKS = "clinic.yaml", "scenes/looks.yaml"
SCENE, LIST = "scenes/infusion-40.yaml", "playlists/deep-water.yaml"

MISTAKES = [
    (
        CLINIC,
        "    audio: {output: pulse, device: headphones-1, ceiling: 70%}\n",
        "",
        (
            '6:5: "audio" is missing; write it like "audio: {output: pulse, device: headphones-1, ceiling: 70%}"',
        ),
    ),
    (
        CLINIC,
        "clinic: Harbour Infusion\n",
        "",
        ('1:1: "clinic" is missing; write it like "clinic: Harbour Infusion"',),
    ),
    (
        CLINIC,
        "Harbour Infusion",
        "'!!!'",
        ("1:9: use some letters from a to z; the site's id is made of them",),
    ),
    (
        CLINIC,
        "America/Los_Angeles",
        "America/Los_Angels",
        ('2:11: there is no time zone "America/Los_Angels"; did you mean "America/Los_Angeles"?',),
    ),
    (
        CLINIC,
        "America/Los_Angeles",
        "../../etc/passwd",
        ('2:11: there is no time zone "../../etc/passwd"; write it like America/Los_Angeles',),
    ),
    (
        CLINIC,
        "America/Los_Angeles",
        "America",
        ('2:11: there is no time zone "America"; did you mean "America/Nuuk"?',),
    ),
    (
        CLINIC,
        "{url: embedded}",
        "http://x",
        ('3:9: "http://x" is not a broker; write "embedded", or it like mqtt://host:1883',),
    ),
    (
        CLINIC,
        "{url: embedded}",
        "{url: 'mqtt://h:99999'}",
        ('3:15: "mqtt://h:99999" is not a broker; write "embedded", or it like mqtt://host:1883',),
    ),
    (
        CLINIC,
        "{url: embedded}",
        "{uri: embedded}",
        ('3:10: unknown setting "uri"; did you mean "url"?',),
    ),
    (
        CLINIC,
        "willow:",
        "Willow Room:",
        ('5:3: "Willow Room" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',),
    ),
    (
        CLINIC,
        "output: pulse",
        "output: puls",
        ('6:21: there is no output "puls"; did you mean "pulse"?',),
    ),
    (
        CLINIC,
        "device: headphones-1, ",
        "",
        ('6:12: "device" is missing; music only goes where it is told to, never just anywhere',),
    ),
    (
        CLINIC,
        "output: pulse",
        "output: none",
        ('6:35: output "none" plays nowhere; leave the device out',),
    ),
    (CLINIC, "70%", "0.7", ('6:59: "0.7" is not a percentage from 0% to 100%; write it like 8%',)),
    (
        CLINIC,
        "70%",
        "170%",
        ('6:59: "170%" is not a percentage from 0% to 100%; write it like 8%',),
    ),
    (
        CLINIC,
        "speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_lamp",
        "speaks: wled, topic: wled/x",
        ('8:22: there is no dialect "wled"; known here: zigbee2mqtt, zigbee2mqtt-plug',),
    ),
    (
        CLINIC,
        "willow_wash",
        "willow_lamp",
        ('9:42: "zigbee2mqtt/willow_lamp" is used already, at line 8, column 42',),
    ),
    (
        CLINIC,
        "willow_lamp",
        "willow_lamp/set",
        ('8:42: leave "/set" out; the topic is the device\'s own',),
    ),
    (
        CLINIC,
        "willow_lamp",
        "+/x",
        ('8:42: "zigbee2mqtt/+/x" names many topics; name one, without + # or $',),
    ),
    (CLINIC, "floor: 2%", "flor: 2%", ('8:67: unknown setting "flor"; did you mean "floor"?',)),
    (
        CLINIC,
        "rooms:\n",
        "rooms: {}\nx:\n",
        (
            "4:8: a clinic has at least one room",
            '5:1: unknown setting "x"; known here: broker, clinic, duck, first, loudness, music, rooms, timezone, volume',
            'scenes/looks.yaml:7:7: no room has a light "wash"; known here: accent, ceiling, lamp, path',
        ),
    ),
    (
        CLINIC,
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
        LOOKS,
        "fade: 90s",
        "fade: 90",
        ('3:11: "90" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (
        LOOKS,
        "ceiling: off",
        "cieling: off",
        ('5:7: no room has a light "cieling"; did you mean "ceiling"?',),
    ),
    (
        LOOKS,
        "ceiling: off",
        "ceiling: 8",
        ('5:16: "8" is not a percentage from 0% to 100%; write it like 8%',),
    ),
    (
        LOOKS,
        "ceiling: off",
        "ceiling: blink",
        (
            '5:16: "blink" may startle and is never sent to a lamp; give a level, and a kelvin or a color',
        ),
    ),
    (
        LOOKS,
        "{level: 8%, kelvin: 2200K}",
        "{level: 8%, kelvin: 2200K, effect: candle}",
        (
            '6:40: "effect" may startle and is never sent to a lamp; give a level, and a kelvin or a color',
        ),
    ),
    (
        LOOKS,
        "{level: 8%, kelvin: 2200K}",
        "{level: 8%, kelvin: 2200K, color: '#ffffff'}",
        ("6:47: a light has a kelvin or a color, not both; leave one out",),
    ),
    (
        LOOKS,
        "kelvin: 2200K",
        "kelvin: 2200",
        ('6:33: "2200" is not a colour temperature from 1000K to 10000K; write it like 2200K',),
    ),
    (
        LOOKS,
        '"#203a6b"',
        "203a6b",
        ('7:32: "203a6b" is not a colour; write it like "#203a6b", in quotes',),
    ),
    (
        LOOKS,
        '{level: 5%, color: "#203a6b"}',
        "{level: 5%, color: }",
        ('7:32: nothing is written here; a colour needs quotes: "#203a6b"',),
    ),
    (
        LOOKS,
        "  visit:",
        "  vist:",
        ('2:3: there is no look "visit"; a room shows it while somebody is inside',),
    ),
    (
        LOOKS,
        "lights: {ceiling: 100%, lamp: 100%}",
        "lights: {ceiling: off}",
        ("9:3: lights-up leaves the room dark; give some light 50% or more",),
    ),
    (LOOKS, "looks:", "look:", ('1:1: unknown setting "look"; did you mean "looks"?',)),
    (LOOKS, "{path: 12%}", "[path]", ('8:29: a table is expected; write "name: value" lines',)),
    (
        LOOKS,
        "  deep:",
        "  Deep:",
        (
            'scenes/infusion-40.yaml:6:73: there is no look "deep"; did you mean "Deep"?',
            'scenes/infusion-40.yaml:10:11: there is no look "deep"; did you mean "Deep"?',
            'scenes/infusion-40.yaml:13:53: there is no look "deep"; did you mean "Deep"?',
            '2:3: "Deep" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',
        ),
    ),
    (
        SCENE,
        "scene: infusion-40",
        "scene: infusion-45",
        ('1:8: the file is called "infusion-40"; give both the same name',),
    ),
    (
        SCENE,
        "title: 40-minute infusion\n",
        "",
        ('1:1: "title" is missing; write it like "title: 40-minute infusion"',),
    ),
    (
        SCENE,
        "visit: 1h45m",
        "visit: 30m",
        ("3:8: the phases take 1h12m together; book at least that",),
    ),
    (
        SCENE,
        "lasts: 10m",
        "lasts: 10 minuts",
        ('6:27: "10 minuts" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (
        SCENE,
        "lasts: 10m",
        "lasts: 40:00",
        ('6:27: "40:00" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (
        SCENE,
        "min: 3m",
        "min: 13m",
        ('6:37: "min" is longer than the phase lasts, 10m; make it shorter',),
    ),
    (
        SCENE,
        "max: 30m",
        "max: 3m",
        ('6:46: "max" is shorter than the phase lasts, 10m; make it longer',),
    ),
    (
        SCENE,
        "lasts: 32m",
        "lasts: 0s",
        ('8:12: "0s" is no time at all; write it like 90s, 12m or 1h45m',),
    ),
    (SCENE, "lasts: 32m", "lasts: 25h", ('8:12: "25h" is more than a day',)),
    (
        SCENE,
        "until: started",
        "until: start",
        ('6:58: there is no event to wait for "start"; did you mean "started"?',),
    ),
    (
        SCENE,
        "until: started",
        "until: ended",
        (
            '7:5: "until: ended" comes too late; phases end with started, then ended, then left, each once',
        ),
    ),
    (SCENE, "look: deep", "look: deeep", ('6:73: there is no look "deeep"; did you mean "deep"?',)),
    (
        SCENE,
        "playlist: deep-water",
        "playlist: deep-watr",
        ('11:23: there is no playlist "deep-watr"; did you mean "deep-water"?',),
    ),
    (
        SCENE,
        "{playlist: deep-water,",
        "{playlst: deep-water,",
        ('11:13: unknown setting "playlst"; did you mean "playlist"?',),
    ),
    (
        SCENE,
        "sign: preparing",
        "sign: prepare",
        ('6:101: there is no sign "prepare"; did you mean "preparing"?',),
    ),
    (
        SCENE,
        "music: silence",
        "music: deep-water",
        ('6:86: write "music: silence" or "music: {playlist: NAME}"',),
    ),
    (
        SCENE,
        ", music: silence",
        "",
        ('6:5: "music" is missing; write it like "music: {playlist: plateau}"',),
    ),
    (
        SCENE,
        "[0.5, 0.7]",
        "[0.5]",
        ("11:55: two energies are expected, from first to last track, like [0.2, 0.5]",),
    ),
    (SCENE, "[0.5, 0.7]", "[0.5, 7]", ('11:61: "7" is not an energy from 0 (still) to 1 (full)',)),
    (
        SCENE,
        "land: soft",
        "land: softly",
        ('11:41: there is no landing "softly"; did you mean "soft"?',),
    ),
    (
        SCENE,
        "level: -3dB",
        "level: 3dB",
        ('11:74: "3dB" would make it louder; write it like -12dB',),
    ),
    (
        SCENE,
        "level: -3dB",
        "level: -3",
        ('11:74: "-3" is not a gain from -60dB to 12dB; write it like -6dB',),
    ),
    (
        SCENE,
        "name: plateau",
        "name: arrive",
        ('7:5: a phase "arrive" is here already, at line 6, column 5',),
    ),
    (
        SCENE,
        "name: plateau",
        "name: Plateau",
        ('7:11: "Plateau" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',),
    ),
    (
        SCENE,
        "started+5m",
        "start+5m",
        ('15:10: there is no event "start"; did you mean "started"?',),
    ),
    (
        SCENE,
        "started+5m",
        "started+5",
        ('15:10: "+5" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (SCENE, "started+5m", "5m", ('15:10: "5m" is not a moment; write it like started+5m',)),
    (
        SCENE,
        "kind: in-person",
        "kind: inperson",
        ('15:28: there is no kind "inperson"; did you mean "in-person"?',),
    ),
    (SCENE, "say: Vitals", "say: ''", ("16:63: nothing is written here",)),
    (SCENE, "every: 10m", "every: 1s", ("16:13: more often than every 5s is no help to anybody",)),
    (
        SCENE,
        "from: started, to: ended",
        "from: ended, to: started",
        ("16:35: this is before it begins; swap from and to",),
    ),
    (SCENE, "entries: 1", "entries: one", ('17:47: "one" is not a number from 0 to 99',)),
    (
        SCENE,
        "    until: ended\n",
        "",
        (
            '15:37: no phase of this scene has "until: ended", so this never comes',
            '16:31: no phase of this scene has "until: ended", so this never comes',
        ),
    ),
    (
        SCENE,
        "quiet: {",
        "quiet: {form: started, ",
        ('17:9: unknown setting "form"; did you mean "from"?',),
    ),
    (
        SCENE,
        "phases:",
        "phases: []\nx:",
        (
            "5:9: a scene has 1 to 20 phases",
            '6:1: unknown setting "x"; known here: checks, phases, quiet, scene, title, turnover, visit',
        ),
    ),
    (SCENE, "phases:", "phasen:", ('5:1: unknown setting "phasen"; did you mean "phases"?',)),
    (
        SCENE,
        "turnover: 15m",
        "turnover: 15m\nturnover: 20m",
        ('5:1: "turnover" is written twice; the first is at line 4, column 1',),
    ),
    (
        SCENE,
        "music: silence",
        "music: [silence]",
        ('6:86: a table is expected; write "name: value" lines',),
    ),
    (
        SCENE,
        "  - name: plateau",
        "\t- name: plateau",
        ("7:1: this is not YAML: use spaces here, not a tab",),
    ),
    (
        LIST,
        "playlist: deep-water",
        "playlist: shallow",
        ('1:11: the file is called "deep-water"; give both the same name',),
    ),
    (LIST, "energy: 0.5", "energy: 5", ('4:43: "5" is not an energy from 0 (still) to 1 (full)',)),
    (
        LIST,
        "file: ambient/slow",
        "file: ../slow",
        (
            '4:12: "../slow-tide.ogg" does not lie below the music folder; write its path from there, like ambient/slow-tide.ogg',
        ),
    ),
    (
        LIST,
        "file: ambient/slow-tide.ogg",
        "file: 'C:\\\\music\\\\x.ogg'",
        ('4:12: "C:\\\\music\\\\x.ogg" has a backslash; put / between folders',),
    ),
    (
        LIST,
        "night-ferry",
        "slow-tide",
        ('5:5: "ambient/slow-tide.ogg" is here already, at line 4, column 5',),
    ),
    (
        LIST,
        "voice: none",
        "voice: sung",
        ('4:55: there is no voice "sung"; known here: none, wordless',),
    ),
    (
        LIST,
        "tracks:",
        "tracks: []\nx:",
        (
            "3:9: this playlist is empty; name at least one track",
            '4:1: unknown setting "x"; known here: folder, playlist, title, tracks',
        ),
    ),
    (
        LIST,
        "tracks:",
        "folder: ambient\ntracks:",
        (
            "3:9: a playlist has tracks or a folder, not both; leave one out",
            '3:9: there is no folder "ambient" with music; there are none here',
        ),
    ),
    (
        LIST,
        "tracks:\n",
        "tracks: none\nx:\n",
        (
            '3:9: a list is expected; begin each item with "- "',
            '4:1: unknown setting "x"; known here: folder, playlist, title, tracks',
        ),
    ),
    (
        LIST,
        "by: A. Curator",
        "by: A. Curator, end: ringing",
        ('4:102: there is no ending "ringing"; did you mean "rings"?',),
    ),
    (
        CLINIC,
        "willow_lamp",
        "willow_lamp/",
        ('8:42: "zigbee2mqtt/willow_lamp/" is not a topic; write it like zigbee2mqtt/willow_lamp',),
    ),
    (
        CLINIC,
        "clinic: Harbour Infusion",
        "clinic: [Harbour]",
        ("1:9: this is a list; one plain value is expected",),
    ),
    (
        CLINIC,
        "lamp: {speaks",
        "Lamp: {speaks",
        ('8:7: "Lamp" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',),
    ),
    (
        CLINIC,
        "device: headphones-1",
        "device: headphones-1, device: headphones-2",
        ('6:50: "device" is written twice; the first is at line 6, column 28',),
    ),
    (
        CLINIC,
        "timezone: America/Los_Angeles",
        "timezone: ",
        ('2:10: there is no time zone ""; write it like America/Los_Angeles',),
    ),
    (
        CLINIC,
        "rooms:",
        "music: ~nobody-here/music\nrooms:",
        ('4:8: "~nobody-here/music" begins with a home that is not known',),
    ),
    (
        CLINIC,
        "rooms:\n",
        "rooms:\n  rowan: {audio: {output: pulse, device: headphones-1}}\n",
        ('7:36: "pulse headphones-1" is used already, at line 5, column 42',),
    ),
    (
        CLINIC,
        "rooms:",
        "volume: 12345678901234567890123456789012345678901234567890123456789012345678901%\nrooms:",
        (
            '4:9: "123456789012345678901234567890123456789012345678901234567..." is not a percentage from 0% to 100%; write it like 8%',
        ),
    ),
    (
        SCENE,
        "title: 40-minute infusion",
        "title: " + "long " * 20,
        ("2:8: this is too long; write one line of at most 80 characters",),
    ),
    (SCENE, "lasts: 32m", "lasts: -32m", ('8:12: "-32m" is less than no time; leave the - out',)),
    (
        SCENE,
        "lasts: 32m",
        "lasts: 9999999999999999999999999999h",
        ('8:12: "9999999999999999999999999999h" is more than a day',),
    ),
    (
        SCENE,
        "lasts: 32m",
        "lasts: " + "9" * 400 + "h",
        (
            '8:12: "999999999999999999999999999999999999999999999999999999999..." is not a length of time; write it like 90s or 12m',
        ),
    ),
    (
        SCENE,
        "phases:",
        "phases: infusion\nx:",
        (
            '5:9: a list is expected; begin each item with "- "',
            '6:1: unknown setting "x"; known here: checks, phases, quiet, scene, title, turnover, visit',
        ),
    ),
    (SCENE, "started+5m", "started+25h", ('15:10: "+25h" is more than a day',)),
    (
        SCENE,
        "started+5m",
        "after the start",
        ('15:10: "after the start" is not a moment; write it like started+5m',),
    ),
    (
        SCENE,
        "look: deep",
        "look: deep, fade: -5s",
        ('6:85: "-5s" is less than no time; leave the - out',),
    ),
    (SCENE, "[0.5, 0.7]", "[0.5, [0.7]]", ("11:61: this is a list; one plain value is expected",)),
    (SCENE, "entries: 1", "entries: 100", ('17:47: "100" is not a number from 0 to 99',)),
    (SCENE, "started+8m", "ended+8m", ("17:29: this is before it begins; swap from and to",)),
    (
        LIST,
        "file: ambient/slow-tide.ogg",
        "file: /music/slow-tide.ogg",
        (
            '4:12: "/music/slow-tide.ogg" does not lie below the music folder; write its path from there, like ambient/slow-tide.ogg',
        ),
    ),
    (
        LIST,
        "file: ambient/slow-tide.ogg, ",
        "",
        ('4:5: "file" is missing; write it like "file: ambient/slow-tide.ogg"',),
    ),
    (
        LIST,
        "  - ambient/night-ferry.ogg",
        "  - ",
        ("5:4: a file's path is expected, like ambient/slow-tide.ogg",),
    ),
    (
        LIST,
        "title: Deep water",
        "titel: Deep water",
        ('2:1: unknown setting "titel"; did you mean "title"?',),
    ),
]
"""A file, what is replaced in it by what, and the problems: of that file without its name."""


def test_the_small_site_has_no_problem(folder: Path) -> None:
    assert site.problems(folder, nominal) == ()


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
def test_a_mistake_is_told_with_its_place_and_remedy(
    spoil: Spoil, file: str, old: str, new: str, expected: tuple[str, ...]
) -> None:
    own = tuple(p if p.startswith(("scenes/", "playlists/")) else f"{file}:{p}" for p in expected)
    assert spoil(file, (old, new)) == own


def test_ten_mistakes_in_one_file_are_told_at_once(spoil: Spoil) -> None:
    found = spoil(
        SCENE,
        ("title: 40-minute infusion", "titel: 40-minute infusion"),
        ("turnover: 15m", "turnover: 15"),
        ("lasts: 10m", "lasts: 10 minuts"),
        ("until: started", "until: start"),
        ("music: silence", "music: none"),
        ("lasts: 32m", "lasts: 32m\n    lasts: 33m"),
        ("    look: deep\n", "    look: deeep\n"),
        ("{playlist: deep-water, land", "{playlst: deep-water, land"),
        ("level: -3dB", "level: -3"),
        ("kind: remote", "kind: remot"),
    )
    assert found == (
        'scenes/infusion-40.yaml:2:1: unknown setting "titel"; did you mean "title"?',
        'scenes/infusion-40.yaml:4:11: "15" is not a length of time; write it like 90s, 12m or 1h45m',
        'scenes/infusion-40.yaml:6:27: "10 minuts" is not a length of time; write it like 90s, 12m or 1h45m',
        'scenes/infusion-40.yaml:6:64: there is no event to wait for "start"; did you mean "started"?',
        'scenes/infusion-40.yaml:6:90: write "music: silence" or "music: {playlist: NAME}"',
        'scenes/infusion-40.yaml:9:5: "lasts" is written twice; the first is at line 8, column 5',
        'scenes/infusion-40.yaml:11:11: there is no look "deeep"; did you mean "deep"?',
        'scenes/infusion-40.yaml:12:13: unknown setting "playlst"; did you mean "playlist"?',
        'scenes/infusion-40.yaml:12:73: "-3" is not a gain from -60dB to 12dB; write it like -6dB',
        'scenes/infusion-40.yaml:17:50: there is no kind "remot"; did you mean "remote"?',
    )


def test_mistakes_in_all_files_are_told_at_once_and_in_order(spoil: Spoil) -> None:
    spoil(LIST, ("energy: 0.5", "energy: high"))
    spoil(LOOKS, ("fade: 90s", "fade: slow"))
    spoil(SCENE, ("sign: quiet", "sign: silent"))
    found = spoil(CLINIC, ("ceiling: 70%", "ceiling: loud"), ("floor: 2%", "floor: low"))
    assert [p.split(": ")[0] for p in found] == [
        "clinic.yaml:6:59", "clinic.yaml:8:74", "playlists/deep-water.yaml:4:43",
        "scenes/infusion-40.yaml:13:96", "scenes/looks.yaml:3:11",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["effect", "flash", "blink", "toggle", "alert", "strobe"])
@pytest.mark.parametrize("holder", ["{level: 8%, WORD: x}", "WORD"])
def test_nothing_that_may_startle_is_ever_taken_from_a_look(
    spoil: Spoil, word: str, holder: str
) -> None:
    [problem] = spoil(LOOKS, ("ceiling: off", f"ceiling: {holder.replace('WORD', word)}"))
    assert f'"{word}" may startle and is never sent to a lamp' in problem


@pytest.mark.parametrize("file", [CLINIC, LOOKS])
def test_a_file_that_a_site_needs_is_missed(folder: Path, file: str) -> None:
    (folder / file).unlink()
    first = site.problems(folder, nominal)[0]
    assert first.startswith(f"{file}:1:1: there is no such file; ")


def test_an_unreadable_looks_file_is_the_only_problem_it_makes(spoil: Spoil) -> None:
    assert [p.split(":")[0] for p in spoil(LOOKS, ("looks:", "looks: ["))] == [LOOKS]


def test_an_unreadable_playlist_can_still_be_referred_to(spoil: Spoil) -> None:
    assert [p.split(":")[0] for p in spoil(LIST, ("tracks:", "tracks: ["))] == [LIST]


def test_a_site_without_scenes_is_told_so(folder: Path) -> None:
    (folder / SCENE).unlink()
    assert site.problems(folder, nominal) == (
        "scenes:1:1: there is no scene to start; add one, like infusion-40.yaml",
    )


def test_a_folder_that_is_not_there_is_no_site(tmp_path: Path) -> None:
    first = site.problems(tmp_path / "nowhere")[0]
    assert first == (
        'clinic.yaml:1:1: there is no such file; "stillroom init DIR" makes a folder that has one'
    )


def test_a_link_to_nothing_and_one_to_itself_are_told(folder: Path) -> None:
    (folder / "scenes/a.yaml").symlink_to(folder / "nothing")
    (folder / "scenes/b.yaml").symlink_to(folder / "scenes/b.yaml")
    assert site.problems(folder, nominal) == (
        "scenes/a.yaml:1:1: there is no such file; it is a link to nothing",
        "scenes/b.yaml:1:1: the file cannot be read: Too many levels of symbolic links",
    )


def test_a_folder_whose_name_no_disk_could_hold_is_no_site(tmp_path: Path) -> None:
    assert "cannot be read: File name too long" in site.problems(tmp_path / ("x" * 300))[0]


def test_a_scene_of_endless_phases_or_checks_is_refused(spoil: Spoil) -> None:
    phase = "  - {name: arrive, lasts: 10m, look: deep, music: silence, sign: quiet}\n"
    check = "  - {at: started, kind: remote, say: Vitals}\n"
    found = spoil(
        SCENE, ("phases:\n", "phases:\n" + phase * 20), ("checks:\n", "checks:\n" + check * 20)
    )
    assert "scenes/infusion-40.yaml:6:3: a scene has 1 to 20 phases" in found
    assert "scenes/infusion-40.yaml:35:3: a scene has at most 20 checks" in found


def test_a_file_called_yml_is_not_passed_over_in_silence(folder: Path) -> None:
    (folder / SCENE).rename(folder / "scenes/infusion-40.yml")
    problems = site.problems(folder, nominal)
    assert "scenes/infusion-40.yml:1:1: this is not read; call it infusion-40.yaml" in problems


def test_a_file_name_that_is_no_name_is_told(folder: Path) -> None:
    text = (folder / SCENE).read_text(encoding="utf-8")
    (folder / "scenes/My Scene.yaml").write_text(text, encoding="utf-8")
    assert any("scenes/My Scene.yaml:1:1: the file's name" in p for p in site.problems(folder))


def test_files_that_an_editor_hides_are_passed_over(folder: Path) -> None:
    (folder / "scenes/.#infusion-40.yaml").write_text("{", encoding="utf-8")
    (folder / "scenes/notes.txt").write_text("{", encoding="utf-8")
    assert site.problems(folder, nominal) == ()


def test_a_folder_or_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(folder: Path) -> None:
    (folder / "scenes/a.yaml").mkdir()
    os.mkfifo(folder / "scenes/b.yaml")
    assert site.problems(folder, nominal) == (
        "scenes/a.yaml:1:1: this is not a file",
        "scenes/b.yaml:1:1: this is not a file",
    )


def test_a_file_whose_name_is_no_text_is_told_in_text(folder: Path) -> None:
    name = os.fsencode(folder / "scenes") + b"/\xff.yaml"
    with open(name, "wb"):
        pass
    [problem] = site.problems(folder, nominal)
    assert problem.isprintable()
    assert problem.endswith("give this file another name")


def test_load_raises_one_error_with_every_problem(spoil: Spoil, folder: Path) -> None:
    told = spoil(SCENE, ("sign: quiet", "sign: silent"), ("say: Vitals", "say: ''"))
    with pytest.raises(SiteError) as caught:
        site.load(folder, nominal)
    assert caught.value.problems == told
    assert len(told) == 2
