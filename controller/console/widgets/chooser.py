"""A row of a card: a label, and one of several values between two arrows."""

from __future__ import annotations

from textual.events import Click
from textual.message import Message

from controller.console.widgets.line_view import LineView


class Chooser(LineView):
    """One thing to choose on a card: a label, and a value between two arrows."""

    def __init__(self, label: str, values: tuple[str, ...], at: int = 0, *, id: str) -> None:
        super().__init__(id=id, classes="chooser")
        self._label = label
        self._values = values
        self.at = max(0, min(at, len(values) - 1))
        self.active = False
        self._back = self._on = (0, 0)

    def step(self, by: int) -> None:
        """Go ``by`` values on; the ends do not wrap."""
        self.at = max(0, min(len(self._values) - 1, self.at + by))
        self.draw()

    def draw(self) -> None:
        """Draw label and value."""
        value = self._values[self.at] if self._values else "none"
        mark = "▌" if self.active else " "
        style = "chosen" if self.active else "text"
        before = "‹ " if self.at > 0 else "  "
        after = " ›" if self.at + 1 < len(self._values) else "  "
        head = f"{mark} {self._label:<10}"
        line = ((head, "now" if self.active else "muted"), (before, "key"), (value, style),
                (after, "key"))  # fmt: skip
        self._back = len(head), len(head) + 2
        self._on = len(head) + 2 + len(value), len(head) + 4 + len(value)
        self.show(line)

    def on_click(self, event: Click) -> None:
        """A click on an arrow goes one on; anywhere else it only makes this one active."""
        event.stop()
        if self._back[0] <= event.x < self._back[1]:
            self.step(-1)
        elif self._on[0] <= event.x < self._on[1] + 1:
            self.step(1)
        self.post_message(Touched(self))


class Touched(Message):
    """A chooser was clicked."""

    def __init__(self, chooser: Chooser) -> None:
        super().__init__()
        self.chooser = chooser
