"""A recorder of everything a link tells, and a link that is closed at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from controller.link import Address, Ears, Link, local


@dataclass
class Heard:
    """Everything that was told, in order."""

    all: list[tuple[str, ...]] = field(default_factory=list)
    messages: list[tuple[str, bytes, bool]] = field(default_factory=list)

    def ears(self) -> Ears:
        """Make the ears that record."""
        return Ears(
            lambda topic, payload, retained: self.messages.append((topic, payload, retained)),
            lambda why: self.all.append(("up", why)),
            lambda why: self.all.append(("down", why)),
        )

    @property
    def ups(self) -> int:
        """How often the link came up."""
        return sum(kind == "up" for kind, _ in self.all)

    @property
    def downs(self) -> list[str]:
        """Why it went down."""
        return [why for kind, why in self.all if kind == "down"]


@contextmanager
def linked(
    where: int | Address,
    filters: Sequence[str] = (),
    name: str = "tester",
    will: tuple[str, bytes] | None = None,
) -> Iterator[tuple[Link, Heard]]:
    """Open a link; it need not be up yet."""
    heard = Heard()
    address = local(where) if isinstance(where, int) else where
    link = Link(address, name, filters, heard.ears(), will)
    link.open()
    yield link, heard
    link.close()
