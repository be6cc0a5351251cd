"""The planner: landings, arcs, too little music, and how it is said."""

from __future__ import annotations

from collections import Counter

import pytest

from controller.domain.filling import LATE
from controller.domain.plan import CROSSFADE, Landing, Plan, Rest
from controller.domain.planner import (
    fit_sentence,
    is_landed,
    plan_music,
)
from controller.domain.playlist import Playlist
from controller.domain.scene import Land, Score
from controller.domain.units import ORIGIN, ZERO, Span, minutes, seconds
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

# --- landing


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("count", [25, 40, 100])
def test_phases_of_ten_minutes_and_more_land_exactly(count: int, shared: bool) -> None:
    landings = [
        landing
        for seed in range(30)
        for landing in plan_music(session(count, seed, shared), QUIET, seed).landings
    ]
    exact = sum(not landing.error and not landing.short for landing in landings)
    assert exact >= 0.99 * len(landings)


def test_a_boundary_is_the_middle_of_a_crossfade() -> None:
    asked_for = session(40, 3)
    plan = plan_music(asked_for, QUIET, 3)
    for stretch in asked_for[:-1]:
        first = next(slot for slot in plan.slots if slot.phase > stretch.phase)
        assert change(first) == stretch.ends.ms


def test_two_bridges_and_a_soft_landing_land_exactly_at_the_end() -> None:
    exact = 0
    for seed in range(40):
        music = [library(30, seed, f"p{i}") for i in range(4)]
        lands = (BRIDGE, BRIDGE, SOFT, SOFT)
        asked_for = stretches(
            *((Score(m, land), t) for m, land, t in zip(music, lands, (10, 8, 32, 12), strict=True))
        )
        plan = plan_music(asked_for, QUIET, seed)
        assert plan.landings[0].error == plan.landings[1].error == ZERO
        last = next(slot for slot in plan.slots if slot.phase == 3)
        exact += change(last) == minutes(50).ms
    assert exact >= 39


def test_a_track_that_crosses_a_bridge_is_the_last_of_its_phase() -> None:
    plan = plan_music(
        stretches((Score(library(9, 1), BRIDGE), 10), (Score(library(9, 2, "b")), 20)), QUIET, 1
    )
    first, second = ([s for s in plan.slots if s.phase == i] for i in (0, 1))
    assert all(slot.starts.ms < minutes(10).ms for slot in first)
    assert second[0].starts.ms >= minutes(10).ms
    assert second[0].starts + second[0].fade == first[-1].ends


def test_a_hard_landing_leaves_the_last_track_at_the_boundary() -> None:
    three = Playlist("three", "Three", tuple(track(str(i), minutes(4)) for i in range(3)))
    plan = plan_music(stretches((Score(three, HARD), 7), (Score(library(9, 2)), 20)), QUIET, 1)
    second = next(slot for slot in plan.slots if slot.phase == 1)
    assert change(second) == minutes(7).ms
    assert second.fade == CROSSFADE
    assert plan.landings[0].error == ZERO


def test_a_track_that_would_only_just_have_come_in_does_not_come_at_all() -> None:
    two = Playlist("two", "Two", tuple(track(str(i), seconds(120)) for i in range(2)))
    plan = plan_music(
        stretches((Score(two, HARD), 1.98), (Score(library(9, 2, "b")), 20)), QUIET, 1
    )
    assert [slot.phase for slot in plan.slots][:2] == [0, 1]
    assert abs(plan.landings[0].error.ms) < 8_000


def test_tracks_follow_the_arc_of_energy() -> None:
    for arc in ((0.1, 0.9), (0.9, 0.1)):
        plan = plan_music(stretches((Score(library(100, 5), SOFT, arc), 40)), QUIET, 5)
        misfit = [
            abs(s.track.energy - (arc[0] + (arc[1] - arc[0]) * s.starts.ms / minutes(40).ms))
            for s in plan.slots
        ]
        assert sum(misfit) / len(misfit) < 0.12
        assert (plan.slots[0].track.energy < plan.slots[-1].track.energy) == (arc[0] < arc[1])


def test_a_library_in_which_few_sums_fit_is_searched_to_its_end() -> None:
    same = tuple(track(f"same/{i}", minutes(20), 0.5) for i in range(80))
    odd = track("odd", minutes(10) + seconds(4), 0.9)
    plan = plan_music(
        stretches((Score(Playlist("l", "L", (*same, odd))), 10), (Score(library(9, 2)), 9)),
        QUIET,
        1,
    )
    assert files(plan)[0] == "odd"


# --- too little music


def test_too_little_music_is_said_and_repeats_the_one_longest_not_heard() -> None:
    few = Playlist("few", "Few", tuple(track(str(i), minutes(4)) for i in range(3)))
    asked_for = stretches((Score(few), 32), (Score(library(30, 1)), 12))
    plan = plan_music(asked_for, QUIET, 1)
    heard = [slot.track.file for slot in plan.slots if slot.phase == 0]
    assert plan.landings[0].short.ms == pytest.approx(minutes(20.4).ms, abs=10_000)
    assert all(len(set(heard[i : i + 3])) == 3 for i in range(len(heard) - 2))
    assert not is_landed(plan.landings[0], asked_for[0].score or Score(few))


@pytest.mark.parametrize("land", list(Land))
def test_a_playlist_of_one_track_repeats_it(land: Land) -> None:
    one = Playlist("one", "One", (track("only", minutes(5)),))
    plan = plan_music(stretches((Score(one, land), 22)), QUIET, 1)
    assert set(files(plan)) == {"only"}
    assert plan.slots[-1].ends.ms >= minutes(22).ms
    assert plan.landings[0].short.ms > minutes(16).ms
    assert [t.file for t in plan.spares[0]] == ["only"]


def test_a_file_listed_twice_is_one_track() -> None:
    twice = Playlist("two", "Two", (track("a", minutes(6)), track("a", minutes(6))))
    plan = plan_music(stretches((Score(twice), 11.9)), QUIET, 1)
    assert plan.landings[0].short


def test_a_playlist_without_a_usable_track_draws_on_the_others() -> None:
    gone = Playlist("gone", "Gone", (track("gone", minutes(5)), track("jingle", seconds(20))))
    asked_for = stretches((Score(gone), 12), (Score(library(30, 1)), 12))
    plan = plan_music(asked_for, QUIET, 1, avoid=frozenset({"gone"}))
    assert all(file.startswith("song/") for file in files(plan))
    assert not silences(plan, minutes(24).ms)
    assert (plan.landings[0].short, plan.landings[0].needs) == (minutes(12), minutes(12))
    assert not plan.landings[1].short


def test_where_no_track_can_be_used_there_is_silence() -> None:
    jingle = Playlist("jingle", "Jingle", (track("jingle", seconds(20)),))
    plan = plan_music(stretches((Score(jingle), 12)), QUIET, 1)
    assert plan.slots == ()
    assert plan.rests == (Rest(0, ORIGIN, ZERO),)
    assert not is_landed(plan.landings[0], Score(jingle))
    assert plan_music([], QUIET, 1) == Plan((), (), ())


def test_no_track_is_heard_twice_while_the_library_allows() -> None:
    for seed in range(20):
        plan = plan_music(session(40, seed, shared=True), QUIET, seed)
        assert Counter(files(plan)).most_common(1)[0][1] == 1


def test_a_large_playlist_leaves_a_small_one_its_own() -> None:
    small = library(8, 1, "small", FADES)
    large = Playlist("large", "Large", (*small.tracks, *library(30, 2, "large").tracks))
    plan = plan_music(stretches((Score(large), 20), (Score(small), 20)), QUIET, 1)
    assert all(s.track.file.startswith("large") for s in plan.slots if s.phase == 0)


# --- in words


@pytest.mark.parametrize(
    ("landing", "sentence"),
    [
        (Landing(0, ZERO, ZERO), "plateau: lands exactly"),
        (Landing(0, Span(12_200), ZERO), "plateau: 12s late"),
        (Landing(0, Span(-95_000), ZERO), "plateau: 1m35s early"),
        (
            Landing(0, ZERO, minutes(14), minutes(32)),
            'playlist "Deep water" holds 18m of music and plateau needs 32m: 14m short',
        ),
        (
            Landing(0, ZERO, seconds(30), seconds(40)),
            'playlist "Deep water" holds 0s of music and plateau needs 1m: 1m short',
        ),
        (
            Landing(0, ZERO, minutes(32), minutes(32)),
            'playlist "Deep water" has no music for plateau, which needs 32m',
        ),
    ],
)
def test_the_fit_is_a_sentence(landing: Landing, sentence: str) -> None:
    assert fit_sentence(landing, "plateau", "Deep water") == sentence


@pytest.mark.parametrize(
    ("land", "landing", "landed"),
    [
        (SOFT, Landing(0, seconds(-5), ZERO), True),
        (SOFT, Landing(0, Span(5_001), ZERO), False),
        (BRIDGE, Landing(0, ZERO, ZERO), True),
        (BRIDGE, Landing(0, ZERO, Span(1)), False),
    ],
)
def test_a_phase_has_landed_when_its_music_changes_within_five_seconds(
    land: Land, landing: Landing, landed: bool
) -> None:
    assert is_landed(landing, Score(library(3, 1), land)) is landed


def test_late_is_the_limit_of_patience() -> None:
    assert seconds(90).ms == LATE
