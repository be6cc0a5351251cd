"""What each command leads to, and every refusal word for word."""

from __future__ import annotations

import pytest

from controller.domain.commands import (
    CallPressed,
    Command,
    DoorOpened,
    EndVisit,
    Extend,
    Go,
    Hold,
    LightsUp,
    NextPhase,
    Prepare,
    Refused,
    Report,
    Restore,
    Seen,
    SkipTrack,
    Start,
    Stop,
    SwapPlaylist,
    TrackFailed,
    Undo,
    Visit,
    Volume,
)
from controller.domain.events import Began, Called, CallSeen, Entered, Extended, TrackDropped
from controller.domain.playlist import Playlist
from controller.domain.scene import Fact, Land, Scene, Score
from controller.domain.state import Session
from controller.domain.units import ZERO, Instant, Span, minutes, seconds
from tests.domain.worlds import EVENINGS, HOUSE, Room, phase, scene, tracks

STARTED, ENDED, LEFT = Report(Fact.STARTED), Report(Fact.ENDED), Report(Fact.LEFT)
NO_SESSION = "No session is running in this room."


def running(room: Room) -> Session:
    session = room.state.running(room.now)
    assert session is not None
    return session


def ends(room: Room, index: int) -> Instant:
    return running(room).timeline.ends_at(index, room.now)


def current(room: Room) -> str:
    session = running(room)
    return session.scene.phases[session.timeline.phase_at(room.now)].name


# --- without a session


@pytest.mark.parametrize(
    "command",
    [
        STARTED,
        Extend(minutes(5)),
        Hold(),
        Go(),
        NextPhase(),
        SkipTrack(),
        SwapPlaylist(EVENINGS),
        Stop(),
        TrackFailed("any.ogg"),
    ],
)
def test_what_is_asked_of_a_session_is_refused_where_none_runs(command: Command) -> None:
    assert Room().refused(command) == NO_SESSION


@pytest.mark.parametrize(
    "command",
    [Prepare(HOUSE), EndVisit(), Restore(), Seen("call"), Seen("output"), Volume(50), DoorOpened()],
)
def test_what_is_so_already_is_done_without_an_event(command: Command) -> None:
    room = Room()
    assert room.do(command) == ()


def test_a_visit_and_lights_up_need_no_session() -> None:
    room = Room().done(Visit()).done(LightsUp())
    assert room.do(Visit()) == ()
    assert (room.state.visit, room.state.lights_up) == (room.now, room.now)


def test_the_call_button_is_kept_until_somebody_has_seen_it() -> None:
    room = Room()
    assert room.do(CallPressed()) == (Called(room.now),)
    assert room.do(Seen("something else")) == ()
    assert room.done(Seen("call")).state.called is None


def test_whoever_goes_in_has_seen_the_call() -> None:
    room = Room().done(CallPressed()).done(Visit())
    assert room.state.called is None
    room.done(CallPressed())
    assert room.do(Visit()) == (CallSeen(room.now),)
    assert room.state.called is None


# --- start and volume


def test_a_start_takes_the_volume_of_the_house_unless_one_is_given() -> None:
    assert Room().begin().state.volume_pct == HOUSE.volume_pct
    assert Room().begin(volume=20).state.volume_pct == 20


@pytest.mark.parametrize("pct", [-1, 101])
def test_a_volume_that_is_none_is_refused(pct: int) -> None:
    room = Room()
    why = f"{pct} is not a volume; give one from 0 to 100."
    assert room.refused(Volume(pct)) == why
    assert room.refused(Start("s1", scene(), 1, pct)) == why


def test_a_second_session_is_refused_while_one_runs() -> None:
    why = "A session is running in this room already; end it before starting another."
    assert Room().begin().refused(Start("s2", scene(), 1)) == why


def test_the_same_seed_chooses_the_same_tracks() -> None:
    one, two = Room().begin(), Room().begin()
    assert isinstance(one.events[-1], Began)
    assert one.events[-1] == two.events[-1]


# --- longer and shorter


def test_a_phase_is_made_longer_and_shorter() -> None:
    room = Room().begin().done(Extend(minutes(5)))
    assert ends(room, 0) == room.now + minutes(15)
    room.done(Extend(minutes(-8)))
    assert ends(room, 0) == room.now + minutes(7)
    assert room.do(Extend(ZERO)) == ()


def test_a_phase_to_come_is_made_longer_by_its_name() -> None:
    room = Room().begin().done(Extend(minutes(5), "return"))
    assert running(room).lasts[3] == minutes(17)
    assert ends(room, 0) == room.now + minutes(10)


@pytest.mark.parametrize(
    ("by", "name", "why"),
    [
        (minutes(5), "nap", "arrive, onset, plateau, return, recovery."),
        (minutes(5), "arrive", "arrive is over."),
        (minutes(-20), "plateau", "plateau cannot be shorter than 15m."),
        (minutes(-1), "onset", "onset is over."),
        (minutes(-25), "recovery", "recovery cannot be shorter than 20m."),
    ],
)
def test_a_length_that_cannot_be_is_refused(by: Span, name: str, why: str) -> None:
    assert Room().into_plateau().refused(Extend(by, name)).endswith(why)


def test_a_phase_never_becomes_shorter_than_it_has_lasted() -> None:
    room = Room().into_plateau().wait(minutes(10))
    assert room.refused(Extend(minutes(-15))) == "plateau has less than 15m left."
    assert current(room.done(Extend(minutes(-12)))) == "plateau"


def test_a_phase_that_a_short_run_time_left_short_may_still_become_longer() -> None:
    room = Room().begin().done(Report(Fact.STARTED, runs=minutes(12)))
    assert running(room).lasts[2] == minutes(4) < running(room).scene.phases[2].least
    assert running(room.done(Extend(minutes(5), "plateau"))).lasts[2] == minutes(9)


def test_a_late_phase_is_made_longer_from_now_on() -> None:
    room = Room().begin().wait(minutes(13)).done(Extend(minutes(5)))
    assert ends(room, 0) == room.now + minutes(5)
    assert room.refused(Extend(minutes(-6))) == "arrive has less than 6m left."


# --- hold and go


def test_a_held_session_stays_where_it_is_and_goes_on_from_there() -> None:
    room = Room().begin().done(STARTED).wait(minutes(3)).done(Hold()).wait(minutes(20))
    assert current(room) == "onset"
    assert ends(room, 1) == room.now + minutes(5)
    assert room.do(Hold()) == ()
    room.done(Go())
    assert ends(room, 1) == room.now + minutes(5)
    assert current(room.wait(minutes(5))) == "plateau"
    assert room.do(Go()) == ()


def test_what_was_late_already_when_it_was_held_is_no_longer_afterwards() -> None:
    room = Room().begin().wait(minutes(12)).done(Hold()).wait(minutes(4)).done(Go())
    assert running(room).lasts[0] == minutes(10)
    assert ends(room, 0) == room.now


def test_what_becomes_longer_while_it_is_held_counts_its_wait_once() -> None:
    room = Room().begin().done(STARTED).wait(minutes(3)).done(Hold()).wait(minutes(4))
    room.done(Extend(minutes(5)))
    assert ends(room, 1) == room.now + minutes(10)
    room.wait(minutes(2)).done(Go())
    assert ends(room, 1) == room.now + minutes(10)


def test_what_was_late_and_held_becomes_longer_from_now_on() -> None:
    room = Room().begin().wait(minutes(12)).done(Hold()).wait(minutes(4))
    room.done(Extend(minutes(5)))
    assert ends(room, 0) == room.now + minutes(5)
    room.wait(minutes(1)).done(Go())
    assert ends(room, 0) == room.now + minutes(5)


# --- the next phase


def test_the_next_phase_comes_now_whatever_the_current_one_waits_for() -> None:
    room = Room().into_plateau().done(NextPhase())
    assert current(room) == "return"
    assert ends(room, 3) == room.now + minutes(12)


def test_going_to_the_next_phase_ends_a_hold() -> None:
    room = Room().into_plateau().done(Hold()).done(NextPhase())
    assert running(room).held is None
    assert current(room) == "return"


def test_a_person_has_to_report_what_a_next_phase_would_assume() -> None:
    why = "arrive ends when the infusion starts; report started."
    assert Room().begin().refused(NextPhase()) == why
    last = Room().into_plateau().done(ENDED).wait(minutes(13))
    why = "Nothing follows recovery; report that the patient left, or stop."
    assert last.refused(NextPhase()) == why


# --- music


def test_a_skip_changes_the_track_and_it_is_not_heard_again() -> None:
    room = Room().into_plateau()
    file = room.files()[0]
    dropped = room.done(SkipTrack()).events[-1]
    assert isinstance(dropped, TrackDropped)
    assert (dropped.file, dropped.failed) == (file, False)
    assert file not in room.wait(seconds(9)).files()
    assert file not in {slot.track.file for slot in running(room).plan.slots[1:]}


def test_a_skip_is_refused_while_the_music_changes_or_is_silent() -> None:
    room = Room().into_plateau().done(SkipTrack()).wait(seconds(2))
    assert room.refused(SkipTrack()) == "The next track is coming in already."
    assert Room().begin(scene(silent=0)).refused(SkipTrack()) == "No music is playing."


def test_a_skip_is_refused_when_no_other_track_is_left() -> None:
    one = Score(tracks(1, 3, "one"), Land.BRIDGE)
    room = Room().begin(Scene("one", "One", (phase("rest", 30, Fact.LEFT, one),)))
    assert room.wait(minutes(1)).refused(SkipTrack()) == "There is no other track to play."


def test_a_track_that_failed_is_left_at_once_and_told_of_once() -> None:
    room = Room().into_plateau()
    file = room.files()[0]
    room.done(TrackFailed(file))
    assert file in running(room).dropped
    assert file not in room.wait(seconds(5)).files()
    assert room.do(TrackFailed(file)) == ()


def test_a_track_that_fails_on_its_way_out_does_not_take_the_next_one_with_it() -> None:
    room = Room().into_plateau()
    room.wait(room.coming().starts - room.now).wait(seconds(2))
    leaving, coming = room.files()
    room.done(TrackFailed(leaving))
    assert room.wait(seconds(30)).files() == [coming]


def test_a_track_that_fails_before_it_is_heard_is_left_out_and_nothing_changes_now() -> None:
    room = Room().into_plateau()
    before, coming = room.files(), room.coming().track.file
    room.done(TrackFailed(coming))
    assert room.files() == before
    assert coming not in {slot.track.file for slot in running(room).plan.slots}


def test_a_swap_changes_the_music_now_or_from_a_phase_on() -> None:
    room = Room().into_plateau().done(SwapPlaylist(EVENINGS)).wait(seconds(10))
    assert all(file.startswith("evenings/") for file in room.files())
    room.done(SwapPlaylist(EVENINGS, "recovery"))
    assert {s.track.file.split("/")[0] for s in running(room).plan.slots if s.phase == 4} == {
        "evenings"
    }


def test_a_swap_to_silence_and_back() -> None:
    room = Room().into_plateau().done(SwapPlaylist(None)).wait(seconds(15))
    assert room.files() == []
    room.done(SwapPlaylist(EVENINGS)).wait(seconds(10))
    assert room.files()[0].startswith("evenings/")


def test_a_swap_to_a_playlist_without_music_draws_on_what_else_there_is() -> None:
    room = Room().into_plateau().done(SwapPlaylist(Playlist("none", "None", ()))).wait(seconds(15))
    assert len(room.files()) == 1
    assert running(room).plan.landings[0].short


@pytest.mark.parametrize(("name", "why"), [("nap", 'no phase "nap"'), ("arrive", "is over")])
def test_a_swap_in_a_phase_that_is_not_to_come_is_refused(name: str, why: str) -> None:
    assert why in Room().into_plateau().refused(SwapPlaylist(EVENINGS, name))


# --- entries and undo


def test_an_entry_counts_while_a_session_runs_and_only_in_its_quiet_stretch() -> None:
    room = Room().into_plateau()
    assert room.do(DoorOpened()) == (Entered(room.now, True),)
    room.done(Stop())
    assert room.do(DoorOpened()) == ()


def test_there_is_an_end_to_what_can_be_undone() -> None:
    room = Room()
    assert room.refused(Undo()) == "There is nothing left to undo."
    room.begin().wait(seconds(11))
    assert room.refused(Undo()) == "There is nothing left to undo."


def test_an_undo_is_not_undone() -> None:
    room = Room().begin().done(Extend(minutes(5))).done(Undo())
    assert isinstance(room.do(Undo()), Refused)
    assert isinstance(room.events[-2], Extended)
