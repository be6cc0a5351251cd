"""Sinks by name, and what the server is told about the stream."""

from __future__ import annotations

import numpy as np
import pytest

from controller.errors import PlayerError
from controller.room.player.block import BLOCK
from controller.room.player.pulse import PulseOutput
from tests.room.player.conftest import Sink
from tests.room.player.pulseaudio import Microphone, Server


def play(output: PulseOutput, seconds: float) -> None:
    block = np.full((BLOCK, 2), 0.25, np.float32)
    for _ in range(int(seconds * 50)):
        output.wait(BLOCK)
        output.write(block)


def test_a_sink_is_found_by_its_name_and_by_what_people_call_it(
    sink: Sink, microphone: Microphone
) -> None:
    for device in (sink.name, sink.description):
        output = PulseOutput(device)
        assert output.name == f"{device} (PulseAudio)"
        play(output, 0.5)
        lead = output.lead()
        assert lead is not None
        assert 0 < lead < 0.2
        output.close()
    assert microphone.heard().max() == pytest.approx(0.25)


def test_a_stream_is_at_full_volume_whatever_the_server_remembers(
    sink: Sink, server: Server, microphone: Microphone
) -> None:
    output = PulseOutput(sink.name)
    play(output, 0.2)
    assert "100% / 0.00 dB" in server.volumes()
    output.close()


def test_an_unknown_sink_is_a_sentence_that_lists_the_known_ones(
    sink: Sink, server: Server
) -> None:
    with pytest.raises(PlayerError, match=r'no output called "kitchen"; it has: .*other-room'):
        PulseOutput("kitchen")
    assert server.streams() == []


def test_no_server_is_a_sentence(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere/sock")
    with pytest.raises(PlayerError, match="no PulseAudio or PipeWire server"):
        PulseOutput("kitchen")
