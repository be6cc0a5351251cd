"""The room as it should be: a pure function of its state and an instant.

Start-up, reconnect, a lamp that comes back, the end of a visit and a crash are all the same
operation: show what this says.
"""

from __future__ import annotations

from collections.abc import Iterator

from controller.domain import light, quiet, sound
from controller.domain.state import Session, State
from controller.domain.units import Instant
from controller.domain.wanted import Wanted

SIGN_OPEN = "open"
SIGN_TURNOVER = "turnover"


def wanted(state: State, now: Instant) -> Wanted:
    """Tell everything the room should be doing at ``now``, and until when that holds."""
    session = state.running(now)
    return Wanted(
        phase=session.timeline.phase_at(now) if session else None,
        look=light.aim(state, now).look,
        lights=light.fades(state, now),
        urgent=state.lights_up is not None,
        music=sound.music(state, now),
        sign=_sign(state, now),
        due=quiet.due(session, now) if session else (),
        until=min(_changes(state, now), default=None),
    )


def _sign(state: State, now: Instant) -> str:
    session = state.running(now)
    if session is not None:
        return session.scene.phases[session.timeline.phase_at(now)].sign
    ready = _ready_at(state.session)
    return SIGN_TURNOVER if ready is not None and now < ready else SIGN_OPEN


def _ready_at(session: Session | None) -> Instant | None:
    """Tell when the room is expected to be ready after its last session."""
    over = session.over_at() if session else None
    return over + session.scene.turnover if session and over is not None else None


def _changes(state: State, now: Instant) -> Iterator[Instant]:
    """Yield the instants after ``now`` at which something changes by itself."""
    yield from sound.changes(state, now)
    ready = _ready_at(state.session)
    if ready is not None and now < ready:
        yield ready
    session = state.running(now)
    if session is not None:
        yield from quiet.changes(session, now)
        boundary = session.timeline.next_boundary(now)
        if boundary is not None:
            yield boundary
