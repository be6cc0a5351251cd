"""A room's rack, and bulbs that behave, in a time of their own: no broker, no waiting."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from controller.demo.lamp_bulb import Bulb
from controller.demo.photometer import Sample
from controller.domain.look import Fade
from controller.domain.units import ORIGIN, ZERO, Instant, Span
from controller.room.lights.rack import Rack
from controller.room.lights.spec import FixtureSpec

ECHO = Span(50)
TICK = Span(100)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that the rack published."""

    at: Instant
    topic: str
    body: dict[str, object]

    @property
    def name(self) -> str:
        return self.topic.split("/")[1]

    @property
    def is_command(self) -> bool:
        return self.topic.endswith("/set")


@dataclass(slots=True)
class World:
    """``silent`` bulbs obey but never answer; ``deaf`` ones do not even obey.

    ``delay`` is from the rack to the bulb.
    """

    roles: tuple[str, ...] = ("lamp",)
    floor: float = 2.0
    delay: Span = ZERO
    now: Instant = ORIGIN
    sent: list[Sent] = field(default_factory=list)
    seen: dict[str, list[Sample]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)
    bulbs: dict[str, Bulb] = field(init=False)
    rack: Rack = field(init=False)
    post: list[tuple[Instant, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bulbs = {name: Bulb() for name in (*self.roles, "sign")}
        specs = {role: FixtureSpec(role, f"zigbee2mqtt/{role}", self.floor) for role in self.roles}
        self.rack = Rack(specs, FixtureSpec("sign", "zigbee2mqtt/sign"), self._publish)

    def light(self, name: str, raw: float) -> None:
        """Have a bulb lit at a raw level from the beginning."""
        if raw:
            self.bulbs[name].obey({"state": "ON", "brightness": raw}, 0.0)
        assert self.raw(name) == raw

    def raw(self, name: str) -> float:
        return self.bulbs[name].light(self.seconds)

    @property
    def seconds(self) -> float:
        return self.now.ms / 1_000

    def hear(self, topic: str, body: object) -> None:
        self.rack.hear(topic, json.dumps(body).encode(), self.now)

    def run(
        self,
        fades: Mapping[str, Fade],
        over: Span,
        sign: str = "free",
        urgent: bool = False,
    ) -> list[Sent]:
        """Show this for a while, and tell what was sent meanwhile."""
        ends, first = self.now + over, len(self.sent)
        while True:
            self._deliver()
            again = self.rack.show(fades, sign, urgent, self.now)
            self._look()
            if self.now >= ends:
                return self.sent[first:]
            tick = Instant((self.now.ms // TICK.ms + 1) * TICK.ms)
            due = [at for at, _ in self.post]
            assert again > self.now
            self.now = min(again, tick, ends, *due)

    def commands(self, name: str = "lamp", since: int = 0) -> list[Sent]:
        return [one for one in self.sent[since:] if one.is_command and one.name == name]

    def verdict(self, name: str = "lamp") -> str:
        return self.rack.report(self.now)[name].verdict

    def _publish(self, topic: str, payload: bytes) -> None:
        body = json.loads(payload)
        self.sent.append(Sent(self.now, topic, body))
        _, name, verb = topic.split("/")
        self._later(self.delay, lambda: self._reach(name, verb, body))

    def _reach(self, name: str, verb: str, body: dict[str, object]) -> None:
        bulb = self.bulbs[name]
        if name in self.deaf or not bulb.powered:
            return
        if verb == "set":
            bulb.obey(body, self.seconds)
        if name not in self.silent:
            state = bulb.target() if verb == "set" else bulb.truth(self.seconds)
            self._later(ECHO, lambda: self.hear(f"zigbee2mqtt/{name}", state))

    def _later(self, after: Span, what: Callable[[], None]) -> None:
        if after:
            self.post.append((self.now + after, what))
        else:
            what()

    def _deliver(self) -> None:
        due = [what for at, what in self.post if at <= self.now]
        self.post = [(at, what) for at, what in self.post if at > self.now]
        for what in due:
            what()

    def _look(self) -> None:
        for name, bulb in self.bulbs.items():
            sample = Sample(self.seconds, bulb.light(self.seconds))
            self.seen.setdefault(name, []).append(sample)
