"""A line of cells to draw on, before anything is known of terminals or colours."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.cells import cell_len, get_character_cell_size

from controller.console.format import fit

Line = tuple[tuple[str, str], ...]
"""A drawn line: runs of (text, style name)."""


class Canvas:
    """``width`` cells, each with a sign and a style; what does not fit is left out."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._signs = [" "] * width
        self._styles = ["text"] * width

    def put(self, cell: int, text: str, style: str) -> int:
        """Write ``text`` from ``cell`` on; return the cell after it."""
        for sign in text:
            size = get_character_cell_size(sign)
            if size <= 0:
                continue
            if cell >= 0 and cell + size <= self.width:
                self._clear_halves(cell, cell + size)
                self._signs[cell : cell + size] = [sign] + [""] * (size - 1)
                self._styles[cell : cell + size] = [style] * size
            cell += size
        return cell

    def _clear_halves(self, begins: int, ends: int) -> None:
        """Blank what would be left of a wide sign that is written over."""
        if begins > 0 and self._signs[begins] == "":
            self._signs[begins - 1] = " "
        if ends < self.width and self._signs[ends] == "":
            self._signs[ends] = " "

    def put_words(self, cell: int, words: Iterable[tuple[str, str]], width: int, sep: str) -> None:
        """Write (text, style) one after another between separators, in at most ``width``.

        The first is cut if it must be, and urgent ones; any other that does not fit is left out.
        """
        ends = cell + width
        for i, (text, style) in enumerate(words):
            room = ends - cell - (cell_len(sep) if i else 0)
            urgent = style in ("notice", "now") and room >= 10
            if room < cell_len(text) and i and not urgent:
                continue
            cell = self.put(cell, sep, "muted") if i else cell
            cell = self.put(cell, text if cell_len(text) <= room else fit(text, room), style)

    def is_blank(self, cell: int) -> bool:
        """Tell whether nothing is written at ``cell`` and beside it."""
        beside = range(max(0, cell - 1), min(self.width, cell + 2))
        return all(self._signs[each] == " " for each in beside)

    def line(self) -> Line:
        """Tell what was drawn."""
        cells = zip(self._styles, self._signs, strict=True)
        return tuple(
            ("".join(sign for _, sign in run), style)
            for style, run in groupby(cells, key=lambda each: each[0])
        )


def plain(line: Line) -> str:
    """Tell only the text of a line."""
    return "".join(text for text, _ in line)
