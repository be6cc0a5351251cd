"""What a person means, turned into commands: the console without its screens.

Knows the store, the outbox and the table of actions; no widget, no thread. Times are handed in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from controller.console.actions import (
    BY_ID,
    GATHER,
    STEP,
    STEP_MOST,
    VOLUME_STEP,
    Action,
    is_open_to,
)
from controller.console.format import clock_text, signed_minutes
from controller.console.outbox import Fate, Outbox, Sender, Word
from controller.console.reading import Moment, Reading, read
from controller.console.store import Room, RoomStore
from controller.domain.scene import Fact
from controller.domain.units import ZERO, Instant, Span
from controller.domain.wire import Answer

WORD_STAYS = Span(10_000)
"""How long the last word on a room is shown."""


@dataclass(frozen=True, slots=True)
class _Gathering:
    """Presses of + and − in one room that are being collected."""

    total: Span
    due: Instant


@dataclass(frozen=True, slots=True)
class StartChoice:
    """What a start card was left with; ``music`` is own, silence or a playlist's name."""

    scene: str
    title: str
    music: str
    volume: int


class Desk:
    """Everything a console can ask of rooms, and what is known of each."""

    def __init__(
        self,
        store: RoomStore,
        sender: Sender,
        ids: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self.store = store
        self.outbox = Outbox(store, sender, ids)
        self._gathered: dict[str, _Gathering] = {}
        self._volumes: dict[str, tuple[int, Instant]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way or being collected."""
        return self.outbox.is_idle and not self._gathered

    def reading(self, name: str, moment: Moment) -> Reading | None:
        """Read room ``name`` at ``moment``."""
        room = self.store.room(name)
        return read(room, self.store.contact(room, moment.now), moment) if room else None

    def readings(self, moment: Moment) -> tuple[Reading, ...]:
        """Read every room at ``moment``, by row."""
        contact = self.store.contact
        return tuple(read(room, contact(room, moment.now), moment) for room in self.store.rooms)

    def do(self, action: Action, reading: Reading) -> Word | None:
        """Do an action that needs nothing more to be known; None when it does not fit now."""
        if not is_open_to(action, reading):
            return self._unfit(action, reading)
        name, now = reading.room.name, reading.moment.now
        match action.id:
            case "longer" | "shorter":
                return self._gather(name, STEP if action.id == "longer" else -STEP, now)
            case "louder" | "softer":
                return self._volume(reading, VOLUME_STEP if action.id == "louder" else -VOLUME_STEP)
            case "seen":
                return self._seen(reading)
            case "undo":
                return self._ask(reading, "undo", {}, f"undo {_undo_what(reading)}")
            case "next-phase":
                return self._ask(reading, "next-phase", {}, "next phase")
            case _:
                return self._ask(reading, action.verb or action.id, {}, said(action))

    def start(self, reading: Reading, choice: StartChoice) -> Word:
        """Start the scene a card was left with."""
        args = {"scene": choice.scene, "volume": str(choice.volume), "music": choice.music}
        return self._ask(reading, "start", args, f"{choice.title} started")

    def report(self, reading: Reading, fact: Fact, ago: Span, runs: Span | None) -> Word:
        """Report ``fact`` as true ``ago``; ``runs`` is the pump's run time, where it has one."""
        args = {"ago": str(ago)} if ago > ZERO else {}
        if runs is not None:
            args["runs"] = str(runs)
        return self._ask(reading, fact.value, args, said(BY_ID[fact.value]))

    def swap(self, reading: Reading, playlist: str, title: str) -> Word:
        """Draw on ``playlist`` (or silence) in the current phase."""
        return self._ask(reading, "swap", {"playlist": playlist}, f"music: {title}")

    def stop(self, reading: Reading) -> Word:
        """End the session."""
        return self._ask(reading, "stop", {}, "session ended")

    def answer(self, name: str, answer: Answer, now: Instant) -> Word | None:
        """Take in a room's answer."""
        return self.outbox.answer(name, answer, now)

    def tick(self, moment: Moment) -> None:
        """Send what was collected, again what was not answered, and give up what never was."""
        for name, gathering in tuple(self._gathered.items()):
            if moment.now >= gathering.due:
                self._flush(name, moment)
        self.outbox.tick(moment.now)

    def word(self, name: str, now: Instant) -> Word | None:
        """Tell the last word on a room while it is new."""
        word = self.outbox.words.get(name)
        return word if word and (now - word.at < WORD_STAYS or word.fate is Fate.SENT) else None

    def lights_word(self, name: str, now: Instant) -> Word | None:
        """Tell what became of LIGHTS UP in a room, while it is new."""
        word = self.word(name, now)
        return word if word and word.verb == "lights-up" else None

    def _ask(self, reading: Reading, verb: str, args: Mapping[str, str], label: str) -> Word:
        name = reading.room.name
        if name in self._gathered and verb not in ("extend", "volume", "lights-up"):
            self._flush(name, reading.moment)
        return self.outbox.post(name, verb, args, label, reading.moment.now)

    def _gather(self, name: str, by: Span, now: Instant) -> Word:
        before = self._gathered.get(name)
        total = (before.total if before else ZERO) + by
        total = max(-STEP_MOST, min(STEP_MOST, total))
        self._gathered[name] = _Gathering(total, now + GATHER)
        text = signed_minutes(total.ms) if total else "no change"
        word = Word(name, "extend", f"{text} …", Fate.SENT, now)
        self.outbox.words[name] = word
        return word

    def _flush(self, name: str, moment: Moment) -> None:
        gathering = self._gathered.pop(name)
        reading = self.reading(name, moment)
        if not gathering.total or reading is None:
            self.outbox.words.pop(name, None)
            return
        ms = gathering.total.ms
        by = f"{'+' if ms > 0 else '-'}{abs(ms) // 60_000}m"
        self._ask(reading, "extend", {"by": by}, signed_minutes(ms))

    def _volume(self, reading: Reading, by: int) -> Word:
        """Ask for an absolute volume: from the one asked for last, if it is not reported yet."""
        name, now = reading.room.name, reading.moment.now
        shown = reading.room.music.volume if reading.room.music else 50
        asked, at = self._volumes.get(name, (shown, Instant(-(10**9))))
        base = asked if now - at < WORD_STAYS and not self.outbox.is_idle else shown
        pct = max(0, min(100, base + by))
        self._volumes[name] = pct, now
        return self._ask(reading, "volume", {"pct": str(pct)}, f"volume {pct}%")

    def _seen(self, reading: Reading) -> Word:
        notices = reading.room.notices.notices if reading.room.notices else ()
        return self._ask(reading, "seen", {"notice": notices[0].id}, "notice seen")

    def _unfit(self, action: Action, reading: Reading) -> Word | None:
        """Say why an action does nothing now; nothing is sent."""
        room, now = reading.room, reading.moment.now
        label = action.label.rstrip("…")
        if not reading.is_live:
            text = f"{label}: not sent, {room.title} cannot be reached now"
        else:
            text = f"{label}: nothing to do in {room.title} now"
        word = Word(room.name, action.verb or action.id, text, Fate.FAILED, now)
        self.outbox.words[room.name] = word
        return word


def said(action: Action) -> str:
    """Write an action as a thing done."""
    return {"lights-up": "LIGHTS UP", "restore": "scene restored", "hold": "holding",
            "go": "going on", "visit": "nurse going in", "end-visit": "nurse is out",
            "skip": "track skipped", "arrived": "arrived", "started": "infusion started",
            "changed": "run time changed", "ended": "infusion ended", "left": "patient left",
            }.get(action.id, action.label.rstrip("…"))  # fmt: skip


def _undo_what(reading: Reading) -> str:
    doc = reading.room.session
    return doc.undo.what if doc and doc.undo else ""


def last_line(desk: Desk, reading: Reading, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """Say what was last done in a room and how to take it back: runs of (text, style)."""
    room, moment = reading.room, reading.moment
    runs: list[tuple[str, str]] = []
    word = desk.word(room.name, moment.now)
    if word is not None:
        at = clock_text(moment.wall - (moment.now - word.at).ms, zone)
        style = "notice" if word.fate is Fate.FAILED else "text"
        runs.append((f"{at} {room.title}: {word.text}", style))
    runs += _undo_runs(room, reading, said_already=word is not None)
    return tuple(runs)


def _undo_runs(room: Room, reading: Reading, said_already: bool) -> list[tuple[str, str]]:
    doc, clock = room.session, reading.clock
    if doc is None:
        return []
    done = doc.said and f"{room.title}: {doc.said}" + (f" by {doc.by}" if doc.by else "")
    runs: list[tuple[str, str]] = [] if said_already or not done else [(done, "muted")]
    if doc.undo is None or clock is None or doc.undo.closes <= clock:
        return runs
    left = -(-(doc.undo.closes - clock).ms // 1_000)
    lead = "  " if runs or said_already else ""
    return [*runs, (f"{lead}u", "key"), (f" undo {doc.undo.what} ({left} s)", "text")]
