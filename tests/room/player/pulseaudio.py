"""A private PulseAudio: its own server and socket, sinks made on demand, and their sound."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Heard = NDArray[np.float32]


class Server:
    """A PulseAudio of the test's own; nothing of the machine's is touched."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pa"))  # short: a socket's path has 108 bytes
        self.address = f"unix:{self.folder}/sock"
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_SERVER": self.address,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--use-pid-file=no", f"--log-target=file:{self.folder}/log"]
        command += ["--realtime=no", "--high-priority=no"]
        command += [
            f"--load=module-native-protocol-unix socket={self.folder}/sock auth-anonymous=1"
        ]
        command += ["--load=module-null-sink sink_name=other-room rate=48000 channels=2"]
        environment = {k: v for k, v in self._environment.items() if k != "PULSE_SERVER"}
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        while self._pactl("info").returncode:
            assert time.monotonic() < deadline, "PulseAudio did not start"
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)

    def discard(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def plug_in(self, sink: str, description: str) -> str:
        """Make a sink and tell the number of its module."""
        done = self._pactl(
            "load-module",
            "module-null-sink",
            f"sink_name={sink}",
            "rate=48000",
            "channels=2",
            "format=float32le",
            f"sink_properties=device.description={description}",
        )
        return done.stdout.strip()

    def unplug(self, module: str) -> None:
        self._pactl("unload-module", module)

    def streams(self) -> list[str]:
        """Tell every stream that plays on any sink: one line each."""
        return self._pactl("list", "short", "sink-inputs").stdout.splitlines()

    def volumes(self) -> str:
        return self._pactl("list", "sink-inputs").stdout

    def listen(self, sink: str) -> Microphone:
        return Microphone(sink, self._environment)

    def _pactl(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *words], env=self._environment, capture_output=True, text=True, timeout=20
        )


class Microphone:
    """Records a sink from now on, and knows when each frame was heard (to about 15 ms)."""

    def __init__(self, sink: str, environment: dict[str, str]) -> None:
        command = ["parec", "--raw", "--format=float32le", "--rate=48000", "--channels=2"]
        command += ["--latency-msec=10", "-d", f"{sink}.monitor"]
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._chunks: list[bytes] = []
        self._frames = 0
        self._began: float | None = None
        threading.Thread(target=self._record, daemon=True).start()
        self.wait(0.1)

    def _record(self) -> None:
        assert self._process.stdout is not None
        rest = b""
        while chunk := self._process.stdout.read1(65_536):  # type: ignore[attr-defined]
            now, chunk = time.monotonic(), rest + chunk
            whole = len(chunk) // 8 * 8
            chunk, rest = chunk[:whole], chunk[whole:]
            self._chunks.append(chunk)
            self._frames += whole // 8
            began = now - self._frames / RATE  # the earliest is the least delayed
            self._began = began if self._began is None else min(began, self._began)

    def wait(self, seconds: float) -> None:
        """Wait until so much more has been recorded."""
        until, deadline = self._frames + int(seconds * RATE), time.monotonic() + seconds + 20
        while self._frames < until:
            assert time.monotonic() < deadline, "the recorder stands still"
            time.sleep(0.02)

    def heard(self, since: float | None = None) -> Heard:
        """Give the left channel, from the monotonic time ``since`` on."""
        sound = np.frombuffer(b"".join(self._chunks), np.float32).reshape(-1, 2)[:, 0]
        return sound if since is None else sound[max(0, self.index(since)) :]

    def index(self, at: float) -> int:
        """Tell which frame was heard at the monotonic time ``at``."""
        assert self._began is not None
        return int((at - self._began) * RATE)

    def time_of(self, index: int) -> float:
        assert self._began is not None
        return self._began + index / RATE

    def wait_for_sound(self, above: float = 0.003, since: float | None = None) -> float:
        """Wait until something louder than ``above`` is heard and tell when that was."""
        deadline = time.monotonic() + 20
        start = 0 if since is None else max(0, self.index(since))
        while True:
            loud = np.flatnonzero(np.abs(self.heard()[start:]) > above)
            if len(loud):
                return self.time_of(start + int(loud[0]))
            assert time.monotonic() < deadline, "no sound came"
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)
