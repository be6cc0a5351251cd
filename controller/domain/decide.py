"""What a command makes of a room: one event, or a refusal that says why.

Nothing is changed here, and chance comes only by the seed a command carries. A refusal is a
sentence a nurse understands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from controller.domain import sound
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
from controller.domain.events import (
    Advanced,
    Began,
    Called,
    CallSeen,
    Entered,
    Event,
    Extended,
    Held,
    LightsRaised,
    LightsRestored,
    PlaylistSwapped,
    Prepared,
    Resumed,
    Stopped,
    TrackDropped,
    Undone,
    VisitBegan,
    VisitEnded,
    VolumeSet,
)
from controller.domain.facts import reported
from controller.domain.music import plan_to_begin, planned, playing_at
from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST
from controller.domain.quiet import is_quiet
from controller.domain.scene import Fact
from controller.domain.state import Session, State
from controller.domain.units import Instant, Span

CALL_NOTICE = "call"
"""The notice that the patient's call button raised, as named in ``Seen``."""

Decision = Event | Refused
NO_SESSION = Refused("No session is running in this room.")


def decide(state: State, command: Command, now: Instant) -> tuple[Event, ...] | Refused:
    """Tell what ``command`` leads to at ``now``: events, none if it is so already, or a refusal."""
    decision = _decide(state, command, now)
    if isinstance(decision, Refused):
        return decision
    return () if decision is None else (decision,)


def _decide(state: State, command: Command, now: Instant) -> Decision | None:
    match command:
        case Prepare(house=house):
            return Prepared(now, house) if house != state.house else None
        case Start():
            return _start(state, command, now)
        case Visit():
            return VisitBegan(now) if state.visit is None else _seen(state, now)
        case EndVisit():
            return VisitEnded(now) if state.visit is not None else None
        case LightsUp():
            return LightsRaised(now)
        case Restore():
            return LightsRestored(now) if state.lights_up is not None else None
        case Volume(pct=pct):
            return _volume(state, pct, now)
        case Undo():
            return _undo(state, now)
        case DoorOpened():
            return _entered(state, now)
        case CallPressed():
            return Called(now)
        case Seen(notice=notice):
            return _seen(state, now) if notice == CALL_NOTICE else None
        case _:
            session = state.running(now)
            return NO_SESSION if session is None else _in_session(state, session, command, now)


_InSession = (
    Report | Extend | Hold | Go | NextPhase | SkipTrack | SwapPlaylist | Stop | TrackFailed
)  # fmt: skip


def _in_session(
    state: State, session: Session, command: _InSession, now: Instant
) -> Decision | None:
    match command:
        case Report():
            return reported(state, session, command, now)
        case Extend():
            return _extend(state, session, command, now)
        case Hold():
            return None if session.held is not None else Held(now)
        case Go():
            return None if session.held is None else _go(state, session, session.held, now)
        case NextPhase():
            return _advance(state, session, now)
        case SkipTrack():
            return _skip(state, session, now)
        case SwapPlaylist():
            return _swap(state, session, command, now)
        case Stop():
            return Stopped(now)
        case TrackFailed(file=file):
            return _drop(state, session, file, now)
        case _:
            assert_never(command)


def _start(state: State, command: Start, now: Instant) -> Decision:
    if state.running(now) is not None:
        return Refused("A session is running in this room already; end it before starting another.")
    volume = state.house.volume_pct if command.volume is None else command.volume
    if not 0 <= volume <= 100:
        return _bad_volume(volume)
    plan = plan_to_begin(state, command.scene, command.seed, now)
    return Began(now, command.session, command.scene, command.seed, volume, plan)


def _volume(state: State, pct: int, now: Instant) -> Decision | None:
    if not 0 <= pct <= 100:
        return _bad_volume(pct)
    return VolumeSet(now, pct) if pct != state.volume_pct else None


def _bad_volume(pct: int) -> Refused:
    return Refused(f"{pct} is not a volume; give one from 0 to 100.")


def _undo(state: State, now: Instant) -> Decision:
    if state.undo is None or state.undo.closes < now:
        return Refused("There is nothing left to undo.")
    return Undone(now)


def _seen(state: State, now: Instant) -> Event | None:
    """A call is seen by whoever says so, and by whoever goes in."""
    return None if state.called is None else CallSeen(now)


def _entered(state: State, now: Instant) -> Event | None:
    session = state.running(now)
    return None if session is None else Entered(now, is_quiet(session, now))


def _extend(state: State, session: Session, command: Extend, now: Instant) -> Decision | None:
    phase, by = _phase(session, command.phase, now), command.by
    if isinstance(phase, Refused):
        return phase
    why = _too_short(session, phase, by, now) if by.ms < 0 else ""
    if why:
        return Refused(why)
    if by.ms > 0 and session.timeline.waits == phase:
        by = by + _late(session, now)
    return planned(state, Extended(now, phase, by, session.plan)) if by else None


def _too_short(session: Session, phase: int, by: Span, now: Instant) -> str:
    """Say why ``phase`` cannot become shorter by the negative span ``by``."""
    name, least = session.scene.phases[phase].name, session.scene.phases[phase].least
    if session.lasts[phase] + by < least:
        return f"{name} cannot be shorter than {least}."
    timeline = session.timeline
    if max(timeline.starts_at(phase, now), now) > timeline.ends_at(phase, now) + by:
        return f"{name} has less than {-by} left."
    return ""


def _late(session: Session, now: Instant) -> Span:
    """Tell how late the waiting phase is; what it stands still for is added when it goes on."""
    return session.timeline.slip(now if session.held is None else session.held)


def _go(state: State, session: Session, held: Instant, now: Instant) -> Event:
    timeline = session.timeline
    current = timeline.phase_at(now)
    waited = replace(session, held=None).timeline
    runs_out = waited.ends[current]
    added = now - held if held < runs_out else Span(0)
    return planned(state, Resumed(now, current, added, session.plan))


def _advance(state: State, session: Session, now: Instant) -> Decision:
    current = session.timeline.phase_at(now)
    phase = session.scene.phases[current]
    if current == len(session.scene.phases) - 1:
        return Refused(f"Nothing follows {phase.name}; report that the patient left, or stop.")
    if phase.until is Fact.STARTED:
        return Refused(f"{phase.name} ends when the infusion starts; report started.")
    return planned(state, Advanced(now, current, session.plan))


def _skip(state: State, session: Session, now: Instant) -> Decision:
    heard = sound.music(state, now).voices
    if len(heard) != 1 or heard[0].presence.at(now) < 1:
        changing = len(heard) > 0
        why = "The next track is coming in already." if changing else "No music is playing."
        return Refused(why)
    file = heard[0].track.file
    skipped = planned(state, TrackDropped(now, file, False, session.plan), CROSSFADE)
    if not skipped.plan.spares[session.timeline.phase_at(now)]:
        return Refused("There is no other track to play.")
    return skipped


def _drop(state: State, session: Session, file: str, now: Instant) -> Event | None:
    if file in session.dropped:
        return None
    playing = playing_at(session, now)
    leave = CROSSFADE_LEAST if playing is not None and playing.track.file == file else None
    return planned(state, TrackDropped(now, file, True, session.plan), leave)


def _swap(state: State, session: Session, command: SwapPlaylist, now: Instant) -> Decision:
    phase = _phase(session, command.phase, now)
    if isinstance(phase, Refused):
        return phase
    leave = CROSSFADE if phase == session.timeline.phase_at(now) else None
    return planned(state, PlaylistSwapped(now, phase, command.playlist, session.plan), leave)


def _phase(session: Session, name: str | None, now: Instant) -> int | Refused:
    """Find the phase a command means: the current one, or one still to come."""
    current = session.timeline.phase_at(now)
    if name is None:
        return current
    names = [phase.name for phase in session.scene.phases]
    if name not in names:
        return Refused(f'There is no phase "{name}" in this scene; it has {", ".join(names)}.')
    if names.index(name) < current:
        return Refused(f"{name} is over.")
    return names.index(name)
