"""The top of every screen: where this is, what time it is, how many rooms, and LIGHTS UP."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from controller.console.canvas import Canvas
from controller.console.widgets.lights_up import LightsUp
from controller.console.widgets.line_view import LineView

Words = list[tuple[str, str]]


class TopBar(Horizontal):
    """A line of words, and the button."""

    def compose(self) -> ComposeResult:
        """Lay out words and button."""
        yield LineView(id="top-words")
        yield LightsUp()

    def show(self, left: Words, middle: str, right: Words) -> None:
        """Show words left, the hour in the middle, and words right, as far as they fit."""
        view = self.query_one(LineView)
        width = view.size.width
        if width <= 0:
            return
        canvas = Canvas(width)
        sizes = [
            sum(len(text) for text, _ in words) + 3 * (len(words) - 1) for words in (left, right)
        ]
        ends = width - 2
        if sizes[0] + sizes[1] + len(middle) + 8 <= width:
            canvas.put_words(ends - sizes[1], right, sizes[1], " · ")
            ends -= sizes[1] + 2
        at = max(sizes[0] + 3, (width - len(middle)) // 2)
        if at + len(middle) <= ends + 2:
            canvas.put(min(at, ends - len(middle)), middle, "name")
        elif ends - len(middle) > 12:
            canvas.put(ends - len(middle), middle, "name")
            ends -= len(middle) + 2
        canvas.put_words(1, left, max(0, min(sizes[0], ends)), "   ")
        view.show(canvas.line())
