"""A few drawn lines, and what a click on them means."""

from __future__ import annotations

from textual.events import Click
from textual.geometry import Region, Size
from textual.strip import Strip

from controller.console.canvas import Line
from controller.console.messages import Meant
from controller.console.widgets.ink import Ink


class LineView(Ink):
    """Shows lines; showing the same again draws nothing."""

    DEFAULT_CSS = "LineView { height: auto; }"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ((),)
        self._targets: tuple[tuple[int, int, str], ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def show(self, *lines: Line, targets: tuple[tuple[int, int, str], ...] = ()) -> None:
        """Show ``lines``; a click in cells (from, to) of the first means that action."""
        self._targets = targets
        if lines == self._lines:
            return
        before, self._lines = self._lines, lines
        if len(before) != len(lines):
            self.refresh(layout=True)
            return
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Tell the number of lines."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Draw line ``y``."""
        line = self._lines[y] if y < len(self._lines) else ()
        return self.strip(line, self.size.width)

    def on_click(self, event: Click) -> None:
        """Say what the clicked words mean."""
        if event.y > 0:
            return
        for begins, ends, action in self._targets:
            if begins <= event.x < ends:
                event.stop()
                self.post_message(Meant(action))
