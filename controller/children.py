"""Child processes: started, started again when they die, ended with their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from controller.domain.units import ORIGIN, Instant, Span, seconds

AGAIN_FIRST = Span(200)
"""How soon a child that died is started again, the first time: sound is to be back within 2 s."""
AGAIN_MOST = seconds(10)
STEADY = seconds(30)
"""A child that ran this long is taken to be well: its next restart is quick again."""
PATIENCE = seconds(5)
"""How long a child that is asked to end may take."""
LAST_WORDS = 4_096
"""Bytes at the end of a log in which a child's last words are looked for."""
_PR_SET_PDEATHSIG = 1
# Loaded here, because between fork and exec of a program with threads little is safe.
_libc: Any = ctypes.CDLL(None) if sys.platform == "linux" else None


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
        self._spoken_from = 0
        self._said = ""

    @property
    def pid(self) -> int | None:
        """The process, if it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def keep(self, now: Instant) -> str | None:
        """See that the child runs; tell what happened, in a sentence, if anything new did."""
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

    def ask_to_end(self) -> None:
        """Ask the child to end, and do not wait for it."""
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()

    def end(self, patience: Span = PATIENCE) -> None:
        """Ask the child to end, and make it when it does not."""
        self.ask_to_end()
        process = self._process
        if process is None:
            return
        try:
            process.wait(patience.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, now: Instant) -> None:
        with self._written() as log:
            self._process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                preexec_fn=dying_with(os.getpid()),
                start_new_session=True,  # Ctrl-C at the terminal is for the parent alone
            )
        self._began, self._again = now, None

    def _written(self) -> IO[bytes]:
        """Open the log at its end; on a disk that takes no more, a child runs without one."""
        try:
            log = self._log.open("ab")
        except OSError:
            return Path(os.devnull).open("ab")
        self._spoken_from = log.seek(0, os.SEEK_END)
        return log

    def _plan_again(self, code: int, now: Instant) -> str | None:
        self.deaths += 1
        if self.deaths == 1 or now - self._began >= STEADY:
            self._delay, self._said = AGAIN_FIRST, ""
        else:
            self._delay = min(self._delay * 2, AGAIN_MOST)
        self._again = now + self._delay
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        words = self._last_words() if code > 0 else ""
        said = f"{self.name} {how}{words}; it is started again. Its log: {self._log}"
        was, self._said = self._said, said
        return said if said != was or code < 0 else None  # what fails alike again is told once

    def _last_words(self) -> str:
        """Tell the last line that the child wrote since it was started."""
        try:
            with self._log.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(self._spoken_from, size - LAST_WORDS))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return ""
        said = [line.strip() for line in lines if line.strip()]
        return f': "{said[-1]}"' if said else ""


def dying_with(parent: int) -> Callable[[], None]:
    """Make what a child of the process ``parent`` does before it begins: it lets the kernel end
    it when its parent is gone (Linux; elsewhere it lives on).

    The kernel takes the thread that starts the child for its parent.
    """

    def die_with_parent() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it went before we could ask
                os._exit(1)

    return die_with_parent
