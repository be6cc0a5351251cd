"""Checks that are due, and the stretch in which entries are counted."""

from __future__ import annotations

from collections.abc import Iterator

from controller.domain.scene import Check, Mark
from controller.domain.state import Session
from controller.domain.units import Instant, minutes
from controller.domain.wanted import Due

DUE_FOR = minutes(5)
"""How long a check stays on the board once it is due; the software never marks one done."""


def is_quiet(session: Session, now: Instant) -> bool:
    """Tell whether an entry at ``now`` falls into the quiet window."""
    if session.scene.quiet is None:
        return False
    opens = _instant(session, session.scene.quiet.opens)
    closes = _instant(session, session.scene.quiet.closes)
    return opens is not None and opens <= now and (closes is None or now < closes)


def due(session: Session, now: Instant) -> tuple[Due, ...]:
    """Tell which checks are due at ``now``, the longest-standing first.

    A check that falls due again while it still stands is due once, since the last time.
    """
    found = []
    for check in session.scene.checks:
        stands = [at for at in _times(session, check, now) if at <= now < at + DUE_FOR]
        found += [Due(check.say, check.kind, at) for at in stands[-1:]]
    return tuple(sorted(found, key=lambda d: d.since))


def changes(session: Session, now: Instant) -> Iterator[Instant]:
    """Yield the instants after ``now`` at which other checks will be due."""
    for check in session.scene.checks:
        for at in _times(session, check, now):
            yield from (t for t in (at, at + DUE_FOR) if t > now)


def _times(session: Session, check: Check, now: Instant) -> Iterator[Instant]:
    """Yield when a check falls due: those past that still stand, and the next to come."""
    at = _instant(session, check.at)
    if at is None:
        return
    closes = _instant(session, check.to) if check.to else None
    if check.every is None:
        yield at
        return
    passed = max(0, (now - at).ms // check.every.ms - DUE_FOR.ms // check.every.ms - 1)
    at = at + check.every * (passed + 1)
    while closes is None or at < closes:
        yield at
        if at > now:
            return
        at = at + check.every


def _instant(session: Session, mark: Mark) -> Instant | None:
    fact = session.facts.get(mark.after)
    return None if fact is None else fact + mark.delay
