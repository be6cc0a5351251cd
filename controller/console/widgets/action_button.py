"""A button of the room view: an action of the table, three rows high, with its key."""

from __future__ import annotations

from rich.text import Text
from textual.events import Click
from textual.widget import Widget

from controller.console.actions import Action
from controller.console.messages import Meant


class ActionButton(Widget):
    """Shows one action. When its action changes it rests a while, so that no click meant for the
    one before lands on the new one.
    """

    ALLOW_SELECT = False

    def __init__(self, action: Action, *, primary: bool = False) -> None:
        super().__init__(id=f"do-{'primary' if primary else action.id}")
        self.action = action
        self._primary = primary
        self._resting = False
        self.set_class(primary, "-primary-act")

    def show(self, action: Action, is_open: bool, rest_s: float) -> None:
        """Show ``action``, greyed when it is not open; rest ``rest_s`` seconds after a change."""
        if action is not self.action:
            self.action = action
            self._resting = True
            self.set_timer(rest_s, self._rested)
            self.refresh()
        self._is_open = is_open
        self._settle()

    def _rested(self) -> None:
        self._resting = False
        self._settle()

    def _settle(self) -> None:
        disabled = self._resting or not getattr(self, "_is_open", True)
        if disabled != self.disabled:
            self.disabled = disabled

    def render(self) -> Text:
        """Draw label and key on one line, or on two where it is narrow."""
        label, key = self.action.label, self.action.key
        width = self.size.width
        one = f"{label}  {key}" if len(label) + len(key) + 2 <= width else f"{label} {key}"
        text = f"\n{one}" if len(one) <= width else f"{label}\n{key}"
        return Text(text, justify="center", no_wrap=True, overflow="ellipsis")

    def on_click(self, event: Click) -> None:
        """Mean the action."""
        event.stop()
        if not self.disabled:
            self.post_message(Meant(self.action.id))
