"""A crossfade and a duck on captured sound: our decks and mixer against two VLC players.

Both play the same tones into a sink of a private PulseAudio, whose monitor is recorded. Printed:
the largest residual of an annihilating filter (clicks and steps of volume; for steady tones it
is next to nothing), the power against equal power, gaps, and the time from asking for a duck by
12 dB to its being complete; then how soon, and how near its place, a player that has just been
made is heard in the middle of a track. Needs PulseAudio, its tools, and libvlc.

    python benchmarks/crossfade.py [--ducks 8] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from controller.domain.envelope import ramp, steady
from controller.domain.playlist import Track
from controller.domain.units import Instant, seconds
from controller.domain.wanted import Music, Voice
from controller.room.player.engine import VlcPlayer
from controller.site.model import Audio
from tests.room.player.pulseaudio import Heard, Microphone, Server
from tests.room.player.tracks import noise, place, residual, save, tone

RATE = 48_000
TONES = (440.0, 660.0)
LEVEL = 0.25
FADE = 10.0
SETTLE = 3.0
FULL = steady(1.0)


@dataclass
class Result:
    """One way of playing. ``steady`` is the residual without any fade: the floor."""

    residual: float
    steady: float
    power_db: float
    gap_ms: float
    duck_ms: tuple[float, ...] = ()


def now() -> Instant:
    return Instant(int(time.monotonic() * 1_000))


def sleep_until(at: float) -> None:
    time.sleep(max(0.0, at - time.monotonic()))


def powers(heard: Heard) -> tuple[np.ndarray, np.ndarray]:
    """Tell each tone's amplitude over time, by demodulation over 50 ms."""
    index, window = np.arange(len(heard)), np.ones(2_400) / 2_400
    found = [
        2 * np.abs(np.convolve(heard * np.exp(-2j * math.pi * f * index / RATE), window, "valid"))
        for f in TONES
    ]
    return found[0] / LEVEL, found[1] / LEVEL


def longest_gap(heard: Heard) -> float:
    """Tell the longest stretch of nothing, in milliseconds."""
    silent = np.flatnonzero(np.abs(heard) > 1e-4)
    return float(np.diff(silent, prepend=0).max() - 1) * 1_000 / RATE


def measured(heard: Heard, fade_at: int) -> Result:
    """Judge a recording whose fade begins at the frame ``fade_at``."""
    fade = heard[fade_at - RATE // 2 : fade_at + int((FADE + 0.5) * RATE)]
    calm = heard[fade_at - 2 * RATE : fade_at - RATE]
    one, two = powers(fade)
    power = 10 * np.log10(one**2 + two**2)
    return Result(
        float(np.abs(residual(fade, *TONES)).max()),
        float(np.abs(residual(calm, *TONES)).max()),
        float(np.abs(power).max()),
        longest_gap(fade),
    )


def ours(folder: Path, ear: Microphone, sink: str, ducks: int) -> Result:
    player = VlcPlayer(Audio("pulse", sink), folder, lambda message: print(message), now)
    one, two = (Track(f"{f:.0f}.flac", "tone", seconds(0), seconds(60)) for f in TONES)
    begin = now()
    change = begin + seconds(SETTLE)
    leaves = Voice("1", one, begin - seconds(3), ramp(change, seconds(FADE), 1.0, 0.0), 0.0)
    comes = Voice("2", two, change, ramp(change, seconds(FADE), 0.0, 1.0), 0.0)
    player.show(Music((leaves,), FULL, FULL, comes), begin)
    sleep_until(change.ms / 1e3)
    player.show(Music((leaves, comes), FULL, FULL), now())
    sleep_until(change.ms / 1e3 + FADE + 1.5)
    result = measured(ear.heard(), ear.index(change.ms / 1e3))
    result.duck_ms = tuple(our_duck(player, comes, ear) for _ in range(ducks))
    print("player:", player.figures, file=sys.stderr)
    player.close()
    return result


def our_duck(player: VlcPlayer, voice: Voice, ear: Microphone) -> float:
    asked = time.monotonic()
    player.show(Music((voice,), steady(0.25), FULL), now())
    time.sleep(0.7)
    player.show(Music((voice,), FULL, FULL), now())
    taken = ducked_after(ear, asked)
    time.sleep(2.0)
    return taken


def ducked_after(ear: Microphone, asked: float) -> float:
    """Tell the milliseconds from ``asked`` to -12 dB, within a quarter of a decibel. Demodulated
    over 11 half turns (8.3 ms), so it reads up to 4 ms late; the recorder up to 15 ms.
    """
    heard = ear.heard(asked)[: RATE // 2]
    wave = heard * np.exp(-2j * math.pi * TONES[1] * np.arange(len(heard)) / RATE)
    level = 2 * np.abs(np.convolve(wave, np.ones(400) / 400, "valid")) / LEVEL
    above = np.flatnonzero(level > 0.25 * 10 ** (0.25 / 20))
    return float(above[-1] + 200) * 1_000 / RATE if len(above) else math.nan


def resumed(folder: Path, ear: Microphone, sink: str) -> tuple[float, float]:
    """Make a player as after a crash; tell the milliseconds until it is heard (at -40 dB), and
    by how many it is beside its place.
    """
    sound = noise(40)
    track = Track(save(folder / "noise.flac", sound).name, "noise", seconds(0), seconds(40))
    asked = time.monotonic()
    starts = now() - seconds(20)
    player = VlcPlayer(Audio("pulse", sink), folder, lambda message: print(message), now)
    player.show(Music((Voice("1", track, starts, FULL, 0.0),), FULL, FULL), now())
    first = ear.wait_for_sound(0.005, asked)
    time.sleep(2.5)
    player.close()
    heard = ear.heard(first + 1)[: RATE // 2]
    beside = place(heard, sound) - (first + 1 - starts.ms / 1e3)
    return (first - asked) * 1e3, beside * 1e3


def theirs(folder: Path, ear: Microphone, sink: str, ducks: int) -> Result:
    """Two players of VLC, ramped by ``audio_set_volume`` every 20 ms (its gain is cubic)."""
    import vlc

    instance = vlc.Instance("--no-video", "--quiet", "--aout=pulse")
    players: list[Any] = []
    for frequency in TONES:
        player = instance.media_player_new()
        player.set_media(instance.media_new_path(str(folder / f"{frequency:.0f}.flac")))
        player.audio_output_device_set(None, sink)
        player.audio_set_volume(0)
        players.append(player)
    players[0].play()
    set_gain(players[0], 1.0)
    sleep_until(time.monotonic() + SETTLE)
    players[1].play()
    began = time.monotonic()
    while (share := (time.monotonic() - began) / FADE) < 1:
        set_gain(players[0], math.cos(share * math.pi / 2))
        set_gain(players[1], math.sin(share * math.pi / 2))
        time.sleep(0.02)
    set_gain(players[0], 0.0)
    set_gain(players[1], 1.0)
    time.sleep(1.5)
    result = measured(ear.heard(), ear.index(began))
    taken = []
    for _ in range(ducks):
        asked = time.monotonic()
        for step in range(1, 4):  # 75 ms, as the governor takes
            set_gain(players[1], 1 - 0.25 * step)
            time.sleep(0.025)
        time.sleep(0.7)
        taken.append(ducked_after(ear, asked))
        set_gain(players[1], 1.0)
        time.sleep(1.0)
    result.duck_ms = tuple(taken)
    for player in players:
        player.stop()
        player.release()
    instance.release()
    return result


def set_gain(player: Any, gain: float) -> None:
    player.audio_set_volume(round(100 * gain ** (1 / 3)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ducks", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    server = Server()
    os.environ["PULSE_SERVER"] = server.address
    results: dict[str, Result] = {}
    with tempfile.TemporaryDirectory() as name:
        for frequency in TONES:
            save(Path(name) / f"{frequency:.0f}.flac", tone(60, frequency, level=LEVEL))
        for label, run in (("two VLC players", theirs), ("decks and mixer", ours)):
            module = server.plug_in("bench", "Bench")
            ear = server.listen("bench")
            results[label] = run(Path(name), ear, "bench", options.ducks)
            if run is ours:
                back = [resumed(Path(name), ear, "bench") for _ in range(3)]
            ear.stop()
            server.unplug(module)
    server.discard()
    report(results, back, options.json)


def report(results: dict[str, Result], back: list[tuple[float, float]], as_json: bool) -> None:
    if as_json:
        rows = {label: asdict(result) for label, result in results.items()}
        print(json.dumps({**rows, "resumed_ms": back}))
        return
    base, own = results.values()
    ratio = own.residual / base.residual
    print(
        "| 10 s crossfade, captured | residual | steady | power, dB | gap, ms | duck, ms (worst) |"
    )
    print("|---|---|---|---|---|---|")
    for label, r in results.items():
        ducks = sorted(r.duck_ms)
        duck = f"{ducks[len(ducks) // 2]:.0f} ({ducks[-1]:.0f})" if ducks else "-"
        print(
            f"| {label} | {r.residual:.1e} | {r.steady:.1e} | {r.power_db:.3f} "
            f"| {r.gap_ms:.1f} | {duck} |"
        )
    print(f"\nresidual: {ratio:.3f} of the baseline's")
    told = "; ".join(f"heard after {after:.0f} ms, {beside:+.0f} ms off" for after, beside in back)
    print(f"a new player in the middle of a track: {told}")


if __name__ == "__main__":
    main()
