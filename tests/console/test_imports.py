"""What the console may load: it starts in a moment, and never brings in the room or VLC."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FORBIDDEN = ("vlc", "numpy", "controller.room", "soundfile", "miniaudio", "yaml", "hypothesis")
HERE = Path(__file__).parents[2] / "controller" / "console"
PURE = (
    "actions", "canvas", "format", "glyphs", "outbox", "reading", "room_lines", "rows", "store",
    "words", "desk",
)  # fmt: skip


def loaded_by(module: str) -> set[str]:
    code = f"import {module}, sys; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(found.stdout.split())


def test_the_console_never_loads_the_room_nor_anything_heavy() -> None:
    loaded = loaded_by("controller.console.run")
    assert not [name for name in loaded if name.startswith(FORBIDDEN)]


@pytest.mark.parametrize("name", PURE)
def test_what_decides_and_what_draws_lines_knows_no_widget(name: str) -> None:
    text = (HERE / f"{name}.py").read_text()
    assert "import textual" not in text
    assert "from textual" not in text


def test_nothing_rings_flashes_or_is_red_yellow_or_cyan() -> None:
    for path in HERE.rglob("*"):
        if path.suffix in (".py", ".tcss"):
            text = path.read_text().lower()
            for word in (".bell(", "blink", "ansi_red", "ansi_yellow", "ansi_cyan", "$error"):
                assert word not in text, f"{path.name} has {word}"
