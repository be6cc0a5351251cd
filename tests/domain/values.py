"""Arbitrary values of any type that goes over the wire, for property tests."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from controller.domain.codec import LARGEST_NUMBER
from controller.domain.playlist import Track
from controller.domain.units import Instant, Span

WHOLE = st.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
LENGTHS = st.tuples(st.integers(0, 5_000), st.integers(1, 900_000))
TRACKS = st.builds(
    lambda file, title, length: Track(file, title, Span(length[0]), Span(sum(length))),
    TEXT,
    TEXT,
    LENGTHS,
)
_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    int: WHOLE,
    float: st.floats(-1e6, 1e6),
    str: TEXT,
    bool: st.booleans(),
    Instant: WHOLE.map(Instant),
    Span: WHOLE.map(Span),
    Track: TRACKS,
    type(None): st.none(),
}


@cache
def values(kind: Any) -> st.SearchStrategy[Any]:
    """Make any value of ``kind``, every field of it among them."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin is types.UnionType or origin is Union:
        return st.one_of(*(values(arg) for arg in args))
    if origin is tuple and args[1:] == (...,):
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(arg) for arg in args))
    if origin is Mapping:
        return st.dictionaries(values(args[0]), values(args[1]), max_size=2)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    assert is_dataclass(kind)
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})
