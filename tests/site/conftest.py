"""The small site in a folder of its own, and a way to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from controller import site
from tests.site.small_site import GOOD, Spoil, nominal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the good site."""
    for name, text in GOOD.items():
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "site"


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Replace text in a file of the good site, and tell the site's problems."""

    def spoiled(file: str, *changes: tuple[str, str]) -> tuple[str, ...]:
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) >= 1, f"{old!r} is not in {file}"
            text = text.replace(old, new, 1)
        (folder / file).write_text(text, encoding="utf-8")
        return site.problems(folder, nominal)

    return spoiled
