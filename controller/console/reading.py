"""What there is to say about one room at one instant: computed from what it reported.

Positions are carried on by the room's clock, as the console knows it; nothing else is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from controller.console.format import Stretch, minutes_gone, minutes_left
from controller.console.glyphs import Part
from controller.console.store import Contact, Room
from controller.domain.documents import FixtureDoc, PhaseDoc, SessionDoc, TrackDoc
from controller.domain.scene import Fact
from controller.domain.units import ZERO, Instant, Span

LIVE_ENOUGH = frozenset({Contact.LIVE})


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on every clock that matters: the console's, the wall's."""

    now: Instant
    wall: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A room at one moment.

    ``clock``    the room's clock, None when it is not known
    ``shift``    wall time minus room clock, in ms
    ``current``  index of the phase that runs, None when the room is free or its session is over
    ``late``     how long the current phase has waited for a person past its target
    ``left``     what is left of the current phase (of its target, while it waits)
    """

    room: Room
    moment: Moment
    contact: Contact
    clock: Instant | None
    shift: int
    phases: tuple[PhaseDoc, ...]
    stretches: tuple[Stretch, ...]
    current: int | None
    late: Span
    left: Span

    @property
    def is_live(self) -> bool:
        """Whether commands make sense now."""
        return self.contact is Contact.LIVE

    @property
    def session(self) -> SessionDoc | None:
        """The session that runs, if one does."""
        return self.room.session if self.current is not None else None

    @property
    def is_free(self) -> bool:
        """Whether a scene could be started."""
        return self.room.session is not None and self.current is None

    @property
    def phase(self) -> PhaseDoc | None:
        """The phase that runs."""
        return None if self.current is None else self.phases[self.current]

    @property
    def part(self) -> Part | None:
        """The part of the visit that runs."""
        return None if self.current is None else self.stretches[self.current].part

    @property
    def waits_for(self) -> Fact | None:
        """The fact that ends the current phase, if a person ends it."""
        phase = self.phase
        return Fact(phase.until) if phase and phase.until else None

    @property
    def next_fact(self) -> Fact | None:
        """The next fact the session needs from a person, in this phase or a later one."""
        if self.current is None:
            return None
        untils = [phase.until for phase in self.phases[self.current :] if phase.until]
        return Fact(untils[0]) if untils else None

    @property
    def held(self) -> Instant | None:
        """Since when the session is held, on the room's clock."""
        return self.session.held if self.session else None

    @property
    def over_wall(self) -> int | None:
        """When the session is expected to be over, on the wall."""
        return self.stretches[-1].ends if self.session and self.stretches else None

    def wall(self, instant: Instant) -> int:
        """Tell the wall time of an instant of the room's clock."""
        return instant.ms + self.shift

    def since(self, instant: Instant) -> Span:
        """Tell how long ago an instant of the room's clock was; 0 if it is to come."""
        return max(ZERO, self.clock - instant) if self.clock else ZERO

    def minutes(self) -> tuple[int, bool]:
        """Tell the minutes to show big, and whether they count lateness instead."""
        gone = minutes_gone(self.late)
        return (gone, True) if gone else (minutes_left(self.left), False)

    def level(self, fixture: FixtureDoc) -> float:
        """Tell what a light gives (L*), as far along its fade as the room's clock says."""
        if self.clock is None or self.clock >= fixture.ends:
            return fixture.target
        share = (self.clock - fixture.starts) / (fixture.ends - fixture.starts)
        return fixture.level + (fixture.target - fixture.level) * min(1.0, max(0.0, share))

    def track(self) -> tuple[int, TrackDoc] | None:
        """Tell the track that sounds (of two, the one that stays) and its number in the plan."""
        music = self.room.music
        if music is None or not music.voices:
            return None
        voice = max(music.voices, key=lambda each: each.starts)
        places = [i for i, track in enumerate(music.tracks) if track.file == voice.file]
        return (places[0] + 1 if places else 0), voice


def read(room: Room, contact: Contact, moment: Moment) -> Reading:
    """Work out everything there is to say about ``room`` at ``moment``."""
    clock = room.clock(moment.now)
    doc = room.session
    at = clock or (doc.phases[0].starts if doc and doc.phases else Instant(0))
    shift = moment.wall - at.ms
    running = doc is not None and doc.session is not None and doc.current is not None
    phases = _moved(doc, at) if doc and doc.session is not None else ()
    current = _current(phases, doc, at) if running and doc else None
    slip = _slip(doc, at) if running else ZERO
    held = doc.held if doc else None
    return Reading(
        room=room,
        moment=moment,
        contact=contact,
        clock=clock,
        shift=shift,
        phases=phases,
        stretches=_stretches(phases, shift),
        current=current,
        late=slip if current is not None and held is None else ZERO,
        left=max(ZERO, phases[current].ends - at) if current is not None else ZERO,
    )


def part_of(index: int, untils: Sequence[str | None]) -> Part:
    """Tell what part of a visit a phase is, by the facts that end the phases around it."""
    if Fact.STARTED in untils and index <= untils.index(Fact.STARTED):
        return Part.ARRIVE
    if Fact.ENDED in untils and index <= untils.index(Fact.ENDED):
        return Part.INFUSION
    if untils[index] == Fact.LEFT or index == len(untils) - 1 > 0:
        return Part.REST
    return Part.RETURN if Fact.ENDED in untils else Part.INFUSION


def parts_of(phases: int) -> tuple[Part, ...]:
    """Tell the parts of a scene of which only the number of phases is known."""
    tail = (Part.RETURN, Part.REST)[-max(0, min(2, phases - 2)) :] if phases > 2 else ()
    head = (Part.ARRIVE,) if phases > 1 else ()
    return (*head, *(Part.INFUSION,) * (phases - len(head) - len(tail)), *tail)


def _slip(doc: SessionDoc | None, at: Instant) -> Span:
    if doc is None or doc.slips_from is None or doc.over is not None:
        return ZERO
    return max(ZERO, at - doc.slips_from)


def _moved(doc: SessionDoc, at: Instant) -> tuple[PhaseDoc, ...]:
    """Carry the boundaries on that move with the clock while the room waits."""
    slip = _slip(doc, at)
    if not slip or doc.slips_from is None:
        return doc.phases
    moved: list[PhaseDoc] = []
    for phase in doc.phases:
        starts = moved[-1].ends if moved else phase.starts
        slips = not phase.past and phase.ends >= doc.slips_from
        moved.append(_placed(phase, starts, phase.ends + slip if slips else phase.ends))
    return tuple(moved)


def _placed(phase: PhaseDoc, starts: Instant, ends: Instant) -> PhaseDoc:
    return PhaseDoc(
        phase.name, starts, ends, phase.earliest, phase.latest, phase.until, phase.look,
        phase.color, phase.level, phase.sign, phase.past,
    )  # fmt: skip


def _current(phases: Sequence[PhaseDoc], doc: SessionDoc, at: Instant) -> int | None:
    """Tell the phase at ``at``: the reported one, or a later one the clock has reached since."""
    if doc.current is None or (doc.over is not None and doc.over <= at) or not phases:
        return None
    if doc.held is not None:
        return doc.current
    index = min(doc.current, len(phases) - 1)
    while phases[index].ends <= at and phases[index].until is None and index + 1 < len(phases):
        index += 1
    ran_out = phases[index].ends < at and phases[index].until is None
    return None if ran_out and doc.slips_from is None else index


def _stretches(phases: Sequence[PhaseDoc], shift: int) -> tuple[Stretch, ...]:
    untils = [phase.until for phase in phases]
    return tuple(
        Stretch(part_of(i, untils), titled(p.name), p.starts.ms + shift, p.ends.ms + shift)
        for i, p in enumerate(phases)
    )


def titled(name: str) -> str:
    """Turn a name from a file into one for people: ``first-rest`` to ``First rest``."""
    return name.replace("-", " ").replace("_", " ").capitalize()
