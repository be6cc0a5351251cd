"""A script: what is reported and asked of a room, and when, one line each.

``20m visit``, ``10m started runs=40m``: a length of time from the beginning, a verb, its
arguments. Used to simulate a session and to play one in the demo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from controller.domain.scene import Fact, Scene
from controller.domain.units import ZERO, Span, parse_span
from controller.domain.wire import VERBS
from controller.errors import StillroomError


class ScriptError(StillroomError):
    """A line of a script cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``after`` the beginning, do ``verb`` with ``args``."""

    after: Span
    verb: str
    args: Mapping[str, str]


def read(text: str, name: str = "script") -> tuple[Line, ...]:
    """Read a script; empty lines and what follows ``#`` are left out.

    Raises ScriptError with the place of the first line that cannot be read.
    """
    lines = []
    for number, raw in enumerate(text.splitlines(), 1):
        words = raw.split("#")[0].split()
        if words:
            lines.append(_line(words, f"{name}:{number}:1"))
    return tuple(sorted(lines, key=lambda line: line.after))


def _line(words: Sequence[str], place: str) -> Line:
    if len(words) < 2:
        raise ScriptError(f'{place}: a line is a time and a verb, like "10m started runs=40m"')
    try:
        after = parse_span(words[0])
    except ValueError as error:
        raise ScriptError(f"{place}: {error}") from None
    if after.ms < 0:
        raise ScriptError(f"{place}: nothing comes before the beginning; {words[0]} is too early")
    if words[1] not in VERBS:
        known = ", ".join(VERBS)
        raise ScriptError(f'{place}: there is no "{words[1]}"; there are {known}')
    return Line(after, words[1], arguments(words[2:], place))


def arguments(words: Sequence[str], place: str) -> Mapping[str, str]:
    """Read ``key=value`` words. Raises ScriptError for a word without ``=``."""
    pairs = [word.partition("=") for word in words]
    bad = next((word for word, (_, sign, _) in zip(words, pairs, strict=True) if not sign), None)
    if bad is not None:
        raise ScriptError(f'{place}: "{bad}" is not an argument; write it like runs=40m')
    return {key: value for key, _, value in pairs}


def usual(scene: Scene) -> tuple[Line, ...]:
    """Make the script of a session in which everything is reported when it is expected."""
    lines = [Line(ZERO, "start", {"scene": scene.name}), Line(Span(1_000), Fact.ARRIVED, {})]
    at = ZERO
    for phase in scene.phases:
        at = at + phase.lasts
        if phase.until is not None:
            lines.append(Line(at, phase.until, {}))
    return tuple(lines)
