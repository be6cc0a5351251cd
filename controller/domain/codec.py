"""Values of the domain to JSON bytes and back, by their types alone, and strictly.

A frozen dataclass is an object of its fields; one of several in a union carries its class name
as ``kind``. Instants and spans are whole milliseconds. What is read is exactly what the type
says or a WireError whose sentence names the place: ``session.phases[2].ends: expected a whole
number``. Fields that are not known are ignored, so that a newer room can speak to an older
console. A mapping keeps its order: which light leads a look may hang on it.

How a type is read and written is worked out once and remembered.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints, overload

from controller.domain import strict_json
from controller.domain.units import Instant, Span
from controller.domain.wire import LARGEST
from controller.errors import WireError

LARGEST_NUMBER = 2**53
"""No number is larger: beyond it a reader that has only floats would read another one."""

T = TypeVar("T")


class _MisfitError(WireError):
    """What is wrong with a value; the place grows from the inside out."""

    def __init__(self, why: str, place: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.place = place


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one type is turned into what JSON knows (``out``), and back (``into``)."""

    out: Callable[[Any], Any]
    into: Callable[[Any], Any]


def encode(value: object, kind: object = None) -> bytes:
    """Write ``value`` as compact UTF-8 JSON; the same value gives the same bytes.

    ``kind`` is needed where the reader only knows a union: its members carry their name.
    Raises WireError for what could not be read again (no finite number, half a character).
    """
    plan = _plan(type(value) if kind is None else kind)
    try:
        return strict_json.write(plan.out(value))
    except (ValueError, AttributeError, WireError) as error:
        raise WireError(f"{_name(kind or type(value))} cannot be written: {error}") from None


@overload
def decode(kind: type[T], data: bytes, limit: int = LARGEST) -> T: ...
@overload
def decode(kind: object, data: bytes, limit: int = LARGEST) -> Any: ...
def decode(kind: object, data: bytes, limit: int = LARGEST) -> Any:
    """Read a ``kind`` (a dataclass, or a union of them) from at most ``limit`` bytes.

    Raises WireError, and nothing else, for anything that is not one.
    """
    name = _name(kind)
    if len(data) > limit:
        raise WireError(f"{name}: {len(data)} bytes are more than the {limit} that are read")
    plan = _plan(kind)
    try:
        return plan.into(strict_json.read(data))
    except ValueError as error:
        raise WireError(f"{name}: not readable JSON ({error})") from None
    except _MisfitError as bad:
        raise WireError(f"{name}{bad.place}: {bad.why}") from None


def _name(kind: object) -> str:
    """Tell what to call a type in a sentence: ``SessionDoc`` is a session."""
    name = kind.__name__ if isinstance(kind, type) else "value"
    return (name.removesuffix("Doc") or name).lower()


@cache
def _plan(kind: Any) -> _Plan:
    """Work out how values of ``kind`` are read and written. TypeError: not a type for the wire."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin = get_origin(kind)
    if origin is types.UnionType or origin is Union:
        return _union(get_args(kind))
    if origin is tuple:
        return _tuple(get_args(kind))
    if origin is Mapping:
        return _mapping(*get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"{kind} has no form on the wire")


def _whole(value: object) -> int:
    if type(value) is not int:
        raise _MisfitError("expected a whole number")
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise _MisfitError("the number is too large")
    return value


def _number(value: object) -> float:
    if type(value) is not float and type(value) is not int:
        raise _MisfitError("expected a number")
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise _MisfitError("the number is too large")
    return float(value)


def _number_out(value: float) -> float:
    if not isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise _MisfitError(f"{value} is no number for the wire")
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise _MisfitError("expected text")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise _MisfitError("the text holds half a character")
    return value


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise _MisfitError("expected true or false")
    return value


def _same(value: T) -> T:
    return value


_SIMPLE: Mapping[Any, _Plan] = {
    int: _Plan(_whole, _whole),
    float: _Plan(_number_out, _number),
    str: _Plan(_same, _text),
    bool: _Plan(_same, _truth),
    Instant: _Plan(lambda instant: _whole(instant.ms), lambda value: Instant(_whole(value))),
    Span: _Plan(lambda span: _whole(span.ms), lambda value: Span(_whole(value))),
}


def _enum(kind: type[Enum]) -> _Plan:
    members = {member.value: member for member in kind}
    known = ", ".join(map(str, members))

    def into(value: object) -> Enum:
        member = members.get(value) if type(value) is str else None
        if member is None:
            raise _MisfitError(f"expected one of {known}")
        return member

    return _Plan(lambda member: member.value, into)


def _tuple(args: tuple[Any, ...]) -> _Plan:
    return _many(args[0]) if args[1:] == (...,) else _row(tuple(_plan(arg) for arg in args))


def _many(kind: object) -> _Plan:
    """Plan a tuple of any length, all of one type."""
    item = _plan(kind)
    out, into_one = item.out, item.into

    def into(value: object) -> tuple[Any, ...]:
        found: list[Any] = []
        try:
            for one in _listed(value):
                found.append(into_one(one))  # noqa: PERF401 - its length tells the place of a fault
        except _MisfitError as bad:
            if type(value) is list:
                bad.place = f"[{len(found)}]{bad.place}"
            raise
        return tuple(found)

    return _Plan(lambda values: [out(value) for value in values], into)


def _row(items: tuple[_Plan, ...]) -> _Plan:
    """Plan a tuple of fixed length, each place with its own type."""

    def into(value: object) -> tuple[Any, ...]:
        listed = _listed(value)
        if len(listed) != len(items):
            raise _MisfitError(f"expected {len(items)} values, found {len(listed)}")
        found = []
        for i, (plan, one) in enumerate(zip(items, listed, strict=True)):
            try:
                found.append(plan.into(one))
            except _MisfitError as bad:
                bad.place = f"[{i}]{bad.place}"
                raise
        return tuple(found)

    def out(values: tuple[Any, ...]) -> list[Any]:
        return [plan.out(value) for plan, value in zip(items, values, strict=True)]

    return _Plan(out, into)


def _listed(value: object) -> list[Any]:
    if type(value) is not list:
        raise _MisfitError("expected a list")
    return value


def _mapping(key: object, kind: object) -> _Plan:
    name, item = _plan(key), _plan(kind)

    def into(value: object) -> Mapping[Any, Any]:
        found = {}
        for key, one in _objected(value).items():
            try:
                found[name.into(key)] = item.into(one)
            except _MisfitError as bad:
                bad.place = f".{key}{bad.place}"
                raise
        return found

    return _Plan(lambda value: {name.out(k): item.out(v) for k, v in value.items()}, into)


def _objected(value: object) -> dict[str, Any]:
    if type(value) is not dict:
        raise _MisfitError("expected an object")
    return value


_NOTHING = object()


def _record(kind: type[Any]) -> _Plan:
    """Plan a dataclass: an object of its fields, those with a default may be missing."""
    hints = get_type_hints(kind)
    plans = {field.name: _plan(hints[field.name]) for field in fields(kind)}
    readers = tuple((name, plan.into) for name, plan in plans.items())
    writers = tuple((name, plan.out) for name, plan in plans.items())
    needed = frozenset(
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    )

    def into(value: object) -> Any:
        have = _objected(value)
        given = {}
        for name, read in readers:
            found = have.get(name, _NOTHING)
            if found is _NOTHING:
                if name in needed:
                    raise _MisfitError("is missing", f".{name}")
                continue
            try:
                given[name] = read(found)
            except _MisfitError as bad:
                bad.place = f".{name}{bad.place}"
                raise
        return _made(kind, given)

    def out(value: object) -> dict[str, Any]:
        return {name: write(getattr(value, name)) for name, write in writers}

    return _Plan(out, into)


def _made(kind: type[T], given: dict[str, Any]) -> T:
    """Make the value; it may refuse what no type can say, such as a track without length."""
    try:
        return kind(**given)
    except ValueError as error:
        raise _MisfitError(str(error)) from None


def _union(args: tuple[Any, ...]) -> _Plan:
    members = tuple(arg for arg in args if arg is not type(None))
    plan = _plan(members[0]) if len(members) == 1 else _tagged(members)
    return _optional(plan) if type(None) in args else plan


def _optional(plan: _Plan) -> _Plan:
    out, into = plan.out, plan.into
    return _Plan(
        lambda value: None if value is None else out(value),
        lambda value: None if value is None else into(value),
    )


def _tagged(members: tuple[Any, ...]) -> _Plan:
    """Plan a union of dataclasses: each is an object that says its ``kind`` first."""
    for member in members:
        if not is_dataclass(member) or any(field.name == "kind" for field in fields(member)):
            raise TypeError(f"{member} cannot be one of several on the wire")
    plans = {member.__name__: _plan(member) for member in members}

    def into(value: object) -> Any:
        kind = _objected(value).get("kind")
        plan = plans.get(kind) if type(kind) is str else None
        if plan is None:
            raise _MisfitError("is missing" if kind is None else f"{kind!r} is not known", ".kind")
        return plan.into(value)

    def out(value: object) -> dict[str, Any]:
        name = type(value).__name__
        found: dict[str, Any] = plans[name].out(value)
        return {"kind": name, **found}

    return _Plan(out, into)
