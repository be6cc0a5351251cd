"""Questions to the planner, and ways to look at a plan."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from controller.domain.plan import CROSSFADE, Plan, Slot
from controller.domain.planner import (
    Cursor,
    Stretch,
    plan_music,
)
from controller.domain.playlist import Ending, Playlist, Track
from controller.domain.scene import Land, Score
from controller.domain.units import ORIGIN, ZERO, Instant, Span, minutes, seconds

SOFT, HARD, BRIDGE = Land.SOFT, Land.HARD, Land.BRIDGE
FADES = (Ending.FADES,)
ANY_END = (*FADES, *FADES, Ending.RINGS, Ending.STOPS)
SLACK = 5_000
"""Silence may come this much early, where a track ends just before it (ms)."""


def track(name: str, sounds: Span, energy: float = 0.5, ending: Ending = Ending.FADES) -> Track:
    return Track(name, name, ZERO, sounds, 0.0, energy, ending)


def library(
    count: int, seed: int, name: str = "song", ends: tuple[Ending, ...] = ANY_END
) -> Playlist:
    """Make tracks of 2 to 9 minutes."""
    chance = random.Random(f"{name}{seed}")
    tracks = tuple(
        Track(
            file=f"{name}/{i}",
            title=f"{name} {i}",
            opens=Span(700),
            closes=Span(700 + chance.randrange(120_000, 540_000)),
            gain_db=chance.uniform(-6, 0),
            energy=chance.random(),
            ending=chance.choice(ends),
        )
        for i in range(count)
    )
    return Playlist(name, name.title(), tracks)


def stretches(*phases: tuple[Score | None, float], first: int = 0) -> list[Stretch]:
    """Make consecutive stretches out of scores and minutes."""
    found, starts = [], ORIGIN
    for i, (score, lasts) in enumerate(phases, first):
        found.append(Stretch(i, score, starts, starts + minutes(lasts)))
        starts = starts + minutes(lasts)
    return found


def session(count: int, seed: int, shared: bool = False) -> list[Stretch]:
    """Make the usual four phases of 10, 40, 15 and 30 minutes, each landing softly."""
    lists = [library(count, seed, "all" if shared else f"p{i}") for i in range(4)]
    arcs = ((0.2, 0.5), (0.5, 0.7), (0.5, 0.3), (0.3, 0.15))
    return stretches(
        *(
            (Score(tracks, SOFT, arc), lasts)
            for tracks, arc, lasts in zip(lists, arcs, (10, 40, 15, 30), strict=True)
        )
    )


QUIET = Cursor(None, ORIGIN)


def change(slot: Slot) -> int:
    return slot.starts.ms + slot.fade.ms // 2


def files(plan: Plan) -> list[str]:
    return [slot.track.file for slot in plan.slots]


def sounding(plan: Plan) -> list[tuple[int, int]]:
    """Tell from when to when each slot sounds."""
    found = []
    for i, slot in enumerate(plan.slots):
        after = plan.slots[i + 1] if i + 1 < len(plan.slots) else None
        end = slot.ends.ms
        if after is not None:
            end = min(end, (after.starts + after.fade).ms)
        for rest in plan.rests:
            if slot.starts < rest.starts and (after is None or rest.starts <= after.starts):
                end = min(end, (rest.starts + rest.fade).ms)
        found.append((slot.starts.ms, end))
    return found


def most_voices(plan: Plan) -> int:
    edges = [(t, step) for a, b in sounding(plan) for t, step in ((a, 1), (b, -1))]
    most = now = 0
    for _, step in sorted(edges):
        now += step
        most = max(most, now)
    return most


def silences(plan: Plan, until: int) -> list[tuple[int, int]]:
    """Tell the gaps between the first slot and ``until``."""
    found, reached = [], plan.slots[0].starts.ms
    for begin, end in sorted(sounding(plan)):
        if begin > reached:
            found.append((reached, begin))
        reached = max(reached, end)
    return [*found, (reached, until)] if reached < until else found


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Stretch], Cursor, int, tuple[Slot, ...]]:
    seed = draw(st.integers(0, 10**6))
    chance = random.Random(seed)
    lists = []
    for i in range(draw(st.integers(1, 3))):
        count = draw(st.integers(1, 30))
        scale = draw(st.sampled_from((60, 540, 1_200)))
        tracks = tuple(
            track(
                f"{draw(st.sampled_from(('x', str(i))))}/{n}",
                seconds(chance.uniform(5, scale)),
                chance.choice((0.5, chance.random())),
                chance.choice(ANY_END),
            )
            for n in range(count)
        )
        lists.append(Playlist(str(i), str(i), (*tracks, track(f"{i}/long", minutes(3)))))
    phases: list[tuple[Score | None, float]] = []
    for _ in range(draw(st.integers(1, 5))):
        land, arc = draw(st.sampled_from(tuple(Land))), (chance.random(), chance.random())
        score = Score(draw(st.sampled_from(lists)), land, arc, -3.0)
        silent = draw(st.integers(0, 4)) == 0
        phases.append((None if silent else score, draw(st.sampled_from((0, 1, 2.5, 8, 30, 50)))))
    found = stretches(*phases, first=2)
    before = Instant(-chance.randrange(1, 600_000))
    playing = Slot(
        draw(st.sampled_from((1, 2, 3))),
        track(chance.choice(("now", "x/1")), Span(chance.randrange(1, 900_000) - before.ms)),
        before,
        CROSSFADE,
        0.0,
    )
    leave = draw(st.sampled_from((None, None, CROSSFADE, seconds(40))))
    free = Instant(max(before.ms + 8_000, draw(st.sampled_from((0, 0, 5_000)))))
    land = draw(st.sampled_from(tuple(Land)))
    cursor = Cursor(playing, free, leave, land) if draw(st.booleans()) else Cursor(None, free)
    keep = plan_music(found, cursor, seed + 1).slots if draw(st.booleans()) else ()
    return found, cursor, seed, keep


Asked = tuple[list[Stretch], Cursor, int, tuple[Slot, ...]]
