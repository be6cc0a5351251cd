"""Small worlds for the tests of the core: a scene, its music, a house, and scripts of a session."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from controller.domain.commands import (
    CallPressed,
    Command,
    DoorOpened,
    EndVisit,
    Extend,
    Go,
    Hold,
    LightsUp,
    NextPhase,
    Prepare,
    Refused,
    Report,
    Restore,
    Seen,
    SkipTrack,
    Start,
    Stop,
    SwapPlaylist,
    TrackFailed,
    Undo,
    Visit,
    Volume,
)
from controller.domain.decide import decide
from controller.domain.events import Event
from controller.domain.look import Color, Light, Look, White
from controller.domain.plan import Slot
from controller.domain.playlist import Playlist, Track
from controller.domain.scene import (
    Check,
    CheckKind,
    Fact,
    House,
    Land,
    Mark,
    Phase,
    Quiet,
    Scene,
    Score,
)
from controller.domain.session import evolve
from controller.domain.sound import music
from controller.domain.state import NEW, State
from controller.domain.units import ZERO, Instant, Span, minutes, seconds

NOW = Instant(1_000_000)


def tracks(count: int, seed: int, name: str, least: int = 120, most: int = 540) -> Playlist:
    """Make a playlist of ``count`` tracks of ``least`` to ``most`` seconds."""
    chance = random.Random(seed)
    made = tuple(
        Track(
            file=f"{name}/{i}.ogg",
            title=f"{name} {i}",
            opens=Span(300),
            closes=Span(300 + chance.randrange(least * 1000, most * 1000)),
            gain_db=-3.0,
            energy=chance.random(),
        )
        for i in range(count)
    )
    return Playlist(name, name.title(), made)


WELCOME = Look("welcome", seconds(5), {"lamp": Light(45, White(370)), "ceiling": Light(30)})
DIM = Look("dim", seconds(90), {"lamp": Light(20, White(450)), "ceiling": Light(0)})
DEEP = Look(
    "deep", seconds(90), {"lamp": Light(8, White(455)), "accent": Light(5, Color(32, 58, 107))}
)
DAWN = Look("dawn", minutes(10), {"lamp": Light(30, White(400))})
DAYLIGHT = Look("daylight", minutes(2), {"lamp": Light(60, White(300)), "ceiling": Light(40)})
HOUSE = House(
    turnover=Look("turnover", seconds(5), {"lamp": Light(70), "ceiling": Light(70)}),
    visit=Look("visit", seconds(5), {"path": Light(12, White(500))}),
    lights_up=Look("lights-up", ZERO, {"lamp": Light(100), "ceiling": Light(100)}),
)
EVENINGS = tracks(40, 9, "evenings")


def scene(
    lists: int = 40,
    land: Land = Land.SOFT,
    silent: int | None = None,
    last: Fact | None = Fact.LEFT,
) -> Scene:
    """Make a scene of five phases; ``silent`` is the index of a phase without music."""
    shape = (
        ("arrive", 10, 3, 30, Fact.STARTED, WELCOME, Land.BRIDGE, "preparing"),
        ("onset", 8, 8, 8, None, DIM, Land.BRIDGE, "in-session"),
        ("plateau", 32, 15, 70, Fact.ENDED, DEEP, land, "in-session"),
        ("return", 12, 12, 12, None, DAWN, land, "in-session"),
        ("recovery", 30, 20, 90, last, DAYLIGHT, land, "quiet"),
    )
    phases = tuple(
        Phase(
            name,
            minutes(lasts),
            minutes(least),
            minutes(most),
            until,
            look,
            None if i == silent else Score(tracks(lists, i, name), rule, (0.3, 0.6), -i),
            sign,
        )
        for i, (name, lasts, least, most, until, look, rule, sign) in enumerate(shape)
    )
    checks = (
        Check("First look-in", CheckKind.IN_PERSON, Mark(Fact.STARTED, minutes(5))),
        Check("Vitals", CheckKind.REMOTE, Mark(Fact.STARTED), minutes(10), Mark(Fact.ENDED)),
    )
    quiet = Quiet(Mark(Fact.STARTED, minutes(8)), Mark(Fact.ENDED), 1)
    return Scene(
        "infusion-40", "40-minute infusion", phases, minutes(105), minutes(15), checks, quiet
    )


class Room:
    """A room under test: a state, and every event that led to it."""

    def __init__(self) -> None:
        self.state: State = NEW
        self.events: list[Event] = []
        self.now = NOW
        self.do(Prepare(HOUSE))

    def do(self, command: Command) -> tuple[Event, ...] | Refused:
        """Carry out a command now."""
        result = decide(self.state, command, self.now)
        if not isinstance(result, Refused):
            for event in result:
                self.state = evolve(self.state, event)
                self.events.append(event)
        return result

    def done(self, command: Command) -> Room:
        """Carry out a command that must not be refused."""
        result = self.do(command)
        assert not isinstance(result, Refused), result.why
        return self

    def refused(self, command: Command) -> str:
        """Try a command that must be refused, and change nothing; tell why it is."""
        before = self.state
        result = self.do(command)
        assert isinstance(result, Refused), result
        assert self.state is before
        return result.why

    def wait(self, span: Span) -> Room:
        """Let time pass."""
        self.now = self.now + span
        return self

    def begin(self, chosen: Scene | None = None, volume: int | None = None) -> Room:
        """Start a session."""
        assert not isinstance(self.do(Start("s1", chosen or scene(), 7, volume)), Refused)
        return self

    def into_plateau(self, chosen: Scene | None = None) -> Room:
        """Start a session and bring it ten minutes into its plateau."""
        self.begin(chosen)
        self.wait(minutes(9)).do(Report(Fact.STARTED, runs=minutes(40)))
        return self.wait(minutes(18))

    def coming(self) -> Slot:
        """Tell the placing that comes next."""
        session = self.state.running(self.now)
        assert session is not None
        return next(slot for slot in session.plan.slots if slot.starts > self.now)

    def files(self) -> list[str]:
        """Tell which files sound now."""
        return [voice.track.file for voice in music(self.state, self.now).voices]


def phase(name: str, lasts: float, until: Fact | None = None, score: Score | None = None) -> Phase:
    """Make a phase of ``lasts`` minutes; one that waits may be half or twice as long."""
    span = minutes(lasts)
    least, most = (span * 0.5, span * 2) if until else (span, span)
    return Phase(name, span, least, most, until, DIM, score, "in-session")


def steps(chance: random.Random, count: int = 25) -> Iterator[tuple[Span, Command]]:
    """Yield a random script: how long to wait, and what to do then."""
    for _ in range(count):
        wait = Span(chance.choice((0, 300, 2_500, 6_000, 9_000, 60_000, 400_000, 1_500_000)))
        yield wait + Span(chance.randrange(0, 5_000)), _command(chance)


def _command(chance: random.Random) -> Command:
    fact = chance.choice(tuple(Fact))
    ago = Span(chance.choice((0, 0, 0, 60_000, 240_000)))
    runs = minutes(chance.choice((20, 40, 55))) if chance.random() < 0.3 else None
    choices: Sequence[Command] = (
        Start(f"s{chance.random()}", scene(silent=chance.choice((None, None, 1, 2, 4))), 3),
        Report(fact, ago, runs if fact in (Fact.STARTED, Fact.CHANGED) else None),
        Report(Fact.STARTED),
        Report(Fact.ENDED),
        Extend(minutes(chance.choice((-5, 5, 5, 10)))),
        Extend(minutes(5), "return"),
        Hold(),
        Go(),
        NextPhase(),
        Visit(),
        EndVisit(),
        LightsUp(),
        Restore(),
        Volume(chance.randrange(0, 101)),
        SkipTrack(),
        SwapPlaylist(EVENINGS),
        SwapPlaylist(None, "return"),
        Stop() if chance.random() < 0.3 else Go(),
        Undo(),
        Undo(),
        TrackFailed(f"plateau/{chance.randrange(40)}.ogg"),
        DoorOpened(),
        CallPressed(),
        Seen("call"),
    )
    return chance.choice(choices)
