"""Child processes: started, started again when they die, ended with their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from controller.domain.units import ORIGIN, Instant, Span, seconds

AGAIN_FIRST = Span(200)
"""How soon a child that died is started again, the first time: sound is to be back within 2 s."""
AGAIN_MOST = seconds(10)
STEADY = seconds(30)
"""A child that ran this long is taken to be well: its next restart is quick again."""
PATIENCE = seconds(5)
"""How long a child that is asked to end may take."""
_PR_SET_PDEATHSIG = 1


def program(*words: str) -> tuple[str, ...]:
    """Tell how to run one of our own programs as a child."""
    return (sys.executable, "-m", "controller", *words)


class Child:
    """One process. ``keep`` starts it when it does not run; its output goes to ``log``."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.deaths = 0
        self._argv = tuple(argv)
        self._log = log
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._began = ORIGIN
        self._again: Instant | None = None
        self._delay = AGAIN_FIRST

    @property
    def pid(self) -> int | None:
        """The process, if it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def keep(self, now: Instant) -> str | None:
        """See that the child runs; tell what happened, in a sentence, if anything did."""
        if self._process is None:
            self._start(now)
            return None
        code = self._process.poll()
        if code is None:
            return None
        if self._again is None:
            return self._plan_again(code, now)
        if now >= self._again:
            self._start(now)
        return None

    def end(self, patience: Span = PATIENCE) -> None:
        """Ask the child to end, and make it when it does not."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(patience.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, now: Instant) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                preexec_fn=_die_with_parent,
                start_new_session=True,  # Ctrl-C at the terminal is for the parent alone
            )
        self._began, self._again = now, None

    def _plan_again(self, code: int, now: Instant) -> str:
        self.deaths += 1
        well = now - self._began >= STEADY
        self._delay = AGAIN_FIRST if well else min(self._delay * 2, AGAIN_MOST)
        if self.deaths == 1:
            self._delay = AGAIN_FIRST
        self._again = now + self._delay
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"{self.name} {how}; it is started again. Its log: {self._log}"


def _die_with_parent() -> None:
    """Let the kernel end this child when its parent is gone (Linux; elsewhere it lives on)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
