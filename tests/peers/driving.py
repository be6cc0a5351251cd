"""A rack that drives real devices in real time, as a room's agent would."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping

from controller.domain.look import Fade
from controller.domain.units import ORIGIN, Instant, Span, seconds
from controller.room.lights.rack import Rack
from controller.room.lights.spec import FixtureSpec
from tests.demo.lamp_listener import Listener

LONGEST_WAIT_S = 0.25


class Driver:
    """A rack of ``fixtures`` on the broker of ``listener``; its clock starts at nought."""

    def __init__(self, listener: Listener, fixtures: Mapping[str, FixtureSpec]) -> None:
        self._began = time.monotonic()
        self._inbox: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        self._listener = listener
        listener.on_message = lambda topic, payload: self._inbox.put((topic, payload))
        self.commands: list[tuple[str, bytes]] = []
        self.rack = Rack(fixtures, None, self._publish)

    @property
    def now(self) -> Instant:
        return ORIGIN + seconds(time.monotonic() - self._began)

    def show(self, fades: Mapping[str, Fade], over: Span, urgent: bool = False) -> None:
        """Show this for a while."""
        ends = self.now + over
        self._show(fades, lambda: self.now >= ends, urgent)

    def show_until(
        self, fades: Mapping[str, Fade], is_so: Callable[[], bool], patience_s: float = 60
    ) -> None:
        """Show this until something is so; fail if it does not become so."""
        gives_up = self.now + seconds(patience_s)
        self._show(fades, lambda: is_so() or self.now >= gives_up, False)
        assert is_so(), self.rack.report(self.now)

    def _show(self, fades: Mapping[str, Fade], is_over: Callable[[], bool], urgent: bool) -> None:
        while not is_over():
            again = self.rack.show(fades, "free", urgent, self.now)
            wait = min(LONGEST_WAIT_S, max(0.0, (again - self.now).seconds))
            try:
                self.rack.hear(*self._inbox.get(timeout=wait), self.now)
            except queue.Empty:
                continue

    def _publish(self, topic: str, payload: bytes) -> None:
        self.commands.append((topic, payload))
        self._listener.client.publish(topic, payload, qos=1)
