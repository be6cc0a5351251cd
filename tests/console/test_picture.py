from __future__ import annotations

from pathlib import Path

from controller.console.picture import picture


def test_the_picture_is_drawn_without_a_terminal_and_fetches_nothing(tmp_path: Path) -> None:
    picture(tmp_path / "board.svg")
    svg = (tmp_path / "board.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    for word in ("Willow", "Cedar", "Linden", "Stillroom", "LIGHTS"):
        assert word in svg
    assert "@font-face" not in svg
    assert svg.count("http") == svg.count("http://www.w3.org")


def test_the_picture_is_the_same_each_time(tmp_path: Path) -> None:
    picture(tmp_path / "a.svg")
    picture(tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_text() == (tmp_path / "b.svg").read_text()
