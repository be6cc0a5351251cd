"""The broker of a site on one computer: found, started, watched, and gone with its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from controller.broker import (
    FOLDER,
    PORT_FILE,
    Broker,
    find_mosquitto,
    find_running,
    is_broker,
)
from controller.errors import BrokerError
from tests.link.waiting import until


def test_it_listens_on_this_machine_only_and_others_find_it(broker: Broker, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert is_broker(broker.port)
    assert find_running(data) == broker.port
    config = (data / FOLDER / "mosquitto.conf").read_text()
    assert f"listener {broker.port} 127.0.0.1\n" in config
    assert "set_tcp_nodelay true\n" in config


def test_a_second_start_for_the_same_folder_uses_the_one_that_runs(
    broker: Broker, tmp_path: Path
) -> None:
    second = Broker(tmp_path / "data")
    assert second.start() == broker.port
    second.close()
    assert is_broker(broker.port), "it was not the second's to end"


def test_closed_it_is_gone_and_comes_back_on_the_same_port(broker: Broker, tmp_path: Path) -> None:
    port = broker.port
    broker.close()
    assert find_running(tmp_path / "data") is None
    later = Broker(tmp_path / "data")
    assert later.start() == port
    later.close()


def kill_what_listens(data: Path) -> None:
    """Kill the broker that runs for a folder, as a crash would."""
    config = str(data / FOLDER / "mosquitto.conf")
    found = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and config in _command_line(entry)
    ]
    for pid in found:
        os.kill(pid, signal.SIGKILL)


def _command_line(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_when_it_dies_the_watch_starts_it_again_where_it_was(
    broker: Broker, tmp_path: Path
) -> None:
    port = broker.port
    assert broker.watch() is None
    kill_what_listens(tmp_path / "data")
    until(lambda: not is_broker(port), "the broker is dead")
    said: list[str | None] = []

    def watched() -> bool:
        said.append(broker.watch())
        return said[-1] is not None

    until(watched, "the watch says so")
    assert said[-1] == f"The broker ended with code -9; it was started again on port {port}."
    assert is_broker(port)


@linux
def test_the_watch_of_a_second_program_takes_over_when_the_first_is_gone(
    broker: Broker, tmp_path: Path
) -> None:
    second = Broker(tmp_path / "data")
    second.start()
    assert second.watch() is None
    broker.close()
    said = second.watch()
    assert said == (
        f"The broker of another program is gone; it was started again on port {second.port}."
    )
    assert find_running(tmp_path / "data") == second.port
    second.close()


@linux
def test_it_dies_with_its_parent_even_when_that_is_killed(mosquitto: str, tmp_path: Path) -> None:
    code = (
        "import sys, signal; from pathlib import Path; from controller.broker import Broker\n"
        "print(Broker(Path(sys.argv[1])).start(), flush=True); signal.pause()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    port = int(parent.stdout.readline())
    assert is_broker(port)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not is_broker(port), "the broker follows its parent")


def test_a_port_that_is_now_somebody_elses_is_not_taken_for_ours(
    broker: Broker, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / PORT_FILE).write_text(str(broker.port))
    assert find_running(other) is None
    second = Broker(other)
    assert second.start() != broker.port
    second.close()


@pytest.mark.parametrize("text", ["", "nonsense", "0", "70000", "-1"])
def test_a_port_file_that_tells_nothing_is_as_good_as_none(
    text: str, mosquitto: str, tmp_path: Path
) -> None:
    (tmp_path / PORT_FILE).write_text(text)
    broker = Broker(tmp_path)
    assert is_broker(broker.start())
    broker.close()


def test_what_listens_but_is_no_broker_is_not_taken_for_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert not is_broker(mute.getsockname()[1], patience=0.1)


def test_without_mosquitto_the_message_is_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match="Install Mosquitto: "):
        find_mosquitto(str(tmp_path))


def test_a_folder_with_a_blank_in_its_name_serves_as_well(mosquitto: str, tmp_path: Path) -> None:
    broker = Broker(tmp_path / "my clinic")
    assert is_broker(broker.start())
    broker.close()
    assert (tmp_path / "my clinic" / FOLDER / "mosquitto.db").exists()
