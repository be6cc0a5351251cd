"""What holds of every plan, whatever the planner is asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings

from controller.domain.crossfade import LONG, RANGES
from controller.domain.plan import CROSSFADE, Landing
from controller.domain.planner import (
    SPARES,
    plan_music,
)
from controller.domain.selection import TOO_SHORT
from controller.domain.units import ZERO
from tests.domain.plans import (
    BRIDGE,
    HARD,
    Asked,
    asked,
    change,
    files,
    most_voices,
    silences,
)


@given(asked())
@settings(deadline=None)
def test_at_most_two_voices_sound_at_any_instant(ask: Asked) -> None:
    assert most_voices(plan_music(*ask)) <= 2


@given(asked())
@settings(deadline=None)
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
@settings(deadline=None)
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
@settings(deadline=None)
def test_a_crossfade_never_begins_before_the_one_before_is_over(ask: Asked) -> None:
    plan = plan_music(*ask)
    for one, two in pairwise(plan.slots):
        assert one.starts + one.fade <= two.starts
    new = plan.slots[1:] if ask[1].playing else plan.slots
    assert all(slot.starts >= ask[1].free for slot in new)
    assert all(rest.starts >= ask[1].free for rest in plan.rests)


@given(asked())
@settings(deadline=None)
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
@settings(deadline=None)
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
@settings(deadline=None)
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
@settings(deadline=None)
def test_the_same_question_has_the_same_answer(ask: Asked) -> None:
    assert plan_music(*ask) == plan_music(*ask)
