"""``stillroom demo --headless``: one short scene by script, told as it happens, and its summary."""

from __future__ import annotations

import queue
import signal
import time
import wave
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from controller.cli.demo_clinic import CAPTURE, make_music
from controller.cli.demo_run import await_rooms, begin, serving
from controller.cli.places import broker_address, principal
from controller.clock import SystemClock
from controller.demo.clinic import ROOMS, demo_folder
from controller.demo.tally import Tally, longest_gap
from controller.domain.scene import Scene
from controller.domain.units import Span, seconds
from controller.domain.wire import Outcome, Topics
from controller.errors import StillroomError
from controller.link import Caller, Ears, Link
from controller.script import Line, read
from controller.site import Site

SCENE = "demo-2"
SCRIPT = """
0s    start scene=demo-2 volume=60
1s    arrived
4s    started
12s   extend by=+1m phase=plateau
24s   visit
34s   end-visit
79s   ended
107s  left
"""
"""The plateau of demo-2 is too short on purpose: a minute more is asked for in the middle of it."""
AFTER = seconds(2)
STEP = Span(10)
FLOOR = 10 ** (-80 / 20)
"""Amplitude under which the captured sound is silence."""


def play() -> int:
    """Play the script in one room of a demo of our own; exit 0 if all went as asked."""
    if serving() is not None:
        raise StillroomError("A demo is running already; end it first: ./stillroom demo --stop")
    make_music(_say)
    clinic = begin(detached=False, capture=True)
    try:
        found = await_rooms()
        return _played(found, found.scenes[SCENE])
    finally:
        clinic.send_signal(signal.SIGTERM)
        clinic.wait(20)


def _played(found: Site, scene: Scene) -> int:
    room = next(iter(ROOMS))
    tally = Tally(
        Topics(found.name, room),
        frozenset(f.topic.split("/")[1] for f in found.rooms[room].lights.values()),
    )
    inbox: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
    ears = Ears(hears=lambda topic, payload, _kept: inbox.put((topic, payload)))
    filters = (f"{tally.topics.base}/#", "sim/+/light", "zigbee2mqtt/+/set")
    link = Link(broker_address(found), principal("demo"), filters, ears)
    link.open()
    begun = time.monotonic()
    try:
        with Caller(broker_address(found), found.name, SystemClock()) as caller:
            done = _script(caller, room, lambda: _drain(inbox, tally))
    finally:
        link.close()
    _summary(tally, scene, time.monotonic() - begun)
    return 0 if done else 1


def _script(caller: Caller, room: str, listen: Callable[[], None]) -> bool:
    """Say every line of the script at its time; False if the room refused any."""
    caller.reaches(room)
    begun, done = time.monotonic(), True
    for line in read(SCRIPT):
        _listen_until(begun + line.after.seconds, listen)
        done &= _said(caller, room, line, time.monotonic() - begun)
    _listen_until(time.monotonic() + AFTER.seconds, listen)
    return done


def _listen_until(then: float, listen: Callable[[], None]) -> None:
    while time.monotonic() < then:
        listen()
        time.sleep(0.05)


def _said(caller: Caller, room: str, line: Line, after: float) -> bool:
    answer = caller.ask(room, line.verb, line.args)
    args = " ".join(f"{key}={value}" for key, value in line.args.items())
    outcome = f"{answer.state} {answer.why}" if answer else caller.why
    _say(f"{after:6.1f} s  > {line.verb} {args}: {outcome}".rstrip())
    return answer is not None and answer.state is Outcome.DONE


def _drain(inbox: queue.SimpleQueue[tuple[str, bytes]], tally: Tally) -> None:
    """Take in what was heard, and print what a person would want to know of it."""
    with suppress(queue.Empty):
        while True:
            topic, payload = inbox.get_nowait()
            said = tally.hear(topic, payload)
            if said:
                _say(f"          {said}")


def _summary(tally: Tally, scene: Scene, lasted: float) -> None:
    _say("")
    for phase in tally.phases(scene):
        error = phase.error
        lands = "no landing asked for" if error is None else f"music {error.seconds:+.1f} s"
        _say(f"{phase.name:<10} {(phase.ends - phase.starts).seconds:6.1f} s   {lands}")
    for lamp, slope in tally.slopes().items():
        _say(f"steepest slope of {lamp:<16} {slope:.2f} L*/s")
    gap = longest_gap(levels(demo_folder() / CAPTURE), STEP, FLOOR)
    _say(f"longest gap in sound   {gap.ms} ms")
    _say(f"messages to the lamps  {tally.commands * 60 / lasted:.1f} a minute")


def levels(file: Path) -> Sequence[float]:
    """Tell the peak amplitude (0-1) of every ``STEP`` of a captured sound."""
    with wave.open(str(file)) as sound:
        rate, channels = sound.getframerate(), sound.getnchannels()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    size = rate * channels * STEP.ms // 1_000
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    peaks = np.abs(whole.astype(np.int32)).max(axis=1) / 32_768
    return [float(peak) for peak in peaks]


def _say(text: str) -> None:
    print(text, flush=True)
