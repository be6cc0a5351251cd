"""ALSA by name. Its plug-in for PulseAudio stands in for a card, so that sound can be heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from controller.errors import PlayerError
from controller.room.player.alsa import AlsaOutput
from controller.room.player.block import BLOCK, RATE
from tests.room.player.conftest import Sink
from tests.room.player.pulseaudio import Microphone

BASE = Path("/usr/share/alsa/alsa.conf")
PLUGIN = next(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"), None)
needs_alsa = pytest.mark.skipif(not BASE.exists(), reason="ALSA is not installed (libasound2)")
needs_plugin = pytest.mark.skipif(
    PLUGIN is None, reason="ALSA's plug-in for PulseAudio is missing (libasound2-plugins)"
)


@needs_plugin
@needs_alsa
def test_sound_goes_to_the_named_device(
    sink: Sink, microphone: Microphone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "asound.conf"
    own.write_text(f'pcm.{sink.name} {{ type pulse; device "{sink.name}" }}')
    monkeypatch.setenv("ALSA_CONFIG_PATH", f"{BASE}:{own}")
    output = AlsaOutput(sink.name)
    assert output.name == f"{sink.name} (ALSA)"
    block = np.full((BLOCK, 2), 0.25, np.float32)
    leads = []
    for _ in range(60):
        output.wait(BLOCK)
        leads.append(output.lead())
        output.write(block)
    output.close()
    assert max(leads) < 0.3
    microphone.wait(0.2)
    heard = microphone.heard()
    assert np.count_nonzero(np.abs(heard - 0.25) < 0.01) > RATE * 0.8


@needs_alsa
def test_an_unknown_device_is_a_sentence_that_lists_the_known_ones() -> None:
    with pytest.raises(PlayerError, match=r'ALSA has no output called "kitchen"; it has: .+'):
        AlsaOutput("kitchen")
