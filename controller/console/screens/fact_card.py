"""The card that reports a fact with its numbers: the pump's run time, and how long ago it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Static

from controller.console.actions import BY_ID
from controller.console.reading import Reading
from controller.console.setting import Setting
from controller.console.widgets.card import Card, CardButton
from controller.console.widgets.chooser import Chooser, Touched
from controller.domain.documents import PhaseDoc
from controller.domain.scene import Fact
from controller.domain.units import Span, minutes

LONGEST_RUN = 240
"""Minutes of the longest run time that can be given."""
LONGEST_AGO = 60


@dataclass(frozen=True, slots=True)
class FactChoice:
    """What the card was left with; ``runs`` None where the fact has no run time."""

    ago: Span
    runs: Span | None


class FactCard(Card[FactChoice]):
    """The run time is filled in from the scene; Enter reports. It can be undone."""

    def __init__(self, setting: Setting, room: str, fact: Fact) -> None:
        found = setting.desk.store.room(room)
        where = f"{found.key} {found.title}" if found else room
        label = BY_ID[fact.value].label.rstrip("…")
        super().__init__(setting, f" {label} in {where} ")
        self._fact = fact
        self._room = room
        self._typed = ""
        self._prefilled = _run_minutes(setting.desk.reading(room, setting.moment()), fact)

    @property
    def has_run(self) -> bool:
        """Whether the fact comes with a run time."""
        return self._fact in (Fact.STARTED, Fact.CHANGED)

    def compose_own(self) -> ComposeResult:
        """Lay out the numbers and the buttons."""
        if self.has_run:
            runs = tuple(f"{n} min" for n in range(LONGEST_RUN + 1))
            label = "runs for" if self._fact is Fact.STARTED else "in all"
            yield Chooser(label, runs, self._prefilled, id="runs")
        agos = ("now", *(f"{n} min ago" for n in range(1, LONGEST_AGO + 1)))
        yield Chooser("it was", agos, id="ago")
        hint = "Left and right change a number" + (", or type it" if self.has_run else "")
        yield Static(f"{hint}; up and down go to the other.", id="says", markup=False)
        with Horizontal(classes="buttons"):
            yield CardButton("Report   Enter", "report", "-primary-act")
            yield CardButton("Cancel   Esc", "cancel")

    def on_mount(self) -> None:
        """Begin at the first number."""
        super().on_mount()
        self._activate(self.query(Chooser).first())

    def press(self, event: Key) -> None:
        """Change the numbers with arrows or digits, report with Enter."""
        choosers = list(self.query(Chooser))
        at = next((i for i, each in enumerate(choosers) if each.active), 0)
        if event.key.isdigit():
            self._type(choosers[at], event.key)
            return
        self._typed = ""
        match event.key:
            case "up" | "shift+tab":
                self._activate(choosers[max(0, at - 1)])
            case "down" | "tab":
                self._activate(choosers[min(len(choosers) - 1, at + 1)])
            case "left" | "minus":
                choosers[at].step(-1)
            case "right" | "plus":
                choosers[at].step(1)
            case _:
                super().press(event)

    def _type(self, chooser: Chooser, digit: str) -> None:
        self._typed = (self._typed + digit)[-3:]
        chooser.step(int(self._typed) - chooser.at)

    def on_touched(self, message: Touched) -> None:
        """Go where the mouse went."""
        self._activate(message.chooser)

    def _activate(self, chosen: Chooser) -> None:
        self._typed = ""
        for chooser in self.query(Chooser):
            chooser.active = chooser is chosen
            chooser.draw()

    def accept(self) -> None:
        """Answer with the numbers."""
        runs = minutes(self.query_one("#runs", Chooser).at) if self.has_run else None
        self.answer(FactChoice(minutes(self.query_one("#ago", Chooser).at), runs))


def _run_minutes(reading: Reading | None, fact: Fact) -> int:
    """Tell the run time the room expects now, in minutes and in all, from the infusion's start."""
    if reading is None or reading.current is None:
        return 40
    phases = reading.phases
    starting = _ends_with(phases, Fact.STARTED)
    before = reading.current if fact is Fact.STARTED else starting
    first = 0 if before is None else before + 1
    ending = _ends_with(phases, Fact.ENDED)
    if ending is None or ending < first:
        return 40
    return max(1, round((phases[ending].ends - phases[first].starts).ms / 60_000))


def _ends_with(phases: Sequence[PhaseDoc], fact: Fact) -> int | None:
    return next((i for i, phase in enumerate(phases) if phase.until == fact), None)
