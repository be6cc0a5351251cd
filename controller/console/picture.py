"""A picture of the board, drawn by the program itself: three made-up rooms at a fixed hour."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from controller.console import samples
from controller.console.app import Console
from controller.console.desk import Desk
from controller.console.setting import Setting
from controller.console.store import RoomStore
from controller.domain.units import Instant
from controller.domain.wire import Ask

SIZE = (118, 18)
"""Columns and lines of the picture."""


_FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"


class StillClock:
    """A clock that shows the samples' hour for ever."""

    def now(self) -> Instant:
        """Tell the console's clock."""
        return samples.CONSOLE

    def wall(self) -> int:
        """Tell the wall clock."""
        return samples.WALL


class Nobody:
    """A sender without a link."""

    def send(self, room: str, ask: Ask) -> bool:
        """Send nothing."""
        return False


def picture(path: Path, size: tuple[int, int] = SIZE) -> None:
    """Write the board as SVG to ``path``; no file of the site and no broker is needed."""
    path.write_text(asyncio.run(_drawn(size)), encoding="utf-8")


async def _drawn(size: tuple[int, int]) -> str:
    store = RoomStore()
    samples.fill(store, samples.three_rooms())
    setting = Setting(Desk(store, Nobody()), StillClock(), "Harbour Infusion", ZoneInfo("UTC"))
    setting.chosen = "willow"
    app = Console(setting)
    async with app.run_test(size=size) as pilot:
        app.theme = "dusk"
        await pilot.pause()
        await pilot.pause()
        svg = app.export_screenshot(title="Stillroom")
    return _offline(svg)


def _offline(svg: str) -> str:
    """Leave out fonts that would be fetched from elsewhere; the reader's own will do.

    Readers that know no text length need a font of the same width, and blanks kept as they are.
    """
    svg = re.sub(r"@font-face\s*\{[^}]*\}|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {_FONTS};")
    return svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
