"""The LIGHTS UP button: on every screen, top right, and never anything else than what it says."""

from __future__ import annotations

from rich.text import Text
from textual.events import Click
from textual.widget import Widget

from controller.console.messages import Meant


class LightsUp(Widget):
    """Says which room it is for, and what became of it when it was used."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="lights-up")
        self._text = "LIGHTS UP !"

    def show(self, room: str, became: str = "") -> None:
        """Show the room it is for and what ``became`` of it."""
        text = f"LIGHTS UP {became or room} !".replace("  ", " ")
        if text != self._text:
            self._text = text
            self.refresh()

    def render(self) -> Text:
        """Draw the label."""
        return Text(self._text, no_wrap=True, overflow="ellipsis", justify="center")

    def on_click(self, event: Click) -> None:
        """Mean it."""
        event.stop()
        self.post_message(Meant("lights-up"))
