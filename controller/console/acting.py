"""From an action of the table to what it does: a card, a change of view, or a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from controller.console.actions import BY_ID, Action, is_open_to
from controller.console.desk import StartChoice
from controller.console.reading import Reading
from controller.console.screens.board import BoardScreen
from controller.console.screens.end_card import EndCard
from controller.console.screens.fact_card import FactCard, FactChoice
from controller.console.screens.help import HelpCard
from controller.console.screens.pick_card import PickCard
from controller.console.screens.room import RoomScreen
from controller.console.screens.start_card import StartCard
from controller.console.themes import next_theme
from controller.console.widgets.card import Card
from controller.domain.scene import Fact

if TYPE_CHECKING:
    from controller.console.app import Console


def perform(app: Console, name: str) -> None:
    """Do the action ``name``. While a card is open only LIGHTS UP and the card's own act."""
    action, setting = BY_ID[name], app.setting
    reading = setting.reading()
    if name == "lights-up":
        if reading is not None:
            setting.desk.do(action, reading)
        return
    if isinstance(app.screen, Card):
        return
    if _view(app, name, reading) or reading is None:
        return
    if name in _CARDS and is_open_to(action, reading):
        _CARDS[name](app, reading)
    else:
        setting.desk.do(action, reading)


def _view(app: Console, name: str, reading: Reading | None) -> bool:
    """Do what changes only this console; tell whether ``name`` was such an action."""
    board = app.screen if isinstance(app.screen, BoardScreen) else None
    match name:
        case "open":
            if board is not None and reading is not None:
                _open(app, reading)
        case "back":
            if board is None and len(app.screen_stack) > 1:
                app.pop_screen()
        case "next-notice":
            if board is not None:
                board.choose_next_notice()
        case "zoom":
            if board is not None:
                board.zoom()
        case "density":
            if board is not None:
                board.next_density()
        case "theme":
            app.theme = next_theme(app.theme)
        case "help":
            app.push_screen(HelpCard(app.setting))
        case "quit":
            _quit(app)
        case _:
            return False
    return True


def _open(app: Console, reading: Reading) -> None:
    """Open the room; a free one opens at its start card."""
    if reading.is_free and reading.is_live:
        _start(app, reading)
    else:
        app.push_screen(RoomScreen(app.setting))


def _quit(app: Console) -> None:
    choices = app.quit_choices or (("close", "Close this console"),)
    title = f"Close this console? {app.quit_note[:1].upper()}{app.quit_note[1:]}."
    card = PickCard(app.setting, title, choices, "Stay here")

    def then(choice: str | None) -> None:
        if choice is not None:
            app.exit(choice)

    app.push_screen(card, then)


def _start(app: Console, reading: Reading) -> None:
    def then(choice: StartChoice | None) -> None:
        again = _again(app, reading)
        if choice is not None and again is not None:
            app.setting.desk.start(again, choice)
            app.quick()

    app.push_screen(StartCard(app.setting, reading.room.name), then)


def _stop(app: Console, reading: Reading) -> None:
    def then(stop: bool | None) -> None:
        again = _again(app, reading)
        if stop and again is not None:
            app.setting.desk.stop(again)
            app.quick()

    app.push_screen(EndCard(app.setting, reading.room.name), then)


def _fact(app: Console, reading: Reading, fact: Fact | None) -> None:
    if fact is None:
        return

    def then(choice: FactChoice | None) -> None:
        again = _again(app, reading)
        if choice is not None and again is not None:
            app.setting.desk.report(again, fact, choice.ago, choice.runs)
            app.quick()

    app.push_screen(FactCard(app.setting, reading.room.name, fact), then)


def _swap(app: Console, reading: Reading) -> None:
    lists = reading.room.about.playlists if reading.room.about else ()
    choices = (*((each.name, each.title) for each in lists), ("silence", "Silence"))

    def then(choice: str | None) -> None:
        again = _again(app, reading)
        if choice is not None and again is not None:
            app.setting.desk.swap(again, choice, dict(choices)[choice])
            app.quick()

    title = f"Other music in {reading.room.key} {reading.room.title}, for this phase"
    app.push_screen(PickCard(app.setting, title, choices, "Keep the music"), then)


def _again(app: Console, before: Reading) -> Reading | None:
    """Read the card's room once more, now that the card was answered.

    None, and a sentence, when the room has moved on under the card: what was confirmed was then
    not what is.
    """
    desk = app.setting.desk
    after = desk.reading(before.room.name, app.setting.moment())
    if after is None or _stage(after) != _stage(before):
        desk.outbox.say_unsent(before.room.name, "the room changed meanwhile; nothing was sent",
                               app.setting.clock.now())  # fmt: skip
        return None
    return after


def _stage(reading: Reading) -> tuple[str | None, int | None]:
    return (reading.session.session if reading.session else None), reading.current


_CARDS: dict[str, Callable[[Console, Reading], None]] = {
    "start": _start,
    "stop": _stop,
    "swap": _swap,
    "started": lambda app, reading: _fact(app, reading, Fact.STARTED),
    "changed": lambda app, reading: _fact(app, reading, Fact.CHANGED),
    "earlier": lambda app, reading: _fact(app, reading, reading.next_fact),
}


def cards() -> tuple[Action, ...]:
    """Tell the actions that open a card first."""
    return tuple(BY_ID[name] for name in _CARDS)
