"""A computer that has only what a test puts on it: a path of stand-ins, folders for libraries.

The launcher is real, the shell is real, the environments it builds are real. Package managers,
sudo and uv are scripts that note how they were called and do the least that would be true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PYTHON = os.path.realpath(sys.executable)
PROGRAM = """\
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "prefix": sys.prefix}))
sys.exit(7 if sys.argv[1:] == ["seven"] else 0)
"""
LIBRARIES = (
    "libvlc.so.5",
    "vlc/plugins/access/libfilesystem_plugin.so",
    "libpulse.so.0",
    "libasound.so.2",
)
# What the launcher and the stand-ins call that is neither theirs nor a shell's own.
TOOLS = (
    *("sh", "readlink", "cksum", "cmp", "cp", "rm", "mktemp", "tail", "env", "mkdir", "touch"),
    *("cat", "dirname", "true", "tee"),
)


@dataclass(slots=True)
class Computer:
    """One computer with a checkout, whose user has the number ``user`` (0: the administrator)."""

    folder: Path
    user: int = 1000
    checkout: Path = field(init=False)

    def __post_init__(self) -> None:
        for name in ("bin", "sbin", "libraries", "broken", "home"):
            (self.folder / name).mkdir(parents=True)
        for name in TOOLS:
            self.borrow(name)
        self.script("id", f"echo {self.user}")
        self.checkout = self.folder / "a clinic" / "still room"
        self._check_out()
        # A file that is no library keeps the loader from finding the real ones of this computer.
        for name in ("libvlc.so.5", "libpulse.so.0", "libasound.so.2"):
            (self.folder / "broken" / name).write_text("not a library")

    def _check_out(self) -> None:
        (self.checkout / "controller").mkdir(parents=True)
        (self.checkout / ".ci").mkdir()
        shutil.copy(TOP / "stillroom", self.checkout)
        shutil.copy(TOP / ".ci" / "checks", self.checkout / ".ci")
        (self.checkout / "requirements.lock").write_text("# nothing\n")
        (self.checkout / "requirements-test.lock").write_text("# nothing to test with\n")
        (self.checkout / "controller" / "__main__.py").write_text(PROGRAM)

    def borrow(self, name: str) -> None:
        """Put a command of the real computer on the path."""
        found = shutil.which(name)
        assert found is not None, f"{name} is not on this computer"
        (self.folder / "bin" / name).symlink_to(found)

    def script(self, name: str, text: str) -> None:
        """Put a command on the path."""
        path = self.folder / "bin" / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def noting(self, name: str, text: str = "") -> None:
        """Put a command on the path that notes each call, then does ``text``."""
        self.script(name, f'echo "{name} $*" >>"{self.folder}/calls"\n{text}')

    @property
    def calls(self) -> list[str]:
        """Every call of a noting command so far."""
        notes = self.folder / "calls"
        return notes.read_text().splitlines() if notes.exists() else []

    def give_python(self, name: str = "python3.11") -> None:
        """Put a working Python on the path, under ``name``."""
        self.script(name, f'exec "{PYTHON}" "$@"')

    def give_uv(self, installs: bool = True) -> None:
        """Put a uv on the path: it makes an environment at once, and installs nothing."""
        make = f'for last; do :; done; exec "{PYTHON}" -m venv --without-pip "$last"'
        install = "exit 0" if installs else "exit 2"
        choose = f'"venv -q") {make} ;; "pip install") {install} ;; *) exit 1 ;;'
        self.noting("uv", f'case "$1 $2" in {choose} esac')

    def give_pip(self, installs: bool) -> None:
        """Put an environment in the checkout whose pip installs at once, or never does."""
        venv = self.checkout / ".venv"
        subprocess.run([PYTHON, "-m", "venv", "--without-pip", venv], check=True)
        (package,) = venv.glob("lib/python3*/site-packages")
        (package / "pip").mkdir()
        fails = "False" if installs else "'install' in sys.argv"
        (package / "pip" / "__main__.py").write_text(f"import sys; sys.exit({fails})\n")

    def give_libraries(self) -> None:
        """Put on it what would be there after an installation."""
        for name in LIBRARIES:
            path = self.folder / "libraries" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        self.script("mosquitto", "")

    def give_manager(self, name: str, before: str = "") -> None:
        """Put a package manager on the path that installs everything, whatever it is told."""
        made = "\n".join(
            f'mkdir -p "$(dirname "{self.folder}/libraries/{each}")"; '
            f'touch "{self.folder}/libraries/{each}"'
            for each in LIBRARIES
        )
        broker = f'cp "{self.folder}/bin/id" "{self.folder}/bin/mosquitto"'
        harmless = 'case "$*" in *" -s "*|update*) exit 0 ;; esac'
        self.noting(name, "\n".join((harmless, before, made, broker)))

    def give_sudo(self) -> None:
        """Put a sudo on the path that asks for nothing."""
        self.noting("sudo", '[ "$1" != -n ] || shift\nexec "$@"')

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment a program is started in."""
        return {
            "PATH": str(self.folder / "bin"),
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            "STILLROOM_LIBS": str(self.folder / "libraries"),
            "STILLROOM_SBIN": str(self.folder / "sbin"),
            "LD_LIBRARY_PATH": str(self.folder / "broken"),
            "PIP_NO_INDEX": "1",
        }

    def start(
        self, *arguments: str, launcher: str | None = None, folder: Path | None = None
    ) -> subprocess.Popen[str]:
        """Start the launcher and return at once."""
        return subprocess.Popen(
            [launcher or str(self.checkout / "stillroom"), *arguments],
            cwd=folder or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, launcher: str | None = None, folder: Path | None = None) -> Run:
        """Start the launcher and wait until it is over."""
        return Run.of(self.start(*arguments, launcher=launcher, folder=folder))


@dataclass(frozen=True, slots=True)
class Run:
    """How one start ended: its exit code, what it printed, what it said beside."""

    code: int
    out: str
    said: str

    @classmethod
    def of(cls, process: subprocess.Popen[str]) -> Run:
        """Wait for a start to end."""
        out, said = process.communicate(timeout=120)
        return cls(process.returncode, out, said)
