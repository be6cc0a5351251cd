from __future__ import annotations

import pytest

from controller.demo.photometer import Sample, judge, sample


def test_a_still_lamp_has_no_slope() -> None:
    verdict = judge([Sample(t / 10, 120) for t in range(100)])
    assert verdict.steepest == 0
    assert verdict.switched == 0


def test_the_steepest_slope_is_found_at_the_dark_end_of_a_linear_fade() -> None:
    samples = [Sample(t / 10, 200 - 190 * t / 3_000) for t in range(3_001)]
    verdict = judge(samples)
    assert verdict.steepest == pytest.approx(0.816, rel=0.02)  # 3.6 times the mean of 0.226
    assert verdict.at > 299


def test_a_jump_is_seen_whatever_the_time_between_samples() -> None:
    samples = [Sample(0, 10), Sample(5, 10), Sample(5.01, 100), Sample(5.4, 100)]
    assert judge(samples).steepest > 90


def test_switching_is_told_apart_from_fading() -> None:
    verdict = judge([Sample(0, 0), Sample(1, 0), Sample(1.1, 1), Sample(2, 1), Sample(3, 0)])
    assert verdict.steepest == 0
    assert verdict.switched == pytest.approx(3.556, abs=0.001)


def test_nothing_seen_is_nothing_found() -> None:
    assert judge([]).steepest == 0
    assert judge([Sample(0, 3)]).switched == 0


@pytest.mark.parametrize(
    ("payload", "seen"),
    [
        (b'{"t":3.5,"on":1,"level":12.5,"ct":370}', Sample(3.5, 12.5)),
        (b'{"t":3.5,"on":0,"level":12.5}', Sample(3.5, 0)),
        (b'{"t":3.5,"on":1}', None),
        (b'{"t":[],"on":1,"level":{}}', None),
        (b"null", None),
        (b"\xff", None),
    ],
)
def test_a_photometers_message_is_read_and_nothing_else(payload: bytes, seen: object) -> None:
    assert sample(payload) == seen
