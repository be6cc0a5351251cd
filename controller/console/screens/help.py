"""Help: every key, from the one table, and what this console is not."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Static

from controller.console.actions import ACTIONS, Kind, key_text
from controller.console.setting import Setting
from controller.console.widgets.card import Card

_HEADS = {
    Kind.NOW: "At once, always",
    Kind.UNDOABLE: "At once, and can be undone for a while",
    Kind.CONFIRMED: "Asked on a card first",
    Kind.VIEW: "This console only",
}
_MORE = (
    ("1-9 0", "Choose", "Choose a room; two digits quickly for room 10 and on."),
    ("Up Down", "Choose", "Choose the room above or below; k and j do the same."),
    ("Ctrl-P", "Find", "Find a room or an action by its name."),
)


def help_table() -> Table:
    """Write the help from the table of actions."""
    table = Table.grid(padding=(0, 2))
    for _ in range(2):
        table.add_column(no_wrap=True)
    table.add_column()
    for kind, head in _HEADS.items():
        table.add_row(Text(head, "bold"))
        for action in (each for each in ACTIONS if each.kind is kind):
            keys = " ".join(key_text(key) for key in action.keys)
            table.add_row(Text(f"  {keys}", "bold"), action.label.rstrip("…"), action.help)
        table.add_row()
    for keys, label, says in _MORE:
        table.add_row(Text(f"  {keys}", "bold"), label, says)
    return table


_NOT = (
    "Stillroom looks after music, light and the door sign. It does not watch the patient or the "
    "pump. Closing this console changes nothing in any room."
)


class HelpCard(Card[None]):
    """The help, to be scrolled; Escape goes back."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting, " Help · Esc goes back ")

    def compose_own(self) -> ComposeResult:
        """Lay out the text."""
        with VerticalScroll(id="help", can_focus=False):
            yield Static(Group(help_table(), Text(f"\n{_NOT}\n")), markup=False)

    def press(self, event: Key) -> None:
        """Scroll, or go back."""
        scroll = self.query_one("#help", VerticalScroll)
        match event.key:
            case "down" | "j":
                scroll.scroll_down(animate=False)
            case "up" | "k":
                scroll.scroll_up(animate=False)
            case "pagedown" | "space":
                scroll.scroll_page_down(animate=False)
            case "pageup":
                scroll.scroll_page_up(animate=False)
            case "question_mark" | "f1" | "q" | "enter":
                self.answer(None)
