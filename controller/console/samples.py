"""A made-up clinic at a fixed hour, as its rooms would report it: for pictures and measurements."""

from __future__ import annotations

from datetime import UTC, datetime

from controller.console.reading import Moment
from controller.console.store import Document, RoomStore
from controller.domain.documents import (
    About,
    FixtureDoc,
    LightsDoc,
    MusicDoc,
    Named,
    Notice,
    NoticesDoc,
    Offer,
    OfferedPhase,
    PhaseDoc,
    SessionDoc,
    SignDoc,
    TrackDoc,
    Undoable,
)
from controller.domain.units import ZERO, Instant, Span, minutes, seconds
from controller.domain.wanted import Due
from controller.domain.wire import Beat, Link, LinkState

WALL = int(datetime(2026, 10, 13, 14, 32, tzinfo=UTC).timestamp() * 1000)
"""The hour of the samples: Tuesday, 13 October, 14:32."""
CLOCK = Instant(90_000_000)
"""What every sample room's clock reads at that hour."""
CONSOLE = Instant(5_000_000)
"""What the console's own clock reads then."""
BOOT = "sample-boot"

PHASES: tuple[tuple[str, int, str | None, str, str, float, str], ...] = (
    ("arrive", 10, "started", "welcome", "#b98a55", 40.0, "preparing"),
    ("onset", 8, None, "dim", "#8a6238", 20.0, "in-session"),
    ("plateau", 32, "ended", "deep", "#4a62a8", 8.0, "in-session"),
    ("return", 12, None, "dawn", "#a8703a", 25.0, "in-session"),
    ("recovery", 30, "left", "daylight", "#c9b38a", 45.0, "quiet"),
)
_TITLES = (
    "Opening", "Low Cloud", "Slow River", "Glass Fields", "Tidal", "Slow River II",
    "Harbour Lights", "Homeward", "Still", "Open Window", "Long Evening",
)  # fmt: skip


def phase_docs(begun: Instant, ended: int = 0) -> tuple[PhaseDoc, ...]:
    """Make the phases of a 40-minute scene that began at ``begun``, the first ``ended`` past."""
    docs: list[PhaseDoc] = []
    at = begun
    for i, (name, lasts, until, look, color, level, sign) in enumerate(PHASES):
        ends = at + minutes(lasts)
        docs.append(
            PhaseDoc(name, at, ends, ends, ends, until, look, color, level, sign, i < ended)
        )
        at = ends
    return tuple(docs)


def session_doc(begun_ago: float, current: int, **more: object) -> SessionDoc:
    """Make a running session that began ``begun_ago`` minutes before the samples' hour."""
    phases = phase_docs(CLOCK - minutes(begun_ago), current)
    waiting = next((phase for phase in phases if phase.until and not phase.past), None)
    values: dict[str, object] = {
        "rev": 7,
        "boot": BOOT,
        "session": "s-1",
        "scene": "infusion-40",
        "title": "40-minute infusion",
        "current": current,
        "phases": phases,
        "slips_from": waiting.ends if waiting else None,
    }
    return SessionDoc(**{**values, **more})  # type: ignore[arg-type]


def music_doc(phases: tuple[PhaseDoc, ...], now: Instant = CLOCK) -> MusicDoc:
    """Make the music of a session: eleven tracks over its phases, one of which sounds."""
    starts, ends = phases[0].starts, phases[-1].ends
    each = Span((ends - starts).ms // len(_TITLES))
    tracks = []
    for i, title in enumerate(_TITLES):
        begins = starts + each * i
        phase = sum(begins >= other.ends for other in phases)
        name = title.lower().replace(" ", "-")
        tracks.append(
            TrackDoc(title, f"{name}.ogg", phase, begins, begins + each, seconds(8), -3.0)
        )
    sounding = tuple(t for t in tracks if t.starts <= now < t.ends)
    return MusicDoc(4, "headphones-1", 34, sounding, tuple(tracks))


def about_doc(title: str) -> About:
    """Make what a room offers: two scenes that fit and one that does not."""
    lasts = [OfferedPhase(p[0], minutes(p[1]), ZERO if i != 1 else None, ZERO)
             for i, p in enumerate(PHASES)]  # fmt: skip
    late = [*lasts[:3], OfferedPhase("return", minutes(12), seconds(12), ZERO), lasts[4]]
    short = [*lasts[:2], OfferedPhase("plateau", minutes(44), ZERO, minutes(14)), *lasts[3:]]
    return About(
        title=title,
        software="0.1.0",
        minor=0,
        output="headphones-1",
        roles=("ceiling", "lamp", "accent"),
        scenes=(
            Offer("infusion-40", "40-minute infusion", minutes(105), tuple(lasts), True),
            Offer("booster", "Booster", minutes(75), tuple(late), True),
            Offer("infusion-60", "60-minute infusion", minutes(125), tuple(short), False,
                  "Plateau lacks 14 minutes of music; add tracks to the playlist plateau."),
        ),
        playlists=(Named("plateau", "Deep water"), Named("recovery", "Open window")),
        volume=50,
    )  # fmt: skip


def lights_doc(look: str, color: str, level: float) -> LightsDoc:
    """Make the lights of a room: a lamp, an accent and a ceiling that is off."""
    ends = CLOCK - minutes(1)
    return LightsDoc(
        3,
        look,
        (
            FixtureDoc("ceiling", 0.0, 0.0, "#000000", ends, "ok"),
            FixtureDoc("lamp", level, level, color, ends, "ok"),
            FixtureDoc("accent", level / 2, level / 2, "#3a5bb0", ends, "fading"),
        ),
    )


def free_room(title: str) -> list[Document]:
    """Make the documents of a room in which nothing runs."""
    return [
        about_doc(title),
        SessionDoc(1, BOOT),
        MusicDoc(1, "headphones-1", 50),
        lights_doc("turnover", "#c9b38a", 60.0),
        SignDoc(1, "open"),
        NoticesDoc(0),
    ]


def busy_room(title: str, doc: SessionDoc, notices: tuple[Notice, ...] = ()) -> list[Document]:
    """Make the documents of a room in which ``doc`` runs."""
    phase = doc.phases[doc.current or 0]
    return [
        about_doc(title),
        doc,
        music_doc(doc.phases),
        lights_doc(phase.look, phase.color, phase.level),
        SignDoc(2, phase.sign),
        NoticesDoc(1, notices),
    ]


def three_rooms() -> dict[str, list[Document]]:
    """Make the clinic of the picture: one in its plateau, one held, one with a notice."""
    text = "No sound in this room: headphones-1 (PulseAudio) is gone."
    lost = Notice("output", CLOCK - minutes(3), text)
    undo = Undoable("the change of length", CLOCK + seconds(8))
    return {
        "cedar": busy_room(
            "Cedar", session_doc(52, 3, undo=undo, by="desk", said="+5 min"), (lost,)
        ),
        "linden": free_room("Linden"),
        "willow": busy_room(
            "Willow",
            session_doc(26, 2, due=(Due("Vitals", "remote", CLOCK - minutes(1)),)),
        ),
    }


def fill(
    store: RoomStore, rooms: dict[str, list[Document]], now: Instant = CONSOLE, wall: int = WALL
) -> None:
    """Tell ``store`` everything ``rooms`` said, and that they are alive."""
    for name, documents in rooms.items():
        store.take(name, Link(LinkState.UP, "i", 1, BOOT), now, wall)
        for document in documents:
            store.take(name, document, now, wall)
        store.take(name, Beat(BOOT, CLOCK, wall), now, wall)


def moment(after: Span = ZERO) -> Moment:
    """Tell the samples' moment, or one ``after`` it."""
    return Moment(CONSOLE + after, WALL + after.ms)
