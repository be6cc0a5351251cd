"""The one table of everything a person can do here: keys, buttons, help and palette come from it.

Three classes. NOW happens at once, is the same the second time and is never confirmed: LIGHTS
UP. UNDOABLE happens at once and can be taken back while its window is open. CONFIRMED asks on
a card whose safe answer is the default. No action means one thing now and its opposite later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from controller.console.reading import Reading
from controller.domain.scene import Fact
from controller.domain.units import Span, minutes


class Kind(StrEnum):
    """How an action behaves."""

    NOW = "now"
    UNDOABLE = "undoable"
    CONFIRMED = "confirmed"
    VIEW = "view"
    """Changes what this console shows, and no room."""


Fits = Callable[[Reading], bool]


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the table.

    ``keys``   in Textual's names; the first is the one shown
    ``label``  what is on its button and in the footer
    ``help``   one sentence for the help screen and the palette
    ``verb``   what is sent to the room; None for what only changes the view
    ``fits``   whether it makes sense for a room as it is; the room itself has the last word
    """

    id: str
    keys: tuple[str, ...]
    kind: Kind
    label: str
    help: str
    verb: str | None
    fits: Fits

    @property
    def key(self) -> str:
        """How its first key is written for people."""
        return key_text(self.keys[0])


_WRITTEN = {
    "exclamation_mark": "!", "plus": "+", "minus": "-", "right_square_bracket": "]",
    "left_square_bracket": "[", "greater_than_sign": ">", "question_mark": "?",
    "enter": "Enter", "escape": "Esc", "up": "Up", "down": "Down", "upper_r": "R",
    "equals_sign": "=", "full_stop": ".", "R": "R",
}  # fmt: skip


def key_text(key: str) -> str:
    """Write a key's name for people."""
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _WRITTEN.get(key, key.replace("ctrl+", "Ctrl-"))


def _always(_: Reading) -> bool:
    return True


def _running(reading: Reading) -> bool:
    return reading.session is not None


def _free(reading: Reading) -> bool:
    return reading.is_free


def _waits_for(fact: Fact) -> Fits:
    def fits(reading: Reading) -> bool:
        return reading.next_fact is fact

    return fits


def _arrived(reading: Reading) -> bool:
    doc = reading.session
    return doc is not None and not doc.facts and reading.next_fact is Fact.STARTED


def _infusing(reading: Reading) -> bool:
    return _running(reading) and reading.next_fact is Fact.ENDED


def _held(reading: Reading) -> bool:
    return reading.held is not None


def _going(reading: Reading) -> bool:
    return _running(reading) and reading.held is None


def _visited(reading: Reading) -> bool:
    return reading.room.session is not None and reading.room.session.visit is not None


def _unvisited(reading: Reading) -> bool:
    return reading.room.session is not None and reading.room.session.visit is None


def _lit(reading: Reading) -> bool:
    return reading.room.session is not None and reading.room.session.lights_up is not None


def _undoable(reading: Reading) -> bool:
    doc = reading.room.session
    if doc is None or doc.undo is None or reading.clock is None:
        return False
    return reading.clock < doc.undo.closes


def _noticed(reading: Reading) -> bool:
    return bool(reading.room.notices and reading.room.notices.notices)


def _left(reading: Reading) -> bool:
    return _running(reading) and reading.next_fact in (Fact.LEFT, None)


ACTIONS: tuple[Action, ...] = (
    Action("lights-up", ("exclamation_mark", "f9"), Kind.NOW, "LIGHTS UP",
           "All lights of the room full, at once. Works everywhere and is never asked about.",
           "lights-up", _always),
    Action("restore", ("R",), Kind.UNDOABLE, "Restore scene",
           "Fade from lights up back to the scene.", "restore", _lit),
    Action("start", ("s",), Kind.CONFIRMED, "Start a scene…",
           "Choose a scene for a free room and start it from its card.", "start", _free),
    Action("arrived", ("a",), Kind.UNDOABLE, "Arrived",
           "Report that the patient has arrived.", "arrived", _arrived),
    Action("started", ("i",), Kind.UNDOABLE, "Infusion started…",
           "Report that the infusion has started, with the pump's run time.", "started",
           _waits_for(Fact.STARTED)),
    Action("changed", ("c",), Kind.UNDOABLE, "Run time changed…",
           "Report that the pump's run time has changed; give it in all, from the start.",
           "changed", _infusing),
    Action("ended", ("e",), Kind.UNDOABLE, "Infusion ended",
           "Report that the infusion has ended; the return begins.", "ended",
           _waits_for(Fact.ENDED)),
    Action("left", ("l",), Kind.UNDOABLE, "Patient left",
           "Report that the patient has left; the session is over.", "left", _left),
    Action("earlier", ("t",), Kind.UNDOABLE, "It was earlier…",
           "Report the next fact with the minutes since it was true.", None, _running),
    Action("hold", ("h",), Kind.UNDOABLE, "Hold",
           "Stay in this phase until you say go.", "hold", _going),
    Action("go", ("g",), Kind.UNDOABLE, "Go on",
           "Let a held session go on.", "go", _held),
    Action("longer", ("plus", "equals_sign"), Kind.UNDOABLE, "+5 min",
           "Make this phase five minutes longer; several presses add up, to fifteen.", "extend",
           _running),
    Action("shorter", ("minus",), Kind.UNDOABLE, "−5 min",
           "Make this phase five minutes shorter.", "extend", _running),
    Action("visit", ("n",), Kind.UNDOABLE, "Nurse in",
           "Somebody goes in: low path light, softer music.", "visit", _unvisited),
    Action("end-visit", ("o",), Kind.UNDOABLE, "Nurse out",
           "The visit is over: light and music return to where they would be.", "end-visit",
           _visited),
    Action("louder", ("right_square_bracket",), Kind.UNDOABLE, "Volume up",
           "Five per cent louder, never above the room's ceiling.", "volume", _running),
    Action("softer", ("left_square_bracket",), Kind.UNDOABLE, "Volume down",
           "Five per cent softer.", "volume", _running),
    Action("skip", ("greater_than_sign", "full_stop"), Kind.UNDOABLE, "Skip track",
           "Crossfade to another track now.", "skip", _running),
    Action("swap", ("m",), Kind.UNDOABLE, "Other music…",
           "Draw on another playlist, or silence, for this phase.", "swap", _running),
    Action("next-phase", ("p",), Kind.UNDOABLE, "Next phase",
           "End this phase now, whatever it waits for.", "next-phase", _running),
    Action("undo", ("u",), Kind.UNDOABLE, "Undo",
           "Take back the last thing done in the room, while its window is open.", "undo",
           _undoable),
    Action("seen", ("y",), Kind.UNDOABLE, "Seen",
           "Say that the room's first notice was seen.", "seen", _noticed),
    Action("stop", ("x",), Kind.CONFIRMED, "End session…",
           "End the session: music fades and lights go to the turnover look. Asks first.",
           "stop", _running),
    Action("open", ("enter",), Kind.VIEW, "Open",
           "Open the chosen room; for a free room, its start card.", None, _always),
    Action("back", ("escape",), Kind.VIEW, "Back",
           "Go back. It never leaves the console.", None, _always),
    Action("next-notice", ("w",), Kind.VIEW, "Next notice",
           "Choose the next room that has a notice.", None, _noticed),
    Action("zoom", ("z",), Kind.VIEW, "Zoom",
           "Show two hours, four, eight, or the next few minutes.", None, _always),
    Action("density", ("v",), Kind.VIEW, "Density",
           "Four lines a room, two, or one.", None, _always),
    Action("theme", ("d",), Kind.VIEW, "Colours",
           "Change the colours of this console: dusk, day, or the terminal's own.", None, _always),
    Action("help", ("question_mark", "f1"), Kind.VIEW, "Help",
           "Show every key.", None, _always),
    Action("quit", ("q",), Kind.VIEW, "Close this console",
           "Close this console; rooms keep playing.", None, _always),
)  # fmt: skip
BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

STEP = minutes(5)
"""What one press of + or − asks for."""
STEP_MOST = minutes(15)
"""What presses in a row may add up to."""
VOLUME_STEP = 5
"""Per cent of one press of the volume keys."""
GATHER = Span(1_000)
"""How long presses of + and − are collected before they are sent."""

_FACT_ACTION = {fact: BY_ID[fact.value] for fact in Fact}


def primary(reading: Reading) -> Action:
    """Tell the one action a room waits for: the next fact, or a scene if it is free."""
    if reading.held is not None:
        return BY_ID["go"]
    if reading.session is None:
        return BY_ID["start"]
    if _arrived(reading):
        return BY_ID["arrived"]
    return _FACT_ACTION[reading.next_fact] if reading.next_fact else BY_ID["left"]


def is_open_to(action: Action, reading: Reading) -> bool:
    """Tell whether ``action`` may be done in a room as it is shown.

    While a room is not heard nothing is asked of it, except LIGHTS UP, which may be tried.
    """
    if action.kind is Kind.VIEW:
        return True
    if not (reading.is_live or action.kind is Kind.NOW):
        return False
    return action.fits(reading)
