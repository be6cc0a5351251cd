"""Reading settings out of a marked document, and finding every fault on the way.

Whoever reads asks for settings by name and kind. What is missing, misspelt or of the wrong kind
becomes a problem with its place, and reading goes on with nothing in its stead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from controller.yaml_marks import TOP, Document, Mark, Path, Value

T = TypeVar("T")
Kind = Callable[[str], T]
"""Turns a setting's text into its value; raises ValueError with a sentence and a remedy."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a file of the site, in one sentence that says what to do."""

    file: str
    mark: Mark
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.mark.line}:{self.mark.column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Page:
    """One file being read; ``problems`` is where its problems go."""

    file: str
    document: Document
    problems: list[Problem]

    def top(self) -> Spot:
        """Tell the file's outermost value. Ask only if the document has one."""
        return Spot(self, (), self.document.value or "")

    def blame(self, sentence: str, mark: Mark = TOP) -> None:
        """Note a problem at ``mark``."""
        self.problems.append(Problem(self.file, mark, sentence))


@dataclass(frozen=True, slots=True)
class Spot:
    """A value at its place in a file."""

    page: Page
    path: Path
    value: Value

    @property
    def mark(self) -> Mark:
        """Where it is."""
        return self.page.document.marks.get(self.path, TOP)

    @property
    def key_mark(self) -> Mark:
        """Where the key that leads to it is."""
        return self.page.document.keys.get(self.path, self.mark)

    @property
    def where(self) -> str:
        """Its place, for a sentence about another one."""
        return f"line {self.mark.line}, column {self.mark.column}"

    def blame(self, sentence: str) -> None:
        """Note a problem with this value."""
        self.page.blame(sentence, self.mark)

    def is_text(self) -> bool:
        """Tell whether it is a plain text and not a list or a table."""
        return isinstance(self.value, str)

    def read(self, kind: Kind[T]) -> T | None:
        """Read the text here as ``kind``; None, and a problem, if it is not."""
        if not isinstance(self.value, str):
            what = "a list" if isinstance(self.value, list) else "a table of settings"
            self.blame(f"this is {what}; one plain value is expected")
            return None
        try:
            return kind(self.value)
        except ValueError as error:
            self.blame(str(error))
        return None

    def rows(self) -> tuple[Spot, ...]:
        """Tell the items of the list here; none, and a problem, if it is not a list."""
        if not isinstance(self.value, list):
            self.blame('a list is expected; begin each item with "- "')
            return ()
        return tuple(self._below(index, item) for index, item in enumerate(self.value))

    def entries(self) -> tuple[tuple[str, Spot], ...]:
        """Tell the names and values of the table here, whatever the names are."""
        if not isinstance(self.value, dict):
            self.blame('a table is expected; write "name: value" lines')
            return ()
        return tuple((key, self._below(key, item)) for key, item in self.value.items())

    @contextmanager
    def table(self) -> Iterator[Table]:
        """Read the table here; on leaving, names that nobody asked for are problems."""
        table = Table(self, dict(self.entries()))
        yield table
        table.close()

    def _below(self, step: str | int, value: Value) -> Spot:
        return Spot(self.page, (*self.path, step), value)


@dataclass(slots=True)
class Table:
    """The settings of one table, being asked for."""

    spot: Spot
    _found: dict[str, Spot]
    _asked: list[str] = field(default_factory=list)
    _missing: dict[str, str] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def at(self, key: str, example: str = "") -> Spot | None:
        """Tell the value of ``key``. With an ``example``, ``key`` may not be missing."""
        self._asked.append(key)
        found = self._found.get(key)
        if found is None and example:
            self._missing[key] = example
        return found

    def need(self, key: str, kind: Kind[T], example: str) -> T | None:
        """Read ``key``, which may not be missing; None, and a problem, if it is or is wrong."""
        found = self.at(key, example)
        return found.read(kind) if found else None

    def take(self, key: str, kind: Kind[T], default: T) -> T:
        """Read ``key`` if it is there."""
        found = self.at(key)
        value = found.read(kind) if found else None
        return default if value is None else value

    def blame(self, key: str, sentence: str) -> None:
        """Note a problem with ``key``, or with the table if it has none."""
        (self._found.get(key) or self.spot).blame(sentence)

    def refuse(self, keys: Iterable[str], why: str) -> None:
        """Note a problem with each of ``keys`` that is here; ``why`` follows its name."""
        for key in keys:
            found = self._found.pop(key, None)
            if found:
                self.spot.page.blame(f'"{key}" {why}', found.key_mark)

    def close(self) -> None:
        """Note what nobody asked for, and what was asked for in vain."""
        if not isinstance(self.spot.value, dict):
            return  # said already
        unknown = [key for key in self._found if key not in self._asked]
        for key in unknown:
            sentence = f'unknown setting "{shown(key)}"; {hint(key, self._asked)}'
            self.spot.page.blame(sentence, self._found[key].key_mark)
        for key, example in self._missing.items():
            if not get_close_matches(key, unknown, 1):  # a misspelling has been told already
                self.spot.blame(f'"{key}" is missing; write it like "{key}: {example}"')


def shown(text: str) -> str:
    """Cut a text that is quoted in a sentence, and keep it on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def hint(text: str, known: Iterable[str]) -> str:
    """Tell what ``text`` was probably meant to be, or what there is."""
    names = sorted(set(known))
    close = get_close_matches(text[:80], names, 1) or get_close_matches(text[:80].lower(), names, 1)
    if close:
        return f'did you mean "{close[0]}"?'
    if not names:
        return "there are none here"
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"known here: {', '.join(names[:12])}{more}"
