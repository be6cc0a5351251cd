"""One attempt at filling a session with music, phase after phase, in milliseconds.

The planner makes a few attempts that differ by chance and keeps the best. An attempt knows
where the music is (``joint``: how the next track will come in) and walks over the boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from controller.domain.crossfade import LONG, MOST, USUAL, Joint, fixed, flexed, rooms
from controller.domain.landing import Reach, choose
from controller.domain.scene import Land
from controller.domain.selection import Piece, Selection
from controller.domain.units import seconds

LATE = seconds(90).ms
"""A track may overrun the end of a phase by this much before it is left; or end as early."""
CLOSE = seconds(1).ms
"""So near a sum of lengths must be for crossfades to take up the rest."""
REST = seconds(3).ms
"""Sums farther off than this are not worth a try at flexing."""
CUT = seconds(60).ms
"""To leave a track before its end is as bad as to land so far off."""
SWAP = seconds(2).ms
"""So far a swap of near-equal tracks may move the sum."""
SWAP_EACH = 400
"""And by this much for each track, so that tracks that stop short can still take it up."""
LOOK_AHEAD = 6
"""Where nothing has to land, the best fit for the arc is taken from so many tracks."""


@dataclass(frozen=True, slots=True)
class Task:
    """A phase to fill: from and to (milliseconds), how to land, the arc, and its tracks.

    ``selection`` None asks for silence. ``covers``: music must last to the end, because the
    session ends there, silence follows, or the landing is hard; ``last``: nothing follows.
    ``lacks``: its own playlist has no track that can be used, so all that it needs is short.
    """

    phase: int
    starts: int
    ends: int
    land: Land
    arc: tuple[float, float]
    selection: Selection | None
    covers: bool
    last: bool
    lacks: bool

    @property
    def strict(self) -> bool:
        """Whether the music must change at the end whatever plays: a hard landing, or silence."""
        return self.land is Land.HARD or (self.covers and not self.last)

    def energy_at(self, instant: int) -> float:
        """Tell the energy wanted at an instant of the phase."""
        start, end = self.arc
        part = (instant - self.starts) / max(1, self.ends - self.starts)
        return start + (end - start) * min(1.0, max(0.0, part))

    def arranged(self, pieces: list[Piece]) -> list[Piece]:
        """Put tracks in the order of the arc: a sorted row fits a straight line best."""
        start, end = self.arc
        if start == end:
            return list(pieces)
        return sorted(pieces, key=lambda piece: piece.energy, reverse=end < start)


class Sounding(NamedTuple):
    """What sounds: chosen for ``phase``, since the music changed to it at ``came``, up to
    ``ends`` if nothing follows.
    """

    phase: int
    came: int
    ends: int


class Placed(NamedTuple):
    """A track at its place: it ``starts`` with a crossfade of ``fade``, out of ``after``, which
    was ``free`` to be left from then on.
    """

    phase: int
    piece: Piece
    starts: int
    fade: int
    after: Sounding | None
    free: int


class Silence(NamedTuple):
    """A silence from ``starts`` on, over ``fade``, that ``phase`` asks for."""

    phase: int
    starts: int
    fade: int


class Landed(NamedTuple):
    """How a phase came out: ``error`` of its change, ``short`` of music, and what it needed."""

    phase: int
    error: int
    short: int
    needs: int


@dataclass(slots=True)
class Filling:
    """One attempt.

    ``joint``   how the next track comes in
    ``free``    no crossfade may begin before this
    ``sounds``  what sounds until then; None: silence
    ``heard``   files heard so far, oldest first
    """

    joint: Joint
    free: int
    sounds: Sounding | None
    heard: dict[str, None]
    chance: Random
    placed: list[Placed] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    landed: list[Landed] = field(default_factory=list)
    cuts: int = 0
    misfits: list[float] = field(default_factory=list)

    def fill(self, tasks: Iterable[Task]) -> Filling:
        """Fill every task, in order of time."""
        for task in tasks:
            if task.selection is None:
                self._rest(task)
            elif (sounds := self._beyond(task)) is not None:
                self._note(task, sounds.came - task.ends, 0, 0)
            elif task.land is Land.BRIDGE:
                self._cross(task, task.selection)
            else:
                self._land(task, task.selection)
        return self

    @property
    def cost(self) -> tuple[int, float]:
        """Tell how far this attempt is from what was wanted: milliseconds, then energy."""
        missed = sum(abs(land.error) for land in self.landed) + CUT * self.cuts
        return missed, sum(self.misfits) / max(1, len(self.misfits))

    def _note(self, task: Task, error: int, short: int, needs: int) -> None:
        if task.lacks:
            short = needs = max(0, task.ends - task.starts)
        self.landed.append(Landed(task.phase, error, short, needs))

    def _beyond(self, task: Task) -> Sounding | None:
        """Tell what sounds, if it is of a later phase already and outlasts the one to fill."""
        sounds = self.sounds
        has_changed = sounds is not None and sounds.phase > task.phase
        return sounds if has_changed and self.joint.change > task.ends else None

    def _rest(self, task: Task) -> None:
        """Let what sounds fade out over the boundary, and begin anew after it."""
        self._note(task, 0, 0, 0)
        if task.ends <= task.starts:
            return
        if self.sounds is not None:
            begin = max(self.free, min(task.starts - MOST // 2, self.sounds.ends - MOST))
            self.silences.append(Silence(task.phase, begin, MOST))
        elif not self.silences:
            self.silences.append(Silence(task.phase, self.joint.start, 0))
        self.sounds, self.joint = None, fixed(max(task.ends, self.free), USUAL)

    def _cross(self, task: Task, selection: Selection) -> None:
        """Fill a phase whose end the music need not heed: its last track crosses it."""
        needs = max(0, task.ends - self.joint.start)
        short, fresh = 0, self._fresh(selection.shuffled(self.chance))
        while (left := task.ends - self.joint.start) > 0:
            fresh = fresh or self._fresh(selection.all)
            short = short if fresh or short else left
            piece = self._fitting(task, selection, fresh) if fresh else self._stale(selection)
            self._put(task, piece, self.joint.fade)
        self._note(task, 0, short, needs)

    def _fitting(self, task: Task, selection: Selection, fresh: list[Piece]) -> Piece:
        """Take the piece out of the first of ``fresh`` that suits this moment of the arc best."""
        wanted, weights = task.energy_at(self.joint.start), selection.weights
        piece = min(
            fresh[:LOOK_AHEAD],
            key=lambda piece: weights.get(piece.file, 0.0) + abs(piece.energy - wanted),
        )
        fresh.remove(piece)
        return piece

    def _land(self, task: Task, selection: Selection) -> None:
        """Fill a phase so that the music changes at its end."""
        needs = max(0, task.ends - self.joint.start)
        row, short = self._row(task, selection, needs - USUAL // 2)
        self._place(task, row)
        late = self.joint.change - task.ends
        if not task.last and late > (0 if task.strict else LATE):
            self._leave(task, USUAL if task.strict else LONG)
        self._note(task, self.joint.change - task.ends, short, needs)

    def _row(self, task: Task, selection: Selection, target: int) -> tuple[list[Piece], int]:
        """Tell the tracks that fill ``target``, in order, and how much fresh music lacks."""
        if target <= CLOSE:
            return [], 0
        fresh = self._fresh(selection.shuffled(self.chance))
        row = self._exact(task, selection, fresh, target)
        if row is None and len(selection.ranked) > len(selection.head):
            fresh = self._fresh(selection.all)
            row = self._exact(task, selection, fresh, target)
        if row is not None:
            return row, 0
        short = max(0, target - sum(piece.takes for piece in fresh))
        row = _chosen(fresh, Reach(target, 0 if task.covers else LATE, LATE, CLOSE))
        if row is not None:
            return task.arranged(row), short
        return self._in_turn(
            task, selection, task.arranged(fresh) if short else fresh, target
        ), short

    def _exact(
        self, task: Task, selection: Selection, fresh: list[Piece], target: int
    ) -> list[Piece] | None:
        """Tell a row of tracks that lands exactly once crossfades flex, if there is one."""
        aim = target
        for close in (CLOSE, 0):
            row = _chosen(fresh, Reach(aim, REST, REST, close))
            if row is None:
                break
            row = self._suited(task, selection, task.arranged(row), aim)
            joints = self._joints(row)
            late = joints[-1].change - task.ends
            if abs(late) <= abs(sum(rooms(joints, late))):
                return row
            aim -= late
        return None

    def _in_turn(
        self, task: Task, selection: Selection, fresh: list[Piece], target: int
    ) -> list[Piece]:
        """Take track after track until ``target`` is covered; repeat when there is no other."""
        row: list[Piece] = []
        left, coming = target, iter(fresh)
        while left > 0:
            piece = next(coming, None) or self._stale(selection)
            if not task.covers and left <= min(LATE, piece.takes - left):
                break
            self._hear(piece.file)
            row.append(piece)
            left -= piece.takes
        return row

    def _suited(
        self, task: Task, selection: Selection, row: list[Piece], target: int
    ) -> list[Piece]:
        """Swap tracks for others of nearly their length that suit the arc better."""
        off = sum(piece.takes for piece in row) - target
        most = min(SWAP, SWAP_EACH * len(row))
        used = {piece.file for piece in row}
        for i, (piece, wanted) in enumerate(zip(row, self._arc(task, len(row)), strict=True)):
            best, misfit = piece, abs(piece.energy - wanted)
            if selection.weights.get(piece.file, 0.0) < 0:
                continue
            for twin in selection.twins(piece.takes, -most - off, most - off):
                better = abs(twin.energy - wanted)
                if better < misfit and twin.file not in used and twin.file not in self.heard:
                    best, misfit = twin, better
            row[i] = best
            used.add(best.file)
            off += best.takes - piece.takes
        return row

    def _arc(self, task: Task, count: int) -> list[float]:
        """Tell the energies wanted of ``count`` tracks from here to the end of the phase."""
        start, end = task.energy_at(self.joint.start), task.arc[1]
        return [start + (end - start) * (i + 0.5) / count for i in range(count)]

    def _joints(self, row: Sequence[Piece]) -> list[Joint]:
        """Tell how the tracks of a row, and what comes after it, come in if nothing flexes."""
        joints = [self.joint]
        for piece in row:
            joints.append(piece.leaves(joints[-1].start))
        return joints

    def _place(self, task: Task, row: Sequence[Piece]) -> None:
        """Put tracks in a row, their crossfades flexed so that the last change lands."""
        joints = self._joints(row)
        fades = flexed(joints, joints[-1].change - task.ends)
        for piece, fade in zip(row, fades, strict=False):
            self._put(task, piece, fade)
        self.joint = fixed(self.joint.meets - fades[-1], fades[-1])

    def _put(self, task: Task, piece: Piece, fade: int) -> None:
        starts = self.joint.meets - fade
        self.misfits.append(abs(piece.energy - task.energy_at(starts)))
        self.placed.append(Placed(task.phase, piece, starts, fade, self.sounds, self.free))
        self._hear(piece.file)
        self.joint, self.free = piece.leaves(starts), starts + fade
        self.sounds = Sounding(task.phase, starts + fade // 2, self.joint.meets)

    def _leave(self, task: Task, over: int) -> None:
        """Leave what sounds by a crossfade centred on the end of the phase."""
        begin = task.ends - over // 2
        last = self.placed[-1] if self.placed else None
        if last is not None and last.phase == task.phase and self.free > begin:
            self.placed.pop()  # it would only just have come in; the change before it will do
            self.joint = fixed(last.starts, last.fade)
            self.sounds, self.free = last.after, last.free
            return
        begin = max(begin, self.free)
        if self.sounds is not None and begin + over <= self.sounds.ends:
            self.cuts += 1
            self.joint = fixed(begin, over)

    def _hear(self, file: str) -> None:
        self.heard.pop(file, None)
        self.heard[file] = None

    def _fresh(self, pieces: Iterable[Piece]) -> list[Piece]:
        return [piece for piece in pieces if piece.file not in self.heard]

    def _stale(self, selection: Selection) -> Piece:
        """Tell the track not heard for longest, and not the one that sounds if there is another."""
        pieces = {piece.file: piece for piece in selection.all}
        found = [file for file in self.heard if file in pieces]
        return pieces[found[0]]


def _chosen(fresh: list[Piece], reach: Reach) -> list[Piece] | None:
    picked = choose([piece.takes for piece in fresh], reach)
    return None if picked is None else [fresh[i] for i in picked]
