"""A console on a desk: real app and store, made-up rooms, a clock that is told what time it is,
and a sender that writes down what was sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from controller.console import samples
from controller.console.app import Console
from controller.console.desk import Desk
from controller.console.setting import Setting
from controller.console.store import Document, RoomStore
from controller.domain.units import Instant, Span
from controller.domain.wire import Answer, Ask, Beat, Outcome


class ToldClock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.gone = Span(0)

    def now(self) -> Instant:
        return samples.CONSOLE + self.gone

    def wall(self) -> int:
        return samples.WALL + self.gone.ms

    def go(self, span: Span) -> None:
        self.gone = self.gone + span


@dataclass
class Recorder:
    """A sender that keeps everything, and has a link or not."""

    sent: list[tuple[str, Ask]] = field(default_factory=list)
    has_link: bool = True

    def send(self, room: str, ask: Ask) -> bool:
        if self.has_link:
            self.sent.append((room, ask))
        return self.has_link

    @property
    def verbs(self) -> list[str]:
        return [ask.verb for _, ask in self.sent]

    @property
    def last(self) -> Ask:
        return self.sent[-1][1]


@dataclass
class Office:
    """Everything of one console under test."""

    app: Console
    desk: Desk
    clock: ToldClock
    sender: Recorder
    setting: Setting

    @property
    def store(self) -> RoomStore:
        return self.desk.store

    def hear(self, room: str, document: Document) -> None:
        self.store.take(room, document, self.clock.now(), self.clock.wall())

    def beat(self) -> None:
        """Let every room say that it is there."""
        for room in self.store.rooms:
            beat = Beat(samples.BOOT, samples.CLOCK + self.clock.gone, self.clock.wall())
            self.hear(room.name, beat)

    def answer(self, state: Outcome = Outcome.DONE, why: str = "", rev: int = 8) -> None:
        """Let the room answer the command sent last."""
        room, ask = self.sender.sent[-1]
        self.desk.answer(room, Answer(ask.id, state, why, rev), self.clock.now())


def make_office(
    rooms: dict[str, list[Document]] | None = None, guard_s: float = 0.02, **more: Any
) -> Office:
    store, sender, clock, numbers = RoomStore(), Recorder(), ToldClock(), count(1)
    samples.fill(store, samples.three_rooms() if rooms is None else rooms)
    desk = Desk(store, sender, lambda: f"id-{next(numbers)}")
    setting = Setting(desk, clock, "Harbour Infusion", ZoneInfo("UTC"), guard_s=guard_s)
    return Office(Console(setting, **more), desk, clock, sender, setting)


@asynccontextmanager
async def opened(office: Office, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[str]]:
    async with office.app.run_test(size=size) as pilot:
        office.app.theme = "dusk"
        await pilot.pause()
        await pilot.pause()
        yield pilot


async def until(is_true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that is to become true; how fast is not the question."""
    for _ in range(int(seconds / 0.01)):
        if is_true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never became true")


def screen_text(app: Console) -> str:
    """Tell what is on the screen, line by line."""
    compositor = app.screen._compositor
    return "\n".join(strip.text.rstrip() for strip in compositor.render_strips())
