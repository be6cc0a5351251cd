"""The one root error and its few named leaves.

A message is one sentence a nurse or an installer can act on: what is wrong, where, and
what to do. A foreign exception becomes one of these at the adapter that met it.
"""

from __future__ import annotations


class StillroomError(Exception):
    """Anything Stillroom can say went wrong."""


class SiteError(StillroomError):
    """A site's files cannot be used; ``problems`` holds every finding, each with its place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class WireError(StillroomError):
    """Bytes from the broker or the journal are not what they claim to be."""


class LinkError(StillroomError):
    """The broker cannot be reached, or refused us."""


class BrokerError(StillroomError):
    """No broker can be found or started on this machine."""


class JournalError(StillroomError):
    """The journal cannot be opened or written."""


class PlayerError(StillroomError):
    """Sound cannot be decoded or put out."""
