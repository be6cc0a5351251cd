"""Every mistake a person can make in a scene, each with its place and its remedy."""

# ruff: noqa: E501  # a problem stays one line, as a person reads it

from __future__ import annotations

import pytest

from tests.site.small_site import SCENE, Spoil, placed

MISTAKES = [
    (
        "scene: infusion-40",
        "scene: infusion-45",
        ('1:8: the file is called "infusion-40"; give both the same name',),
    ),
    (
        "title: 40-minute infusion\n",
        "",
        ('1:1: "title" is missing; write it like "title: 40-minute infusion"',),
    ),
    (
        "visit: 1h45m",
        "visit: 30m",
        ("3:8: the phases take 1h12m together; book at least that",),
    ),
    (
        "lasts: 10m",
        "lasts: 10 minuts",
        ('6:27: "10 minuts" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (
        "lasts: 10m",
        "lasts: 40:00",
        ('6:27: "40:00" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (
        "min: 3m",
        "min: 13m",
        ('6:37: "min" is longer than the phase lasts, 10m; make it shorter',),
    ),
    (
        "max: 30m",
        "max: 3m",
        ('6:46: "max" is shorter than the phase lasts, 10m; make it longer',),
    ),
    (
        "lasts: 32m",
        "lasts: 0s",
        ('8:12: "0s" is no time at all; write it like 90s, 12m or 1h45m',),
    ),
    ("lasts: 32m", "lasts: 25h", ('8:12: "25h" is more than a day',)),
    (
        "until: started",
        "until: start",
        ('6:58: there is no event to wait for "start"; did you mean "started"?',),
    ),
    (
        "until: started",
        "until: ended",
        (
            '7:5: "until: ended" comes too late; phases end with started, then ended, then left, each once',
        ),
    ),
    ("look: deep", "look: deeep", ('6:73: there is no look "deeep"; did you mean "deep"?',)),
    (
        "playlist: deep-water",
        "playlist: deep-watr",
        ('11:23: there is no playlist "deep-watr"; did you mean "deep-water"?',),
    ),
    (
        "{playlist: deep-water,",
        "{playlst: deep-water,",
        ('11:13: unknown setting "playlst"; did you mean "playlist"?',),
    ),
    (
        "sign: preparing",
        "sign: prepare",
        ('6:101: there is no sign "prepare"; did you mean "preparing"?',),
    ),
    (
        "music: silence",
        "music: deep-water",
        ('6:86: write "music: silence" or "music: {playlist: NAME}"',),
    ),
    (
        ", music: silence",
        "",
        ('6:5: "music" is missing; write it like "music: {playlist: plateau}"',),
    ),
    (
        "[0.5, 0.7]",
        "[0.5]",
        ("11:55: two energies are expected, from first to last track, like [0.2, 0.5]",),
    ),
    ("[0.5, 0.7]", "[0.5, 7]", ('11:61: "7" is not an energy from 0 (still) to 1 (full)',)),
    (
        "land: soft",
        "land: softly",
        ('11:41: there is no landing "softly"; did you mean "soft"?',),
    ),
    (
        "level: -3dB",
        "level: 3dB",
        ('11:74: "3dB" would make it louder; write it like -12dB',),
    ),
    (
        "level: -3dB",
        "level: -3",
        ('11:74: "-3" is not a gain from -60dB to 12dB; write it like -6dB',),
    ),
    (
        "name: plateau",
        "name: arrive",
        ('7:5: a phase "arrive" is here already, at line 6, column 5',),
    ),
    (
        "name: plateau",
        "name: Plateau",
        ('7:11: "Plateau" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',),
    ),
    (
        "started+5m",
        "start+5m",
        ('15:10: there is no event "start"; did you mean "started"?',),
    ),
    (
        "started+5m",
        "started+5",
        ('15:10: "+5" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    ("started+5m", "5m", ('15:10: "5m" is not a moment; write it like started+5m',)),
    (
        "kind: in-person",
        "kind: inperson",
        ('15:28: there is no kind "inperson"; did you mean "in-person"?',),
    ),
    ("say: Vitals", "say: ''", ("16:63: nothing is written here",)),
    ("every: 10m", "every: 1s", ("16:13: more often than every 5s is no help to anybody",)),
    (
        "from: started, to: ended",
        "from: ended, to: started",
        ("16:35: this is before it begins; swap from and to",),
    ),
    ("entries: 1", "entries: one", ('17:47: "one" is not a number from 0 to 99',)),
    (
        "    until: ended\n",
        "",
        (
            '15:37: no phase of this scene has "until: ended", so this never comes',
            '16:31: no phase of this scene has "until: ended", so this never comes',
        ),
    ),
    (
        "quiet: {",
        "quiet: {form: started, ",
        ('17:9: unknown setting "form"; did you mean "from"?',),
    ),
    (
        "phases:",
        "phases: []\nx:",
        (
            "5:9: a scene has 1 to 20 phases",
            '6:1: unknown setting "x"; known here: checks, phases, quiet, scene, title, turnover, visit',
        ),
    ),
    ("phases:", "phasen:", ('5:1: unknown setting "phasen"; did you mean "phases"?',)),
    (
        "turnover: 15m",
        "turnover: 15m\nturnover: 20m",
        ('5:1: "turnover" is written twice; the first is at line 4, column 1',),
    ),
    (
        "music: silence",
        "music: [silence]",
        ('6:86: a table is expected; write "name: value" lines',),
    ),
    (
        "  - name: plateau",
        "\t- name: plateau",
        ("7:1: this is not YAML: use spaces here, not a tab",),
    ),
    (
        "title: 40-minute infusion",
        "title: " + "long " * 20,
        ("2:8: this is too long; write one line of at most 80 characters",),
    ),
    ("lasts: 32m", "lasts: -32m", ('8:12: "-32m" is less than no time; leave the - out',)),
    (
        "lasts: 32m",
        "lasts: 9999999999999999999999999999h",
        ('8:12: "9999999999999999999999999999h" is more than a day',),
    ),
    (
        "lasts: 32m",
        "lasts: " + "9" * 400 + "h",
        (
            '8:12: "999999999999999999999999999999999999999999999999999999999..." is not a length of time; write it like 90s or 12m',
        ),
    ),
    (
        "phases:",
        "phases: infusion\nx:",
        (
            '5:9: a list is expected; begin each item with "- "',
            '6:1: unknown setting "x"; known here: checks, phases, quiet, scene, title, turnover, visit',
        ),
    ),
    ("started+5m", "started+25h", ('15:10: "+25h" is more than a day',)),
    (
        "started+5m",
        "after the start",
        ('15:10: "after the start" is not a moment; write it like started+5m',),
    ),
    (
        "look: deep",
        "look: deep, fade: -5s",
        ('6:85: "-5s" is less than no time; leave the - out',),
    ),
    ("[0.5, 0.7]", "[0.5, [0.7]]", ("11:61: this is a list; one plain value is expected",)),
    ("entries: 1", "entries: 100", ('17:47: "100" is not a number from 0 to 99',)),
    ("started+8m", "ended+8m", ("17:29: this is before it begins; swap from and to",)),
]
"""What is replaced in the good file by what, and the problems: of that file without its name."""


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES)
def test_a_mistake_in_a_scene_is_told_with_its_place_and_remedy(
    spoil: Spoil, old: str, new: str, expected: tuple[str, ...]
) -> None:
    assert spoil(SCENE, (old, new)) == placed(SCENE, expected)
