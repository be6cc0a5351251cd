"""Every mistake a person can make in the looks file, each with its place and its remedy."""

# ruff: noqa: E501  # a problem stays one line, as a person reads it

from __future__ import annotations

import pytest

from tests.site.small_site import LOOKS, Spoil, placed

MISTAKES = [
    (
        "fade: 90s",
        "fade: 90",
        ('3:11: "90" is not a length of time; write it like 90s, 12m or 1h45m',),
    ),
    (
        "ceiling: off",
        "cieling: off",
        ('5:7: no room has a light "cieling"; did you mean "ceiling"?',),
    ),
    (
        "ceiling: off",
        "ceiling: 8",
        ('5:16: "8" is not a percentage from 0% to 100%; write it like 8%',),
    ),
    (
        "ceiling: off",
        "ceiling: blink",
        (
            '5:16: "blink" may startle and is never sent to a lamp; give a level, and a kelvin or a color',
        ),
    ),
    (
        "{level: 8%, kelvin: 2200K}",
        "{level: 8%, kelvin: 2200K, effect: candle}",
        (
            '6:40: "effect" may startle and is never sent to a lamp; give a level, and a kelvin or a color',
        ),
    ),
    (
        "{level: 8%, kelvin: 2200K}",
        "{level: 8%, kelvin: 2200K, color: '#ffffff'}",
        ("6:47: a light has a kelvin or a color, not both; leave one out",),
    ),
    (
        "kelvin: 2200K",
        "kelvin: 2200",
        ('6:33: "2200" is not a colour temperature from 1000K to 10000K; write it like 2200K',),
    ),
    (
        '"#203a6b"',
        "203a6b",
        ('7:32: "203a6b" is not a colour; write it like "#203a6b", in quotes',),
    ),
    (
        '{level: 5%, color: "#203a6b"}',
        "{level: 5%, color: }",
        ('7:32: nothing is written here; a colour needs quotes: "#203a6b"',),
    ),
    (
        "  visit:",
        "  vist:",
        ('2:3: there is no look "visit"; a room shows it while somebody is inside',),
    ),
    (
        "lights: {ceiling: 100%, lamp: 100%}",
        "lights: {ceiling: off}",
        ("9:3: lights-up leaves the room dark; give some light 50% or more",),
    ),
    ("looks:", "look:", ('1:1: unknown setting "look"; did you mean "looks"?',)),
    ("{path: 12%}", "[path]", ('8:29: a table is expected; write "name: value" lines',)),
    (
        "  deep:",
        "  Deep:",
        (
            'scenes/infusion-40.yaml:6:73: there is no look "deep"; did you mean "Deep"?',
            'scenes/infusion-40.yaml:10:11: there is no look "deep"; did you mean "Deep"?',
            'scenes/infusion-40.yaml:13:53: there is no look "deep"; did you mean "Deep"?',
            '2:3: "Deep" is not a name here; use at most 32 of a-z, 0-9 and -, no capitals',
        ),
    ),
]
"""What is replaced in the good file by what, and the problems: of that file without its name."""


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES)
def test_a_mistake_in_a_looks_file_is_told_with_its_place_and_remedy(
    spoil: Spoil, old: str, new: str, expected: tuple[str, ...]
) -> None:
    assert spoil(LOOKS, (old, new)) == placed(LOOKS, expected)


@pytest.mark.parametrize("word", ["effect", "flash", "blink", "toggle", "alert", "strobe"])
@pytest.mark.parametrize("holder", ["{level: 8%, WORD: x}", "WORD"])
def test_nothing_that_may_startle_is_ever_taken_from_a_look(
    spoil: Spoil, word: str, holder: str
) -> None:
    [problem] = spoil(LOOKS, ("ceiling: off", f"ceiling: {holder.replace('WORD', word)}"))
    assert f'"{word}" may startle and is never sent to a lamp' in problem
