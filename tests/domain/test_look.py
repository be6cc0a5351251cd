"""Fades: straight in what is seen, and never steeper than the governor allows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.color import oklab
from controller.domain.look import (
    CALM_SLOPE,
    DARK,
    Color,
    Fade,
    Light,
    White,
    fade_to,
    hex_color,
    jump_to,
    still,
    tone_rgb,
)
from controller.domain.units import Instant, Span, minutes, seconds

AT = Instant(1_000)
levels = st.floats(0, 100)


def test_a_fade_is_straight_in_lightness_and_in_mired() -> None:
    fade = Fade(AT, AT + seconds(10), Light(20, White(300)), Light(40, White(500)))
    assert fade.at(AT - Span(1)) == Light(20, White(300))
    assert fade.at(AT + seconds(5)) == Light(30, White(400))
    assert fade.at(AT + seconds(11)) == Light(40, White(500))
    assert fade.slope() == 2


@given(levels, levels, st.integers(0, 600))
def test_a_fade_takes_as_long_as_the_limit_demands(begin: float, end: float, over: int) -> None:
    fade = fade_to(Light(end), Light(begin, White(400)), AT, seconds(over), CALM_SLOPE)
    assert fade.slope() <= CALM_SLOPE * 1.001 + 1e-3
    assert fade.ends - fade.starts >= seconds(over)
    assert fade.end.tone == White(400)


def test_an_unlit_lamp_takes_the_tone_it_is_going_to() -> None:
    fade = fade_to(Light(10, White(450)), Light(0, White(200)), AT, seconds(60), CALM_SLOPE)
    assert fade.at(AT + seconds(1)).tone == White(450)


def test_lights_up_takes_no_time() -> None:
    assert jump_to(Light(100), Light(5, White(450)), AT).at(AT) == Light(100, White(450))
    assert jump_to(Light(100, White(300)), DARK, AT).slope() == 0


def test_a_still_light_stays() -> None:
    assert still(Light(3)).at(AT) == Light(3)


def test_colours_mix_along_a_line_that_passes_no_foreign_hue() -> None:
    amber, blue = Color(255, 170, 60), Color(40, 60, 200)
    fade = Fade(AT, AT + minutes(1), Light(10, amber), Light(10, blue))
    steps = [fade.at(AT + seconds(s)).tone for s in range(0, 61, 6)]
    labs = [oklab(tone_rgb(tone)) for tone in steps if tone is not None]
    spans = [
        sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) ** 0.5
        for x, y in itertools.pairwise(labs)
    ]
    assert max(spans) < 1.4 * min(spans)


def test_a_white_mixes_with_a_colour() -> None:
    fade = Fade(AT, AT + seconds(10), Light(10, White(450)), Light(10, Color(32, 58, 107)))
    tone = fade.at(AT + seconds(5)).tone
    assert isinstance(tone, Color)
    assert tone.red > 32


def test_a_tone_that_is_not_stated_is_the_other_one() -> None:
    fade = Fade(AT, AT + seconds(10), Light(10), Light(20, White(400)))
    assert fade.at(AT + seconds(5)).tone == White(400)
    fade = Fade(AT, AT + seconds(10), Light(10, White(300)), Light(20))
    assert fade.at(AT + seconds(5)).tone == White(300)


@pytest.mark.parametrize(
    ("light", "color"),
    [
        (Light(5, Color(32, 58, 107)), "#203a6b"),
        (Light(5), "#ffa553"),
        (Light(5, White(370)), "#ffa553"),
    ],
)
def test_a_light_has_a_colour_to_show(light: Light, color: str) -> None:
    shown = hex_color(light)
    assert [int(shown[i : i + 2], 16) for i in (1, 3, 5)] == pytest.approx(
        [int(color[i : i + 2], 16) for i in (1, 3, 5)], abs=8
    )
