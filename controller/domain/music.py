"""Plans for a session: what the planner is asked when a session begins, and when it changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TypeVar

from controller.domain import sound
from controller.domain.events import (
    Advanced,
    Extended,
    PlaylistSwapped,
    Reported,
    Resumed,
    TrackDropped,
)
from controller.domain.plan import Plan, Slot
from controller.domain.planner import Cursor, Stretch, plan_music
from controller.domain.scene import Land, Scene
from controller.domain.session import evolve
from controller.domain.state import Session, State
from controller.domain.units import Instant, Span, minutes

WAIT_AHEAD = minutes(5)
"""How far ahead music is planned while a phase waits past its expected end."""


def plan_to_begin(state: State, scene: Scene, seed: int, now: Instant) -> Plan:
    """Plan a whole scene that begins at ``now``."""
    stretches, starts = [], now
    for i, phase in enumerate(scene.phases):
        stretches.append(Stretch(i, phase.score, starts, starts + phase.lasts))
        starts = starts + phase.lasts
    return plan_music(stretches, Cursor(None, _free(state, now)), seed)


Replanning = TypeVar(
    "Replanning", Reported, Extended, Resumed, Advanced, TrackDropped, PlaylistSwapped
)


def planned(state: State, event: Replanning, leave: Span | None = None) -> Replanning:
    """Give ``event`` the plan that follows from it."""
    after = evolve(state, event).session
    assert after is not None
    return replace(event, plan=_plan_for(state, after, event.at, leave))


def _plan_for(state: State, after: Session, now: Instant, leave: Span | None = None) -> Plan:
    """Plan again for the session as it will be ``after`` an event at ``now``.

    What sounds in ``state`` goes on, unless it is to be left over ``leave``; tracks planned
    before are preferred.
    """
    assert state.session is not None
    if after.is_over(now):
        return after.plan
    playing = playing_at(state.session, now)
    cursor = Cursor(playing, _free(state, now), leave, _land(after, playing, now))
    was = state.session.plan
    heard = heard_by(state.session, now)
    keep = [*heard, *(slot for slot in was.slots if slot.starts > now)]
    return plan_music(_stretches(after, now), cursor, after.seed, keep, after.dropped, was.heard)


def playing_at(session: Session, now: Instant) -> Slot | None:
    """Tell the placing that came in last and still sounds at ``now``."""
    heard = heard_by(session, now)
    if not heard or now >= heard[-1].ends:
        return None
    playing = heard[-1]
    left = any(playing.starts < rest.starts <= now for rest in sound.rests(session))
    return None if left else playing


def heard_by(session: Session, now: Instant) -> list[Slot]:
    """Tell the placings that have begun by ``now``, spares included."""
    return list(takewhile(lambda slot: slot.starts <= now, sound.line(session)))


def _stretches(session: Session, now: Instant) -> list[Stretch]:
    """Tell the phases still to be filled; one that waits is given music for a while yet."""
    timeline = session.timeline
    current = timeline.phase_at(now)
    found, starts = [], timeline.starts_at(current, now)
    for i, phase in enumerate(session.scene.phases[current:], current):
        ends = timeline.ends_at(i, now)
        if i == timeline.waits and timeline.slip(now):
            ends = max(ends, now + WAIT_AHEAD)
        ends = max(ends, starts)
        found.append(Stretch(i, phase.score, starts, ends))
        starts = ends
    return found


def _free(state: State, now: Instant) -> Instant:
    """Tell when no crossfade runs any more: two voices may sound at once, not three."""
    voices = sound.music(state, now).voices
    return max((voice.presence.moves_until(now) for voice in voices), default=now)


def _land(after: Session, playing: Slot | None, now: Instant) -> Land:
    """Tell the rule of the boundary that lies between what plays and the current phase."""
    current = after.timeline.phase_at(now)
    if playing is None or playing.phase >= current:
        return Land.BRIDGE
    score = after.scene.phases[current - 1].score
    return score.land if score else Land.SOFT
