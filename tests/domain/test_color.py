"""Colour science, against an independent library."""

from __future__ import annotations

import pytest
from coloraide import Color as Reference
from hypothesis import given
from hypothesis import strategies as st

from controller.domain import color

channels = st.floats(0, 1)


@given(st.floats(0, 100))
def test_lightness_and_luminance_are_inverse(lightness: float) -> None:
    assert color.lightness_of(color.luminance_of(lightness)) == pytest.approx(lightness, abs=0.01)


@given(channels)
def test_lightness_is_that_of_the_reference(grey: float) -> None:
    expected = Reference("srgb-linear", [grey] * 3).convert("lab-d65")["l"]
    assert color.lightness_of(grey) == pytest.approx(expected, abs=0.01)


@given(channels, channels, channels)
def test_oklab_is_that_of_the_reference(r: float, g: float, b: float) -> None:
    expected = Reference("srgb-linear", [r, g, b]).convert("oklab")
    assert color.oklab((r, g, b)) == pytest.approx(expected[:3], abs=1e-3)
    assert color.from_oklab(color.oklab((r, g, b))) == pytest.approx((r, g, b), abs=1e-4)


@given(channels, channels, channels)
def test_chromaticity_is_that_of_the_reference(r: float, g: float, b: float) -> None:
    if r + g + b < 0.01:
        return
    expected = Reference("srgb-linear", [r, g, b]).xy()
    assert color.chromaticity((r, g, b)) == pytest.approx(expected, abs=1e-3)


def test_black_has_the_chromaticity_of_white() -> None:
    assert color.chromaticity((0, 0, 0)) == (0.3127, 0.3290)


@given(channels)
def test_srgb_is_encoded_and_decoded(value: float) -> None:
    assert color.encoded(color.linear(value)) == pytest.approx(value, abs=1e-6)
    expected = Reference("srgb", [value] * 3).convert("srgb-linear")["r"]
    assert color.linear(value) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kelvin", [1800, 2200, 2700, 3500, 4000, 5000, 6500])
def test_whites_lie_on_the_planckian_locus(kelvin: int) -> None:
    expected = Reference.blackbody("xyz-d65", kelvin, duv=0, scale=False).xy()
    assert color.planckian(1e6 / kelvin) == pytest.approx(expected, abs=4e-3)


@pytest.mark.parametrize("kelvin", [1800, 2200, 2700, 4000, 6500])
def test_a_white_as_rgb_has_the_chromaticity_it_should(kelvin: int) -> None:
    rgb = color.white_rgb(1e6 / kelvin)
    assert max(rgb) == pytest.approx(1)
    if kelvin >= 2700:  # below, the colour lies outside sRGB and is clipped
        assert color.chromaticity(rgb) == pytest.approx(color.planckian(1e6 / kelvin), abs=5e-3)
