"""The record of a session: where music changed, how steep the light was."""

from __future__ import annotations

from controller.domain.look import DARK, Fade, Light
from controller.domain.scene import Land, Score
from controller.domain.units import Instant, Span, minutes, seconds
from controller.record import Ended, as_they_went, steepest
from tests.domain.worlds import EVENINGS, NOW, phase

SOFT, BRIDGE = Score(EVENINGS), Score(EVENINGS, Land.BRIDGE)
PHASES = (
    phase("arrive", 10, None, BRIDGE),
    phase("deep", 20, None, SOFT),
    phase("hush", 5),
    phase("wake", 10, None, SOFT),
    phase("last", 5, None, SOFT),
)
ENDS = tuple(NOW + minutes(m) for m in (0, 10, 30, 35, 45, 50))


def went(changes: list[Instant], ends: tuple[Instant, ...] = ENDS) -> tuple[Ended, ...]:
    return as_they_went(PHASES, ends, changes)


def test_each_phase_is_told_with_its_ends_and_the_change_nearest_to_them() -> None:
    found = went([ENDS[4] - seconds(2), ENDS[2] + seconds(3), ENDS[2] - seconds(40)])
    assert [phase.name for phase in found] == ["arrive", "deep", "hush", "wake", "last"]
    assert [phase.error for phase in found] == [None, seconds(3), None, Span(-2_000), None]
    assert (found[1].starts, found[1].ends) == (ENDS[1], ENDS[2])


def test_where_music_never_changed_there_is_no_error_to_tell() -> None:
    assert {phase.error for phase in went([])} == {None}


def test_a_session_that_was_stopped_tells_the_phases_that_ended() -> None:
    assert [phase.name for phase in went([NOW], ENDS[:3])] == ["arrive", "deep"]
    assert went([NOW], ENDS[:1]) == ()


def test_the_steepest_fade_is_found_and_none_is_flat() -> None:
    slow = Fade(NOW, NOW + seconds(10), DARK, Light(5))
    fast = Fade(NOW, NOW + seconds(10), Light(20), DARK)
    assert steepest([slow, fast]) == 2.0
    assert steepest([]) == 0.0
