"""Waiting for something to become true, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 20.0
"""Generous, because the machine may be busy; a test that passes never waits so long."""


def until(is_true: Callable[[], object], what: str = "", patience: float = PATIENCE_S) -> None:
    """Wait until ``is_true``; fail, naming ``what``, when it does not become so."""
    deadline = time.monotonic() + patience
    while not is_true():
        assert time.monotonic() < deadline, f"not within {patience:.0f} s: {what or is_true}"
        time.sleep(0.01)
