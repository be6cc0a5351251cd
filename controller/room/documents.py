"""What a room reports: documents made of its state, for consoles and for the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from controller.domain import quiet
from controller.domain.codec import encode
from controller.domain.documents import (
    FixtureDoc,
    LightsDoc,
    MusicDoc,
    Offer,
    OfferedPhase,
    PhaseDoc,
    SessionDoc,
    TrackDoc,
    Undoable,
)
from controller.domain.look import Fade, Light, Look, hex_color
from controller.domain.music import plan_to_begin
from controller.domain.plan import Slot
from controller.domain.planner import fit_sentence, is_landed
from controller.domain.scene import Scene
from controller.domain.state import NEW, Session, State
from controller.domain.timeline import bounds
from controller.domain.units import ORIGIN, Instant
from controller.domain.wanted import Voice, Wanted
from controller.domain.wire import LARGEST
from controller.room.ports import Lit

LARGEST_PLAN = LARGEST - 4_096
"""Bytes of a plan's tracks in a document; the rest is for what sounds, the output, the volume."""


def session_doc(state: State, now: Instant, boot: str, last: tuple[str, str]) -> SessionDoc:
    """Report the session; ``last`` is who did what last."""
    by, said = last
    undo = state.undo
    room = SessionDoc(
        rev=state.rev,
        boot=boot,
        visit=state.visit,
        lights_up=state.lights_up,
        undo=Undoable(undo.what, undo.closes) if undo else None,
        by=by,
        said=said,
    )
    session = state.session
    if session is None:
        return room
    timeline = session.timeline
    running = not session.is_over(now)
    return replace(
        room,
        session=session.id if running else None,
        scene=session.scene.name,
        title=session.scene.title,
        current=timeline.phase_at(now) if running else None,
        phases=_phases(session, state.touched, now),
        slips_from=timeline.slips_from,
        held=session.held,
        over=session.over_at() if not running else None,
        facts={str(fact): at for fact, at in session.facts.items()},
        due=quiet.due(session, now) if running else (),
        entries=session.entries,
        entries_allowed=session.scene.quiet.entries if session.scene.quiet else None,
    )


def _phases(session: Session, told: Instant, now: Instant) -> tuple[PhaseDoc, ...]:
    """Report the phases as they look from the last change: what slips, slips at the console.

    How early and late they can end is as the last event, at ``told``, left it.
    """
    timeline = session.timeline
    since = min(now, timeline.slips_from) if timeline.slips_from is not None else now
    limits = bounds(session.scene.phases, session.lasts, timeline, told)
    current = timeline.phase_at(now)
    starts = session.begun
    found = []
    for i, (phase, limit) in enumerate(zip(session.scene.phases, limits, strict=True)):
        light = _leading(phase.look)
        ends = timeline.ends_at(i, since)
        found.append(
            PhaseDoc(
                name=phase.name,
                starts=starts,
                ends=ends,
                earliest=limit.earliest,
                latest=limit.latest,
                until=phase.until,
                look=phase.look.name,
                color=hex_color(light),
                level=light.level,
                sign=phase.sign,
                past=i < current,
            )
        )
        starts = ends
    return tuple(found)


def _leading(look: Look) -> Light:
    """Tell the light a look is recognised by: its brightest."""
    return max(look.lights.values(), key=lambda light: light.level, default=Light(0.0))


def music_doc(state: State, wanted: Wanted, now: Instant, output: str) -> MusicDoc:
    """Report the music: what sounds, and what is planned."""
    session = state.running(now)
    slots = session.plan.slots if session else ()
    return MusicDoc(
        rev=state.rev,
        output=output,
        volume=state.volume_pct,
        voices=tuple(_voice_doc(voice) for voice in wanted.music.voices),
        tracks=_as_many_as_fit(_track_docs(slots), now),
        ducked=state.visit is not None,
    )


def _track_docs(slots: Sequence[Slot]) -> tuple[TrackDoc, ...]:
    return tuple(
        TrackDoc(
            title=slot.track.title,
            file=slot.track.file,
            phase=slot.phase,
            starts=slot.starts,
            ends=slot.ends,
            fade=slot.fade,
            gain_db=round(slot.gain_db, 2),
        )
        for slot in slots
    )


def _as_many_as_fit(tracks: tuple[TrackDoc, ...], now: Instant) -> tuple[TrackDoc, ...]:
    """Leave out tracks that are over, and then the last, when all are more than anybody reads."""
    if sum(len(encode(track)) + 1 for track in tracks) <= LARGEST_PLAN:
        return tracks
    coming = [track for track in tracks if track.ends > now]
    sizes = accumulate(len(encode(track)) + 1 for track in coming)
    return tuple(t for t, size in zip(coming, sizes, strict=True) if size <= LARGEST_PLAN)


def _voice_doc(voice: Voice) -> TrackDoc:
    knots = voice.presence.knots
    fade = knots[min(1, len(knots) - 1)][0] - knots[0][0]
    return TrackDoc(
        title=voice.track.title,
        file=voice.track.file,
        phase=0,
        starts=voice.starts,
        ends=voice.presence.settles(),
        fade=fade,
        gain_db=round(voice.gain_db, 2),
    )


def lights_doc(state: State, wanted: Wanted, known: Mapping[str, Lit]) -> LightsDoc:
    """Report the lights by role: where each fade began, where it goes, and what is known of it."""
    fixtures = tuple(
        _fixture(role, fade, known.get(role)) for role, fade in sorted(wanted.lights.items())
    )
    return LightsDoc(state.rev, wanted.look, fixtures)


def _fixture(role: str, fade: Fade, lit: Lit | None) -> FixtureDoc:
    return FixtureDoc(
        role=role,
        level=round(fade.begin.level, 1),
        target=round(fade.end.level, 1),
        color=hex_color(fade.end),
        ends=fade.ends,
        verdict=lit.verdict if lit else "unfitted",
        starts=fade.starts,
    )


def offer(scene: Scene, seed: int = 1) -> Offer:
    """Tell how the music of ``scene`` would land if it were started now."""
    plan = plan_to_begin(NEW, scene, seed, ORIGIN)
    phases, faults = [], []
    for phase, landing in zip(scene.phases, plan.landings, strict=True):
        bridged = phase.score is None or phase.score.land == "bridge"
        phases.append(
            OfferedPhase(phase.name, phase.lasts, None if bridged else landing.error, landing.short)
        )
        if phase.score and not is_landed(landing, phase.score):
            faults.append(fit_sentence(landing, phase.name, phase.score.playlist.title))
    why = "; ".join(faults)
    return Offer(scene.name, scene.title, scene.visit, tuple(phases), not faults, why)
