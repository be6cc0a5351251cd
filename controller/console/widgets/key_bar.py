"""The last line: the keys that make sense now, each of them also a button."""

from __future__ import annotations

from collections.abc import Iterable

from controller.console.actions import Action
from controller.console.canvas import Canvas
from controller.console.widgets.line_view import LineView


class KeyBar(LineView):
    """Shows actions with their keys, as many as fit."""

    def offer(self, actions: Iterable[Action]) -> None:
        """Show ``actions``; a click on one means it."""
        width = self.size.width
        if width <= 0:
            return
        canvas, cell = Canvas(width), 1
        targets = []
        for action in actions:
            label = action.label.rstrip("…")
            needed = len(action.key) + 1 + len(label)
            if cell + needed > width:
                continue
            after = canvas.put(canvas.put(cell, action.key, "key") + 1, label, "muted")
            targets.append((cell, after, action.id))
            cell = after + 2
        self.show(canvas.line(), targets=tuple(targets))
