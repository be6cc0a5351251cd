"""The mixer, with sources made of numbers: no file, no device, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.envelope import Envelope, ramp, steady
from controller.domain.playlist import Track
from controller.domain.units import ORIGIN, Instant, Span, seconds
from controller.domain.wanted import Voice
from controller.room.player.block import BLOCK, RATE, Block
from controller.room.player.gain import RISE
from controller.room.player.mixer import Mixer, Strip, bounded

FULL = steady(1.0)
STEP = 1_000 * BLOCK / RATE
"""Milliseconds of a block."""


@dataclass
class Steady:
    """A source that always gives the same number, and keeps what was asked of it."""

    level: float = 0.5
    gives: bool = True
    asked: list[int] = field(default_factory=list)
    recued: int = 0

    def read(self, frames: int, wanted: int) -> Block | None:
        self.asked.append(wanted)
        return np.full((frames, 2), self.level, np.float32) if self.gives else None

    def recue(self) -> None:
        self.recued += 1


def voice(presence: Envelope = FULL, starts: Instant = ORIGIN, gain_db: float = 0.0) -> Voice:
    track = Track("a.ogg", "A", opens=Span(1_500), closes=Span(600_000))
    return Voice("a", track, starts, presence, gain_db)


def a_mixer(*strips: Strip, ceiling: float = 1.0, duck: Envelope = FULL) -> Mixer:
    mixer = Mixer(ceiling)
    mixer.strips = strips
    mixer.set(duck, FULL, ORIGIN)
    return mixer


def run(mixer: Mixer, over: Span, start: Instant = ORIGIN) -> np.ndarray:
    blocks = round(over.seconds * RATE / BLOCK)
    return np.concatenate([mixer.mix(BLOCK, start.ms + STEP * i)[:, 0] for i in range(blocks)])


def test_a_crossfade_is_of_equal_power_at_every_frame() -> None:
    out = Strip(voice(ramp(Instant(3_000), seconds(10), 1.0, 0.0)), Steady(0.5))
    into = Strip(voice(ramp(Instant(3_000), seconds(10), 0.0, 1.0)), Steady(0.5))
    gone = run(a_mixer(out), seconds(14))[2 * RATE :]
    come = run(a_mixer(into), seconds(14))[2 * RATE :]
    np.testing.assert_allclose(gone**2 + come**2, 0.25, atol=1e-5)


def test_a_voice_in_the_middle_comes_from_silence_at_the_limit() -> None:
    heard = 2 * run(a_mixer(Strip(voice(), Steady(0.5))), seconds(2.1))
    assert heard[0] == pytest.approx(RISE / RATE)
    assert np.diff(heard).max() <= RISE / RATE * 1.01
    assert heard[-1] == pytest.approx(1.0)


def test_a_voice_whose_source_was_interrupted_comes_back_from_silence() -> None:
    source = Steady(1.0)
    mixer = a_mixer(Strip(voice(), source))
    run(mixer, seconds(3))
    source.gives = False
    assert not run(mixer, seconds(1)).any()
    source.gives = True
    assert np.abs(np.diff(run(mixer, seconds(3)))).max() <= RISE / RATE * 1.01


def test_a_voice_that_leaves_is_gone_in_half_a_second_and_a_duck_in_75_milliseconds() -> None:
    strip = Strip(voice(), Steady(1.0))
    mixer = a_mixer(strip)
    run(mixer, seconds(3))
    mixer.set(steady(0.25), FULL, Instant(3_000))
    ducked = run(mixer, seconds(0.12), Instant(3_000))
    assert ducked[RATE * 75 // 1_000] == pytest.approx(0.25)
    strip.leaving = True
    assert not strip.is_silent
    run(mixer, seconds(0.54), Instant(3_120))
    assert strip.is_silent


def test_each_frame_is_asked_for_at_its_place_in_the_file() -> None:
    source = Steady()
    mixer = a_mixer(Strip(voice(starts=Instant(10_000)), source))
    mixer.mix(BLOCK, 9_000.0)
    assert source.asked == []  # not before it starts
    mixer.mix(BLOCK, 12_000.25)
    assert source.asked == [(1_500 + 2_000) * 48 + 12]


def test_gains_multiply_and_the_trim_is_there_at_once() -> None:
    mixer = Mixer(0.8)
    mixer.strips = (Strip(voice(gain_db=-6.0), Steady(0.5)),)
    mixer.set(steady(0.5), steady(0.25), ORIGIN)
    heard = run(mixer, seconds(3))
    assert heard[-1] == pytest.approx(0.5 * 10 ** (-6 / 20) * 0.5 * 0.25 * 0.8, rel=1e-4)


def test_before_anything_was_wanted_there_is_silence() -> None:
    mixer = Mixer(1.0)
    mixer.strips = (Strip(voice(), Steady(1.0)),)
    assert not mixer.mix(BLOCK, 0.0).any()


def test_hushing_sends_every_source_to_its_place_again() -> None:
    source = Steady(1.0)
    strip = Strip(voice(), source)
    mixer = a_mixer(strip)
    run(mixer, seconds(1))
    assert not mixer.is_silent
    mixer.hush()
    assert mixer.is_silent
    assert source.recued == 1


@given(
    st.lists(st.floats(-40, 40, allow_nan=False, width=32), min_size=1, max_size=50),
    st.floats(0, 1),
)
def test_nothing_is_ever_above_the_ceiling(values: list[float], ceiling: float) -> None:
    block = np.array([[v, -v] for v in values], np.float32)
    assert np.abs(bounded(block, ceiling)).max() <= np.float32(ceiling)


@given(st.lists(st.floats(-2, 2, allow_nan=False), min_size=2, max_size=50), st.floats(0.05, 1))
def test_the_ceiling_keeps_order_and_leaves_alone_what_is_well_below(
    values: list[float], ceiling: float
) -> None:
    values = sorted(values)
    block = np.array([[v, v] for v in values], np.float32)
    got = bounded(block, ceiling)[:, 0]
    assert (np.diff(got) >= 0).all()
    low = np.abs(block[:, 0]) < 0.79 * ceiling
    np.testing.assert_array_equal(got[low], block[low, 0])


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(-60, 12), st.floats(0, 1), st.floats(0, 1)),
        min_size=2,
        max_size=6,
    ),
    st.floats(0.1, 1),
)
def test_no_change_of_gains_makes_a_voice_rise_faster_than_the_layers_together_may(
    states: list[tuple[float, float, float, float]], ceiling: float
) -> None:
    """With a source of 1, what is heard is the gain: three layers that rise by at most 0.5 a
    second each, the trim of at most +12 dB among them."""
    strip = Strip(voice(gain_db=states[0][1]), Steady(1.0))
    mixer = a_mixer(strip, ceiling=ceiling)
    heard = []
    for index, (presence, gain_db, duck, volume) in enumerate(states):
        strip.set(voice(steady(presence), gain_db=gain_db))
        mixer.set(steady(duck), steady(volume), ORIGIN)
        heard.append(run(mixer, seconds(0.21), Instant(210 * index)))
    gain = np.concatenate(heard)
    assert np.abs(gain).max() <= ceiling
    assert np.diff(gain, prepend=0.0).max() <= (3 * 4 + 1) * RISE / RATE
