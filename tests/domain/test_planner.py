from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.crossfade import LONG, MOST, RANGES
from controller.domain.filling import LATE
from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST, Landing, Plan, Rest, Slot
from controller.domain.planner import (
    SPARES,
    Cursor,
    Stretch,
    fit_sentence,
    is_landed,
    plan_music,
)
from controller.domain.playlist import Ending, Playlist, Track
from controller.domain.scene import Land, Score
from controller.domain.selection import TOO_SHORT
from controller.domain.units import ORIGIN, ZERO, Instant, Span, minutes, seconds

SOFT, HARD, BRIDGE = Land.SOFT, Land.HARD, Land.BRIDGE
FADES = (Ending.FADES,)
ANY_END = (*FADES, *FADES, Ending.RINGS, Ending.STOPS)
SLACK = 5_000
"""Silence may come this much early, where a track ends just before it (ms)."""


def track(name: str, sounds: Span, energy: float = 0.5, ending: Ending = Ending.FADES) -> Track:
    return Track(name, name, ZERO, sounds, 0.0, energy, ending)


def library(
    count: int, seed: int, name: str = "song", ends: tuple[Ending, ...] = ANY_END
) -> Playlist:
    """Make tracks of 2 to 9 minutes."""
    chance = random.Random(f"{name}{seed}")
    tracks = tuple(
        Track(
            file=f"{name}/{i}",
            title=f"{name} {i}",
            opens=Span(700),
            closes=Span(700 + chance.randrange(120_000, 540_000)),
            gain_db=chance.uniform(-6, 0),
            energy=chance.random(),
            ending=chance.choice(ends),
        )
        for i in range(count)
    )
    return Playlist(name, name.title(), tracks)


def stretches(*phases: tuple[Score | None, float], first: int = 0) -> list[Stretch]:
    """Make consecutive stretches out of scores and minutes."""
    found, starts = [], ORIGIN
    for i, (score, lasts) in enumerate(phases, first):
        found.append(Stretch(i, score, starts, starts + minutes(lasts)))
        starts = starts + minutes(lasts)
    return found


def session(count: int, seed: int, shared: bool = False) -> list[Stretch]:
    """Make the usual four phases of 10, 40, 15 and 30 minutes, each landing softly."""
    lists = [library(count, seed, "all" if shared else f"p{i}") for i in range(4)]
    arcs = ((0.2, 0.5), (0.5, 0.7), (0.5, 0.3), (0.3, 0.15))
    return stretches(
        *(
            (Score(tracks, SOFT, arc), lasts)
            for tracks, arc, lasts in zip(lists, arcs, (10, 40, 15, 30), strict=True)
        )
    )


QUIET = Cursor(None, ORIGIN)


def change(slot: Slot) -> int:
    return slot.starts.ms + slot.fade.ms // 2


def files(plan: Plan) -> list[str]:
    return [slot.track.file for slot in plan.slots]


def sounding(plan: Plan) -> list[tuple[int, int]]:
    """Tell from when to when each slot sounds."""
    found = []
    for i, slot in enumerate(plan.slots):
        after = plan.slots[i + 1] if i + 1 < len(plan.slots) else None
        end = slot.ends.ms
        if after is not None:
            end = min(end, (after.starts + after.fade).ms)
        for rest in plan.rests:
            if slot.starts < rest.starts and (after is None or rest.starts <= after.starts):
                end = min(end, (rest.starts + rest.fade).ms)
        found.append((slot.starts.ms, end))
    return found


def most_voices(plan: Plan) -> int:
    edges = [(t, step) for a, b in sounding(plan) for t, step in ((a, 1), (b, -1))]
    most = now = 0
    for _, step in sorted(edges):
        now += step
        most = max(most, now)
    return most


def silences(plan: Plan, until: int) -> list[tuple[int, int]]:
    """Tell the gaps between the first slot and ``until``."""
    found, reached = [], plan.slots[0].starts.ms
    for begin, end in sorted(sounding(plan)):
        if begin > reached:
            found.append((reached, begin))
        reached = max(reached, end)
    return [*found, (reached, until)] if reached < until else found


# --- whatever it is asked


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Stretch], Cursor, int, tuple[Slot, ...]]:
    seed = draw(st.integers(0, 10**6))
    chance = random.Random(seed)
    lists = []
    for i in range(draw(st.integers(1, 3))):
        count = draw(st.integers(1, 30))
        scale = draw(st.sampled_from((60, 540, 1_200)))
        tracks = tuple(
            track(
                f"{draw(st.sampled_from(('x', str(i))))}/{n}",
                seconds(chance.uniform(5, scale)),
                chance.choice((0.5, chance.random())),
                chance.choice(ANY_END),
            )
            for n in range(count)
        )
        lists.append(Playlist(str(i), str(i), (*tracks, track(f"{i}/long", minutes(3)))))
    phases: list[tuple[Score | None, float]] = []
    for _ in range(draw(st.integers(1, 5))):
        land, arc = draw(st.sampled_from(tuple(Land))), (chance.random(), chance.random())
        score = Score(draw(st.sampled_from(lists)), land, arc, -3.0)
        silent = draw(st.integers(0, 4)) == 0
        phases.append((None if silent else score, draw(st.sampled_from((0, 1, 2.5, 8, 30, 50)))))
    found = stretches(*phases, first=2)
    before = Instant(-chance.randrange(1, 600_000))
    playing = Slot(
        draw(st.sampled_from((1, 2, 3))),
        track(chance.choice(("now", "x/1")), Span(chance.randrange(1, 900_000) - before.ms)),
        before,
        CROSSFADE,
        0.0,
    )
    leave = draw(st.sampled_from((None, None, CROSSFADE, seconds(40))))
    free = Instant(max(before.ms + 8_000, draw(st.sampled_from((0, 0, 5_000)))))
    land = draw(st.sampled_from(tuple(Land)))
    cursor = Cursor(playing, free, leave, land) if draw(st.booleans()) else Cursor(None, free)
    keep = plan_music(found, cursor, seed + 1).slots if draw(st.booleans()) else ()
    return found, cursor, seed, keep


Asked = tuple[list[Stretch], Cursor, int, tuple[Slot, ...]]


@given(asked())
def test_at_most_two_voices_sound_at_any_instant(ask: Asked) -> None:
    assert most_voices(plan_music(*ask)) <= 2


@given(asked())
def test_music_never_stops_unless_a_phase_asks_for_silence(ask: Asked) -> None:
    plan = plan_music(*ask)
    if not plan.slots:
        assert all(s.score is None or s.ends <= s.starts + CROSSFADE for s in ask[0])
        return
    for begin, end in silences(plan, ask[0][-1].ends.ms):
        asks = [r for r in plan.rests if r.starts.ms <= begin <= (r.starts + r.fade).ms]
        assert asks or begin < ask[1].free.ms
        if asks:
            assert asks[0].ends is None or asks[0].ends.ms == end


@given(asked())
def test_every_track_is_heard_to_its_end_unless_it_is_left_for_a_reason(ask: Asked) -> None:
    found, cursor, _, _ = ask
    plan = plan_music(*ask)
    rests = [rest.starts for rest in plan.rests]
    lands = {s.phase: s.score.land if s.score else HARD for s in found}
    for i, (one, two) in enumerate(pairwise(plan.slots)):
        if any(one.starts < rest <= two.starts for rest in rests):
            continue
        early = one.ends.ms - (two.starts + two.fade).ms
        if early == 0 and not (i == 0 and cursor.playing):
            _, least, most = RANGES[one.track.ending]
            assert least <= two.fade.ms <= most
        elif early > 0 and not (i == 0 and cursor.playing):
            assert any(
                s.ends.ms in range(one.starts.ms, two.starts.ms + LONG)
                and lands[s.phase] is not BRIDGE
                for s in found
            )
        elif i == 0 and cursor.playing:
            assert early >= 0 or two.starts == cursor.free


@given(asked())
def test_a_crossfade_never_begins_before_the_one_before_is_over(ask: Asked) -> None:
    plan = plan_music(*ask)
    for one, two in pairwise(plan.slots):
        assert one.starts + one.fade <= two.starts
    new = plan.slots[1:] if ask[1].playing else plan.slots
    assert all(slot.starts >= ask[1].free for slot in new)
    assert all(rest.starts >= ask[1].free for rest in plan.rests)


@given(asked())
def test_the_landing_tells_where_the_music_changes(ask: Asked) -> None:
    found, cursor, seed, keep = ask
    plan = plan_music(found, replace(cursor, playing=None), seed, keep)
    assert [landing.phase for landing in plan.landings] == [s.phase for s in found]
    for i, (stretch, landing) in enumerate(zip(found, plan.landings, strict=True)):
        assert landing.short.ms >= 0
        if stretch.score is None:
            assert landing == Landing(stretch.phase, ZERO, ZERO)
        elif stretch.score.land is BRIDGE:
            assert landing.error == ZERO
        elif i + 1 < len(found) and found[i + 1].score:
            after = [s for s in plan.slots if s.phase > stretch.phase]
            if after and after[0].phase == found[i + 1].phase:
                assert change(after[0]) - stretch.ends.ms == landing.error.ms


@given(asked())
def test_what_plays_goes_on_and_what_is_to_be_avoided_is_never_chosen(ask: Asked) -> None:
    found, cursor, seed, keep = ask
    avoid = frozenset(files(plan_music(*ask))[-2:])
    plan = plan_music(found, cursor, seed, keep, avoid)
    if cursor.playing:
        assert plan.slots[0] == cursor.playing
    new = plan.slots[1:] if cursor.playing else plan.slots
    assert not avoid & {slot.track.file for slot in new}
    assert all(slot.track.audible.ms >= TOO_SHORT for slot in new)
    assert all(slot.gain_db == slot.track.gain_db - 3.0 for slot in new)


@given(asked())
def test_every_phase_with_music_has_spares(ask: Asked) -> None:
    found = ask[0]
    plan = plan_music(*ask)
    assert len(plan.spares) == found[-1].phase + 1
    assert plan.spares[:2] == ((), ())
    for stretch in found:
        spares = plan.spares[stretch.phase]
        assert bool(spares) == (stretch.score is not None)
        assert len({t.file for t in spares}) == len(spares) <= SPARES
        before = [s.track for s in plan.slots if s.phase <= stretch.phase]
        if len(spares) > 1 and before:
            assert spares[0] != before[-1]


@given(asked())
def test_the_same_question_has_the_same_answer(ask: Asked) -> None:
    assert plan_music(*ask) == plan_music(*ask)


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
