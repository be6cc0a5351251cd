"""The sample clock: smooth time out of rough readings."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from controller.room.player.block import BLOCK, RATE
from controller.room.player.sampleclock import AGREEING, JUMP_MS, SampleClock

STEP = 1_000 * BLOCK / RATE


def settled(clock: SampleClock, start: float) -> float:
    """Give readings until they are trusted; tell when the next block is heard."""
    for block in range(AGREEING + 1):
        assert clock.take(start + STEP * block, BLOCK) is None
    return start + STEP * (AGREEING + 1)


@given(st.integers(0, 2**32), st.floats(-200, 200))
def test_time_never_jumps_though_readings_are_rough_and_the_card_drifts(
    seed: int, parts_per_million: float
) -> None:
    rough, clock = random.Random(seed), SampleClock()
    begin = settled(clock, 1e9)
    last = None
    for block in range(3_000):
        true = begin + STEP * block * (1 + parts_per_million / 1e6)
        at = clock.take(true + rough.uniform(-1.5, 1.5), BLOCK)
        assert at is not None
        assert abs(at - true) < 2.5
        assert last is None or abs(at - last - STEP) < 0.1
        last = at


def test_nothing_is_certain_until_readings_agree() -> None:
    clock = SampleClock()
    assert clock.take(None, BLOCK) is None
    for block in range(20):
        assert clock.take(1_000.0 + STEP * block + (15 if block % 3 else 0), BLOCK) is None
    settled(clock, 5_000.0)


def test_an_interruption_makes_time_uncertain_and_then_jump() -> None:
    clock = SampleClock()
    at = settled(clock, 0.0)
    assert clock.take(at, BLOCK) == at
    later = at + STEP + JUMP_MS + 1
    assert clock.take(later, BLOCK) is None
    for block in range(1, AGREEING + 1):
        assert clock.take(later + STEP * block, BLOCK) is None
    assert clock.take(later + STEP * (AGREEING + 1), BLOCK) is not None
