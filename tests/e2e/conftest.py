"""Music made once a run, and a running clinic for each file of tests that asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from controller.broker import find_mosquitto
from controller.errors import BrokerError
from tests.e2e.clinic import write_music


@pytest.fixture(scope="session")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the music that all sites of these tests play."""
    try:
        find_mosquitto()
    except BrokerError as error:
        pytest.skip(str(error))
    return write_music(tmp_path_factory.mktemp("music"))
