"""Without libvlc: one sentence with its remedy, however it is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from controller.room.player.libvlc import CRIPPLED, MISSING, REMEDY

TRY = """
from controller.errors import PlayerError
from controller.room.player.libvlc import Decoder
try:
    Decoder()
except PlayerError as error:
    print(error)
"""
HIDE = """
import ctypes, ctypes.util
find, load = ctypes.util.find_library, ctypes.CDLL
ctypes.util.find_library = lambda name: None if "vlc" in name else find(name)
def cdll(name, *rest, **more):
    if name and "vlc" in str(name):
        raise OSError(f"{name}: cannot open shared object file")
    return load(name, *rest, **more)
ctypes.CDLL = cdll
"""


def told(code: str, **environment: str) -> str:
    """Run ``code`` in a process of its own and tell what it printed."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=60,
    ).stdout.strip()


@pytest.mark.parametrize(
    ("code", "environment", "sentence"),
    [
        (HIDE + TRY, {}, MISSING),  # the binding loads, and fails when first used
        (TRY, {"PYTHON_VLC_LIB_PATH": "/nowhere/libvlc.so"}, MISSING),  # it asks to exit
        ("import sys; sys.modules['vlc'] = None\n" + TRY, {}, MISSING),  # no binding
        ("import vlc; vlc.Instance = lambda *_: None\n" + TRY, {}, CRIPPLED),  # no plugins
    ],
)
def test_a_missing_libvlc_is_one_sentence(
    code: str, environment: dict[str, str], sentence: str
) -> None:
    assert told(code, **environment) == sentence
    assert "sudo apt-get install libvlc5 vlc-plugin-base" in REMEDY


def test_it_runs_as_whoever_runs_the_room_root_included() -> None:
    assert told(TRY + "\nelse:\n    print('ok')") == "ok"
