"""Planning from where the music is: what plays, what was planned, silence."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from controller.domain.crossfade import LONG, MOST
from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST, Plan, Rest, Slot
from controller.domain.planner import (
    Cursor,
    plan_music,
)
from controller.domain.playlist import Playlist
from controller.domain.scene import Land, Score
from controller.domain.units import ORIGIN, ZERO, Instant, Span, minutes, seconds
from tests.domain.plans import (
    BRIDGE,
    FADES,
    HARD,
    QUIET,
    SOFT,
    change,
    files,
    library,
    session,
    silences,
    stretches,
    track,
)

# --- what plays


def playing(phase: int, ends: Span) -> Slot:
    return Slot(phase, track("now", ends + minutes(3)), ORIGIN - minutes(3), CROSSFADE, 0.0)


ONE = stretches((Score(library(40, 1)), 20), (Score(library(40, 2, "b")), 20), first=1)


@pytest.mark.parametrize("left", [20, 89])
def test_a_soft_landing_that_comes_early_lets_a_track_finish(left: int) -> None:
    now = playing(0, seconds(left))
    plan = plan_music(ONE, Cursor(now, ORIGIN, land=SOFT), 1)
    assert plan.slots[1].starts + plan.slots[1].fade == now.ends
    assert plan.landings[0].error == ZERO


def test_a_soft_landing_that_comes_too_early_leaves_by_a_long_crossfade() -> None:
    plan = plan_music(ONE, Cursor(playing(0, minutes(4)), ORIGIN, land=SOFT), 1)
    assert (plan.slots[1].starts, plan.slots[1].fade) == (ORIGIN, Span(LONG))


def test_a_hard_landing_that_comes_early_leaves_at_once() -> None:
    plan = plan_music(ONE, Cursor(playing(0, minutes(4)), ORIGIN, land=HARD), 1)
    assert (plan.slots[1].starts, plan.slots[1].fade) == (ORIGIN, CROSSFADE)


@pytest.mark.parametrize(("phase", "land"), [(0, BRIDGE), (1, SOFT), (1, HARD)])
def test_otherwise_what_plays_goes_on(phase: int, land: Land) -> None:
    now = playing(phase, minutes(4))
    plan = plan_music(ONE, Cursor(now, ORIGIN, land=land), 1)
    assert plan.slots[1].starts + plan.slots[1].fade == now.ends
    assert plan.landings[0].error == ZERO


def test_a_skip_leaves_at_once_over_the_span_given() -> None:
    now = playing(1, minutes(4))
    plan = plan_music(ONE, Cursor(now, ORIGIN, leave=CROSSFADE), 1, avoid=frozenset({"now"}))
    assert (plan.slots[1].starts, plan.slots[1].fade) == (ORIGIN, CROSSFADE)


def test_what_has_no_time_left_for_a_crossfade_is_followed_at_once() -> None:
    now = playing(1, seconds(2))
    plan = plan_music(ONE, Cursor(now, ORIGIN), 1)
    assert (plan.slots[1].starts, plan.slots[1].fade) == (ORIGIN, CROSSFADE_LEAST)
    over = playing(1, seconds(-2))
    assert plan_music(ONE, Cursor(over, ORIGIN), 1).slots[1].fade == CROSSFADE


@pytest.mark.parametrize(
    ("land", "left", "fade", "error"),
    [
        (SOFT, 300, LONG, 0),
        (SOFT, 100, MOST, 34_000),
        (HARD, 100, CROSSFADE.ms, 0),
        (BRIDGE, 300, None, 0),
    ],
)
def test_a_phase_that_ends_before_what_plays(
    land: Land, left: int, fade: int | None, error: int
) -> None:
    asked_for = stretches((Score(library(40, 1), land), 1), (Score(library(40, 2, "b")), 20))
    plan = plan_music(asked_for, Cursor(playing(0, seconds(left)), ORIGIN), 1)
    assert plan.slots[1].phase == 1
    assert plan.landings[0].error.ms == error
    assert fade is None or plan.slots[1].fade.ms == fade
    assert fade is None or change(plan.slots[1]) == 60_000 + error


def test_a_boundary_that_a_crossfade_has_reached_already_is_not_crossed_again() -> None:
    now = Slot(2, track("b/now", minutes(5)), Instant(-3_000), CROSSFADE, 0.0)
    asked_for = [replace(ONE[0], ends=Instant(1_000)), replace(ONE[1], starts=Instant(1_000))]
    plan = plan_music(asked_for, Cursor(now, Instant(5_000)), 1)
    assert plan.slots[1].phase == 2
    assert plan.landings[0].error == ZERO


def test_a_late_boundary_that_a_running_crossfade_keeps_from_being_met_is_told() -> None:
    asked_for = stretches((Score(library(40, 1), HARD), 0.1), (Score(library(40, 2, "b")), 20))
    plan = plan_music(asked_for, Cursor(playing(0, minutes(3)), Instant(11_000)), 1)
    assert plan.slots[1].starts == Instant(11_000)
    assert plan.landings[0].error == Span(9_000)


def test_what_can_no_longer_be_left_at_a_hard_boundary_is_heard_to_its_end() -> None:
    asked_for = stretches((Score(library(40, 1), HARD), 1), (Score(library(40, 2, "b")), 20))
    now = playing(0, seconds(70))
    plan = plan_music(asked_for, Cursor(now, Instant(63_000)), 1)
    assert plan.slots[1].starts == Instant(63_000)
    assert plan.slots[1].starts + plan.slots[1].fade == now.ends


# --- planning again


def replanned(seed: int) -> tuple[Plan, Plan, Slot]:
    """Plan a session, and again with five minutes more at a random moment of phase 1."""
    asked_for = session(100, seed)
    old = plan_music(asked_for, QUIET, seed)
    now = Instant(random.Random(seed).randrange(minutes(12).ms, minutes(40).ms))
    goes_on = [slot for slot in old.slots if slot.starts <= now][-1]
    free = max(now, goes_on.starts + goes_on.fade)
    later = [replace(asked_for[1], ends=asked_for[1].ends + minutes(5))]
    later += [
        replace(s, starts=s.starts + minutes(5), ends=s.ends + minutes(5)) for s in asked_for[2:]
    ]
    new = plan_music(later, Cursor(goes_on, free), seed, old.slots)
    return old, new, goes_on


def test_five_minutes_more_keep_what_plays_and_most_of_what_was_planned() -> None:
    shares, landed = [], []
    for seed in range(40):
        old, new, goes_on = replanned(seed)
        assert new.slots[0] == goes_on
        coming = {s.track.file for s in old.slots if s.starts > goes_on.starts}
        shares.append(len(coming & set(files(new))) / len(coming))
        landed += [abs(landing.error.ms) <= 5_000 for landing in new.landings]
        before = [s.track.file for s in old.slots if s.starts < goes_on.starts]
        assert not set(before) & set(files(new))
        assert list(new.heard) == before
    assert sum(shares) / len(shares) >= 0.4
    assert sum(landed) >= 0.99 * len(landed)


def test_what_was_heard_before_a_plan_is_not_heard_again() -> None:
    music = library(12, 1, "song", FADES)
    heard = [t.file for t in music.tracks[:6]]
    plan = plan_music(stretches((Score(music), 14)), QUIET, 1, heard=heard)
    assert not set(heard) & set(files(plan))
    assert list(plan.heard) == heard


# --- silence


def test_silence_comes_as_a_fade_over_the_boundary_and_goes_at_its_end() -> None:
    asked_for = stretches((Score(library(30, 1)), 20), (None, 5), (Score(library(30, 2)), 20))
    plan = plan_music(asked_for, QUIET, 1)
    (rest,) = plan.rests
    assert rest.phase == 1
    assert rest.starts.ms <= minutes(20).ms <= (rest.starts + rest.fade).ms
    assert rest.fade.ms == MOST
    assert rest.ends == asked_for[2].starts
    after = next(slot for slot in plan.slots if slot.phase == 2)
    assert (after.starts, after.fade) == (asked_for[2].starts, CROSSFADE)
    assert plan.spares[1] == ()


def test_silence_that_is_asked_for_now_comes_now_and_may_last() -> None:
    asked_for = stretches((None, 5), (None, 5))
    plan = plan_music(asked_for, Cursor(playing(0, minutes(3)), Instant(2_000)), 1)
    assert plan.rests == (Rest(0, Instant(2_000), Span(MOST)),)
    assert files(plan) == ["now"]


def test_a_silence_of_no_length_is_none() -> None:
    asked_for = stretches((Score(library(30, 1)), 20), (None, 0), (Score(library(30, 2)), 20))
    plan = plan_music(asked_for, QUIET, 1)
    assert plan.rests == ()
    assert not silences(plan, minutes(40).ms)


@pytest.mark.parametrize("land", [SOFT, HARD])
def test_before_silence_a_track_that_would_only_just_have_come_in_does_not_come(land: Land) -> None:
    two = Playlist("two", "Two", tuple(track(str(i), seconds(120)) for i in range(2)))
    plan = plan_music(stretches((Score(two, land), 1.98), (None, 5)), QUIET, 1)
    (one,), (rest,) = plan.slots, plan.rests
    assert one.starts + one.fade <= rest.starts
    assert (rest.starts + rest.fade) <= one.ends
