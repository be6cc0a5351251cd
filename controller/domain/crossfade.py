"""Crossfades: how long each may be, and how a chain of them takes up a small misfit.

A crossfade is centred on the change of music. Between two changes lies the length of a track
less half of each crossfade; so a longer crossfade brings everything after it earlier. Plain
integers of milliseconds here, because this is the inner part of the planner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST, CROSSFADE_MOST
from controller.domain.playlist import Ending
from controller.domain.units import seconds

LEAST, USUAL, MOST = CROSSFADE_LEAST.ms, CROSSFADE.ms, CROSSFADE_MOST.ms
LONG = seconds(16).ms
"""A crossfade away from a track that is not over: long, so that nothing seems to break off."""


class Joint(NamedTuple):
    """How one track gives way to the next: the first is gone at ``meets``; the crossfade takes
    ``fade`` up to then, and could take from ``least`` to ``most``.
    """

    meets: int
    fade: int
    least: int
    most: int

    @property
    def start(self) -> int:
        """When the next track is first heard."""
        return self.meets - self.fade

    @property
    def change(self) -> int:
        """When the music changes: the middle of the crossfade."""
        return self.meets - self.fade // 2


def fixed(start: int, fade: int) -> Joint:
    """Make a joint that has no choice: a crossfade of ``fade`` from ``start`` on."""
    return Joint(start + fade, fade, fade, fade)


RANGES: dict[Ending, tuple[int, int, int]] = {
    Ending.FADES: (USUAL, LEAST, MOST),
    Ending.RINGS: ((LEAST + USUAL) // 2, LEAST, USUAL),
    Ending.STOPS: (4_500, LEAST, 5_000),
}
"""Usual, least and greatest crossfade out of a track, by how it ends; all even, so that the
middle is a whole millisecond. A track that stops short must be heard nearly to its last note."""


def out_of(ending: Ending, meets: int) -> Joint:
    """Tell how a track that falls silent at ``meets`` can be left at its end."""
    return Joint(meets, *RANGES[ending])


def rooms(joints: Sequence[Joint], late: int) -> list[int]:
    """Tell how much of being ``late`` (may be negative) each joint of a chain can take up.

    The last joint counts half, because the change is in its middle.
    """
    found = [(joint.most if late > 0 else joint.least) - joint.fade for joint in joints]
    found[-1] = int(found[-1] / 2)
    return found


def flexed(joints: Sequence[Joint], late: int) -> list[int]:
    """Tell the fades of a chain of joints that make its last change ``late`` less late.

    What cannot be taken up is left; each joint bears an even share.
    """
    room, last = rooms(joints, late), len(joints) - 1
    fades = [joint.fade for joint in joints]
    order = sorted(range(last + 1), key=lambda i: abs(room[i]))
    for left, i in zip(range(last + 1, 0, -1), order, strict=True):
        share = round(late / left)
        share = min(share, room[i]) if late > 0 else max(share, room[i])
        late -= share
        fades[i] += 2 * share if i == last else share
    return fades
