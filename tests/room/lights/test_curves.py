from __future__ import annotations

from itertools import pairwise

import pytest

from controller.room.lights.curves import CURVES, FULL, curve

CURVE = pytest.mark.parametrize("name", CURVES)


@CURVE
def test_every_curve_goes_from_dark_to_full(name: str) -> None:
    found = curve(name)
    assert found.lightness(0) == 0
    assert found.lightness(FULL) == pytest.approx(100, abs=0.01)
    assert len(found.levels) == FULL + 1


@CURVE
def test_more_level_is_never_less_light(name: str) -> None:
    levels = curve(name).levels
    assert all(a < b for a, b in pairwise(levels))


@CURVE
def test_the_level_for_a_lightness_is_the_nearest_there_is(name: str) -> None:
    found = curve(name)
    for tenth in range(0, 1_001, 7):
        wish = tenth / 10
        error = abs(found.levels[found.raw_for(wish)] - wish)
        assert error == pytest.approx(min(abs(level - wish) for level in found.levels))


@CURVE
def test_steepness_is_never_less_than_what_is_measured(name: str) -> None:
    found = curve(name)
    for low in range(0, 250, 9):
        rise = found.lightness(low + 3) - found.lightness(low)
        assert rise <= 3 * found.steepest(low, low + 3) + 1e-9


def test_the_figures_of_known_curves() -> None:
    assert curve("linear").lightness(127) == pytest.approx(76.07, abs=0.01)
    assert curve("dali").lightness(1) == pytest.approx(0.9033, abs=1e-4)  # 0.1 % of the light
    assert curve("dali").lightness(170) == pytest.approx(38.0, abs=0.02)  # 10.09 %
    assert curve("gamma22").lightness(254 / 2) == pytest.approx(53.8, abs=0.2)


def test_a_curve_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        curve("cubic")
