"""The main loop of a room: one thread, one inbox, one clock."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable

from controller.clock import Clock
from controller.domain.units import Instant, Span, seconds
from controller.room.agent import Agent
from controller.room.ports import Message

Inbox = queue.SimpleQueue[Message | None]
"""Messages to the agent; None asks it to end."""
LONGEST_SLEEP = seconds(1)
"""The loop looks at the clock at least this often, so that it notices a suspended machine."""
AFTER_FAULT = Span(250)
"""How soon the loop tries again after a fault of our own."""

log = logging.getLogger(__name__)


def run(agent: Agent, inbox: Inbox, clock: Clock, is_ended: Callable[[], bool]) -> None:
    """Serve the room until None arrives, ``is_ended`` says so, or another controller holds it."""
    wake = clock.now()
    while not is_ended() and agent.rival is None:
        if not _take_all(agent, inbox, clock, _wait(wake, clock.now())):
            return
        wake = _shown(agent, clock)


def _wait(wake: Instant, now: Instant) -> float:
    """Tell how long to sleep, in seconds."""
    return min(max(wake - now, Span(0)), LONGEST_SLEEP).seconds


def _take_all(agent: Agent, inbox: Inbox, clock: Clock, wait: float) -> bool:
    """Wait for a message and take all there are; False when asked to end."""
    try:
        message = inbox.get(timeout=wait) if wait > 0 else inbox.get_nowait()
        while message is not None:
            _take(agent, message, clock)
            message = inbox.get_nowait()
    except queue.Empty:
        return True
    return False


def _take(agent: Agent, message: Message, clock: Clock) -> None:
    """Take one message; a fault of ours costs that message, never the room."""
    try:
        agent.take(message, clock.now())
    except Exception:
        log.exception("a message could not be taken in: %r", message)


def _shown(agent: Agent, clock: Clock) -> Instant:
    now = clock.now()
    try:
        return agent.show(now)
    except Exception:
        log.exception("the room could not be shown")
        return now + AFTER_FAULT
