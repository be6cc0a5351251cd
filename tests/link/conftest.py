"""A real broker for each test that asks for one, and ways to wait without counting sleeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.broker import Broker, find_mosquitto
from controller.errors import BrokerError


@pytest.fixture(scope="session")
def mosquitto() -> str:
    """Tell where Mosquitto is; without one these tests cannot be run."""
    try:
        return find_mosquitto()
    except BrokerError as error:
        pytest.skip(str(error))


@pytest.fixture
def broker(mosquitto: str, tmp_path: Path) -> Iterator[Broker]:
    """Run a broker for one test."""
    broker = Broker(tmp_path / "data")
    broker.start()
    yield broker
    broker.close()
