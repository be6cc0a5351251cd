"""Instants, spans, percentages: arithmetic, and what a person writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.units import (
    Instant,
    Span,
    minutes,
    parse_decibel,
    parse_kelvin,
    parse_percent,
    parse_span,
    seconds,
)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("90s", 90_000),
        ("12m", 720_000),
        ("1h45m", 6_300_000),
        ("250ms", 250),
        ("1.5s", 1_500),
        ("+5m", 300_000),
        ("-90s", -90_000),
    ],
)
def test_a_length_of_time_is_read(text: str, ms: int) -> None:
    assert parse_span(text) == Span(ms)


@pytest.mark.parametrize("text", ["10", "40:00", "10 minuts", "", "m", "5m3", "1d"])
def test_a_length_without_its_unit_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 90s"):
        parse_span(text)


@given(st.integers(-(10**9), 10**9))
def test_a_span_reads_back_as_it_is_written(ms: int) -> None:
    assert parse_span(str(Span(ms))) == Span(ms)


def test_spans_and_instants_add_up() -> None:
    assert Instant(5) + Span(7) == Instant(12)
    assert Instant(12) - Span(7) == Instant(5)
    assert Instant(12) - Instant(5) == Span(7)
    assert seconds(90) - minutes(1) == seconds(30)
    assert -seconds(2) + seconds(5) == Span(3_000)
    assert seconds(3) * 0.5 == Span(1_500)
    assert minutes(1) / seconds(30) == 2
    assert not Span(0)
    assert Span(1)
    assert seconds(1.5).seconds == 1.5


def test_percentages_gains_and_colour_temperatures_carry_their_units() -> None:
    assert parse_percent("8%") == 8
    assert parse_decibel("-6dB") == -6
    assert parse_kelvin("2000K") == 500


@pytest.mark.parametrize("text", ["8", "101%", "-1%", "many"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 8%"):
        parse_percent(text)


@pytest.mark.parametrize("text", ["-6", "20dB", "-99dB", "6db loud"])
def test_what_is_no_gain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like -6dB"):
        parse_decibel(text)


@pytest.mark.parametrize("text", ["2200", "500K", "20000K"])
def test_what_is_no_colour_temperature_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2200K"):
        parse_kelvin(text)
