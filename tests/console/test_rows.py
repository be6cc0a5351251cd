from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from controller.console import samples
from controller.console.canvas import plain
from controller.console.glyphs import ASCII, UNICODE, Part
from controller.console.reading import Reading, part_of, parts_of, read
from controller.console.rows import Density, View, axis_line, density_for, plan_for, row_lines
from controller.console.store import Document, RoomStore
from controller.console.words import words_of
from controller.domain.units import ZERO, Span, minutes, seconds
from controller.domain.wire import Beat, Link, LinkState

UTC = ZoneInfo("UTC")


def reading_of(documents: Iterable[Document], after: Span = ZERO, beats: bool = True) -> Reading:
    """Read a room that said ``documents`` at the samples' hour, ``after`` it."""
    store, moment = RoomStore(), samples.moment(after)
    samples.fill(store, {"willow": list(documents)})
    if beats:
        late = Beat(samples.BOOT, samples.CLOCK + after, moment.wall)
        store.take("willow", late, moment.now, moment.wall)
    room = store.room("willow")
    assert room is not None
    return read(room, store.contact(room, moment.now), moment)


def session(begun_ago: float, current: int, **more: object) -> list[Document]:
    return samples.busy_room("Willow", samples.session_doc(begun_ago, current, **more))


def drawn(reading: Reading, width: int, density: Density, selected: bool = False) -> list[str]:
    view = View(plan_for(width, density), minutes(120), UTC)
    return [plain(line) for line in row_lines(reading, view, selected)]


def said(reading: Reading) -> str:
    return " · ".join(text for text, _ in words_of(reading, UTC, UNICODE))


def test_a_room_in_its_plateau_at_eighty_columns() -> None:
    assert [
        line.rstrip() for line in drawn(reading_of(session(26, 2)), 80, Density.COMFORTABLE)
    ] == [
        "  1 Willow        ╺━┓╻ ╻                ▒▒▒▒██████┃━━━━━━━━═════┄┄┄┄┄┄┄┄┄┄┄┄",
        "    ▶ Plateau     ┏━┛┗━┫ min            ╵Arr╵On╵Plateau    ╵Retu╵Recovery",
        "    ███ 8%        ┗━╸  ╹ left     ♪ Glass Fields  4/11 · sign: in session",
        "──────────────────────────────────────────────────┃─────────────────────────────",
    ]


def test_a_room_in_one_line() -> None:
    assert drawn(reading_of(session(26, 2)), 80, Density.LIST, selected=True) == [
        "▌ 1 Willow     ▶ Plateau     24   ▒▒███┃━━━══┄┄┄┄┄┄┄   ♪ Glass Fields  4/11     "
    ]


@pytest.mark.parametrize("density", list(Density))
@pytest.mark.parametrize("width", [40, 60, 79, 80, 100, 120, 200, 250])
def test_every_line_is_exactly_as_wide_as_the_board(density: Density, width: int) -> None:
    for room in (session(26, 2), samples.free_room("Willow"), session(200, 4)):
        lines = drawn(reading_of(room), width, density)
        assert len(lines) == density.lines
        assert {cell_len(line) for line in lines} == {width}


def test_one_now_line_runs_through_all_rooms_and_the_axis() -> None:
    view = View(plan_for(100, Density.COMFORTABLE), minutes(120), UTC)
    columns = set()
    for room in (session(26, 2), samples.free_room("Willow"), session(3, 0)):
        columns |= {plain(line).find("┃", view.plan.left)
                    for line in row_lines(reading_of(room), view, False)[::3]}  # fmt: skip
    assert columns == {plain(axis_line(view, samples.moment())).index("▼")}


def test_minutes_left_count_down_by_the_minute_and_not_by_the_second() -> None:
    rooms = session(26, 2)
    assert [reading_of(rooms, seconds(s)).minutes() for s in (0, 1, 59, 60, 61)] == [
        (24, False), (24, False), (24, False), (23, False), (23, False),
    ]  # fmt: skip


def test_a_phase_past_its_target_says_how_late_and_what_it_waits_for() -> None:
    late = reading_of(session(26, 2), minutes(28.5))
    assert late.minutes() == (4, True)
    assert "late by 4 min, waiting for: ended" in said(late)
    assert late.current == 2
    assert "late" in drawn(late, 80, Density.COMFORTABLE)[2]


def test_a_late_phase_pushes_everything_after_it_along() -> None:
    on_time, late = (reading_of(session(26, 2), after) for after in (ZERO, minutes(34)))
    assert on_time.over_wall is not None
    assert late.over_wall == on_time.over_wall + 10 * 60_000


def test_a_phase_that_ends_by_the_clock_is_followed_by_the_next_without_a_new_report() -> None:
    rooms = session(12, 1)
    assert reading_of(rooms).current == 1
    assert reading_of(rooms, minutes(6.1)).current == 2


def test_a_held_room_says_since_when_and_its_minutes_stand_still() -> None:
    held = samples.CLOCK - minutes(3)
    room = session(26, 2, held=held, slips_from=held)
    assert reading_of(room).minutes() == reading_of(room, minutes(9)).minutes() == (27, False)
    assert "held for 3 min" in said(reading_of(room))
    assert "‖ Holding" in drawn(reading_of(room), 80, Density.LIST)[0]


def test_a_visit_and_lights_up_are_said_in_words() -> None:
    room = session(26, 2, visit=samples.CLOCK - minutes(2), lights_up=samples.CLOCK)
    assert said(reading_of(room)).startswith("lights up for under 1 min · visit for 2 min")


def test_a_notice_takes_the_place_of_the_music_and_never_that_of_the_state() -> None:
    cedar = samples.three_rooms()["cedar"]
    words = said(reading_of(cedar))
    assert words.startswith("! No sound in this room: headphones-1 (PulseAudio) is gone.")
    assert "♪" not in words


@pytest.mark.parametrize(("state", "words"), [
    (LinkState.LOST, "~ no contact since 14:32; the room plays on by itself"),
    (LinkState.DOWN, "~ switched off at 14:32"),
])  # fmt: skip
def test_a_room_that_is_not_there_is_shown_as_old(state: LinkState, words: str) -> None:
    gone = Link(state, "i", 1, samples.BOOT)
    reading = reading_of([*session(26, 2), gone])
    store = RoomStore()
    samples.fill(store, {"willow": session(26, 2)})
    store.take("willow", gone, samples.CONSOLE, samples.WALL)
    room = store.room("willow")
    assert room is not None
    reading = read(room, store.contact(room, samples.CONSOLE), samples.moment())
    assert said(reading).startswith(words)
    assert "Willow ~" in drawn(reading, 80, Density.COMFORTABLE)[0]


def test_a_quiet_room_has_tildes_at_its_name_and_times() -> None:
    quiet = reading_of(session(26, 2), seconds(30), beats=False)
    lines = drawn(quiet, 80, Density.COMFORTABLE)
    assert "Willow ~" in lines[0]
    assert "min ~" in lines[1]
    assert "last heard 14:32" in lines[2]


def test_a_free_room_says_so() -> None:
    lines = drawn(reading_of(samples.free_room("Willow")), 80, Density.COMFORTABLE)
    assert "○ Free" in lines[1]
    assert "left" not in "".join(lines)


def test_a_session_that_is_over_leaves_the_room_free() -> None:
    doc = replace(samples.session_doc(26, 2), over=samples.CLOCK, current=None)
    over = reading_of([doc])
    assert over.is_free
    assert over.session is None


def test_titles_from_the_wire_are_text_and_nothing_else() -> None:
    lines = drawn(reading_of(samples.free_room("[red]日本語[/]")), 80, Density.LIST)
    assert "[red]日" in lines[0]
    assert cell_len(lines[0]) == 80


def test_parts_follow_from_the_facts_that_end_the_phases() -> None:
    untils = [each[2] for each in samples.PHASES]
    assert [part_of(i, untils) for i in range(5)] == [
        Part.ARRIVE, Part.INFUSION, Part.INFUSION, Part.RETURN, Part.REST,
    ]  # fmt: skip


@pytest.mark.parametrize("phases", range(1, 9))
def test_an_offered_scene_has_a_part_for_every_phase(phases: int) -> None:
    assert len(parts_of(phases)) == phases


def test_the_roomiest_density_that_fits_is_chosen() -> None:
    assert density_for(3, 19, 80) is Density.COMFORTABLE
    assert density_for(8, 19, 80) is Density.COMPACT
    assert density_for(18, 19, 80) is Density.LIST
    assert density_for(1, 19, 59) is Density.LIST


def test_without_utf_8_the_board_is_plain_ascii() -> None:
    view = View(plan_for(80, Density.COMFORTABLE), minutes(120), UTC, ASCII)
    for line in row_lines(reading_of(session(26, 2)), view, True):
        assert plain(line).isascii()


def test_a_room_that_has_said_nothing_is_unknown_and_not_free() -> None:
    room = RoomStore(("willow",)).rooms[0]
    reading = read(room, RoomStore().contact(room, samples.CONSOLE), samples.moment())
    assert not reading.is_free
    assert "unknown" in drawn(reading, 80, Density.LIST)[0]
