"""What must hold whatever a nurse does, in whatever order: random scripts against the core."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from controller.domain.commands import Command, LightsUp, Refused, Restore, Undo
from controller.domain.events import LightsRaised, Undone
from controller.domain.look import AWAKE_SLOPE, CALM_SLOPE, VISIT_SLOPE
from controller.domain.session import replay
from controller.domain.show import wanted
from controller.domain.sound import FALL, RISE, music
from controller.domain.state import State
from controller.domain.units import Instant, Span, seconds
from tests.domain.worlds import NOW, Room, steps

SEEDS = range(120)


def played(seed: int) -> Room:
    """Play a random script to its end."""
    room = Room()
    for wait, command in steps(random.Random(seed)):
        room.wait(wait).do(command)
    return room


def states(seed: int) -> list[tuple[State, Instant, Instant]]:
    """Play a random script and tell each state with the stretch of time it stood for."""
    room, found = Room(), []
    for wait, command in steps(random.Random(seed)):
        since = room.now
        found.append((room.state, since, room.wait(wait).now))
        room.do(command)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_live_state_equals_replay(seed: int) -> None:
    room = played(seed)
    assert replay(room.events) == room.state


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_changes_before_until(seed: int) -> None:
    chance = random.Random(seed)
    for state, since, end in states(seed):
        now = wanted(state, since)
        last = min(end, now.until or end)
        for _ in range(4):
            then = Instant(chance.randint(since.ms, max(since.ms, last.ms - 1)))
            assert replace(wanted(state, then), until=now.until) == now


@pytest.mark.parametrize("seed", SEEDS)
def test_at_most_two_voices_sound_and_never_none_in_a_session_with_music(seed: int) -> None:
    for state, since, end in states(seed):
        session = state.running(since)
        for now in _instants(since, end):
            voices = [v for v in music(state, now).voices if v.presence.at(now) > 0]
            assert len(voices) <= 2
            if session is not None and session.is_over(now):
                session = None
            if session is not None and all(p.score for p in session.scene.phases):
                began = session.begun + seconds(30) < now
                if began and not _just_undone(state, now):
                    assert voices, (now, session.timeline)


def _just_undone(state: State, now: Instant) -> bool:
    """The music of a session that was stopped is given time to come back after an undo."""
    return now < state.touched + seconds(30)


def _instants(since: Instant, end: Instant) -> list[Instant]:
    step = max(700, (end - since).ms // 40)
    return [Instant(ms) for ms in range(since.ms, end.ms + 1, step)]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_voice_jumps(seed: int) -> None:
    room = Room()
    for wait, command in steps(random.Random(seed)):
        before = room.wait(wait).state
        levels = {v.id: v.presence.at(room.now) for v in music(before, room.now).voices}
        room.do(command)
        after = music(room.state, room.now)
        now = {v.id: v.presence.at(room.now) for v in after.voices}
        for name in levels.keys() | now.keys():
            assert now.get(name, 0.0) == pytest.approx(levels.get(name, 0.0), abs=1e-6)
        for voice in after.voices:
            assert voice.presence.steepest() <= 1 / 3.9
        assert after.volume.at(room.now) == pytest.approx(before.volume.at(room.now))
        assert after.duck.at(room.now) == pytest.approx(before.duck.at(room.now))
        for gain in (after.volume, after.duck):
            falls = gain.knots[-1][1] < gain.knots[0][1]
            assert gain.steepest() <= (FALL if falls else RISE) + 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_no_light_is_steeper_than_the_governor_or_jumps_but_for_lights_up(seed: int) -> None:
    room = Room()
    for wait, command in steps(random.Random(seed)):
        before = wanted(room.state, room.wait(wait).now).lights
        events = room.do(command)
        raised = not isinstance(events, Refused) and any(
            isinstance(e, LightsRaised) for e in events
        )
        after = wanted(room.state, room.now).lights
        for role, fade in after.items():
            assert fade.slope() <= max(AWAKE_SLOPE, VISIT_SLOPE, CALM_SLOPE) + 1e-3
            was = before[role].at(room.now).level if role in before else 0.0
            if not raised:
                assert fade.at(room.now).level == pytest.approx(was, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_boundaries_never_run_backwards(seed: int) -> None:
    for state, since, end in states(seed):
        if state.session is None:
            continue
        timeline = state.session.timeline
        for now in (since, end):
            ends = [timeline.ends_at(i, now) for i in range(len(timeline.ends))]
            assert ends == sorted(ends)
            assert timeline.starts_at(0, now) <= ends[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_undo_restores_exactly(seed: int) -> None:
    chance, room = random.Random(seed), Room()
    for wait, command in steps(chance):
        before, at = room.state, room.wait(wait).now
        if isinstance(command, Undo | LightsUp | Restore) or not _undoable(room, command):
            continue
        room.wait(Span(chance.randrange(0, 9_000))).do(Undo())
        assert isinstance(room.events[-1], Undone)
        later = room.now + seconds(600)
        assert _facts(room.state, later) == _facts(before, later), at


def _undoable(room: Room, command: Command) -> bool:
    rev = room.state.rev
    room.do(command)
    return (
        room.state.rev == rev + 1
        and room.state.undo is not None
        and (room.state.undo.before.rev == rev)
    )


def _facts(state: State, now: Instant) -> object:
    """What a room shows once everything has settled."""
    seen = wanted(state, now)
    lights = {role: fade.at(now) for role, fade in seen.lights.items()}
    voices = [(v.track, v.starts, v.gain_db) for v in seen.music.voices]
    gains = (seen.music.duck.at(now), seen.music.volume.at(now))
    dark = {role for role, light in lights.items() if light.level == 0}
    lit = {role: light.level for role, light in lights.items() if role not in dark}
    return (
        seen.phase,
        seen.look,
        lit,
        voices,
        gains,
        seen.sign,
        state.session and state.session.lasts,
    )


def test_the_script_reaches_every_command() -> None:
    seen = {type(c).__name__ for seed in SEEDS for _, c in steps(random.Random(seed))}
    assert len(seen) >= 19
    assert NOW.ms > 0
