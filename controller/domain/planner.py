"""The planner: which track plays when, so that the music changes where the phases do.

Which tracks fill a phase (a subset-sum, ``landing``) and in what order (the arc of energy) are
separate questions. Boundaries are absolute, so errors do not add up; crossfades flex to take up
what is left. A few attempts that differ by chance are made and the best is kept.

Guarantees: no instant with more than two voices; none without music from the first slot to the
end of the last stretch, unless a stretch asks for silence or no track is long enough to be used;
no track twice while the library allows; the same arguments give the same plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random

from controller.domain.crossfade import LEAST, LONG, USUAL, Joint, fixed, out_of
from controller.domain.filling import LATE, Filling, Placed, Sounding, Task
from controller.domain.plan import Landing, Plan, Rest, Slot
from controller.domain.playlist import Track
from controller.domain.scene import Land, Score
from controller.domain.selection import ELSEWHERE, HEAD, Selection, usable
from controller.domain.units import Instant, Span, minutes, seconds

LANDED = seconds(5)
"""A change of music within this of the boundary is heard as at it."""
ATTEMPTS = 8
"""Attempts made at most; the first that lands, keeps most and fits the arc is taken."""
GOOD_FIT = 0.06
"""A mean distance from the arc (in energy, 0-1) that no further attempt need better."""
SPARES = 12
"""So many spares each phase has at most: an hour of music, round and round."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase still to be filled: its index in the scene and its projected boundaries.

    ``score`` None asks for silence. ``starts`` may lie in the past; ``ends`` is what is expected.
    """

    phase: int
    score: Score | None
    starts: Instant
    ends: Instant


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the music is.

    ``playing`` the slot that goes on sounding; None: silence, or on its way into silence already
    ``free``    no new crossfade may begin before this: now, or the end of one that is running
    ``leave``   crossfade away from ``playing`` at ``free`` over this; None: let it play
    ``land``    the rule of the boundary just passed, if ``playing`` belongs to an earlier phase:
    soft lets it finish if little is left and leaves it by a long crossfade otherwise, hard leaves
    it at once, bridge lets it play
    """

    playing: Slot | None
    free: Instant
    leave: Span | None = None
    land: Land = Land.BRIDGE


def plan_music(
    stretches: Sequence[Stretch],
    cursor: Cursor,
    seed: int,
    keep: Sequence[Slot] = (),
    avoid: frozenset[str] = frozenset(),
    heard: Sequence[str] = (),
) -> Plan:
    """Plan the music of consecutive ``stretches``, from where it is.

    ``keep`` are slots planned before: those from ``playing`` on are preferred for their phase,
    those before it were heard. ``avoid`` names files never to be used, ``heard`` files to be used
    again only when there is no other, oldest first (``Plan.heard`` of the plan before).
    """
    past = _heard(cursor, keep, heard)
    chance = Random(seed)
    tasks = _tasks(stretches, _ahead(cursor, keep), frozenset(past), avoid, chance)
    kept = {slot.track.file for slot in _ahead(cursor, keep)}
    best = _best(tasks, cursor, past, kept, chance)
    levels = {s.phase: s.score.level_db if s.score else 0.0 for s in stretches}
    slots = [_slot(placed, levels) for placed in best.placed]
    if cursor.playing is not None:
        slots.insert(0, cursor.playing)
    return Plan(
        tuple(slots),
        _spares(tasks, slots, past),
        tuple(Landing(x.phase, Span(x.error), Span(x.short), Span(x.needs)) for x in best.landed),
        tuple(_rests(best)),
        tuple(file for file in past if cursor.playing is None or file != cursor.playing.track.file),
    )


def is_landed(landing: Landing, score: Score) -> bool:
    """Tell whether a phase with ``score`` has music enough and, unless a bridge, lands."""
    lands = score.land is Land.BRIDGE or abs(landing.error.ms) <= LANDED.ms
    return lands and not landing.short


def fit_sentence(landing: Landing, phase_name: str, playlist_title: str) -> str:
    """Say how the music of a phase fits, for a nurse or a curator."""
    if landing.short:
        short, needs = _plain(landing.short, up=True), _plain(landing.needs)
        playlist = f'playlist "{playlist_title}"'
        if landing.short >= landing.needs:
            return f"{playlist} has no music for {phase_name}, which needs {needs}"
        holds = Span(max(0, needs.ms - short.ms))
        return f"{playlist} holds {holds} of music and {phase_name} needs {needs}: {short} short"
    off = Span(round(abs(landing.error.ms) / 1_000) * 1_000)
    if not off:
        return f"{phase_name}: lands exactly"
    return f"{phase_name}: {off} {'late' if landing.error.ms > 0 else 'early'}"


def _plain(span: Span, up: bool = False) -> Span:
    """Round to whole minutes, the way people speak of music; under a minute is one."""
    whole = -(-span.ms // 60_000) if up else max(1, round(span.ms / 60_000))
    return minutes(whole)


def _ahead(cursor: Cursor, keep: Sequence[Slot]) -> list[Slot]:
    """Tell the slots planned before that are still to come."""
    begun = cursor.playing.starts if cursor.playing else cursor.free
    return [slot for slot in keep if slot.starts > begun]


def _heard(cursor: Cursor, keep: Sequence[Slot], heard: Sequence[str]) -> dict[str, None]:
    """Tell the files that were heard, oldest first, what plays last."""
    begun = cursor.playing.starts if cursor.playing else cursor.free
    past = [slot.track.file for slot in keep if slot.starts <= begun]
    now = [cursor.playing.track.file] if cursor.playing else []
    found: dict[str, None] = {}
    for file in chain(heard, past, now):
        found.pop(file, None)
        found[file] = None
    return found


def _tasks(
    stretches: Sequence[Stretch],
    ahead: Sequence[Slot],
    past: frozenset[str],
    avoid: frozenset[str],
    chance: Random,
) -> list[Task]:
    """Give each stretch its tracks; one whose playlist has none draws on the others."""
    own = [usable(s.score.playlist.tracks, avoid) if s.score else [] for s in stretches]
    everything = [t for tracks in own for t in tracks] if not all(own) else []
    scarce = _scarce(stretches, own)
    found = []
    for i, stretch in enumerate(stretches):
        tracks, score = own[i] or everything, stretch.score
        last = i == len(stretches) - 1
        if score is None or not tracks:
            arc, land, selection = (0.5, 0.5), Land.BRIDGE, None
        else:
            weights = _weights(stretch.phase, ahead, past, scarce[i])
            arc, land = score.energy, score.land
            selection = Selection(tracks, arc, weights, chance)
        covers = last or land is Land.HARD or (stretches[i + 1].score is None)
        span = (stretch.starts.ms, stretch.ends.ms)
        lacks = score is not None and not own[i]
        found.append(Task(stretch.phase, *span, land, arc, selection, covers, last, lacks))
    return found


def _scarce(stretches: Sequence[Stretch], own: Sequence[Sequence[Track]]) -> list[set[str]]:
    """Tell for each stretch the files that another stretch can hardly do without."""
    needy: list[set[str]] = []
    for stretch, tracks in zip(stretches, own, strict=True):
        few = len(tracks) <= HEAD
        holds = sum(t.closes.ms - t.opens.ms for t in tracks) if few else 0
        tight = few and holds < 3 * (stretch.ends.ms - stretch.starts.ms)
        needy.append({t.file for t in tracks} if tight else set())
    return [
        set().union(*(files for j, files in enumerate(needy) if j != i)) for i in range(len(needy))
    ]


def _weights(
    phase: int, ahead: Sequence[Slot], past: frozenset[str], scarce: Iterable[str]
) -> Mapping[str, float]:
    weights = dict.fromkeys(scarce, ELSEWHERE)
    for i, slot in enumerate(ahead):
        kept = slot.phase == phase
        weights[slot.track.file] = i / 1_000 - ELSEWHERE if kept else ELSEWHERE
    return weights | dict.fromkeys(past, 2 * ELSEWHERE)


def _opening(cursor: Cursor, first: int) -> Joint:
    """Tell how the next track comes in: out of what plays, at its end or sooner."""
    playing, free = cursor.playing, cursor.free.ms
    if playing is None or playing.ends.ms <= free:
        return fixed(free, USUAL)
    left = playing.ends.ms - free
    natural = out_of(playing.track.ending, playing.ends.ms)
    over = _leaving(cursor, playing.phase < first, left)
    if over is not None or left < natural.fade:
        return fixed(free, max(LEAST, min(over or left, left)))
    return natural._replace(most=min(natural.most, left - left % 2))


def _leaving(cursor: Cursor, has_passed: bool, left: int) -> int | None:
    """Tell over how long what plays is left now; None: it goes on to its end."""
    if cursor.leave is not None:
        return min(cursor.leave.ms, LONG)
    if has_passed and cursor.land is Land.SOFT and left > LATE:
        return LONG
    return USUAL if has_passed and cursor.land is Land.HARD else None


def _best(
    tasks: Sequence[Task], cursor: Cursor, past: Mapping[str, None], kept: set[str], chance: Random
) -> Filling:
    """Make attempts until one is good enough; tell the best."""
    opening = _opening(cursor, tasks[0].phase if tasks else 0)
    found: list[tuple[tuple[float, ...], Filling]] = []
    for _ in range(ATTEMPTS):
        filling = Filling(opening, cursor.free.ms, _sounding(cursor), dict(past), chance).fill(
            tasks
        )
        missed, misfit = filling.cost
        stays = sum(placed.piece.file in kept for placed in filling.placed)
        found.append(((missed, -stays, misfit), filling))
        if not missed and misfit <= GOOD_FIT and 2 * stays >= len(kept):
            break
    return min(found, key=lambda attempt: attempt[0])[1]


def _sounding(cursor: Cursor) -> Sounding | None:
    playing = cursor.playing
    if playing is None or playing.ends <= cursor.free:
        return None
    came = playing.starts + playing.fade * 0.5
    return Sounding(playing.phase, came.ms, playing.ends.ms)


def _slot(placed: Placed, levels: Mapping[int, float]) -> Slot:
    track = placed.piece.track
    gain_db = track.gain_db + levels[placed.phase]
    return Slot(placed.phase, track, Instant(placed.starts), Span(placed.fade), gain_db)


def _rests(filling: Filling) -> Iterable[Rest]:
    for phase, starts, fade in filling.silences:
        after = next((p.starts for p in filling.placed if p.starts > starts), None)
        ends = None if after is None else Instant(after)
        yield Rest(phase, Instant(starts), Span(fade), ends)


def _spares(
    tasks: Sequence[Task], slots: Sequence[Slot], past: Iterable[str]
) -> tuple[tuple[Track, ...], ...]:
    """Tell what goes on when a phase is late: fresh tracks, then those not heard for longest."""
    used = [(slot.phase, slot.track.file) for slot in slots]
    order = {file: i for i, file in enumerate(chain(past, (file for _, file in used)))}
    found: list[tuple[Track, ...]] = [()] * (tasks[-1].phase + 1 if tasks else 0)
    for task in tasks:
        if task.selection is not None:
            before = next((file for phase, file in reversed(used) if phase <= task.phase), "")
            rank = order | {before: len(used) + len(order)}
            best = {track.file: track for track in task.selection.ranked[: 4 * HEAD]}
            ranked = sorted(best, key=lambda file: rank.get(file, -1))
            found[task.phase] = tuple(best[file] for file in ranked[:SPARES])
    return tuple(found)
