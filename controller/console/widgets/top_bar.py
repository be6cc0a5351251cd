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
        """Show words left, the hour in the middle, and words right, as far as they fit.

        Where it is narrow the last words at the left go first, then the hour, then the right.
        """
        view = self.query_one(LineView)
        width = view.size.width
        if width <= 0:
            return
        hour = [(middle, "name")]
        while len(left) > 1 and _size(left) + _size(hour) + _size(right) + 9 > width:
            left = left[:-1]
        if _size(left) + _size(hour) + _size(right) + 9 > width:
            hour, right = (hour, []) if all(style == "muted" for _, style in right) else ([], right)
        canvas = Canvas(width)
        canvas.put_words(1, left, width - 2, "   ")
        begins = max(2, width - 2 - _size(right))
        canvas.put_words(begins, right, width - 1 - begins, " · ")
        least, most = _size(left) + 4, width - 4 - _size(right) - len(middle)
        if hour:
            canvas.put(max(least, min((width - len(middle)) // 2, most)), middle, "name")
        view.show(canvas.line())


def _size(words: Words) -> int:
    return sum(len(text) + 3 for text, _ in words) - 3 if words else 0
