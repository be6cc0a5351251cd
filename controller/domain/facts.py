"""What follows when a person reports a fact: which phases it ends, and how long others become.

A fact may be reported late, and corrected while nothing that came after it was reported. What
lies before the last fact is settled.
"""

from __future__ import annotations

from controller.domain.commands import Refused, Report
from controller.domain.events import Reported
from controller.domain.music import planned
from controller.domain.scene import Fact
from controller.domain.state import Session, State
from controller.domain.units import Instant, Span

_ORDER = (Fact.ARRIVED, Fact.STARTED, Fact.CHANGED, Fact.ENDED, Fact.LEFT)
_SAID = {
    Fact.ARRIVED: "that the patient arrived",
    Fact.STARTED: "that the infusion started",
    Fact.CHANGED: "that the infusion was changed",
    Fact.ENDED: "that the infusion ended",
    Fact.LEFT: "that the patient left",
}


def reported(state: State, session: Session, command: Report, now: Instant) -> Reported | Refused:
    """Tell what ``command`` leads to in ``session``."""
    since = now - command.ago
    why = _refusal(session, command, since, now)
    if why:
        return Refused(why)
    ended = _ended(session, command.fact, since, now)
    lasts = _lasts(session, command.runs) if command.runs is not None else session.lasts
    if isinstance(lasts, Refused):
        return lasts
    return planned(state, Reported(now, command.fact, since, ended, lasts, session.plan))


def _refusal(session: Session, command: Report, since: Instant, now: Instant) -> str:
    fact, facts = command.fact, session.facts
    later = [f for f in _ORDER[_ORDER.index(fact) + 1 :] if f in facts]
    if command.ago.ms < 0:
        return "A fact is reported when it has happened, not before."
    if later and fact is not Fact.CHANGED:
        return f"It was reported {_SAID[later[0]]} already; undo that first."
    earliest, latest = _room_for(session, fact, now)
    if not earliest <= since <= latest:
        return f"It cannot be reported {_SAID[fact]} then: what was reported since would not fit."
    missing = _missing(session, fact)
    if missing is not None:
        return f"Nobody reported {_SAID[missing]} yet; report that first, or stop the session."
    if command.runs is not None and fact not in (Fact.STARTED, Fact.CHANGED):
        return "A run time goes with started, or with changed."
    if command.runs is not None and command.runs.ms <= 0:
        return "A run time is how long the infusion takes in all, like 40m."
    return ""


def _room_for(session: Session, fact: Fact, now: Instant) -> tuple[Instant, Instant]:
    """Tell the stretch of time in which the fact can have been true, by what else is settled."""
    own = _phase_until(session, fact)
    place = len(session.ended) if own is None else own
    before = (end for end in session.ended[:place] if end is not None)
    after = (end for end in session.ended[place + 1 :] if end is not None)
    return max((session.begun, *before)), min((now, *after))


def _missing(session: Session, fact: Fact) -> Fact | None:
    """Tell the fact that has to be reported before this one."""
    needs = {Fact.CHANGED: Fact.STARTED, Fact.ENDED: Fact.STARTED, Fact.LEFT: Fact.ENDED}
    need = needs.get(fact)
    if need is None or need in session.facts:
        return None
    waiting = _phase_until(session, need)
    return need if waiting is not None and session.ended[waiting] is None else None


def _phase_until(session: Session, fact: Fact) -> int | None:
    untils = [phase.until for phase in session.scene.phases]
    return untils.index(fact) if fact in untils else None


def _ended(
    session: Session, fact: Fact, since: Instant, now: Instant
) -> tuple[tuple[int, Instant], ...]:
    """Tell which phases end by the fact: its own, and those before it that had not yet.

    A phase that a person ended by hand stays as it was.
    """
    own = _phase_until(session, fact)
    if own is None or session.ended[own] not in (None, session.facts.get(fact)):
        return ()
    timeline = session.timeline
    before = (
        (i, min(timeline.ends_at(i, now), since)) for i in range(own) if session.ended[i] is None
    )
    return (*before, (own, since))


def _lasts(session: Session, runs: Span) -> tuple[Span, ...] | Refused:
    """Fit the phases of the infusion to the pump's run time: the one that ends with it gives."""
    first, last = _phase_until(session, Fact.STARTED), _phase_until(session, Fact.ENDED)
    if last is None:
        return Refused("This scene has no phase that ends with the infusion.")
    start = 0 if first is None else first + 1
    fixed = sum((session.lasts[i] for i in range(start, last)), Span(0))
    rest = runs - fixed
    if rest.ms <= 0:
        names = ", ".join(phase.name for phase in session.scene.phases[start:last])
        return Refused(f"A run time of {runs} leaves nothing after {names}, which take {fixed}.")
    return tuple(rest if i == last else span for i, span in enumerate(session.lasts))
