"""The notices of a room: what a person should know, each once, until it is over."""

from __future__ import annotations

from controller.domain.decide import CALL_NOTICE
from controller.domain.documents import Notice, NoticesDoc
from controller.domain.state import State
from controller.domain.units import Instant

LONG = "long"
"""The notice that a phase outlasts its longest."""
CALLED = "The patient pressed the call button."


class Notices:
    """Notices by id; putting the same text twice changes nothing, nor when it began."""

    def __init__(self) -> None:
        self._standing: dict[str, Notice] = {}
        self._seen_long = ""
        self._rev = 0

    def put(self, id: str, text: str | None, now: Instant) -> None:
        """Let a notice stand, or (None) end it."""
        known = self._standing.get(id)
        if text is None and known is not None:
            del self._standing[id]
            self._rev += 1
        elif text is not None and (known is None or known.text != text):
            self._standing[id] = Notice(id, known.since if known else now, text)
            self._rev += 1

    def see(self, id: str, now: Instant) -> None:
        """End a notice that a person has seen; a phase that is too long is not said again."""
        if id == LONG and id in self._standing:
            self._seen_long = self._standing[id].text
        self.put(id, None, now)

    def watch(self, state: State, now: Instant) -> None:
        """Notice what the state tells: a call, also after a restart; a phase past its longest."""
        self.put(CALL_NOTICE, CALLED if state.called else None, state.called or now)
        too_long = _too_long(state, now)
        if too_long is None or too_long != self._seen_long:
            self._seen_long = ""
            self.put(LONG, too_long, now)

    def doc(self) -> NoticesDoc:
        """Report the notices that stand, the oldest first."""
        return NoticesDoc(self._rev, tuple(self._standing.values()))


def _too_long(state: State, now: Instant) -> str | None:
    session = state.running(now)
    if session is None:
        return None
    timeline = session.timeline
    current = timeline.phase_at(now)
    phase = session.scene.phases[current]
    latest = timeline.starts_at(current, now) + max(phase.most, session.lasts[current])
    if phase.until is None or now <= latest:
        return None
    return f"{phase.name} is past its longest of {phase.most}; it goes on until {phase.until}."
