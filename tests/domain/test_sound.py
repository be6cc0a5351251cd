"""What is heard: voices, their ways in and out, and gains."""

from __future__ import annotations

from itertools import pairwise

import pytest

from controller.domain.commands import (
    EndVisit,
    Extend,
    NextPhase,
    Report,
    SkipTrack,
    Start,
    Stop,
    SwapPlaylist,
    TrackFailed,
    Undo,
    Visit,
    Volume,
)
from controller.domain.envelope import steady
from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST
from controller.domain.playlist import Playlist
from controller.domain.scene import Fact, Land, Scene, Score
from controller.domain.sound import (
    CURTAIN,
    GLIDE_LEAST,
    SOON,
    amplitude,
    changes,
    glide,
    music,
)
from controller.domain.state import Session
from controller.domain.units import Span, minutes, seconds
from controller.domain.wanted import Voice
from tests.domain.worlds import EVENINGS, NOW, Room, phase, scene, tracks


def voices(room: Room) -> tuple[Voice, ...]:
    return music(room.state, room.now).voices


def running(room: Room) -> Session:
    session = room.state.running(room.now)
    assert session is not None
    return session


def at_change(room: Room) -> Room:
    """Wait until the next track has been coming in for two seconds."""
    return room.wait(room.coming().starts - room.now).wait(seconds(2))


def power(room: Room) -> float:
    """Tell the power of what sounds, relative to one voice alone (both halves of a crossfade)."""
    return sum(voice.presence.at(room.now) for voice in voices(room))


# --- gains


def test_half_the_volume_sounds_like_half() -> None:
    assert [amplitude(pct) for pct in (0, 50, 100)] == [0, 0.25, 1]


def test_a_gain_rises_slowly_and_falls_soon_but_never_clicks() -> None:
    up, down = glide(steady(0.0), 1.0, NOW), glide(steady(1.0), 0.0, NOW)
    assert up.settles() - NOW == seconds(2)
    assert down.settles() - NOW == Span(100)
    assert glide(steady(1.0), 0.99, NOW).settles() - NOW == GLIDE_LEAST
    assert glide(up, 1.0, NOW + seconds(1)) is up


def test_a_visit_ducks_the_music_within_a_fifth_of_a_second_and_returns_it_exactly() -> None:
    room = Room().into_plateau()
    before = voices(room)
    room.done(Visit())
    assert music(room.state, room.now + Span(200)).duck.at(room.now + Span(200)) == pytest.approx(
        10 ** (-12 / 20)
    )
    room.wait(minutes(1)).done(EndVisit()).wait(seconds(3))
    assert music(room.state, room.now).duck.at(room.now) == 1.0
    assert voices(room) == before


def test_a_volume_that_is_changed_twice_goes_on_from_where_it_is() -> None:
    room = Room().into_plateau().done(Volume(100)).wait(seconds(1))
    part = music(room.state, room.now).volume.at(room.now)
    assert part == pytest.approx(0.75)
    room.done(Volume(0))
    assert music(room.state, room.now).volume.at(room.now) == pytest.approx(part)


# --- a session from curtain to curtain


def test_a_session_begins_with_one_track_from_silence() -> None:
    room = Room().begin()
    assert [v.presence.at(room.now) for v in voices(room)] == [0.0]
    assert power(room.wait(CROSSFADE)) == 1.0


def test_two_tracks_change_places_with_equal_power() -> None:
    room = at_change(Room().into_plateau())
    assert len(voices(room)) == 2
    assert power(room) == pytest.approx(1.0)


def test_the_next_track_is_named_ten_seconds_before_it_is_heard() -> None:
    room = Room().into_plateau()
    starts = room.coming().starts
    assert starts - SOON in list(changes(room.state, room.now))
    assert music(room.state, starts - SOON - Span(1)).next is None
    coming = music(room.state, starts - SOON).next
    assert coming is not None
    assert coming.starts == starts


def test_the_music_leaves_over_twenty_seconds_when_a_session_is_stopped() -> None:
    room = Room().into_plateau().done(Stop())
    assert [v.presence.settles() for v in voices(room)] == [room.now + CURTAIN]
    assert min(changes(room.state, room.now)) == room.now + CURTAIN
    assert voices(room.wait(CURTAIN)) == ()


def test_a_session_that_is_stopped_while_tracks_change_lets_both_leave() -> None:
    room = at_change(Room().into_plateau()).done(Stop())
    assert len(voices(room)) == 2
    assert voices(room.wait(CURTAIN)) == ()


def test_a_session_that_runs_out_lets_the_music_leave_too() -> None:
    room = Room().begin(Scene("short", "Short", (phase("one", 5, None, Score(EVENINGS)),)))
    assert power(room.wait(minutes(5) - seconds(10))) == 1.0
    assert 0 < power(room.wait(seconds(10))) < 1
    assert voices(room.wait(CURTAIN)) == ()


def test_a_new_session_comes_in_when_the_old_one_has_left() -> None:
    room = Room().into_plateau().done(Stop()).wait(seconds(5)).done(Start("s2", scene(), 2))
    assert len(voices(room)) == 1
    assert running(room).plan.slots[0].starts == room.now + seconds(15)
    assert power(room.wait(seconds(25))) == 1.0


def test_an_undo_within_the_curtain_brings_the_same_track_back_without_a_jump() -> None:
    room = Room().into_plateau()
    file = room.files()
    room.done(Stop()).wait(seconds(8))
    part = power(room)
    assert part == pytest.approx(0.6)
    room.done(Undo())
    assert room.files() == file
    assert power(room) == pytest.approx(part)
    assert power(room.wait(CROSSFADE)) == 1.0


# --- late phases


def test_a_late_phase_goes_on_with_spares_and_never_falls_silent() -> None:
    room = Room().into_plateau(scene(land=Land.HARD))
    planned = {s.track.file for s in running(room).plan.slots if s.phase == 2}
    for _ in range(60):
        assert power(room.wait(minutes(1))) > 0.99
        assert {f.split("/")[0] for f in room.files()} == {"plateau"}
    assert not planned >= set(room.files())


def test_spares_follow_one_another_by_crossfades() -> None:
    room = Room().begin().wait(minutes(60))
    found = [v for v in voices(room) if v.presence.at(room.now) == 1.0]
    while not found:
        found = [v for v in voices(room.wait(CROSSFADE)) if v.presence.at(room.now) == 1.0]
    leaves = found[0].presence.knots[2][0]
    assert len(voices(room.wait(leaves - room.now).wait(seconds(1)))) == 2
    assert power(room) == pytest.approx(1.0)


def test_a_late_phase_lands_softly_with_the_first_track_of_the_next() -> None:
    room = Room().into_plateau()
    planned = next(s for s in running(room).plan.slots if s.phase == 3)
    boundary = running(room).timeline.ends[2]
    room.wait(boundary + seconds(20) - room.now)
    assert room.files() == [planned.track.file]
    before = voices(room)[0]
    room.done(Report(Fact.ENDED))
    assert [(v.id, v.starts) for v in voices(room)] == [(before.id, before.starts)]
    assert power(room) == 1.0


def test_a_scene_of_one_phase_goes_on_until_it_is_left() -> None:
    few = Score(tracks(2, 5, "few"), Land.SOFT)
    room = Room().begin(Scene("one", "One", (phase("rest", 20, Fact.LEFT, few),)))
    for _ in range(40):
        assert power(room.wait(minutes(2))) > 0.99
    assert not voices(room.done(Report(Fact.LEFT)).wait(CURTAIN))


def test_a_phase_that_waits_in_silence_stays_silent() -> None:
    room = Room().begin(scene(silent=0))
    assert voices(room.wait(minutes(40))) == ()
    room.done(Report(Fact.STARTED))
    assert power(room.wait(CROSSFADE)) == 1.0


def test_the_silence_of_a_phase_waits_for_the_phase_before_it() -> None:
    room = Room().into_plateau(scene(silent=3)).wait(minutes(30))
    assert power(room) > 0.99
    room.done(Report(Fact.ENDED)).wait(minutes(1))
    assert voices(room) == ()
    assert power(room.wait(minutes(12))) == 1.0


def test_a_session_without_any_music_is_silent_to_its_end() -> None:
    empty = Score(Playlist("none", "None", ()))
    room = Room().begin(
        Scene("none", "None", (phase("one", 5, None, empty), phase("two", 5, Fact.LEFT, empty)))
    )
    for _ in range(10):
        assert voices(room.wait(minutes(1))) == ()
        assert list(changes(room.state, room.now)) == []


# --- changes on the way


def test_a_skip_goes_to_another_track_over_the_usual_crossfade() -> None:
    room = Room().into_plateau()
    old = room.files()[0]
    room.done(SkipTrack())
    assert voices(room)[0].presence.settles() == room.now + CROSSFADE
    assert old not in room.wait(CROSSFADE).files()
    assert power(room) == 1.0


def test_a_track_that_failed_leaves_over_the_shortest_crossfade() -> None:
    room = Room().into_plateau()
    room.done(TrackFailed(room.files()[0]))
    assert voices(room)[0].presence.settles() == room.now + CROSSFADE_LEAST


def test_what_happens_while_tracks_change_waits_for_the_change_to_be_over() -> None:
    room = at_change(Room().into_plateau()).done(NextPhase())
    assert len(voices(room)) == 2
    for _ in range(120):
        heard = [v for v in voices(room.wait(Span(250))) if v.presence.at(room.now) > 0]
        assert 1 <= len(heard) <= 2


def test_an_undone_skip_brings_the_track_back_at_its_place() -> None:
    room = Room().into_plateau()
    before = voices(room)[0]
    room.done(SkipTrack()).wait(seconds(4)).done(Undo()).wait(seconds(20))
    after = voices(room)
    assert [(v.id, v.starts) for v in after] == [(before.id, before.starts)]
    assert power(room) == 1.0


@pytest.mark.parametrize("wait", [0.0, 2.0, 6.0, 9.0])
def test_swapping_twice_and_taking_it_back_leaves_two_voices_at_most(wait: float) -> None:
    room = Room().into_plateau().done(SwapPlaylist(EVENINGS)).wait(seconds(wait))
    room.done(SwapPlaylist(None)).wait(seconds(wait)).done(Undo())
    for _ in range(100):
        levels = [v.presence.at(room.now) for v in voices(room.wait(Span(300)))]
        assert len([level for level in levels if level > 0]) <= 2
    assert power(room) == 1.0


def test_a_longer_phase_changes_nothing_of_what_sounds_now() -> None:
    room = Room().into_plateau()
    before = voices(room)[0]
    room.done(Extend(minutes(5)))
    assert voices(room)[0].presence.at(room.now) == before.presence.at(room.now) == 1.0
    assert voices(room)[0].id == before.id


def test_every_voice_of_a_session_comes_after_the_one_before() -> None:
    room, starts = Room().begin(), []
    for _ in range(90):
        starts += [v.starts for v in voices(room.wait(minutes(1)))]
    assert all(a <= b for a, b in pairwise(starts))


def test_the_level_of_a_phase_is_in_the_gain_of_its_voices() -> None:
    room = Room().into_plateau()
    assert voices(room)[0].gain_db == -3.0 - 2
    late = room.wait(minutes(60))
    assert {v.gain_db for v in voices(late)} <= {-3.0 - 2, -3.0 - 3}
