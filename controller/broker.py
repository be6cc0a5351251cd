"""The broker of a site on one computer: a Mosquitto of our own, on this machine only.

It is found on the computer, never installed from here. Its port is free when it first starts,
and the same again whenever it can be, so that everything that was linked finds it again. It
dies with the program that started it. It forgets nothing it needs: rooms say everything anew.

A lock, which the running broker itself holds, tells whether one runs for a folder: a port alone
may by now be somebody else's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from controller.children import dying_with
from controller.errors import BrokerError

PORT_FILE = "broker.port"
LOCK_FILE = "broker.lock"
FOLDER = "broker"
"""In the data folder: its configuration, its log and what it keeps."""
ACCEPTS_WITHIN_S = 5.0
LOOK_EVERY_S = 0.01
AGAIN_AFTER_S = 5.0
"""How long after a start that failed the next is tried."""
TRIES = 5
_LOOPBACK = "127.0.0.1"
_OUT_OF_PATH = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
_CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x05\x00\x00"
"""An anonymous MQTT 3.1.1 CONNECT; a broker answers it with a CONNACK."""
_INSTALL = {
    "apt-get": "sudo apt-get install mosquitto",
    "dnf": "sudo dnf install mosquitto",
    "apk": "sudo apk add mosquitto",
    "pacman": "sudo pacman -S mosquitto",
    "zypper": "sudo zypper install mosquitto",
    "brew": "brew install mosquitto",
}
_CONFIG = """\
# Written by Stillroom each time its broker starts.
listener {port} {host}
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_interval 30
set_tcp_nodelay true
max_packet_size 4194304
max_queued_messages 2000
sys_interval 0
connection_messages false
log_type error
log_type warning
log_dest stderr
"""


class Broker:
    """A broker for whatever runs on this machine; ``data`` is a folder of the site.

    Start and watch it from the thread that lives as long as the program: where that thread
    ends, the broker ends.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._folder = data.absolute() / FOLDER
        self._process: subprocess.Popen[bytes] | None = None
        self._again_at = 0.0
        self.port = 0
        """Where it listens, on 127.0.0.1; 0 before it is started."""

    def start(self) -> int:
        """Start it, unless one runs for this folder already, and tell its port.

        Raises BrokerError when there is none on this computer, or it does not start.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + ACCEPTS_WITHIN_S
        while time.monotonic() < deadline:
            running = find_running(self._data)
            if running is not None:
                self.port = running
                return running
            with (self._data / LOCK_FILE).open("ab") as lock:
                if _locked(lock):
                    return self._start(lock)
            time.sleep(LOOK_EVERY_S)
        raise BrokerError("A broker of this site runs but does not answer; end it and try again")

    def _start(self, lock: IO[bytes]) -> int:
        program = find_mosquitto()
        for port in _ports(self.port or _written(self._data)):
            if self._spawn(program, port, lock):
                self.port = port
                _write(self._data / PORT_FILE, f"{port}\n")
                return port
        raise BrokerError(f"The broker does not start; it says: {self._last_words()}")

    def watch(self) -> str | None:
        """Start it again, on the same port, if it died; tell what happened, in a sentence.

        Whatever is in the way is told, and tried again later: nothing here ends who watches.
        """
        if time.monotonic() < self._again_at:
            return None
        if self._process is not None:
            code = self._process.poll()
            return None if code is None else self._again(f"ended with code {code}")
        gone = self.port and find_running(self._data) is None
        return self._again("of another program is gone") if gone else None

    def close(self) -> None:
        """End it, if it is ours; it writes down what is retained."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(ACCEPTS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _again(self, how: str) -> str:
        self._process = None
        try:
            self.start()
        except (BrokerError, OSError) as error:
            self._again_at = time.monotonic() + AGAIN_AFTER_S
            return f"The broker {how}. {error}"
        return f"The broker {how}; it was started again on port {self.port}."

    def _spawn(self, program: str, port: int, lock: IO[bytes]) -> bool:
        config = self._folder / "mosquitto.conf"
        _write(config, _configuration(self._folder, port))
        with (self._folder / "mosquitto.log").open("wb") as log:
            process = subprocess.Popen(
                [program, "-c", str(config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock.fileno(),),
                preexec_fn=dying_with(os.getpid()),
                start_new_session=True,  # Ctrl-C at the terminal is for the parent alone
            )
        if _accepts(process, port):
            self._process = process
            return True
        process.kill()
        process.wait()
        return False

    def _last_words(self) -> str:
        log = (self._folder / "mosquitto.log").read_text(errors="replace").strip()
        return log.splitlines()[-1] if log else "nothing"


def find_mosquitto(path: str | None = None) -> str:
    """Tell where Mosquitto is (``path``: in which folders to look instead of the usual).

    Raises BrokerError with the one command that installs it.
    """
    searched = f"{os.environ.get('PATH', '')}:{_OUT_OF_PATH}" if path is None else path
    found = shutil.which("mosquitto", path=searched)
    if found is None:
        known = (text for manager, text in _INSTALL.items() if shutil.which(manager))
        command = next(known, "see https://mosquitto.org/download")
        raise BrokerError(f"No broker on this computer. Install Mosquitto: {command}")
    return found


def find_running(data: Path) -> int | None:
    """Tell the port of the broker that runs for ``data``, if one does."""
    try:
        with (data / LOCK_FILE).open("rb") as lock:
            if _locked(lock, fcntl.LOCK_SH):
                return None
    except FileNotFoundError:
        return None
    port = _written(data)
    return port if port and is_broker(port) else None


def _locked(lock: IO[bytes], how: int = fcntl.LOCK_EX) -> bool:
    """Take the lock, if nobody has it; a child that inherits the file keeps it."""
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_broker(port: int, patience: float = 1.0) -> bool:
    """Tell whether an MQTT broker that lets anybody in listens at ``port`` of this machine."""
    try:
        with socket.create_connection((_LOOPBACK, port), patience) as connection:
            connection.sendall(_CONNECT)
            return connection.recv(4)[:1] == b"\x20"
    except OSError:
        return False


def _accepts(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + ACCEPTS_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        if is_broker(port):
            return process.poll() is None  # else the port is another's
        time.sleep(LOOK_EVERY_S)
    return False


def _ports(before: int) -> list[int]:
    """Tell which ports to try: the one it had before, then free ones."""
    return [port for port in (_free(before), *(_free(0) for _ in range(TRIES))) if port]


def _free(port: int) -> int:
    """Tell ``port`` if nothing listens there, else 0; for 0, one where nothing does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def _written(data: Path) -> int:
    try:
        port = int((data / PORT_FILE).read_text())
    except (OSError, ValueError):
        return 0
    return port if 0 < port < 65_536 else 0


def _configuration(folder: Path, port: int) -> str:
    text = _CONFIG.format(port=port, host=_LOOPBACK, folder=folder)
    # Started by root it would become a user who may not write here; it serves this machine only.
    return text + ("user root\n" if os.geteuid() == 0 else "")


def _write(path: Path, text: str) -> None:
    """Write so that a reader sees the old file or the new one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
