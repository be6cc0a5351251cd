"""The fixtures of a room: every lamp by its role, and the door sign.

Implements ``room.ports.Lights``. Roles that a look names and the room does not have are left
alone, and reported as ``unfitted``.
"""

from __future__ import annotations

from collections.abc import Mapping

from controller.domain.look import Fade, Light, still
from controller.domain.units import ORIGIN, Instant, Span
from controller.room.lights.dialect import Dialect
from controller.room.lights.fixture import NEVER, Fixture
from controller.room.lights.sign import PLUG_LIGHTS, SIGN_FADE, SIGN_LIGHTS, sign_light
from controller.room.lights.spec import FixtureSpec
from controller.room.lights.zigbee2mqtt import Zigbee2mqtt
from controller.room.lights.zigbee2mqtt_plug import Zigbee2mqttPlug
from controller.room.ports import Lit, Publish

PLUG = "zigbee2mqtt-plug"
DIALECTS: Mapping[str, Dialect] = {"zigbee2mqtt": Zigbee2mqtt(), PLUG: Zigbee2mqttPlug()}
"""Every dialect that is spoken; a new one is a file of its own and a line here."""
SIGN = "sign"
"""The role of the door sign in ``report``."""
STAGGER = Span(500)
"""From the question to one lamp of a room to the next."""


class Rack:
    """A room's lights. ``fixtures`` by role; ``publish`` sends a topic and a payload.

    ``sign_lights``: what the sign shows in each state, in place of the house's own.
    """

    def __init__(
        self,
        fixtures: Mapping[str, FixtureSpec],
        sign: FixtureSpec | None,
        publish: Publish,
        sign_lights: Mapping[str, Light] | None = None,
    ) -> None:
        self._fixtures = {
            role: Fixture(spec, DIALECTS[spec.speaks], publish, stagger=STAGGER * place)
            for place, (role, spec) in enumerate(fixtures.items())
        }
        self._sign = Fixture(sign, DIALECTS[sign.speaks], publish, whole=True) if sign else None
        is_plug = sign is not None and sign.speaks == PLUG
        self._sign_lights = sign_lights or (PLUG_LIGHTS if is_plug else SIGN_LIGHTS)
        self._shown: str | None = None
        self._unfitted: dict[str, Fade] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        """The topic filters whose messages ``hear`` wants."""
        every = (topic for fixture in self._all() for topic in fixture.topics)
        return tuple(dict.fromkeys(every))

    def show(self, fades: Mapping[str, Fade], sign: str, urgent: bool, now: Instant) -> Instant:
        """Send what is due now and tell when to be called again, at the latest."""
        self._unfitted = {role: fade for role, fade in fades.items() if role not in self._fixtures}
        since = max((fade.starts for fade in fades.values()), default=ORIGIN)
        for role, fixture in self._fixtures.items():
            fade = fades.get(role)
            if urgent:
                fixture.want(_full(fade, since), now, urgent=True)
            elif fade is not None:
                fixture.want(fade, now)
            elif fixture.urgent:
                fixture.let_go(now)
        self._show_sign(sign, now)
        return min((fixture.step(now) for fixture in self._all()), default=NEVER)

    def hear(self, topic: str, payload: bytes, now: Instant) -> None:
        """Take in what a fixture, or its bridge, says; nonsense is passed over."""
        for fixture in self._all():
            fixture.hear(topic, payload, now)

    def reassert(self, now: Instant) -> None:
        """Forget what was sent: the next ``show`` fades every lamp to where it should be."""
        for fixture in self._all():
            fixture.forget(now)

    def report(self, now: Instant) -> Mapping[str, Lit]:
        """Tell what is known of each role; the sign is ``sign``."""
        known = {role: fixture.lit(now) for role, fixture in self._fixtures.items()}
        if self._sign is not None:
            known[SIGN] = self._sign.lit(now)
        absent = {
            role: Lit(fade.at(now), None, "unfitted") for role, fade in self._unfitted.items()
        }
        return known | absent

    def _all(self) -> tuple[Fixture, ...]:
        return (*self._fixtures.values(), *((self._sign,) if self._sign else ()))

    def _show_sign(self, sign: str, now: Instant) -> None:
        if self._sign is None or sign == self._shown:
            return
        self._shown = sign
        light = sign_light(sign, self._sign_lights)
        self._sign.want(Fade(now, now + SIGN_FADE, light, light), now)


def _full(fade: Fade | None, since: Instant) -> Fade:
    """Tell what LIGHTS UP makes of a role, whether or not a look names it."""
    return still(Light(100.0, fade.end.tone if fade else None), since)
