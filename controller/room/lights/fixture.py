"""One lamp on its way: what is wanted of it, what it was told, and what it really shows.

A fixture is in one of six stages, and acts when the stage's instant has come:

    LOST -> LISTENING -> FADING -> SETTLING -> CHECKING -> RESTING
     ask     1 s          send      2 s, ask    1.5 s      nothing more to do

It believes that the lamp goes straight from where it was to where the last command sends it.
Every new course begins at that belief, never at a wish, so that no command is steeper than the
governor allows. A lamp that was lost is asked before it is told anything. Checking compares the
lamp with the wish: wrong, and it is faded there again, three times at most; silent, and it is
asked again, three times at most.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from enum import Enum, auto
from typing import assert_never

from controller.domain.look import CALM_SLOPE, Fade, Light, Tone
from controller.domain.units import ORIGIN, ZERO, Instant, Span, seconds
from controller.room.lights.course import (
    CORRECTION,
    Way,
    blind_course,
    course,
    is_color,
    resting,
    tenths,
    whole_course,
)
from controller.room.lights.curves import FULL
from controller.room.lights.dialect import BridgeUp, Dialect, Reachable, Returned, Said, Showing
from controller.room.lights.segments import Segment, dimmer, limit_for
from controller.room.lights.spec import FixtureSpec
from controller.room.ports import Lit, Publish

NEVER = Instant(1 << 62)
LISTEN = Span(1_000)
"""How long a lost lamp may take to answer. Its bridge answers in parts, the last one complete."""
SETTLE = Span(2_000)
"""From the end of a fade to the question what became of it."""
SETTLE_URGENT = Span(1_000)
ANSWER = Span(1_500)
ASK_AGAIN = Span(10_000)
REDIM = Span(1_000)
"""A lamp back on mains shows full white: that is the startle, so it is taken down at once."""
TOO_LATE = Span(2_000)
"""A command this late is not sent; the lamp has stood still, and a new course is planned."""
TRIES = 3
TOLERANCE_RAW = 1
TOLERANCE_L = 1.5


class Stage(Enum):
    """Where a fixture is; see the module's picture."""

    LOST = auto()
    LISTENING = auto()
    FADING = auto()
    SETTLING = auto()
    CHECKING = auto()
    RESTING = auto()


class Fixture:
    """One lamp, driven. ``whole``: one command a change is enough (a sign). ``stagger`` spreads
    the questions of a room's lamps over the radio.
    """

    def __init__(
        self,
        spec: FixtureSpec,
        dialect: Dialect,
        publish: Publish,
        whole: bool = False,
        stagger: Span = ZERO,
    ) -> None:
        self.spec = spec
        self.urgent = False
        self._dialect = dialect
        self._publish = publish
        self._whole = whole
        self._stagger = stagger
        self._dimmer = dimmer(spec.curve, spec.floor)
        self._wanted: Fade | None = None
        self._stage, self._at = Stage.LOST, ORIGIN
        self._plan: deque[Segment] = deque()
        self._way: Way | None = None
        self._before = 0.0
        self._heard: Showing | None = None
        self._read: Light | None = None
        self._verdict = "unverified"
        self._tries = self._asks = 0
        self._hasty = False
        self._reachable = self._bridge_up = True

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics on which something of the lamp is heard."""
        return self._dialect.topics(self.spec.topic)

    def want(self, fade: Fade, now: Instant, urgent: bool = False) -> None:
        """Make this what is wanted; nothing happens if it was so already."""
        if fade == self._wanted and urgent == self.urgent:
            return
        if urgent and not self.urgent:
            self._before = self._way.at(now) if self._way else 0.0
        self._wanted, self.urgent = fade, urgent
        self._tries, self._hasty = 0, False
        if urgent:
            self._raise(fade, now)
        elif self._way is not None:
            self._set_out(fade, now)

    def let_go(self, now: Instant) -> None:
        """After LIGHTS UP, return a lamp that no look names to what it was before."""
        begin = Light(100.0, self._way.tone if self._way else None)
        end = replace(begin, level=self._dimmer.curve.lightness(self._before))
        over = seconds((begin.level - end.level) / CALM_SLOPE)
        self.want(Fade(now, now + over, begin, end), now)

    def forget(self, now: Instant) -> None:
        """Believe nothing of the lamp: it is asked, and then faded to where it should be."""
        self._way = None
        self._plan.clear()
        self._tries = self._asks = 0
        self._go(Stage.LOST, now)

    def step(self, now: Instant) -> Instant:
        """Do what is due, and tell when there is more."""
        if self._wanted is None:
            return NEVER
        while self._at <= now:
            self._act(self._wanted, now)
        return self._at

    def hear(self, topic: str, payload: bytes, now: Instant) -> None:
        """Take in a message, if it is about this lamp."""
        said = self._dialect.said(self.spec.topic, topic, payload)
        if said is not None:
            self._take(said, now)

    def lit(self, now: Instant) -> Lit:
        """Tell what is known of the lamp."""
        asked = self._wanted.at(now) if self._wanted else Light(0.0)
        if self._way is not None:
            asked = Light(self._dimmer.curve.lightness(self._way.end), self._way.tone)
        return Lit(asked, self._read, self._judgement())

    def _judgement(self) -> str:
        if not (self._reachable and self._bridge_up):
            return "unreachable"
        first_time = not self._asks and not self._tries
        under_way = self._stage in (Stage.FADING, Stage.SETTLING, Stage.CHECKING)
        return "fading" if under_way and first_time else self._verdict

    def _act(self, fade: Fade, now: Instant) -> None:
        match self._stage:
            case Stage.LOST:
                self._find(fade, now)
            case Stage.LISTENING:
                self._found(fade, now)
            case Stage.FADING:
                self._advance(fade, now)
            case Stage.SETTLING:
                self._ask(Stage.CHECKING, now + ANSWER)
            case Stage.CHECKING:
                self._check(fade, now)
            case Stage.RESTING:
                self._go(Stage.RESTING, NEVER)
            case _:
                assert_never(self._stage)

    def _go(self, stage: Stage, at: Instant) -> None:
        self._stage, self._at = stage, at

    def _ask(self, stage: Stage, until: Instant) -> None:
        self._heard = None
        self._publish(*self._dialect.ask(self.spec.topic))
        self._go(stage, until)

    # Setting out, and sending what is due.

    def _find(self, fade: Fade, now: Instant) -> None:
        if self.urgent:
            self._raise(fade, now)
        else:
            self._ask(Stage.LISTENING, now + LISTEN)

    def _found(self, fade: Fade, now: Instant) -> None:
        if self._heard is not None:
            self._learn(self._heard, now)
        self._set_out(fade, now)

    def _set_out(self, fade: Fade, now: Instant, least: Span = ZERO) -> None:
        """Plan the course from where the lamp is believed to be, and begin it."""
        if self._whole:
            found = whole_course(self._way, fade, now, self._dimmer)
        elif self._way is None:
            found = blind_course(fade, now, self._dimmer)
        else:
            found = course(self._way, fade, now, self._dimmer, least)
        self._asks = 0
        self._follow(found, now)

    def _follow(self, plan: tuple[Segment, ...], now: Instant) -> None:
        """Begin a plan; an empty one only leads on if nothing else is waited for."""
        self._plan = deque(plan)
        if plan:
            self._go(Stage.FADING, plan[0].due)
        elif self._at <= now:
            self._settle(self._way.ends if self._way else now)

    def _advance(self, fade: Fade, now: Instant) -> None:
        if not self._plan:
            self._settle(self._way.ends if self._way else now)
        elif now - self._plan[0].due > TOO_LATE and not self._whole:
            self._set_out(fade, now)
        else:
            self._command(self._plan.popleft(), fade, now)

    def _command(self, segment: Segment, fade: Fade, now: Instant) -> None:
        over = max(ZERO, segment.ends - now)
        if self._way is not None and not self._whole:
            begin = self._way.at(now)
            over = max(over, Span(self._dimmer.least_ms(begin, segment.raw, limit_for(fade))))
        ends = self._send(segment.raw, segment.tone, over, now, segment.mixed)
        if self._plan:
            self._go(Stage.FADING, max(now, self._plan[0].due))
        else:
            self._settle(ends)

    def _send(self, raw: int, tone: Tone | None, over: Span, now: Instant, mixed: bool) -> Instant:
        """Send one command, and tell when the lamp will have done it."""
        over = tenths(over)
        begin = self._way.at(now) if self._way else float(raw)
        before = self._way.tone if self._way else None
        self._way = Way(begin, raw, now, now + over, (tone or before) if raw else before)
        self._publish(*self._dialect.command(self.spec.topic, raw, tone, over.seconds, mixed))
        return now + over

    def _settle(self, ends: Instant) -> None:
        wait = SETTLE_URGENT if self.urgent else SETTLE
        self._go(Stage.SETTLING, ends + wait + self._stagger)

    def _raise(self, fade: Fade, now: Instant) -> None:
        """Full, at once."""
        self._plan.clear()
        self._settle(self._send(FULL, fade.end.tone, ZERO, now, is_color(fade.end.tone)))

    # Hearing and checking.

    def _take(self, said: Said, now: Instant) -> None:
        match said:
            case Showing():
                self._show(said, now)
            case Reachable(yes=yes):
                came_back, self._reachable = yes and not self._reachable, yes
                if came_back:
                    self.forget(now)
            case BridgeUp(yes=yes):
                came_back, self._bridge_up = yes and not self._bridge_up, yes
                if came_back:
                    self.forget(now)
            case Returned():
                self._return(now)
            case _:
                assert_never(said)

    def _show(self, showing: Showing, now: Instant) -> None:
        """Believe an answer. What is said unasked, on the way, is only the target or a guess."""
        if self._stage in (Stage.LISTENING, Stage.CHECKING):
            self._heard = showing
        elif self._stage is Stage.RESTING and self._wanted is not None:
            self._learn(showing, now)
            self._verdict = "ok" if self._is_right(showing.raw, self._wanted) else "off-target"

    def _learn(self, showing: Showing, now: Instant) -> None:
        self._read = Light(self._dimmer.curve.lightness(showing.raw), showing.tone)
        self._way = resting(showing.raw, now, self._way.tone if self._way else None)

    def _is_right(self, raw: float, fade: Fade) -> bool:
        target = FULL if self.urgent else self._dimmer.raw_for(fade.end.level)
        if not target or not raw:
            return target == raw
        lightness = self._dimmer.curve.lightness
        near = abs(lightness(raw) - lightness(target)) <= TOLERANCE_L
        return near or abs(raw - target) <= TOLERANCE_RAW

    def _check(self, fade: Fade, now: Instant) -> None:
        if self._heard is None:
            self._verdict = "unverified"
            self._asks += 1
            self._go(Stage.SETTLING, now + ASK_AGAIN)
            if self._asks >= TRIES:
                self._rest()
            return
        self._learn(self._heard, now)
        right = self._is_right(self._heard.raw, fade)
        self._verdict = "ok" if right else "off-target"
        self._tries += 1
        if right or self._tries > TRIES:
            self._rest()
        else:
            self._correct(fade, now)

    def _rest(self) -> None:
        self._tries = self._asks = 0
        self._hasty = False
        self._go(Stage.RESTING, NEVER)

    def _correct(self, fade: Fade, now: Instant) -> None:
        if self.urgent:
            self._raise(fade, now)
        elif self._hasty:
            self._redim(fade, now)
        else:
            self._set_out(fade, now, CORRECTION)

    def _return(self, now: Instant) -> None:
        """The lamp has mains again: take it to where it should be without waiting for anything."""
        self._reachable = True
        self._tries = self._asks = 0
        if self._wanted is None:
            return
        self._way = resting(FULL, now)
        self._hasty = not self.urgent
        if self.urgent:
            self._raise(self._wanted, now)
        else:
            self._redim(self._wanted, now)

    def _redim(self, fade: Fade, now: Instant) -> None:
        """Take a lamp that is full in a dark room to where it should be, without a fade."""
        then = fade.at(now + REDIM)
        raw = self._dimmer.raw_for(then.level)
        ends = self._send(raw, then.tone, REDIM, now, is_color(then.tone))
        way = resting(raw, ends, then.tone)
        self._settle(ends)
        self._follow(course(way, fade, ends, self._dimmer, ZERO), now)
