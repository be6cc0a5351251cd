"""The console: a view of the rooms and a way to ask things of them. It decides nothing.

Closing it, losing it or starting a second one changes no room.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from controller.console.acting import perform
from controller.console.actions import ACTIONS, Kind
from controller.console.messages import MailCame, Meant
from controller.console.palette import RoomCommands
from controller.console.screens.base import CalmScreen
from controller.console.screens.board import BoardScreen
from controller.console.setting import Setting
from controller.console.themes import THEMES, theme_for
from controller.console.widgets.card import Card


def bindings() -> list[BindingType]:
    """Make the key bindings of the table; LIGHTS UP goes before everything, everywhere."""
    return [
        Binding(
            key, f"act('{action.id}')", action.label, show=False, id=f"{action.id}.{i}",
            tooltip=action.help, priority=action.kind is Kind.NOW,
        )
        for action in ACTIONS
        for i, key in enumerate(action.keys)
    ]  # fmt: skip


SETTLE_S = 1.0
"""How long after the first document rooms nobody listed still find their place by name."""
_HERE = Path(__file__).parent
STYLES: list[str | PurePath] = [
    _HERE / "app.tcss",
    *(_HERE / "screens" / f"{name}.tcss" for name in ("board", "room", "cards")),
]


class Console(App[str]):
    """One console. ``opens`` is told of the running app and starts its link, if it has one."""

    CSS_PATH = STYLES
    TITLE = "Stillroom"
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {RoomCommands}  # noqa: RUF012 - Textual's own declaration
    BINDINGS = [  # noqa: RUF012 - Textual's own declaration
        *bindings(),
        Binding("ctrl+c", "how_to_quit", show=False, priority=True),
        Binding("ctrl+q", "act('quit')", show=False),
        Binding("ctrl+p,ctrl+k", "command_palette", show=False),
    ]

    def __init__(
        self,
        setting: Setting,
        opens: Callable[[Console], None] = lambda _: None,
        drain: Callable[[], bool] = lambda: False,
        quit_note: str = "rooms keep playing",
        quit_choices: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.setting = setting
        self.quit_note = quit_note
        self.quit_choices = quit_choices
        self._opens = opens
        self._drain = drain
        self._settling = False
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_for(self.console.color_system)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every colour of ours a value before the first theme is known."""
        return dict(THEMES[0].variables)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the board."""
        return BoardScreen(self.setting)

    def on_mount(self) -> None:
        """Start the one clock everything is drawn by, and the link."""
        self.set_interval(1.0, self.tick)
        self._quick = self.set_interval(0.1, self.quick_tick, pause=True)
        self._opens(self)

    def tick(self) -> None:
        """Draw what a second has changed."""
        self.setting.desk.tick(self.setting.moment())
        self.redraw()

    def quick_tick(self) -> None:
        """Look after what is under way, ten times a second while something is."""
        self.setting.desk.tick(self.setting.moment())
        if self.setting.desk.is_idle:
            self._quick.pause()
        self.redraw()

    def redraw(self) -> None:
        """Draw what has changed on every screen that can be seen."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, CalmScreen | Card):
                screen.tick()
            if not screen.is_modal:
                return

    def on_mail_came(self) -> None:
        """Take in what the link has brought, a little later, so that much comes in at once."""
        self.set_timer(0.03, self.take_mail)

    def take_mail(self) -> None:
        """Merge what came in, and draw it."""
        if self._drain():
            self.redraw()
        if not self._settling and len(self.setting.desk.store):
            self._settling = True
            self.set_timer(SETTLE_S, self.setting.desk.store.settle)

    def post_mail(self) -> None:
        """Say, from any thread, that the link has something."""
        self.post_message(MailCame())

    def on_meant(self, message: Meant) -> None:
        """Do what a click meant."""
        self.action_act(message.action)

    def action_act(self, action: str) -> None:
        """Do an action of the table."""
        perform(self, action)
        self.quick()

    def quick(self) -> None:
        """Look often while something is under way."""
        if not self.setting.desk.is_idle:
            self._quick.resume()
        self.redraw()

    def action_how_to_quit(self) -> None:
        """Say how to close the console instead of closing it."""
        self.setting.say(f"q closes this console; {self.quit_note}")
        self.redraw()

    async def action_quit(self) -> None:
        """Ask before closing, wherever the wish came from."""
        self.action_act("quit")
