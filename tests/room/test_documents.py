"""What a room reports, document by document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from controller.domain.codec import encode
from controller.domain.commands import Extend, Hold, LightsUp, Report, Stop, Visit
from controller.domain.documents import MusicDoc, SessionDoc
from controller.domain.look import DARK, Look
from controller.domain.playlist import Playlist
from controller.domain.scene import Fact, Land, Scene, Score
from controller.domain.show import wanted
from controller.domain.units import ZERO, Span, minutes, seconds
from controller.domain.wire import LARGEST
from controller.room.documents import lights_doc, music_doc, offer, session_doc
from controller.room.ports import Lit
from tests.domain.worlds import DEEP, EVENINGS, NOW, Room, phase, scene, tracks


def session(room: Room) -> SessionDoc:
    return session_doc(room.state, room.now, "boot", ("desk", "start"))


def music(room: Room) -> MusicDoc:
    return music_doc(room.state, wanted(room.state, room.now), room.now, "no sound")


# --- the session


def test_a_free_room_reports_no_session() -> None:
    doc = session(Room().done(Visit()).done(LightsUp()))
    assert (doc.session, doc.phases, doc.undo) == (None, (), None)
    assert (doc.visit, doc.lights_up, doc.by, doc.said) == (NOW, NOW, "desk", "start")


def test_a_session_reports_its_phases_end_to_end() -> None:
    doc = session(Room().begin())
    assert (doc.session, doc.scene, doc.current) == ("s1", "infusion-40", 0)
    assert [phase.ends for phase in doc.phases] == [NOW + minutes(m) for m in (10, 18, 50, 62, 92)]
    assert [phase.starts for phase in doc.phases[1:]] == [phase.ends for phase in doc.phases[:-1]]
    plateau = doc.phases[2]
    assert (plateau.until, plateau.look, plateau.level, plateau.sign) == (
        *("ended", "deep", 8),
        "in-session",
    )
    assert plateau.color.startswith("#ff")
    assert doc.undo is not None
    assert (doc.undo.what, doc.undo.closes) == ("start", NOW + seconds(10))


def test_the_bounds_of_what_is_to_come_count_from_what_was_reported() -> None:
    room = Room().begin().wait(minutes(2)).done(Report(Fact.STARTED))
    plateau, last = session(room).phases[2], session(room).phases[4]
    assert plateau.earliest == room.now + minutes(8 + 15)
    assert plateau.latest == room.now + minutes(8 + 70)
    assert (last.earliest, last.latest) == (
        room.now + minutes(8 + 15 + 12 + 20),
        room.now + minutes(8 + 70 + 12 + 90),
    )
    assert session(room).phases[0].latest == room.now


def test_what_has_ended_is_past_and_a_late_phase_slips_from_its_expected_end() -> None:
    room = Room().into_plateau().wait(minutes(40))
    doc = session(room)
    assert [phase.past for phase in doc.phases] == [True, True, False, False, False]
    assert doc.slips_from == doc.phases[2].ends
    assert doc == session(room.wait(minutes(1)))


def test_a_held_session_says_since_when() -> None:
    room = Room().into_plateau().done(Hold())
    assert session(room).held == room.now
    assert session(room).slips_from == room.now


def test_facts_checks_and_entries_are_reported() -> None:
    room = Room().begin().wait(minutes(9)).done(Report(Fact.STARTED)).wait(minutes(6))
    doc = session(room)
    assert doc.facts == {"started": NOW + minutes(9)}
    assert [due.say for due in doc.due] == ["First look-in"]
    assert (doc.entries, doc.entries_allowed) == (0, 1)
    unlimited = replace(scene(), quiet=None)
    assert session(Room().begin(unlimited)).entries_allowed is None


def test_a_session_that_is_over_says_when_and_is_still_told_of() -> None:
    room = Room().into_plateau().done(Stop())
    over = room.now
    doc = session(room.wait(minutes(1)))
    assert (doc.session, doc.current, doc.over, doc.due) == (None, None, over, ())
    assert doc.title == "40-minute infusion"


def test_a_look_without_lights_has_a_dark_swatch() -> None:
    dark = replace(phase("dark", 10), look=Look("dark", ZERO, {}))
    assert session(Room().begin(Scene("dark", "Dark", (dark,)))).phases[0].level == DARK.level


# --- music


def test_what_sounds_and_what_is_planned_are_reported() -> None:
    room = Room().into_plateau()
    doc = music(room)
    assert [voice.file for voice in doc.voices] == room.files()
    assert {voice.file for voice in doc.voices} <= {track.file for track in doc.tracks}
    assert (doc.volume, doc.ducked, doc.output) == (50, False, "no sound")
    assert music(room.done(Visit())).ducked


def test_after_a_session_only_what_still_sounds_is_reported() -> None:
    room = Room().into_plateau().done(Stop())
    assert music(room).tracks == ()
    assert len(music(room).voices) == 1
    assert music(room.wait(minutes(1))).voices == ()


def test_a_plan_of_many_long_names_still_fits_into_a_message() -> None:
    long = Playlist(
        "long",
        "Long",
        tuple(
            replace(t, title=f"{i} " + "t" * 76, file=f"{i}" + "f" * 196)
            for i, t in enumerate(tracks(200, 1, "x", 60, 90).tracks)
        ),
    )
    room = Room().begin(Scene("long", "Long", (phase("rest", 180, Fact.LEFT, Score(long)),)))
    session = room.state.session
    assert session is not None
    assert len(session.plan.slots) > 120
    doc = music(room)
    assert len(encode(doc)) < LARGEST
    assert doc.tracks[0].starts == session.plan.slots[0].starts
    room.wait(minutes(100))
    later = music(room)
    assert len(encode(later)) < LARGEST
    assert later.tracks[0].starts <= room.now < later.tracks[0].ends


# --- lights


def test_each_role_reports_its_fade_and_what_is_known_of_its_lamp() -> None:
    room = Room().begin().done(Report(Fact.STARTED)).wait(minutes(8))
    known = {"lamp": Lit(DARK, None, "fading")}
    doc = lights_doc(room.state, wanted(room.state, room.now), known)
    lamp = {fixture.role: fixture for fixture in doc.fixtures}["lamp"]
    assert (doc.look, lamp.level, lamp.target, lamp.verdict) == ("deep", 20, 8, "fading")
    assert (lamp.starts, lamp.ends) == (room.now, room.now + DEEP.fade)
    accent = {fixture.role: fixture for fixture in doc.fixtures}["accent"]
    assert (accent.verdict, accent.color) == ("unfitted", "#203a6b")
    assert [fixture.role for fixture in doc.fixtures] == sorted(f.role for f in doc.fixtures)


# --- offers


def test_a_scene_with_music_enough_is_offered_as_it_lands() -> None:
    found = offer(scene())
    assert (found.ok, found.why, found.visit) == (True, "", minutes(105))
    assert [phase.error for phase in found.phases] == [None, None, ZERO, ZERO, ZERO]
    assert {phase.short for phase in found.phases} == {ZERO}


def test_a_silent_scene_is_offered_without_a_fault() -> None:
    found = offer(Scene("calm", "Calm", (phase("rest", 30, Fact.LEFT),)))
    assert (found.ok, found.why, found.phases[0].error) == (True, "", None)


def test_a_scene_with_too_little_music_says_by_how_much() -> None:
    few = Score(tracks(3, 1, "few", 120, 121), Land.BRIDGE)
    found = offer(Scene("few", "Few", (phase("rest", 30, Fact.LEFT, few),)))
    assert not found.ok
    assert found.why == 'playlist "Few" holds 5m of music and rest needs 30m: 25m short'


@pytest.mark.parametrize("land", list(Land))
def test_a_scene_without_any_music_says_so(land: Land) -> None:
    empty = Score(Playlist("none", "Nothing", ()), land)
    found = offer(Scene("none", "None", (phase("one", 10, None, empty), phase("two", 5))))
    assert not found.ok
    assert found.why == 'playlist "Nothing" has no music for one, which needs 10m'
    assert [phase.short for phase in found.phases] == [minutes(10), ZERO]


def test_a_phase_whose_music_is_borrowed_from_another_says_so_too() -> None:
    empty, full = Score(Playlist("none", "Nothing", ())), Score(EVENINGS)
    found = offer(
        Scene("half", "Half", (phase("one", 10, None, empty), phase("two", 40, None, full)))
    )
    assert found.why == 'playlist "Nothing" has no music for one, which needs 10m'


def test_a_session_of_one_phase_is_reported_like_any_other() -> None:
    one = Scene("one", "One", (phase("rest", 30, Fact.LEFT, Score(EVENINGS)),))
    room = Room().begin(one).done(Extend(minutes(5))).wait(minutes(50))
    doc = session(room)
    assert (doc.current, doc.phases[0].ends, doc.slips_from) == (
        *(0, NOW + minutes(35)),
        NOW + minutes(35),
    )
    assert Span(0) == ZERO
