"""The command palette: every room and every action by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from controller.console.actions import ACTIONS
from controller.console.messages import Meant

if TYPE_CHECKING:
    from controller.console.app import Console


class RoomCommands(Provider):
    """Offers rooms first, then the actions of the table for the chosen room."""

    def _entries(self) -> Iterator[tuple[str, str, partial[None]]]:
        app = cast("Console", self.app)
        for room in app.setting.desk.store.rooms:
            yield (
                f"Room {room.key} {room.title}",
                "Choose this room.",
                partial(self._choose, room.name),
            )
        for action in ACTIONS:
            if action.id not in ("open", "back"):
                name = f"{action.label.rstrip('…')} ({action.key})"
                yield name, action.help, partial(self._mean, action.id)

    async def discover(self) -> Hits:
        """Show everything before anything is typed."""
        for name, says, act in self._entries():
            yield DiscoveryHit(name, act, help=says)

    async def search(self, query: str) -> Hits:
        """Show what matches."""
        matcher = self.matcher(query)
        for name, says, act in self._entries():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), act, help=says)

    def _choose(self, room: str) -> None:
        app = cast("Console", self.app)
        app.setting.chosen = room
        app.redraw()

    def _mean(self, action: str) -> None:
        self.app.post_message(Meant(action))
