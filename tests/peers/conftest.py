"""The real Zigbee2MQTT with a simulated radio, where its scripts and npm are at hand.

Its scripts are not part of this repository: ``STILLROOM_PEERS`` names the folder that holds
them, or it is ``shared/peers`` beside the repository. It is installed once, into the cache.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from controller.broker import find_mosquitto, is_broker
from controller.errors import BrokerError
from tests.demo.lamp_listener import Listener, listening
from tests.link.waiting import until

ROOT = Path(__file__).resolve().parents[2]
INSTALLS_WITHIN_S = 240.0


def scripts() -> Path:
    """Find the scripts, or skip and say what is missing."""
    named = os.environ.get("STILLROOM_PEERS")
    folder = (Path(named) if named else ROOT.parent / "shared" / "peers") / "zigbee2mqtt"
    if not (folder / "start.sh").is_file():
        pytest.skip(f"no Zigbee2MQTT to test against: set STILLROOM_PEERS ({folder} has none)")
    if shutil.which("npm") is None:
        pytest.skip("no npm on this machine: Zigbee2MQTT cannot be installed")
    try:
        find_mosquitto()
    except BrokerError as error:
        pytest.skip(str(error))
    return folder


def cache() -> Path:
    """Tell where Zigbee2MQTT is installed, once for all."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "stillroom" / "peers" / "zigbee2mqtt"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def mosquitto() -> Iterator[int]:
    """Run a plain broker, without the limits of ours: the bridge says everything it knows at
    once, in hundreds of messages of up to hundreds of kilobytes.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    broker = subprocess.Popen(
        [find_mosquitto(), "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until(lambda: is_broker(port), "the broker")
    yield port
    broker.terminate()
    broker.wait(20)


@pytest.fixture(scope="module")
def zigbee(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    """Run Zigbee2MQTT on a broker of its own, one at a time, and listen to it."""
    start, folder = scripts() / "start.sh", cache()
    log = tmp_path_factory.mktemp("zigbee") / "log"
    with ExitStack() as stack:
        lock = stack.enter_context((folder / "lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        port = stack.enter_context(mosquitto())
        listener = stack.enter_context(listening(port))
        out = stack.enter_context(log.open("w"))
        bridge = subprocess.Popen(
            [str(start), str(folder), str(port)],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )
        stack.callback(bridge.wait, 30)
        stack.callback(bridge.terminate)
        _wait_until_up(listener, bridge, folder, log)
        yield listener


def _wait_until_up(
    listener: Listener, bridge: subprocess.Popen[bytes], folder: Path, log: Path
) -> None:
    deadline = time.monotonic() + INSTALLS_WITHIN_S
    while {"state": "online"} not in listener.on("zigbee2mqtt/bridge/state"):
        last_words = log.read_text(errors="replace")[-500:]
        if bridge.poll() is not None and not (folder / "node_modules" / "zigbee2mqtt").is_dir():
            pytest.skip(f"Zigbee2MQTT could not be installed (is there a network?): {last_words}")
        assert bridge.poll() is None, f"Zigbee2MQTT ended: {last_words}"
        assert time.monotonic() < deadline, f"Zigbee2MQTT does not start: {last_words}"
        time.sleep(0.1)
