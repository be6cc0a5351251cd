"""From an order on the wire to a command of the core; a sentence when it is not one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from controller.domain import commands as c
from controller.domain.playlist import Playlist
from controller.domain.scene import Fact, Scene, Score
from controller.domain.units import ZERO, Span, parse_span
from controller.domain.wire import VERBS
from controller.room.ports import Repertory

SILENCE = "silence"
OWN = "own"


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a new session is given: its id, and the seed of its choice of tracks."""

    session: str
    seed: int


def command_for(
    verb: str, args: Mapping[str, str], repertory: Repertory, fresh: Callable[[], Fresh]
) -> c.Command | c.Refused:
    """Read an order. ``args`` are as people write them; see ``wire.VERBS``."""
    why = _unknown(verb, args)
    if why:
        return c.Refused(why)
    try:
        return _read(verb, args, repertory, fresh)
    except ValueError as error:
        return c.Refused(f"{verb}: {error}")


_PLAIN: Mapping[str, c.Command] = {
    "hold": c.Hold(),
    "go": c.Go(),
    "next-phase": c.NextPhase(),
    "visit": c.Visit(),
    "end-visit": c.EndVisit(),
    "lights-up": c.LightsUp(),
    "restore": c.Restore(),
    "skip": c.SkipTrack(),
    "stop": c.Stop(),
    "undo": c.Undo(),
    "quiet": c.Volume(0),
}


def _unknown(verb: str, args: Mapping[str, str]) -> str:
    takes = () if verb == "quiet" else VERBS.get(verb)
    if takes is None:
        return f'There is no "{verb}"{_perhaps(verb, VERBS) or "."}'
    strange = next((name for name in args if name not in takes), None)
    if strange is not None:
        return f'{verb} takes no "{strange}"{_perhaps(strange, takes) or "."}'
    return ""


def _read(
    verb: str, args: Mapping[str, str], repertory: Repertory, fresh: Callable[[], Fresh]
) -> c.Command:
    match verb:
        case "start":
            return _start(args, repertory, fresh)
        case "arrived" | "started" | "changed" | "ended" | "left":
            runs = _span(args, "runs") if "runs" in args else None
            return c.Report(Fact(verb), _span(args, "ago"), runs)
        case "extend":
            return c.Extend(_span(args, "by", needed=True), args.get("phase"))
        case "volume":
            return c.Volume(_percent(_needed(args, "pct")))
        case "swap":
            chosen = _playlist(_needed(args, "playlist"), repertory)
            return c.SwapPlaylist(chosen, args.get("phase"))
        case "seen":
            return c.Seen(_needed(args, "notice"))
        case _:
            return _PLAIN[verb]


def _start(args: Mapping[str, str], repertory: Repertory, fresh: Callable[[], Fresh]) -> c.Start:
    name = _needed(args, "scene")
    scene = repertory.scenes.get(name)
    if scene is None:
        raise ValueError(f'there is no scene "{name}"{_perhaps(name, repertory.scenes)}')
    volume = _percent(args["volume"]) if "volume" in args else None
    music = args.get("music", OWN)
    if music != OWN:
        scene = _with_music(scene, _playlist(music, repertory))
    new = fresh()
    return c.Start(new.session, scene, new.seed, volume)


def _with_music(scene: Scene, playlist: Playlist | None) -> Scene:
    """Let every phase draw on one playlist, or on none."""

    def score(old: Score | None) -> Score | None:
        if playlist is None:
            return None
        return replace(old, playlist=playlist) if old else Score(playlist)

    phases = tuple(replace(phase, score=score(phase.score)) for phase in scene.phases)
    return replace(scene, phases=phases)


def _playlist(name: str, repertory: Repertory) -> Playlist | None:
    if name == SILENCE:
        return None
    if name not in repertory.playlists:
        raise ValueError(f'there is no playlist "{name}"{_perhaps(name, repertory.playlists)}')
    return repertory.playlists[name]


def _needed(args: Mapping[str, str], name: str) -> str:
    if name not in args:
        raise ValueError(f"{name}= is missing")
    return args[name]


def _span(args: Mapping[str, str], name: str, needed: bool = False) -> Span:
    if name not in args and not needed:
        return ZERO
    return parse_span(_needed(args, name))


def _percent(text: str) -> int:
    bare = text.removesuffix("%")
    if not bare.isdecimal() or int(bare) > 100:
        raise ValueError(f'"{text}" is not a volume; give one from 0 to 100')
    return int(bare)


def _perhaps(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
