"""Reading a scene: its phases with their looks and music, the checks, the quiet stretch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from controller.domain.look import Look
from controller.domain.playlist import Playlist
from controller.domain.scene import (
    ENDING_FACTS,
    Check,
    CheckKind,
    Fact,
    Land,
    Mark,
    Phase,
    Quiet,
    Scene,
    Score,
)
from controller.domain.units import ZERO, Span, seconds
from controller.site import kinds
from controller.site.model import SIGNS
from controller.site.reading import Page, Spot, Table

T = TypeVar("T")
Awaited = set[Fact] | None
"""The facts that a scene's checks can lean on; None while its phases are not right."""
MOST = 3
"""How many times its length a phase that waits for a person may last, when ``max`` is not said.
Past it the console says so; nothing is forced."""
LONGEST_LIST = 20
"""Phases, and checks, of one scene."""
LEAST_EVERY = seconds(5)
SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Known:
    """What a scene may refer to; None where the file that tells cannot be read."""

    looks: Mapping[str, Look] | None
    playlists: Mapping[str, Playlist]


def read(page: Page, name: str, known: Known) -> Scene:
    """Read one scene; its file is called ``name``."""
    with page.top().table() as top:
        called = top.need("scene", kinds.ident, name)
        if called and called != name:
            top.blame("scene", f'the file is called "{name}"; give both the same name')
        phases, awaited = _phases(top, known)
        planned = sum((phase.lasts for phase in phases), ZERO)
        return Scene(
            name=name,
            title=top.need("title", kinds.line, "40-minute infusion") or name,
            phases=phases,
            visit=_visit(top, planned),
            turnover=top.take("turnover", kinds.span, ZERO),
            checks=_checks(top, awaited),
            quiet=_quiet(top, awaited),
        )


def _visit(top: Table, planned: Span) -> Span:
    visit = top.take("visit", kinds.stretch, planned)
    if visit < planned:
        top.blame("visit", f"the phases take {planned} together; book at least that")
    return visit


def _phases(top: Table, known: Known) -> tuple[tuple[Phase, ...], Awaited]:
    """Read the phases, and tell the facts that somebody will report for them."""
    spot = top.at("phases", "[{name: arrive, lasts: 10m, until: started, ...}]")
    if spot is None:
        return (), None
    rows = spot.rows()
    if spot.value == [] or len(rows) > LONGEST_LIST:
        spot.blame(f"a scene has 1 to {LONGEST_LIST} phases")
    phases = tuple(_phase(row, known) for row in rows[:LONGEST_LIST])
    _check_names(rows, phases)
    return phases, _awaited(rows, phases)


def _phase(spot: Spot, known: Known) -> Phase:
    with spot.table() as at:
        name = at.need("name", kinds.ident, "plateau")
        lasts = at.need("lasts", kinds.stretch, "32m")
        until = at.take("until", kinds.choice("event to wait for", ENDING_FACTS), None)
        least, most = _range(at, lasts or ZERO, until is not None)
        return Phase(
            name=name or "",
            lasts=lasts or ZERO,
            least=least,
            most=most,
            until=Fact(until) if until else None,
            look=_look(at, known),
            score=_score(at, known),
            sign=at.need("sign", kinds.choice("sign", SIGNS), "in-session") or "",
        )


def _range(at: Table, lasts: Span, waits: bool) -> tuple[Span, Span]:
    """Read ``min`` and ``max``. Nobody waits for a phase that runs by the clock to last longer."""
    least = at.take("min", kinds.span, ZERO)
    most = at.take("max", kinds.stretch, lasts * MOST if waits else lasts)
    if lasts and least > lasts:
        at.blame("min", f'"min" is longer than the phase lasts, {lasts}; make it shorter')
    if lasts and most < lasts:
        at.blame("max", f'"max" is shorter than the phase lasts, {lasts}; make it longer')
    return least, most


def _look(at: Table, known: Known) -> Look:
    found = _referred(at, "look", known.looks, "deep")
    fade = at.take("fade", kinds.span, None)
    look = found or Look("", ZERO, {})
    return look if fade is None else replace(look, fade=fade)


def _referred(at: Table, key: str, known: Mapping[str, T] | None, example: str) -> T | None:
    """Read the name of something that another file tells."""
    if known is None:
        at.need(key, kinds.ident, example)
        return None
    name = at.need(key, kinds.choice(key, known), example)
    return known[name] if name is not None else None


def _score(at: Table, known: Known) -> Score | None:
    spot = at.at("music", "{playlist: plateau}")
    if spot is None or spot.value == SILENCE:
        return None
    if spot.is_text():
        spot.blame(f'write "music: {SILENCE}" or "music: {{playlist: NAME}}"')
        return None
    with spot.table() as music:
        playlist = _referred(music, "playlist", known.playlists, "plateau")
        land = music.take("land", kinds.choice("landing", [x.value for x in Land]), "soft")
        energy = _energy(music)
        level = music.take("level", kinds.attenuation, 0.0)
    return Score(playlist, Land(land), energy, level) if playlist else None


def _energy(music: Table) -> tuple[float, float]:
    """Read one energy, or the two that a phase goes from and to."""
    spot = music.at("energy")
    if spot is None:
        return 0.5, 0.5
    if spot.is_text():
        found = spot.read(kinds.energy) or 0.0
        return found, found
    rows = spot.rows()
    if isinstance(spot.value, list) and len(rows) != 2:
        spot.blame("two energies are expected, from first to last track, like [0.2, 0.5]")
    values = [row.read(kinds.energy) or 0.0 for row in rows[:2]]
    return (values[0], values[1]) if len(values) == 2 else (0.0, 0.0)


def _check_names(rows: tuple[Spot, ...], phases: tuple[Phase, ...]) -> None:
    names: dict[str, Spot] = {}
    for row, phase in zip(rows, phases, strict=False):
        if phase.name and phase.name in names:
            row.blame(f'a phase "{phase.name}" is here already, at {names[phase.name].where}')
        names.setdefault(phase.name, row)


def _awaited(rows: tuple[Spot, ...], phases: tuple[Phase, ...]) -> Awaited:
    """Tell what the phases wait for, which comes in one order and each once."""
    last, good = -1, True
    for row, phase in zip(rows, phases, strict=False):
        if phase.until is None:
            good = good and not (isinstance(row.value, dict) and "until" in row.value)
            continue
        place = ENDING_FACTS.index(phase.until)
        if place <= last:
            good = False
            row.blame(
                f'"until: {phase.until}" comes too late; '
                "phases end with started, then ended, then left, each once"
            )
        last = max(last, place)
    return {Fact.ARRIVED, *(p.until for p in phases if p.until)} if good and phases else None


def _checks(top: Table, awaited: Awaited) -> tuple[Check, ...]:
    spot = top.at("checks")
    rows = spot.rows() if spot else ()
    if spot and len(rows) > LONGEST_LIST:
        spot.blame(f"a scene has at most {LONGEST_LIST} checks")
    found = (_check(row, awaited) for row in rows[:LONGEST_LIST])
    return tuple(check for check in found if check)


def _check(spot: Spot, awaited: Awaited) -> Check | None:
    with spot.table() as at:
        kind = at.need("kind", kinds.choice("kind", [k.value for k in CheckKind]), "in-person")
        say = at.need("say", kinds.line, "First look-in")
        if "every" in at:
            every = at.need("every", kinds.stretch, "10m")
            starts, ends = _mark(at, "from", awaited), _mark(at, "to", awaited)
            _check_way(at, starts, ends)
        else:
            every, ends = None, None
            starts = _mark(at, "at", awaited)
    if every and every < LEAST_EVERY:
        at.blame("every", f"more often than every {LEAST_EVERY} is no help to anybody")
    if starts is None or kind is None or say is None:
        return None
    return Check(say, CheckKind(kind), starts, every, ends)


def _quiet(top: Table, awaited: Awaited) -> Quiet | None:
    spot = top.at("quiet")
    if spot is None:
        return None
    with spot.table() as at:
        opens, closes = _mark(at, "from", awaited), _mark(at, "to", awaited)
        entries = at.need("entries", kinds.count, "1")
        _check_way(at, opens, closes)
    return Quiet(opens, closes, entries or 0) if opens and closes else None


def _mark(at: Table, key: str, awaited: Awaited) -> Mark | None:
    mark = at.need(key, kinds.mark, "started+5m")
    if mark and awaited is not None and mark.after not in awaited:
        at.blame(key, f'no phase of this scene has "until: {mark.after}", so this never comes')
    return mark


def _check_way(at: Table, opens: Mark | None, closes: Mark | None) -> None:
    if opens is None or closes is None:
        return
    order = kinds.MARKED_FACTS.index
    same = opens.after == closes.after and opens.delay >= closes.delay
    if same or order(opens.after) > order(closes.after):
        at.blame("to", "this is before it begins; swap from and to")
