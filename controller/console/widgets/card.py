"""A card that asks something: it opens disarmed, and its safe answer is the default.

A card can be confirmed only after it was left alone for a moment, so that a double click, keys
typed ahead or a key held down never confirm what nobody has read. A confirming key must also be
let go: one that repeats disarms the card again.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.markup import escape
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Button

from controller.console.setting import Setting
from controller.console.top import show_top
from controller.console.widgets.top_bar import TopBar

T = TypeVar("T")
LET_GO_S = 0.15
"""A key that comes again within this time is held down; 10 to 30 a second is usual."""


class CardButton(Button, can_focus=False):
    """A button of a card; keys reach the card instead."""

    def __init__(self, label: str, id: str, classes: str = "") -> None:
        super().__init__(_plain(label), id=id, classes=classes)
        self.active_effect_duration = 0


class Card(ModalScreen[T | None]):
    """A card over the screen. Subclasses compose their body and answer with ``accept``."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 - Textual's declaration
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    CONFIRM_KEY: ClassVar[str] = "enter"

    def __init__(self, setting: Setting, title: str) -> None:
        super().__init__()
        self.setting = setting
        self._title = title
        self._arming: Timer | None = None
        self._settling: Timer | None = None
        self._is_answered = False

    @property
    def is_armed(self) -> bool:
        """Whether it can be confirmed now."""
        return self._arming is None

    def compose(self) -> ComposeResult:
        """Lay out the card under the same top bar as everywhere."""
        yield TopBar()
        with Vertical(id="card") as card:
            card.border_title = _plain(self._title)
            yield from self.compose_own()

    def compose_own(self) -> ComposeResult:
        """Lay out the body."""
        yield from ()

    def on_mount(self) -> None:
        """Open disarmed."""
        self.disarm()
        self.call_after_refresh(self.tick)

    def on_resize(self) -> None:
        """Fill the new width."""
        self.call_after_refresh(self.tick)

    def tick(self) -> None:
        """Draw what has changed."""
        if self.is_mounted and self.query(TopBar):
            show_top(self, self.setting, [("Stillroom", "name")])
            self.tick_own()

    def tick_own(self) -> None:
        """Draw what has changed in the body."""

    def disarm(self) -> None:
        """Refuse to be confirmed until it was left alone for a moment."""
        for timer in (self._arming, self._settling):
            if timer is not None:
                timer.stop()
        self._settling = None
        for button in self.query(CardButton):
            button.disabled = button.id != "cancel"
        self._arming = self.set_timer(self.setting.guard_s, self._arm)

    def _arm(self) -> None:
        self._arming = None
        for button in self.query(CardButton):
            button.disabled = not self.offers(button.id or "")

    def offers(self, button: str) -> bool:
        """Tell whether a button may be used at all."""
        return True

    def on_key(self, event: Key) -> None:
        """Escape always leaves; other keys count only when the card is armed."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.answer(None)
        elif not self.is_armed or self._settling is not None:
            self.disarm()
        else:
            self.press(event)

    def press(self, event: Key) -> None:
        """Take a key while armed."""
        if event.key == self.CONFIRM_KEY:
            self.confirm()

    def confirm(self) -> None:
        """Confirm by key: once the key is let go."""
        self._settling = self.set_timer(min(LET_GO_S, self.setting.guard_s), self._settled)

    def _settled(self) -> None:
        self._settling = None
        self.accept()

    def answer(self, value: T | None) -> None:
        """Close with ``value``, once; keys typed ahead find nothing to answer any more."""
        if not self._is_answered:
            self._is_answered = True
            self.dismiss(value)

    def accept(self) -> None:
        """Answer; subclasses dismiss with their value."""
        self.answer(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take a click on a button."""
        event.stop()
        if event.button.id == "cancel":
            self.answer(None)
        elif self.is_armed:
            self.chosen(event.button.id or "")

    def chosen(self, button: str) -> None:
        """Take the button ``button`` while armed."""
        self.accept()


def _plain(text: str) -> str:
    """Keep a title from the wire from being read as markup."""
    return escape(text)
