"""How events change a room, and how they are taken back."""

from __future__ import annotations

import pytest

from controller.domain.commands import (
    CallPressed,
    Command,
    DoorOpened,
    Extend,
    Hold,
    LightsUp,
    NextPhase,
    Prepare,
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
from controller.domain.events import Undone
from controller.domain.look import Light, Look
from controller.domain.scene import Fact, House
from controller.domain.session import evolve, replay
from controller.domain.show import wanted
from controller.domain.state import NEW, Session
from controller.domain.units import ZERO, Span, minutes, seconds
from tests.domain.worlds import EVENINGS, HOUSE, Room, scene

OTHER = House(Look("night", seconds(5), {"lamp": Light(10)}), HOUSE.visit, HOUSE.lights_up, -20)


def running(room: Room) -> Session:
    session = room.state.running(room.now)
    assert session is not None
    return session


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (Report(Fact.ENDED), "ended"),
        (Extend(minutes(5)), "the change of length"),
        (Hold(), "hold"),
        (NextPhase(), "next phase"),
        (Visit(), "the visit"),
        (Volume(20), "the volume"),
        (SkipTrack(), "the skip"),
        (SwapPlaylist(EVENINGS), "the change of music"),
        (Stop(), "stop"),
    ],
)
def test_what_a_person_did_is_taken_back(command: Command, what: str) -> None:
    room = Room().into_plateau()
    before = room.state
    room.done(command)
    assert room.state.undo is not None
    assert room.state.undo.what == what
    room.wait(seconds(4)).done(Undo())
    assert (room.state.session, room.state.visit) == (before.session, before.visit)
    assert room.state.volume_pct == before.volume_pct
    assert room.state.rev == before.rev + 2


def test_a_start_is_taken_back() -> None:
    room = Room().begin().wait(seconds(3)).done(Undo())
    assert room.state.session is None
    assert room.wait(seconds(30)).files() == []


def test_the_end_of_a_session_can_be_taken_back_for_longer_than_other_things() -> None:
    room = Room().into_plateau().done(Hold())
    assert room.state.undo is not None
    assert room.state.undo.closes == room.now + seconds(10)
    for last in (Stop(), Report(Fact.LEFT)):
        room = Room().into_plateau().done(Report(Fact.ENDED)).wait(minutes(15)).done(last)
        assert room.state.undo is not None
        assert room.state.undo.closes == room.now + minutes(2)


def test_a_stopped_session_comes_back_with_its_music_after_the_music_is_gone() -> None:
    room = Room().into_plateau()
    before = room.state.session
    room.done(Stop()).wait(seconds(100))
    assert room.files() == []
    room.done(Undo())
    assert room.state.session == before
    now = wanted(room.state, room.now).music.voices
    assert [voice.presence.at(room.now) for voice in now] == [0.0]
    assert [voice.presence.at(room.now + seconds(10)) for voice in now] == [1.0]


def test_a_start_after_a_stop_cannot_bring_the_old_session_back() -> None:
    room = Room().into_plateau().done(Stop()).done(Start("s2", scene(), 2)).done(Undo())
    assert room.state.session is not None
    assert room.state.running(room.now) is None
    assert room.state.session.id == "s1"


def test_what_the_room_notes_itself_leaves_undo_open_and_is_kept_by_it() -> None:
    room = Room().into_plateau().done(Extend(minutes(5)))
    room.done(DoorOpened()).done(CallPressed()).done(Prepare(OTHER)).done(Undo())
    assert running(room).lasts[2] == minutes(32)
    assert running(room).entries == 1
    assert room.state.called == room.now
    assert room.state.house is OTHER


def test_a_track_that_failed_closes_what_could_be_undone() -> None:
    room = Room().into_plateau().done(Extend(minutes(5)))
    room.done(TrackFailed(room.files()[0]))
    assert room.state.undo is None


def test_lights_up_is_left_by_restore_and_not_by_undo() -> None:
    assert Room().into_plateau().done(Hold()).done(LightsUp()).state.undo is None


def test_an_undo_with_nothing_to_take_back_changes_nothing_but_the_count() -> None:
    room = Room().begin().done(LightsUp())
    after = evolve(room.state, Undone(room.now))
    assert after.session == room.state.session
    assert after.rev == room.state.rev + 1


def test_an_event_of_a_session_in_a_room_without_one_changes_nothing() -> None:
    room = Room().into_plateau().done(Hold())
    assert evolve(NEW, room.events[-1]).session is None


def test_a_start_ends_a_visit_but_not_lights_up() -> None:
    room = Room().done(Visit()).done(LightsUp()).begin()
    assert room.state.visit is None
    assert room.state.lights_up is not None


def test_a_session_whose_last_phase_has_run_out_is_over_by_the_clock() -> None:
    room = Room().into_plateau(scene(last=None)).done(Report(Fact.ENDED))
    end = room.now + minutes(42)
    assert running(room).over_at() == end
    assert room.wait(minutes(42)).state.running(room.now) is None
    assert room.refused(Undo()) == "There is nothing left to undo."


def test_a_swap_to_silence_and_back_keeps_the_phase_landing_softly() -> None:
    room = Room().into_plateau().done(SwapPlaylist(EVENINGS, "return"))
    score = running(room).scene.phases[3].score
    assert score is not None
    assert (score.playlist, score.energy, score.level_db) == (EVENINGS, (0.3, 0.6), -3)
    room.done(SwapPlaylist(None, "return"))
    assert running(room).scene.phases[3].score is None
    room.done(SwapPlaylist(EVENINGS, "return"))
    score = running(room).scene.phases[3].score
    assert score is not None
    assert score.level_db == 0.0


def test_state_is_the_fold_of_events_wherever_it_begins() -> None:
    room = Room().into_plateau().done(Visit()).wait(Span(1)).done(Extend(minutes(-2)))
    half = len(room.events) // 2
    assert replay(room.events[half:], replay(room.events[:half])) == room.state
    assert replay(()) == NEW
    assert Span(0) == ZERO
