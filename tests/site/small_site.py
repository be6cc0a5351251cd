"""A small good site, to be spoiled one place at a time."""

# ruff: noqa: E501  # a phase is one line, as people write it

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from controller.domain.playlist import Measure
from controller.domain.units import seconds

GOOD = {
    "clinic.yaml": """\
clinic: Harbour Infusion
timezone: America/Los_Angeles
broker: {url: embedded}
rooms:
  willow:
    audio: {output: pulse, device: headphones-1, ceiling: 70%}
    lights:
      lamp: {speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_lamp, floor: 2%}
      wash: {speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_wash}
    sign: {speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_sign}
    door: {speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_door}
    call: {speaks: zigbee2mqtt, topic: zigbee2mqtt/willow_button}
""",
    "scenes/looks.yaml": """\
looks:
  deep:
    fade: 90s
    lights:
      ceiling: off
      lamp: {level: 8%, kelvin: 2200K}
      wash: {level: 5%, color: "#203a6b"}
  visit: {fade: 5s, lights: {path: 12%}}
  lights-up: {fade: 0s, lights: {ceiling: 100%, lamp: 100%}}
  turnover: {fade: 20s, lights: {ceiling: 75%}}
""",
    "scenes/infusion-40.yaml": """\
scene: infusion-40
title: 40-minute infusion
visit: 1h45m
turnover: 15m
phases:
  - {name: arrive, lasts: 10m, min: 3m, max: 30m, until: started, look: deep, music: silence, sign: preparing}
  - name: plateau
    lasts: 32m
    until: ended
    look: deep
    music: {playlist: deep-water, land: soft, energy: [0.5, 0.7], level: -3dB}
    sign: in-session
  - {name: recovery, lasts: 30m, until: left, look: deep, music: {playlist: deep-water}, sign: quiet}
checks:
  - {at: started+5m, kind: in-person, say: First look-in}
  - {every: 10m, from: started, to: ended, kind: remote, say: Vitals}
quiet: {from: started+8m, to: ended, entries: 1}
""",
    "playlists/deep-water.yaml": """\
playlist: deep-water
title: Deep water
tracks:
  - {file: ambient/slow-tide.ogg, energy: 0.5, voice: none, license: CC-BY-4.0, by: A. Curator}
  - ambient/night-ferry.ogg
""",
}

CLINIC, LOOKS = "clinic.yaml", "scenes/looks.yaml"
SCENE, LIST = "scenes/infusion-40.yaml", "playlists/deep-water.yaml"
Spoil = Callable[..., tuple[str, ...]]
"""Takes a file and (old, new) texts to replace in it; returns the site's problems."""


def nominal(path: Path) -> Measure:
    """Measure any file as five quiet minutes, whether it is there or not."""
    return Measure(seconds(0.5), seconds(300), -20.0, -6.0)


def placed(file: str, problems: tuple[str, ...]) -> tuple[str, ...]:
    """Put the name of ``file`` before problems that name no other file."""
    return tuple(p if p.startswith(("scenes/", "playlists/")) else f"{file}:{p}" for p in problems)
