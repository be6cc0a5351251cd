"""YAML as people mean it, with the place of every value.

A file is read into text, lists and tables, and a side table tells the line and column of each
by its path. Every scalar stays the text that was written: nothing turns ``off`` into false,
``40:00`` into 2400 or ``08`` into an error; whoever knows what a setting means reads its text.
What makes a file ambiguous (a repeated key, an alias, a tag) is a fault here. What a setting is
called or may be is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 256 * 1024
"""Bytes of the largest file that is read: ten times a playlist of a hundred tracks."""
DEEPEST = 12
"""Levels of nesting that are read; the deepest setting of a site is at six."""

Value = str | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]

FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml, ten times faster than the parser in Python, but not built everywhere."""
_UNFIT = re.compile(
    r"[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\U00010000-\U0010FFFF]"
)
_REMEDIES = (  # what the parser says, and what helps; the first that fits
    ("escape", "a backslash means something in double quotes; use single quotes"),
    ("Unicode character", "a backslash means something in double quotes; use single quotes"),
    ("nesting depth", "it is nested too deeply"),
    ("'-' indicator", "in a list every line at this indentation begins with -"),
    ("mapping values are not allowed", 'put a text that holds ": " into quotes'),
    ("cannot start any token", "a special character begins here; put the text in quotes"),
    ("expected ',' or", "what opens here is not closed, or a comma is missing in it"),
    ("expected node content", "a bracket, brace or comma stands where a value should"),
    ("quoted scalar", "the quote that opens here is not closed"),
    ("block end", "the indentation does not fit the lines above"),
    ("expected key", "the indentation does not fit the lines above"),
    ("block mapping", "the indentation does not fit the lines above"),
    ("block sequence", "the indentation does not fit the lines above"),
    ("could not find expected ':'", 'write "name: value", with a space after the colon'),
)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file; both count from 1."""

    line: int
    column: int


TOP = Mark(1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the file as YAML, in one sentence."""

    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file.

    ``value``  what it says; None if it cannot be read at all
    ``marks``  place of the value at each path
    ``keys``   place of the key that leads to the value at each path
    ``faults`` what is wrong with it; with a value there may still be some
    """

    value: Value | None
    marks: Mapping[Path, Mark] = field(default_factory=dict)
    keys: Mapping[Path, Mark] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read(data: bytes, loader: Any = FASTEST) -> Document:
    """Read the bytes of one file. Never raises: what is wrong is in ``faults``."""
    try:
        text = _decoded(data)
        building = _Building()
        for event in _events(text, loader):
            building.take(event)
    except _UnreadableError as error:
        return Document(None, faults=(error.fault,))
    if building.value is None:
        return Document(None, faults=(Fault(TOP, "the file is empty"),))
    return Document(building.value, building.marks, building.keys, tuple(building.faults))


class _UnreadableError(Exception):
    """The file ends here for us."""

    def __init__(self, mark: Mark, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(mark, sentence)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _UnreadableError(TOP, f"the file is larger than {LARGEST // 1024} KB; split it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place(error.object[: error.start].decode("utf-8", "replace"))
        raise _UnreadableError(place, "this is not UTF-8 text; save the file as UTF-8") from error
    unfit = _UNFIT.search(text)
    if unfit:
        code = f"U+{ord(unfit[0]):04X}"
        raise _UnreadableError(
            _place(text[: unfit.start()]), f"remove the invisible character {code}"
        )
    return text


def _place(before: str) -> Mark:
    """Tell the place that follows ``before``."""
    line = before.count("\n")
    return Mark(line + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _events(text: str, loader: Any) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _UnreadableError(*_told(error, text)) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # a character out of its range
        raise _UnreadableError(TOP, "this is not YAML that can be read") from error


def _told(error: yaml.MarkedYAMLError, text: str) -> tuple[Mark, str]:
    """Tell where an error of the parser is for a person, and what it means to them."""
    found = error.problem_mark or error.context_mark
    mark = _mark(found) if found else TOP
    lines = text.split("\n")
    if mark.line <= len(lines) and lines[mark.line - 1][mark.column - 1 : mark.column] == "\t":
        return mark, "this is not YAML: use spaces here, not a tab"
    problem = f"{error.problem or ''} {error.context or ''}"
    for sign, remedy in _REMEDIES:
        if sign in problem:
            opened = error.context_mark if "opens here" in remedy else None
            return _mark(opened) if opened else mark, f"this is not YAML: {remedy}"
    return mark, f"this is not YAML: {error.problem}"


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


class _Building:
    """The document so far. Built from events and not by recursion, so that no nesting, however
    deep, can exhaust the stack.
    """

    def __init__(self) -> None:
        self.value: Value | None = None
        self.marks: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.faults: list[Fault] = []
        self._open: list[_Level] = []

    def take(self, event: Any) -> None:
        """Take the parser's next event."""
        match event:
            case yaml.ScalarEvent():
                self._refuse_extras(event)
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._enter(event, {})
            case yaml.SequenceStartEvent():
                self._enter(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                raise _UnreadableError(
                    _mark(event.start_mark), "write the value out; * is not read"
                )
            case yaml.DocumentStartEvent() if self.value is not None:
                raise _UnreadableError(
                    _mark(event.start_mark), "a file holds one document; remove ---"
                )
            case _:
                pass  # the stream's and the document's ends say nothing

    def _refuse_extras(self, event: Any) -> None:
        mark = _mark(event.start_mark)
        if event.anchor:
            self.faults.append(Fault(mark, f'remove "&{event.anchor}"; anchors are not read'))
        if event.tag and not (event.tag == "!" and event.implicit):
            self.faults.append(Fault(mark, f'remove "{event.tag[:60]}"; tags are not read'))

    def _enter(self, event: Any, holder: list[Value] | dict[str, Value]) -> None:
        self._refuse_extras(event)
        mark = _mark(event.start_mark)
        if len(self._open) >= DEEPEST:
            raise _UnreadableError(mark, f"nested more than {DEEPEST} levels deep")
        if self._open and self._open[-1].awaits_key:
            raise _UnreadableError(mark, "a setting's name is one word, not a list or a table")
        path = self._put(holder, mark)
        self._open.append(_Level(holder, path))

    def _scalar(self, event: Any) -> None:
        mark, text = _mark(event.start_mark), event.value
        unfit = _UNFIT.search(text)
        if unfit:
            raise _UnreadableError(
                mark, f"remove the character U+{ord(unfit[0]):04X} from this text"
            )
        if self._open and self._open[-1].awaits_key:
            self._key(text, mark)
        else:
            self._put(text, mark)

    def _key(self, text: str, mark: Mark) -> None:
        level = self._open[-1]
        path = (*level.path, text)
        if path in self.keys:
            first = self.keys[path]
            told = f"the first is at line {first.line}, column {first.column}"
            self.faults.append(Fault(mark, f'"{text[:60]}" is written twice; {told}'))
            level.key = -len(self.faults)
        else:
            self.keys[path] = mark
            level.key = text

    def _put(self, value: Value, mark: Mark) -> Path:
        if not self._open:
            self.value = value
            self.marks[()] = mark
            return ()
        path = self._open[-1].add(value)
        self.marks.setdefault(path, mark)
        return path


@dataclass(slots=True)
class _Level:
    """A list or table that is not finished.

    ``key`` is what the next value of a table is for; a number when the key is a repetition, whose
    value is followed to its end and dropped.
    """

    holder: list[Value] | dict[str, Value]
    path: Path
    key: str | int | None = None

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.holder, dict) and self.key is None

    def add(self, value: Value) -> Path:
        if isinstance(self.holder, list):
            self.holder.append(value)
            return (*self.path, len(self.holder) - 1)
        key, self.key = self.key, None
        if isinstance(key, str):
            self.holder[key] = value
        return (*self.path, key if key is not None else "")
