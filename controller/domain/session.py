"""The state of a room, and how an event changes it.

State is a fold of events and of nothing else: what the clock does by itself (a phase running
out, a track following another) is never in the state, it is derived from it. Every event leaves
light and sound where they were at that instant; they go on from there, however the event
changed their aim. That is why nothing can jump, not even an undo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from controller.domain import light, sound
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
    Reported,
    Resumed,
    Stopped,
    TrackDropped,
    Undone,
    VisitBegan,
    VisitEnded,
    VolumeSet,
)
from controller.domain.scene import Fact, Phase, Scene
from controller.domain.state import NEW, Session, State, Undoing
from controller.domain.units import Instant, Span, seconds

UNDO_WINDOW = seconds(10)
"""How long the last thing can be taken back."""
UNDO_WINDOW_END = seconds(120)
"""How long the end of a session can be taken back."""


def replay(events: Sequence[Event], state: State = NEW) -> State:
    """Fold events into a state."""
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: State, event: Event) -> State:
    """Tell the state after ``event``."""
    after = _carry_on(state, _apply(state, event), event)
    return replace(after, rev=state.rev + 1, touched=event.at, undo=_undoing(state, event))


def _apply(state: State, event: Event) -> State:
    """Take in the facts of an event; light and sound follow in ``_carry_on``."""
    match event:
        case Prepared(house=house):
            return replace(state, house=house)
        case Began():
            return _begin(state, event)
        case VisitBegan(at=at):
            return replace(state, visit=at, called=None)
        case VisitEnded():
            return replace(state, visit=None)
        case LightsRaised(at=at):
            return replace(state, lights_up=at)
        case LightsRestored():
            return replace(state, lights_up=None)
        case VolumeSet(pct=pct):
            return replace(state, volume_pct=pct)
        case Called(at=at):
            return replace(state, called=at)
        case CallSeen():
            return replace(state, called=None)
        case Undone():
            return _taken_back(state)
        case _:
            changed = _in_session(state.session, event) if state.session else None
            return replace(state, session=changed)


def _taken_back(state: State) -> State:
    """Return to the state before, but keep what the room noted itself in the meantime."""
    if state.undo is None:
        return state
    before = replace(state.undo.before, house=state.house, called=state.called)
    if before.session and state.session and before.session.id == state.session.id:
        session = replace(before.session, entries=state.session.entries)
        return replace(before, session=session)
    return before


def _begin(state: State, event: Began) -> State:
    phases = event.scene.phases
    session = Session(
        id=event.session,
        scene=event.scene,
        seed=event.seed,
        begun=event.at,
        lasts=tuple(phase.lasts for phase in phases),
        ended=tuple(None for _ in phases),
        plan=event.plan,
    )
    return replace(state, session=session, visit=None, volume_pct=event.volume)


_SessionEvent = (
    Reported | Extended | Held | Resumed | Advanced | TrackDropped | PlaylistSwapped | Stopped
    | Entered
)  # fmt: skip


def _in_session(session: Session, event: _SessionEvent) -> Session:
    match event:
        case Reported():
            return _reported(session, event)
        case Extended(phase=phase, by=by, plan=plan):
            return replace(session, lasts=_longer(session.lasts, phase, by), plan=plan)
        case Held(at=at):
            return replace(session, held=at)
        case Resumed(phase=phase, added=added, plan=plan):
            longer = _longer(session.lasts, phase, added)
            return replace(session, held=None, lasts=longer, plan=plan)
        case Advanced(at=at, phase=phase, plan=plan):
            ended = _ending(session, ((phase, at),))
            return replace(session, ended=ended, held=None, plan=plan)
        case TrackDropped(file=file, plan=plan):
            return replace(session, dropped=session.dropped | {file}, plan=plan)
        case PlaylistSwapped():
            return replace(session, scene=_swapped(session.scene, event), plan=event.plan)
        case Stopped(at=at):
            return replace(session, over=at)
        case Entered(quiet=quiet):
            return replace(session, entries=session.entries + quiet)
        case _:
            assert_never(event)


def _reported(session: Session, event: Reported) -> Session:
    last = len(session.scene.phases) - 1
    return replace(
        session,
        facts={**session.facts, event.fact: event.since},
        ended=_ending(session, event.ended),
        lasts=event.lasts,
        held=None if event.ended else session.held,
        over=event.at if any(phase == last for phase, _ in event.ended) else None,
        plan=event.plan,
    )


def _ending(session: Session, ends: Sequence[tuple[int, Instant]]) -> tuple[Instant | None, ...]:
    known = dict(ends)
    return tuple(known.get(i, end) for i, end in enumerate(session.ended))


def _longer(lasts: tuple[Span, ...], phase: int, by: Span) -> tuple[Span, ...]:
    return tuple(span + by if i == phase else span for i, span in enumerate(lasts))


def _swapped(scene: Scene, event: PlaylistSwapped) -> Scene:
    def swap(phase: Phase) -> Phase:
        if event.playlist is None:
            return replace(phase, score=None)
        return replace(phase, score=sound.score_for(phase, event.playlist))

    phases = tuple(swap(p) if i == event.phase else p for i, p in enumerate(scene.phases))
    return replace(scene, phases=phases)


def _carry_on(old: State, new: State, event: Event) -> State:
    """Let light and sound go on from where they are at the event."""
    at = event.at
    over = old.house.visit.fade if isinstance(event, VisitEnded) else None
    jump = isinstance(event, LightsRaised)
    was, aims = light.aim(old, at), light.aim(new, at)
    same = new.session is old.session  # then whatever comes and goes, goes on as it did
    return replace(
        new,
        lit=light.turned(light.fades(old, at), was, aims, at, over, jump),
        carried=old.carried if same else sound.carried(old, new, at),
        volume=sound.glide(old.volume, sound.amplitude(new.volume_pct), at),
        duck=sound.glide(old.duck, _ducked(new), at),
    )


def _ducked(state: State) -> float:
    """Tell the amplitude that a visit leaves of the music."""
    return 1.0 if state.visit is None else float(10 ** (state.house.duck_db / 20))


_LABELS: Mapping[type[Event], str] = {
    Began: "start",
    Extended: "the change of length",
    Held: "hold",
    Resumed: "go",
    Advanced: "next phase",
    VisitBegan: "the visit",
    VisitEnded: "the end of the visit",
    VolumeSet: "the volume",
    PlaylistSwapped: "the change of music",
    Stopped: "stop",
}


def _undoing(before: State, event: Event) -> Undoing | None:
    """Tell what could be taken back after ``event``; facts the room noted itself leave it open."""
    what = _label(event)
    match event:
        case Entered() | Called() | CallSeen() | Prepared():
            return before.undo
        case TrackDropped(failed=True):
            return None
        case _ if what is None:
            return None
    last = isinstance(event, Stopped) or (isinstance(event, Reported) and event.fact is Fact.LEFT)
    window = UNDO_WINDOW_END if last else UNDO_WINDOW
    return Undoing(what, event.at + window, replace(before, undo=None))


def _label(event: Event) -> str | None:
    match event:
        case Reported(fact=fact):
            return str(fact)
        case TrackDropped():
            return "the skip"
        case _:
            return _LABELS.get(type(event))
