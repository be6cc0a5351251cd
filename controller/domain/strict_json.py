"""JSON as it should be: UTF-8, finite numbers, no key twice, and not too deep."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

DEEPEST = 12
"""Levels of objects and arrays within each other."""


def read(data: bytes) -> Any:
    """Read a document. Raises ValueError, and nothing else, for one that is not strict JSON."""
    try:
        found = _read(data.decode())
    except RecursionError:
        raise _too_deep() from None
    if _is_too_deep(data):
        raise _too_deep()
    return found


def write(value: object) -> bytes:
    """Write a document, compact. Raises ValueError for numbers and text JSON cannot hold."""
    return _write(value).encode()


def _too_deep() -> ValueError:
    return ValueError(f"nested more than {DEEPEST} levels deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice}" is there twice')
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


_read = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number).decode
_write = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def _is_too_deep(data: bytes) -> bool:
    """Tell whether readable JSON is nested too deep: peel the innermost level off, repeatedly."""
    if data.count(b"{") + data.count(b"[") <= DEEPEST:
        return False
    brackets = _STRINGS.sub(b"", data).translate(_ALIKE, _NO_BRACKETS)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)
