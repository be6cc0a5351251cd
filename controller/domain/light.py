"""The light of a room: what it aims at, and the fades on the way there.

The aim is layered, as on a lighting desk: the turnover look, under the looks of the phases so
far, under a visit, under LIGHTS UP. A fade begins where the light is, at every change of aim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from controller.domain.look import (
    AWAKE_SLOPE,
    CALM_SLOPE,
    DARK,
    VISIT_SLOPE,
    Fade,
    Light,
    Look,
    fade_to,
    jump_to,
    still,
)
from controller.domain.state import Session, State
from controller.domain.units import Instant, Span


@dataclass(frozen=True, slots=True)
class Goal:
    """What one role aims at: within ``over``, or as slowly as ``limit`` (L* a second) demands."""

    light: Light
    over: Span
    limit: float


@dataclass(frozen=True, slots=True)
class Aim:
    """What the room aims at, and the name of the look that leads."""

    look: str
    goals: Mapping[str, Goal]
    limit: float


def aim(state: State, now: Instant) -> Aim:
    """Tell what the lights aim at."""
    limit = _limit(state, now)
    goals: dict[str, Goal] = {}
    look = state.house.turnover
    for look in _looks(state, now):
        goals |= {role: Goal(light, look.fade, limit) for role, light in look.lights.items()}
    name = look.name
    if state.visit is not None:
        goals |= _over(state.house.visit, VISIT_SLOPE)
    if state.lights_up is not None:
        goals |= _over(state.house.lights_up, VISIT_SLOPE)
        name = state.house.lights_up.name
    return Aim(name, goals, limit)


def fades(state: State, now: Instant) -> Mapping[str, Fade]:
    """Tell the fade of every role at ``now``: those the last event left, turned at each
    boundary that the clock has passed since.
    """
    found = state.lit
    before = state.touched
    for boundary in _boundaries(state, now):
        found = turned(found, aim(state, before), aim(state, boundary), boundary)
        before = boundary
    return found


def turned(
    running: Mapping[str, Fade],
    old: Aim,
    new: Aim,
    at: Instant,
    over: Span | None = None,
    jump: bool = False,
) -> Mapping[str, Fade]:
    """Turn the fades of every role whose aim changed towards the new one, from where it is.

    ``over`` replaces the length that the new look asks for.
    """
    found = dict(running)
    for role in old.goals.keys() | new.goals.keys():
        goal = new.goals.get(role) or Goal(DARK, old.goals[role].over, new.limit)
        before = old.goals.get(role)
        fade = running.get(role, still(DARK))
        goes_on = at >= fade.ends or fade.slope() <= goal.limit
        if before is not None and before.light == goal.light and goes_on and not jump:
            continue
        begin = fade.at(at)
        if jump:
            found[role] = jump_to(goal.light, begin, at)
        else:
            found[role] = fade_to(goal.light, begin, at, over or goal.over, goal.limit)
    return found


def _looks(state: State, now: Instant) -> Iterator[Look]:
    """Yield the looks that lie on one another, from the bottom up."""
    yield state.house.turnover
    session = state.running(now)
    if session is not None:
        current = session.timeline.phase_at(now)
        yield from (phase.look for phase in session.scene.phases[: current + 1])


def _over(look: Look, limit: float) -> dict[str, Goal]:
    return {role: Goal(light, look.fade, limit) for role, light in look.lights.items()}


def _limit(state: State, now: Instant) -> float:
    session = state.running(now)
    if session is None or not session.scene.is_calm(session.timeline.phase_at(now)):
        return AWAKE_SLOPE
    return CALM_SLOPE


def _boundaries(state: State, now: Instant) -> Iterator[Instant]:
    """Yield the boundaries the clock has passed between the last event and ``now``."""
    session: Session | None = state.session
    if session is None or session.is_over(state.touched):
        return
    timeline = session.timeline
    run_by_clock = len(timeline.ends) if timeline.waits is None else timeline.waits
    for end in sorted(timeline.ends[:run_by_clock]):
        if state.touched < end <= now:
            yield end
