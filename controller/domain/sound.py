"""The sound of a room: which voices are heard at an instant, and how they come and go.

The plan says which track follows which. Three things bend it: a phase that waits for a person
goes on with its spares; a session that is over fades out; and an event that changed the plan
leaves voices to be led out (tails) or in (joins). Never more than two voices sound at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice, takewhile
from math import ceil

from controller.domain.crossfade import out_of
from controller.domain.envelope import Envelope, ramp
from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST, Rest, Slot
from controller.domain.playlist import Playlist, Track
from controller.domain.scene import Land, Phase, Score
from controller.domain.state import Carried, Join, Session, State
from controller.domain.units import Instant, Span, seconds
from controller.domain.wanted import Music, Voice

RISE = 0.5
"""Amplitude a second that any gain may rise: two seconds from silence to full never startles."""
FALL = 10.0
"""Amplitude a second that any gain may fall: a duck is down within a tenth of a second."""
GLIDE_LEAST = Span(80)
"""No gain changes faster than this, however little: shorter is heard as a click."""
CURTAIN = seconds(20)
"""How long the music takes to leave when a session is over."""
SOON = seconds(10)
"""How long before it sounds the next voice is named, so that a player can open it."""
FAR = Instant(2**53)
"""Later than anything."""


def amplitude(pct: int) -> float:
    """Turn a volume of 0-100 into an amplitude of 0-1, squared: half of it sounds like half."""
    return (pct / 100) ** 2


def glide(envelope: Envelope, target: float, at: Instant) -> Envelope:
    """Lead an amplitude from where it is at ``at`` to ``target``, within RISE and FALL."""
    if envelope.knots[-1][1] == target:
        return envelope
    begin = envelope.at(at)
    slope = RISE if target > begin else FALL
    needed = Span(ceil(1_000 * abs(target - begin) / slope))
    return ramp(at, max(needed, GLIDE_LEAST), begin, target)


def music(state: State, now: Instant) -> Music:
    """Tell all that should sound at ``now``."""
    heard = tuple(v for v in _candidates(state, now, now) if _sounds(v, now))
    coming = (v for v in _candidates(state, now, now + SOON) if v.presence.knots[0][0] > now)
    return Music(heard, state.duck, state.volume, next(coming, None))


def changes(state: State, now: Instant) -> Iterator[Instant]:
    """Yield the instants after ``now`` at which ``music`` will be another."""
    soonest = FAR
    for voice in _candidates(state, now, FAR):
        if voice.starts - SOON > soonest:
            return  # what follows comes later still, and may go on for ever
        starts, leaves = voice.presence.knots[0][0], voice.presence.settles()
        found = [t for t in (starts - SOON, starts, leaves) if t > now]
        soonest = min(soonest, *found)
        yield from found


def carried(old: State, new: State, at: Instant) -> Carried:
    """Tell what sound an event at ``at`` leaves beside the new plan, so that nothing jumps."""
    heard = [v for v in music(old, at).voices if v.presence.at(at) > 0]
    planned = [v for v in _planned(new, at + CROSSFADE) if v.presence.settles() > at]
    names = {v.id for v in planned}
    gone = [v for v in heard if v.id not in names]
    led_out = _led_out_by(planned, at)
    tails = tuple(_leaving(v, at, led_out) for v in gone)
    staying = [v for v in heard if v.id in names]
    joins = _joins(planned, staying, tails, old.carried.joins, at)
    return Carried(tails, joins)


def line(session: Session) -> Iterator[Slot]:
    """Yield every placing of a track in order of time; endlessly while a phase waits.

    Music that was to land softly lands as planned, with the first track of the phase to come,
    though nobody has reported the boundary yet: most reports come a little late, and one change
    of music is better than two. After it the phase that waits goes on with its spares.
    """
    waits = session.timeline.waits
    slots = list(session.plan.slots)
    if waits is not None:
        slots = [*takewhile(lambda slot: slot.phase <= waits, slots), *_landing(session, waits)]
    yield from slots
    if waits is None or not slots:
        return
    last = slots[-1]
    for track in cycle(session.plan.spares[waits]):
        fade = usual_fade(last.track)
        level = level_db(session, waits)
        last = Slot(waits, track, last.ends - fade, fade, track.gain_db + level)
        yield last


def _landing(session: Session, waits: int) -> Iterator[Slot]:
    """Yield the slot with which the music of a waiting phase lands, if it is to land softly."""
    score = session.scene.phases[waits].score
    if score is not None and score.land is Land.SOFT:
        following = (slot for slot in session.plan.slots if slot.phase == waits + 1)
        yield from islice(following, 1)


def rests(session: Session) -> Iterator[Rest]:
    """Yield the silences that come: none for a phase behind one that waits."""
    waits = session.timeline.waits
    yield from (r for r in session.plan.rests if waits is None or r.phase <= waits)


def usual_fade(track: Track) -> Span:
    """Tell how long a crossfade out of ``track`` is, unless a plan says otherwise."""
    return Span(out_of(track.ending, 0).fade)


def level_db(session: Session, phase: int) -> float:
    """Tell the level of a phase's music."""
    score = session.scene.phases[phase].score
    return score.level_db if score else 0.0


def score_for(phase: Phase, playlist: Playlist) -> Score:
    """Make the score of ``phase`` draw on another playlist."""
    return replace(phase.score, playlist=playlist) if phase.score else Score(playlist)


@dataclass(frozen=True, slots=True)
class _Exit:
    at: Instant
    over: Span


def _candidates(state: State, now: Instant, until: Instant) -> Iterator[Voice]:
    """Yield tails and planned voices that begin by ``until`` and are not over at ``now``."""
    yield from (v for v in state.carried.tails if v.presence.settles() > now)
    joins = {join.voice: join for join in state.carried.joins}
    for voice in _planned(state, until):
        joined = _joined(voice, joins[voice.id]) if voice.id in joins else voice
        if joined.presence.settles() > now:
            yield joined


def _planned(state: State, until: Instant) -> Iterator[Voice]:
    """Yield the voices of the plan that begin by ``until``, as if nothing had bent it."""
    session = state.session
    if session is None:
        return
    over, silences = session.over_at(), tuple(rests(session))
    until = min(until, over - Span(1) if over else until)
    last: Slot | None = None
    for slot in line(session):
        if last is not None:
            yield _voice(last, _exit(silences, last, slot), over)
        if slot.starts > until:
            return
        last = slot
    if last is not None:
        yield _voice(last, _exit(silences, last, None), over)


def _exit(silences: Sequence[Rest], slot: Slot, following: Slot | None) -> _Exit:
    """Tell how a slot leaves: for a rest, for the slot after it, or by its own end."""
    for rest in silences:
        if slot.starts < rest.starts and (following is None or rest.starts <= following.starts):
            return _Exit(rest.starts, rest.fade)
    if following is not None:
        return _Exit(following.starts, following.fade)
    fade = usual_fade(slot.track)
    return _Exit(slot.ends - fade, fade)


def _voice(slot: Slot, leaves: _Exit, over: Instant | None) -> Voice:
    comes = slot.starts + slot.fade
    knots = ((slot.starts, 0.0), (comes, 1.0), (leaves.at, 1.0), (leaves.at + leaves.over, 0.0))
    presence = Envelope(knots if leaves.at > comes else (knots[0], knots[1], knots[3]))
    if over is not None and over < presence.settles():
        presence = faded(presence, over, CURTAIN)
    name = f"{slot.starts.ms}:{slot.track.file}"
    return Voice(name, slot.track, slot.starts, presence, slot.gain_db)


def faded(envelope: Envelope, at: Instant, over: Span) -> Envelope:
    """Let an envelope go to 0 from where it is at ``at``."""
    before = tuple(knot for knot in envelope.knots if knot[0] < at)
    return Envelope((*before, (at, envelope.at(at)), (at + over, 0.0)))


def _sounds(voice: Voice, now: Instant) -> bool:
    return voice.presence.knots[0][0] <= now < voice.presence.settles()


def _joined(voice: Voice, join: Join) -> Voice:
    """Let a voice come in by its join, and follow the plan from where they meet."""
    after = tuple(knot for knot in voice.presence.knots if knot[0] > join.meets)
    meeting = (join.meets, voice.presence.at(join.meets))
    return replace(voice, presence=Envelope(((join.begins, join.level), meeting, *after)))


def _led_out_by(planned: list[Voice], at: Instant) -> Instant:
    """Tell when voices the plan has dropped must be gone: before the next planned one comes."""
    coming = (v.presence.knots[0][0] for v in planned if v.presence.knots[0][0] > at)
    return max(min((*coming, at + CROSSFADE)), at + CROSSFADE_LEAST)


def _leaving(voice: Voice, at: Instant, by: Instant) -> Voice:
    """Lead a voice out, unless it is on its way already."""
    ahead = [value for instant, value in voice.presence.knots if instant > at]
    if ahead and ahead == [0.0]:
        return voice
    return replace(voice, presence=faded(voice.presence, at, by - at))


def _joins(
    planned: list[Voice],
    staying: list[Voice],
    tails: tuple[Voice, ...],
    earlier: tuple[Join, ...],
    at: Instant,
) -> tuple[Join, ...]:
    """Tell how each planned voice comes in, so that at most two sound at any instant."""
    levels = {v.id: v.presence.at(at) for v in staying}
    stays = [v for v in planned if v.id in levels]
    bent = [
        Join(v.id, levels[v.id], at, at + CROSSFADE)
        for v in stays
        if abs(levels[v.id] - v.presence.at(at)) > 1e-6
    ]
    joins = {join.voice: join for join in bent}
    paths = [_joined(v, joins[v.id]) if v.id in joins else v for v in stays]
    ends = [v.presence.settles() for v in (*tails, *paths)]
    newcomers = (v for v in planned if v.id not in levels)
    pending = {join.voice: join for join in earlier if join.begins > at}
    for voice in sorted(newcomers, key=lambda v: v.starts, reverse=True):
        if voice.id in pending:
            joins[voice.id] = pending[voice.id]
        elif voice.presence.knots[0][0] < at or (tails and voice.presence.knots[0][0] < max(ends)):
            joins[voice.id] = _newcomer(voice, ends, at)
            ends.append(voice.presence.settles())
    return tuple(joins.values())


def _newcomer(voice: Voice, ends: list[Instant], at: Instant) -> Join:
    """Let a voice in that the plan expected to sound already, when fewer than two others do."""
    planned = max(at, voice.presence.knots[0][0])
    begins = planned if len(ends) < 2 else max(planned, sorted(ends)[-2])
    return Join(voice.id, 0.0, begins, min(begins + CROSSFADE, voice.presence.settles()))
