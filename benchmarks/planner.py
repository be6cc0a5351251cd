"""How well and how fast music lands: the planner beside a shuffled playlist and a plain DP.

Run: python -m benchmarks.planner [sessions]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate, pairwise

from controller.domain.crossfade import USUAL
from controller.domain.plan import Plan
from controller.domain.planner import Cursor, Stretch, plan_music
from controller.domain.playlist import Ending, Playlist, Track
from controller.domain.scene import Land, Score
from controller.domain.units import ORIGIN, Instant, Span, minutes

PHASES = ((10, (0.2, 0.5)), (40, (0.5, 0.7)), (15, (0.5, 0.3)), (30, (0.3, 0.15)))
ENDS = (Ending.FADES, Ending.FADES, Ending.RINGS, Ending.STOPS)
SIZES = (25, 40, 100, 1_000)
HEARD_MS = 5_000
"""A change of music within this of a boundary is heard as at it."""


def library(count: int, seed: int, name: str) -> Playlist:
    chance = random.Random(f"{name}{seed}")
    tracks = tuple(
        Track(
            f"{name}/{i}",
            f"{name} {i}",
            Span(300),
            Span(300 + chance.randrange(120_000, 540_000)),
            energy=chance.random(),
            ending=chance.choice(ENDS),
        )
        for i in range(count)
    )
    return Playlist(name, name, tracks)


def session(count: int, seed: int) -> list[Stretch]:
    found, starts = [], ORIGIN
    for i, (lasts, arc) in enumerate(PHASES):
        score = Score(library(count, seed, f"p{i}"), Land.SOFT, arc)
        found.append(Stretch(i, score, starts, starts + minutes(lasts)))
        starts = starts + minutes(lasts)
    return found


def takes(stretch: Stretch) -> list[int]:
    assert stretch.score is not None
    return [track.audible.ms - USUAL for track in stretch.score.playlist.tracks]


def shuffled_errors(asked: list[Stretch], seed: int) -> list[int]:
    """Tell how far the nearest change of a shuffled playlist is from each boundary."""
    chance, errors = random.Random(seed), []
    for stretch in asked:
        lengths = takes(stretch)
        chance.shuffle(lengths)
        lasts = (stretch.ends - stretch.starts).ms
        errors.append(min(abs(total - lasts) for total in accumulate(lengths)))
    return errors


def plain_dp(asked: list[Stretch]) -> list[int]:
    """Land each phase by a table of reachable seconds, one cell at a time, every track."""
    errors = []
    for stretch in asked:
        lasts = (stretch.ends - stretch.starts).ms // 1_000
        parent = [-1] * (lasts + 31)
        parent[0] = 0
        for i, length in enumerate(takes(stretch)):
            size = round(length / 1_000)
            for total in range(len(parent) - 1, size - 1, -1):
                if parent[total] < 0 <= parent[total - size]:
                    parent[total] = i
        errors.append(min(abs(t - lasts) for t, p in enumerate(parent) if p >= 0) * 1_000)
    return errors


def timed(work: Callable[[], object], repeats: int = 3) -> float:
    """Tell the least time of a few, in milliseconds: other jobs only ever make it longer."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best * 1_000


def misfit(plan: Plan, asked: list[Stretch]) -> float:
    """Tell the mean distance from the arc of energy (0-1)."""
    off = []
    for slot in plan.slots:
        stretch = asked[slot.phase]
        start, end = PHASES[slot.phase][1]
        part = (slot.starts - stretch.starts) / (stretch.ends - stretch.starts)
        off.append(abs(slot.track.energy - start - (end - start) * min(1.0, max(0.0, part))))
    return statistics.mean(off)


def is_left_early(plan: Plan) -> bool:
    """Tell whether any track is left before its end, to land all the same."""
    return any((two.starts + two.fade) < one.ends for one, two in pairwise(plan.slots))


def landing_table(sessions: int) -> None:
    print("phases of 10, 40, 15 and 30 min; tracks of 2-9 min; times are medians of a session\n")
    print(
        f"{'tracks':>7} {'shuffled off':>13} {'planned off':>12} {'exact':>7} {'all land':>9}"
        f" {'misfit':>7} {'planner':>9} {'plain DP':>10} {'ratio':>7}"
    )
    for count in SIZES:
        shuffled, errors, lands, fits, ours, theirs = [], [], [], [], [], []
        for seed in range(sessions):
            asked = session(count, seed)
            cursor = Cursor(None, ORIGIN)
            plan = plan_music(asked, cursor, seed)
            ours.append(timed(lambda a=asked, c=cursor, s=seed: plan_music(a, c, s)))  # type: ignore[misc]
            if seed < 3:
                theirs.append(timed(lambda a=asked: plain_dp(a), 1))  # type: ignore[misc]
            shuffled += shuffled_errors(asked, seed)
            off = [abs(landing.error.ms) for landing in plan.landings]
            errors += off
            lands.append(max(off) <= HEARD_MS and not any(x.short for x in plan.landings))
            fits.append(misfit(plan, asked))
        exact = sum(not e for e in errors) / len(errors)
        fast, slow = statistics.median(ours), statistics.median(theirs)
        print(
            f"{count:>7} {statistics.median(shuffled) / 1_000:>11.1f} s"
            f" {statistics.median(errors) / 1_000:>10.2f} s {exact:>7.1%}"
            f" {statistics.mean(lands):>9.1%} {statistics.mean(fits):>7.3f}"
            f" {fast:>6.2f} ms {slow:>7.1f} ms {slow / fast:>6.0f}x"
        )


def replan_table(sessions: int) -> None:
    print(
        "\nat a random moment of the 40 minutes, what plays goes on; cut: a track is left early\n"
    )
    print(f"{'change':>7} {'tracks':>7} {'all land':>9} {'cut':>6} {'kept':>6} {'re-plan':>9}")
    for by in (5, 10, -5):
        for count in SIZES:
            landed, cut, kept, took = [], [], [], []
            for seed in range(sessions):
                asked = session(count, seed)
                old = plan_music(asked, Cursor(None, ORIGIN), seed)
                now = Instant(random.Random(seed).randrange(minutes(12).ms, minutes(40).ms))
                playing = [slot for slot in old.slots if slot.starts <= now][-1]
                cursor = Cursor(playing, max(now, playing.starts + playing.fade))
                shift = minutes(by)
                later = [replace(s, starts=s.starts + shift, ends=s.ends + shift) for s in asked]
                later = [replace(asked[1], ends=asked[1].ends + shift), *later[2:]]
                new = plan_music(later, cursor, seed, old.slots)
                again = (later, cursor, seed, old.slots)
                took.append(timed(lambda a=again: plan_music(*a)))  # type: ignore[misc]
                landed.append(all(abs(x.error.ms) <= HEARD_MS for x in new.landings))
                cut.append(is_left_early(new))
                coming = {s.track.file for s in old.slots if s.starts > playing.starts}
                kept.append(len(coming & {s.track.file for s in new.slots}) / len(coming))
            print(
                f"{by:>+4} min {count:>6} {statistics.mean(landed):>9.1%}"
                f" {statistics.mean(cut):>6.1%} {statistics.mean(kept):>6.0%}"
                f" {statistics.median(took):>6.2f} ms"
            )


def main() -> None:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    landing_table(sessions)
    replan_table(sessions)


if __name__ == "__main__":
    main()
