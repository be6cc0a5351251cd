"""Tracks: what sounds of a file."""

from __future__ import annotations

import pytest

from controller.domain.envelope import steady
from controller.domain.playlist import Track
from controller.domain.units import Instant, Span, seconds
from controller.domain.wanted import Voice
from tests.domain.worlds import EVENINGS


def test_a_track_sounds_from_its_first_to_its_last_audible_moment() -> None:
    assert Track("a.ogg", "A", Span(300), Span(60_300)).audible == seconds(60)


@pytest.mark.parametrize("closes", [300, 299])
def test_a_track_without_audible_length_is_none(closes: int) -> None:
    with pytest.raises(ValueError, match=r'track "a\.ogg" has no audible length'):
        Track("a.ogg", "A", Span(300), Span(closes))


def test_a_voice_tells_the_position_in_its_file() -> None:
    track = EVENINGS.tracks[0]
    voice = Voice("v", track, Instant(5_000), steady(1.0), track.gain_db)
    assert voice.position(Instant(5_000)) == track.opens
    assert voice.position(Instant(9_000)) == track.opens + seconds(4)
