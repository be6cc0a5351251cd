from __future__ import annotations

import random
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.crossfade import LEAST, MOST, USUAL, Joint, fixed, flexed
from controller.domain.landing import GRAIN_MS, Reach, choose

sizes = st.lists(st.integers(1, 240).map(lambda n: n * GRAIN_MS), max_size=8)


def every_sum(lengths: list[int]) -> set[int]:
    chosen = chain.from_iterable(combinations(lengths, n) for n in range(len(lengths) + 1))
    return {sum(some) for some in chosen}


@given(sizes, st.integers(-40, 800).map(lambda n: n * GRAIN_MS))
def test_the_sum_found_is_the_nearest_there_is(lengths: list[int], target: int) -> None:
    reach = Reach(target, early=10_000, late=20_000, close=0)
    fits = [s for s in every_sum(lengths) if target - 10_000 <= s <= target + 20_000]
    chosen = choose(lengths, reach)
    if not fits:
        assert chosen is None
    else:
        assert chosen is not None
        found = sum(lengths[i] for i in chosen)
        assert abs(found - target) == min(abs(s - target) for s in fits)


@given(sizes, st.integers(0, 800).map(lambda n: n * GRAIN_MS))
def test_no_exact_answer_has_a_better_worst_track(lengths: list[int], target: int) -> None:
    chosen = choose(lengths, Reach(target, 0, 0, 0))
    for k in range(len(lengths)):
        if target in every_sum(lengths[:k]):
            assert chosen is not None
            assert all(i < k for i in chosen)
            break


def test_the_first_prefix_close_to_the_target_is_taken() -> None:
    assert choose([59_500, 60_000], Reach(60_000, 5_000, 5_000, 1_000)) == [0]
    assert choose([59_500, 60_000], Reach(60_000, 5_000, 5_000, 0)) == [1]


def test_of_two_sums_equally_far_the_shorter_is_taken() -> None:
    assert choose([61_000, 59_000], Reach(60_000, 5_000, 5_000, 0)) == [1]


def test_a_target_that_has_passed_is_reached_by_nothing() -> None:
    assert choose([60_000], Reach(-3_000, 90_000, 90_000, 1_000)) == []
    assert choose([60_000], Reach(-100_000, 90_000, 90_000, 1_000)) is None


@pytest.mark.parametrize("count", [25, 100])
def test_a_long_phase_is_nearly_always_reached_to_the_grain(count: int) -> None:
    missed = 0
    for seed in range(100):
        chance = random.Random(seed)
        lengths = [chance.randrange(112_000, 532_000) for _ in range(count)]
        chosen = choose(lengths, Reach(900_000, 1_000, 1_000, 1_000))
        missed += chosen is None
    assert missed <= 1


fades = st.integers(LEAST // 2, MOST // 2).map(lambda n: 2 * n)
joints = st.builds(
    lambda meets, a, b, c: Joint(meets, *(sorted((a, b, c))[i] for i in (1, 0, 2))),
    st.integers(0, 10_000),
    fades,
    fades,
    fades,
)


@given(st.lists(joints, min_size=1, max_size=8), st.integers(-40_000, 40_000))
def test_crossfades_take_up_a_misfit_whole_whenever_they_can(
    chain_of: list[Joint], late: int
) -> None:
    found = flexed(chain_of, late)
    last = len(found) - 1
    moved = [f - j.fade for f, j in zip(found, chain_of, strict=True)]
    taken = sum(moved[:-1]) + moved[-1] // 2
    rooms = [(j.most if late > 0 else j.least) - j.fade for j in chain_of]
    room = sum(rooms[:-1]) + rooms[last] // 2
    assert all(j.least <= f <= j.most for f, j in zip(found, chain_of, strict=True))
    assert moved[-1] % 2 == 0
    assert taken == (min(late, room) if late > 0 else max(late, room))


def test_a_joint_knows_its_start_and_its_change() -> None:
    joint = fixed(1_000, USUAL)
    assert (joint.start, joint.change, joint.meets) == (1_000, 5_000, 9_000)
    assert flexed([joint], 3_000) == [USUAL]
