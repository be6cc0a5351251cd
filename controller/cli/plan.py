"""``stillroom plan SCENE``: the music a scene would play, and how it lands."""

from __future__ import annotations

import argparse
import json
from difflib import get_close_matches
from typing import Any

from controller.cli import site_folder
from controller.cli.library import open_site
from controller.domain.music import plan_to_begin
from controller.domain.plan import Plan, Slot
from controller.domain.planner import fit_sentence, is_landed
from controller.domain.scene import Phase, Scene
from controller.domain.state import NEW
from controller.domain.units import ORIGIN, Instant
from controller.errors import StillroomError
from controller.site import Site


def scene_of(found: Site, name: str) -> Scene:
    """Find a scene by name. Raises StillroomError with the nearest name there is."""
    if name in found.scenes:
        return found.scenes[name]
    close = get_close_matches(name, found.scenes, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(found.scenes)}"
    raise StillroomError(f'There is no scene "{name}"; {hint}')


def run(options: argparse.Namespace) -> int:
    """Print the plan."""
    scene = scene_of(open_site(site_folder(options)), options.scene)
    plan = plan_to_begin(NEW, scene, options.seed, ORIGIN)
    document = plan_document(scene, plan)
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(scene, plan)
    return 0


def plan_document(scene: Scene, plan: Plan) -> dict[str, Any]:
    """Make the plan's JSON document; times in seconds from the start of the scene."""
    phases, starts = [], ORIGIN
    for i, phase in enumerate(scene.phases):
        ends = starts + phase.lasts
        phases.append(_phase(phase, plan, i, starts, ends))
        starts = ends
    return {"scene": scene.name, "phases": phases, "ok": is_ok(scene, plan)}


def is_ok(scene: Scene, plan: Plan) -> bool:
    """Tell whether every phase lands and has music enough."""
    pairs = zip(scene.phases, plan.landings, strict=True)
    return all(phase.score is None or is_landed(land, phase.score) for phase, land in pairs)


def _phase(phase: Phase, plan: Plan, index: int, starts: Instant, ends: Instant) -> dict[str, Any]:
    return {
        "name": phase.name,
        "starts_s": starts.ms / 1000,
        "ends_s": ends.ms / 1000,
        "land": phase.score.land if phase.score else "silence",
        "error_s": plan.landings[index].error.seconds,
        "tracks": [_track(slot) for slot in plan.slots if slot.phase == index],
    }


def _track(slot: Slot) -> dict[str, Any]:
    return {
        "file": slot.track.file,
        "starts_s": slot.starts.ms / 1000,
        "ends_s": slot.ends.ms / 1000,
        "crossfade_s": slot.fade.seconds,
        "gain_db": round(slot.gain_db, 2),
    }


def _print(scene: Scene, plan: Plan) -> None:
    print(f"{scene.title} ({scene.name})")
    starts = ORIGIN
    for i, phase in enumerate(scene.phases):
        ends = starts + phase.lasts
        print(f"\n{_clock(starts)} {phase.name}, {phase.lasts}")
        for slot in (slot for slot in plan.slots if slot.phase == i):
            print(
                f"  {_clock(slot.starts)}-{_clock(slot.ends)}  {slot.track.title:<28}"
                f" crossfade {slot.fade.seconds:4.1f} s  {slot.gain_db:+5.1f} dB"
            )
        if phase.score:
            print(f"  {fit_sentence(plan.landings[i], phase.name, phase.score.playlist.title)}")
        starts = ends


def _clock(at: Instant) -> str:
    return f"{at.ms // 60_000:3d}:{at.ms // 1000 % 60:02d}"
