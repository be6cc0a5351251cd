"""The room clock: what it does while the machine runs, and over a reboot."""

from __future__ import annotations

from pathlib import Path

import pytest

from controller.clock import Stamp, SystemClock, boot_id, boottime_ms, carry_on
from controller.domain.units import ZERO, Instant, Span, minutes, seconds

HOUR_MS = 3_600_000
LAST = Stamp("boot-a", Instant(5_000_000), 1_700_000_000_000, Span(1_000_000))


def room_clock(boot: str, boottime: int, wall: int) -> Instant | None:
    offset = carry_on(LAST, boot, boottime, wall)
    return None if offset is None else Instant(boottime) + offset


@pytest.mark.parametrize("set_by", [0, -HOUR_MS, HOUR_MS, 400 * 24 * HOUR_MS])
def test_within_one_boot_the_clock_is_exact_whatever_the_wall_clock_says(set_by: int) -> None:
    wall = LAST.wall + 60_000 + set_by
    assert room_clock("boot-a", 4_060_000, wall) == LAST.clock + seconds(60)


def test_after_a_reboot_the_gap_is_that_of_the_wall_clock() -> None:
    assert room_clock("boot-b", 9_000, LAST.wall + 90_000) == LAST.clock + seconds(90)
    assert room_clock("boot-b", 9_000, LAST.wall) == LAST.clock
    assert room_clock("boot-b", 9_000, LAST.wall + 12 * HOUR_MS) == LAST.clock + minutes(720)


@pytest.mark.parametrize("gap", [-1, -HOUR_MS, 12 * HOUR_MS + 1, 10**12])
def test_after_a_reboot_a_gap_that_cannot_be_true_is_unknown(gap: int) -> None:
    assert carry_on(LAST, "boot-b", 9_000, LAST.wall + gap) is None


def test_a_boot_clock_that_went_backwards_within_one_boot_is_taken_for_a_reboot() -> None:
    assert room_clock("boot-a", 3_000, LAST.wall + 5_000) == LAST.clock + seconds(5)


def test_a_clock_of_this_machine_goes_on_from_its_own_stamp() -> None:
    first = SystemClock(minutes(30))
    stamp = first.stamp(first.now())
    second = SystemClock()
    assert second.resume(stamp)
    assert second.offset == first.offset
    assert ZERO <= second.now() - stamp.clock < seconds(60)
    assert second.boot() == first.boot() == stamp.boot


def test_without_a_stamp_the_clock_is_boot_time() -> None:
    clock = SystemClock()
    assert clock.resume(None)
    before = boottime_ms()
    assert before <= clock.now().ms <= before + 60_000


def test_after_an_unknown_gap_the_clock_goes_on_where_it_stood_and_says_so() -> None:
    clock = SystemClock()
    assert not clock.resume(Stamp("another", Instant(77_000), clock.wall() + HOUR_MS))
    assert ZERO <= clock.now() - Instant(77_000) < seconds(60)


def test_a_machine_without_a_boot_id_has_one_for_each_process(tmp_path: Path) -> None:
    missing = tmp_path / "boot_id"
    assert boot_id(missing) == boot_id(missing) != ""
    missing.write_text("")
    assert boot_id(missing) != ""
    missing.write_text("3a1f\n")
    assert boot_id(missing) == "3a1f"
