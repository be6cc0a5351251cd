"""``stillroom simulate SCENE``: a session in virtual time, told line by line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from controller import script, simulate
from controller.cli import site_folder
from controller.cli.library import open_site
from controller.cli.plan import scene_of
from controller.domain.session import replay
from controller.domain.units import ZERO, Instant
from controller.domain.wire import Outcome
from controller.errors import StillroomError
from controller.record import Ended, as_they_went, steepest
from controller.room.ports import Repertory


def run(options: argparse.Namespace) -> int:
    """Play the script; exit 1 if the room refused any of it."""
    found = open_site(site_folder(options))
    scene = scene_of(found, options.scene)
    lines = _script(options.script) if options.script else script.usual(scene)
    steps: list[simulate.Step] = []
    repertory = Repertory(found.scenes, found.playlists)
    done = simulate.run(found.house, repertory, _named(lines, scene.name), steps.append)
    document = _document(options.scene, steps, done)
    if options.json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(document)
    return 0 if all(step.answer.state is Outcome.DONE for step in steps) else 1


def _named(lines: tuple[script.Line, ...], scene: str) -> tuple[script.Line, ...]:
    """Let a bare ``start`` mean the scene that is simulated; begin with one if there is none."""
    named = tuple(
        script.Line(li.after, li.verb, {"scene": scene, **li.args}) if li.verb == "start" else li
        for li in lines
    )
    if any(li.verb == "start" for li in named):
        return named
    return (script.Line(ZERO, "start", {"scene": scene}), *named)


def _script(name: str) -> tuple[script.Line, ...]:
    path = Path(name)
    try:
        return script.read(path.read_text(encoding="utf-8"), name)
    except OSError as error:
        raise StillroomError(f"The script {name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StillroomError(f"The script {name} is not text; save it as UTF-8") from None


def _document(scene: str, steps: list[simulate.Step], done: simulate.Simulation) -> dict[str, Any]:
    return {
        "scene": scene,
        "steps": [_step(step) for step in steps],
        "phases": [_phase(phase) for phase in _phases(done)],
        "tracks": _tracks(done),
        "steepest_fade": round(
            steepest(fade for shown in done.room.shown for fade in shown.lights.values()), 3
        ),
        "lasted_s": (done.now - simulate.BEGIN).seconds,
    }


def _step(step: simulate.Step) -> dict[str, Any]:
    return {
        "at_s": step.after.seconds,
        "verb": step.line.verb,
        "args": dict(step.line.args),
        "answer": step.answer.state,
        "why": step.answer.why,
    }


def _phases(done: simulate.Simulation) -> tuple[Ended, ...]:
    session = replay([event for _, event in done.room.events]).session
    if session is None:
        return ()
    timeline = session.timeline
    over = session.over or done.now
    passed = [end for end in timeline.ends[: timeline.phase_at(over)] if end <= over]
    heard = [voice for shown in done.room.shown for voice in shown.music.voices]
    middles = {v.starts + (v.presence.knots[1][0] - v.starts) * 0.5 for v in heard}
    return as_they_went(session.scene.phases, [session.begun, *passed], middles)


def _phase(phase: Ended) -> dict[str, Any]:
    return {
        "name": phase.name,
        "starts_s": _since(phase.starts),
        "ends_s": _since(phase.ends),
        "landing_error_s": None if phase.error is None else phase.error.seconds,
    }


def _tracks(done: simulate.Simulation) -> list[dict[str, Any]]:
    heard = {voice.id: voice for shown in done.room.shown for voice in shown.music.voices}
    return [
        {
            "file": voice.track.file,
            "starts_s": _since(voice.starts),
            "ends_s": _since(voice.presence.settles()),
        }
        for voice in sorted(heard.values(), key=lambda voice: voice.starts)
    ]


def _since(at: Instant) -> float:
    return (at - simulate.BEGIN).seconds


def _print(document: dict[str, Any]) -> None:
    for step in document["steps"]:
        args = " ".join(f"{key}={value}" for key, value in step["args"].items())
        why = f": {step['why']}" if step["why"] else ""
        print(f"{step['at_s']:8.1f} s  {step['verb']} {args}  {step['answer']}{why}")
    print()
    for phase in document["phases"]:
        error = phase["landing_error_s"]
        lands = "no landing wanted" if error is None else f"music {error:+.1f} s"
        print(f"{phase['name']:<12} {phase['starts_s']:8.1f} - {phase['ends_s']:8.1f} s  {lands}")
    print(f"\nsteepest fade {document['steepest_fade']} L* a second")
    print(f"{len(document['tracks'])} tracks, {document['lasted_s'] / 60:.0f} minutes")
