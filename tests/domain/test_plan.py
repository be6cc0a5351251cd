"""Plans: what a placing says of itself."""

from __future__ import annotations

from controller.domain.plan import CROSSFADE, CROSSFADE_LEAST, CROSSFADE_MOST, Slot
from tests.domain.worlds import EVENINGS, NOW


def test_a_placing_ends_when_its_track_has_sounded() -> None:
    track = EVENINGS.tracks[0]
    assert Slot(0, track, NOW, CROSSFADE, track.gain_db).ends == NOW + track.audible


def test_a_crossfade_flexes_both_ways() -> None:
    assert CROSSFADE_LEAST < CROSSFADE < CROSSFADE_MOST
