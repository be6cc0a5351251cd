"""Boundaries: reported, run by the clock, or waiting for a person."""

from __future__ import annotations

import random

import pytest

from controller.domain.look import Look
from controller.domain.scene import Fact, Phase
from controller.domain.timeline import bounds, project
from controller.domain.units import ZERO, Instant, Span, minutes, seconds
from tests.domain.worlds import scene

BEGUN = Instant(0)
PHASES = scene().phases
LASTS = tuple(phase.lasts for phase in PHASES)
NONE = tuple(None for _ in PHASES)


def at(value: float) -> Instant:
    return BEGUN + minutes(value)


def test_everything_is_expected_after_its_target_and_waits_for_the_first_fact() -> None:
    line = project(PHASES, LASTS, NONE, BEGUN, None)
    assert list(line.ends) == [at(10), at(18), at(50), at(62), at(92)]
    assert (line.waits, line.slips_from) == (0, at(10))
    assert line.phase_at(at(9)) == line.phase_at(at(30)) == 0
    assert line.next_boundary(at(5)) is None


def test_a_late_fact_moves_itself_and_everything_after_it() -> None:
    line = project(PHASES, LASTS, NONE, BEGUN, None)
    assert line.ends_at(0, at(13)) == at(13)
    assert line.ends_at(4, at(13)) == at(95)
    assert line.starts_at(1, at(13)) == at(13)
    assert line.starts_at(0, at(13)) == BEGUN


def test_phases_that_run_by_the_clock_follow_a_reported_one() -> None:
    line = project(PHASES, LASTS, (at(12), None, None, None, None), BEGUN, None)
    assert line.waits == 2
    assert [line.phase_at(at(m)) for m in (11, 12, 19.9, 20, 500)] == [0, 1, 1, 2, 2]
    assert line.next_boundary(at(13)) == at(20)
    assert line.next_boundary(at(21)) is None


def test_a_held_session_waits_where_it_is() -> None:
    line = project(PHASES, LASTS, (at(12), None, None, None, None), BEGUN, at(15))
    assert (line.waits, line.slips_from) == (1, at(15))
    assert line.phase_at(at(40)) == 1
    assert line.ends_at(1, at(17)) == at(22)


def test_a_phase_that_was_late_before_it_was_held_stays_late_since_then() -> None:
    line = project(PHASES, LASTS, NONE, BEGUN, at(12))
    assert line.slips_from == at(10)


def test_when_all_is_over_nothing_waits() -> None:
    ended = tuple(at(10 * (i + 1)) for i in range(5))
    line = project(PHASES, LASTS, ended, BEGUN, None)
    assert line.waits is None
    assert line.phase_at(at(60)) == 5
    assert line.next_boundary(at(60)) is None
    assert project(PHASES, LASTS, ended, BEGUN, at(70)).waits is None


def test_bounds_tell_how_early_and_how_late() -> None:
    line = project(PHASES, LASTS, (at(12), None, None, None, None), BEGUN, None)
    found = bounds(PHASES, LASTS, line, at(13))
    assert found[0].earliest == found[0].latest == at(12)
    assert (found[2].earliest, found[2].expected, found[2].latest) == (at(35), at(52), at(90))
    held = bounds(PHASES, LASTS, line, at(60))
    assert held[2].expected == at(60)


def test_a_phase_that_a_short_run_time_left_shorter_than_its_least_may_end_when_expected() -> None:
    lasts = (*LASTS[:2], minutes(4), *LASTS[3:])
    line = project(PHASES, lasts, (at(12), None, None, None, None), BEGUN, None)
    plateau = bounds(PHASES, lasts, line, at(13))[2]
    assert (plateau.earliest, plateau.expected) == (at(24), at(24))


def as_network(phases: list[Phase], lasts: list[Span], now: Instant) -> list[tuple[int, int]]:
    """Bound each boundary by shortest paths over a temporal network (Floyd and Warshall)."""
    count = len(phases) + 2  # the begin, each end, and now
    far = 10**12
    dist = [[0 if i == j else far for j in range(count)] for i in range(count)]
    here = count - 1
    dist[0][here], dist[here][0] = now.ms, -now.ms
    for i, (phase, span) in enumerate(zip(phases, lasts, strict=True)):
        dist[i][i + 1] = max(phase.most, span).ms
        dist[i + 1][i] = -phase.least.ms
        dist[i + 1][here] = min(dist[i + 1][here], 0)  # no boundary lies before now
    for k in range(count):
        for i in range(count):
            for j in range(count):
                dist[i][j] = min(dist[i][j], dist[i][k] + dist[k][j])
    return [(-dist[i + 1][0], dist[0][i + 1]) for i in range(len(phases))]


@pytest.mark.parametrize("seed", range(200))
def test_the_pass_equals_a_full_temporal_network(seed: int) -> None:
    chance = random.Random(seed)
    look = Look("x", ZERO, {})
    phases = []
    for i in range(chance.randrange(1, 6)):
        least = chance.randrange(0, 600)
        lasts = least + chance.randrange(1, 600)
        most = lasts + chance.randrange(0, 900)
        phases.append(
            Phase(f"p{i}", seconds(lasts), seconds(least), seconds(most), Fact.LEFT, look, None, "")
        )
    now = seconds(chance.randrange(0, phases[0].most.ms // 1000 + 1))
    lasts_ = [phase.lasts for phase in phases]
    line = project(phases, lasts_, [None] * len(phases), BEGUN, None)
    found = bounds(phases, lasts_, line, BEGUN + now)
    expected = as_network(phases, lasts_, BEGUN + now)
    assert [(b.earliest.ms, b.latest.ms) for b in found] == expected
