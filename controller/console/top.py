"""What stands at the top of every screen: the place, the hour, the rooms in short, LIGHTS UP."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from controller.console.format import clock_text, date_text
from controller.console.setting import Setting
from controller.console.store import RoomStore
from controller.console.widgets.lights_up import LightsUp
from controller.console.widgets.top_bar import TopBar, Words


def show_top(screen: Screen[Any], setting: Setting, left: Words) -> None:
    """Fill the top bar of ``screen``, and tell the button which room it is for."""
    moment = setting.moment()
    hour = f"{date_text(moment.wall, setting.zone)}  {clock_text(moment.wall, setting.zone)}"
    store = setting.desk.store
    screen.query_one(TopBar).show(left, hour, counts(store, setting))
    reading = setting.reading()
    word = setting.desk.lights_word(setting.chosen, moment.now)
    became = {"sent": "sent…", "done": "done", "failed": "failed"}[word.fate] if word else ""
    screen.query_one(LightsUp).show(reading.room.title if reading else "", became)


def counts(store: RoomStore, setting: Setting) -> Words:
    """Say how many rooms are in session, held, and have something to say; or that none is heard."""
    moment = setting.moment()
    if store.cut_at is not None:
        since = clock_text(moment.wall - (moment.now - store.cut_at).ms, setting.zone)
        return [(f"~ No contact since {since}", "notice"), ("rooms keep playing", "muted")]
    sessions = [r.session for r in store.rooms if r.session and r.session.current is not None]
    held = sum(doc.held is not None for doc in sessions)
    notices = sum(len(r.notices.notices) for r in store.rooms if r.notices)
    words: Words = [(f"{len(sessions)} in session", "muted")]
    if held:
        words.append((f"{held} holding", "muted"))
    if notices:
        words.append((f"! {notices} notice{'s' if notices > 1 else ''}", "notice"))
    return words
