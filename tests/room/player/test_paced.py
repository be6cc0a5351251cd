"""Outputs without a device: in step with time, and a WAV that is whole at every moment."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from controller.errors import PlayerError
from controller.room.player.block import BLOCK, RATE
from controller.room.player.outputs import open_output
from controller.room.player.paced import LEAD, FileOutput, NullOutput
from controller.site.model import Audio


def blocks(count: int) -> list[np.ndarray]:
    track = np.linspace(-0.5, 0.5, count * BLOCK, dtype=np.float32)
    return list(np.stack([track, -track], 1).reshape(count, BLOCK, 2))


def test_sound_goes_nowhere_in_step_with_time() -> None:
    output = NullOutput()
    began = time.monotonic()
    for block in blocks(30):
        output.wait(BLOCK)
        assert output.lead() <= LEAD
        output.write(block)
    assert time.monotonic() - began >= 30 * BLOCK / RATE - LEAD - 0.001
    assert output.name == "no sound"


def test_a_capture_is_a_whole_file_at_every_moment_and_goes_on_after_a_crash(
    tmp_path: Path,
) -> None:
    path = tmp_path / "capture.wav"
    first = FileOutput(str(path))
    for block in blocks(60):
        first.wait(BLOCK)
        first.write(block)
    seen, rate = soundfile.read(path)
    assert rate == RATE
    assert len(seen) >= RATE // 2  # its header lags by a second at the most
    first.close()
    second = FileOutput(str(path))
    second.write(np.full((BLOCK, 2), 0.25, np.float32))
    second.close()
    seen, _ = soundfile.read(path)
    np.testing.assert_allclose(seen[: 60 * BLOCK], np.concatenate(blocks(60)), atol=1e-4)
    np.testing.assert_allclose(seen[60 * BLOCK :], 0.25, atol=1e-4)


def test_a_capture_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlayerError, match="sound cannot be written to"):
        open_output(Audio("file", str(tmp_path / "nowhere" / "a.wav")))


def test_an_unknown_kind_of_output_is_a_sentence() -> None:
    with pytest.raises(PlayerError, match='"jack" is not an output'):
        open_output(Audio("jack", "x"))
    assert open_output(Audio("none")).name == "no sound"
