from __future__ import annotations

import pytest
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot

from controller.console import samples
from controller.console.actions import BY_ID
from controller.console.rows import Density
from controller.console.screens.board import BoardScreen
from controller.console.screens.room import RoomScreen
from controller.console.screens.start_card import StartCard
from controller.console.store import Document
from controller.console.widgets.card import Card
from controller.console.widgets.room_board import RoomBoard
from controller.domain.documents import Notice, NoticesDoc
from controller.domain.units import minutes, seconds
from controller.domain.wire import Outcome
from tests.console.desks import Office, make_office, opened, screen_text, until


def board(office: Office) -> RoomBoard:
    screen = office.app.screen_stack[0]
    assert isinstance(screen, BoardScreen)
    return screen.board


async def find(office: Office, pilot: Pilot[str], words: str) -> None:
    """Type into the palette and take the first thing it finds."""
    await until(lambda: isinstance(office.app.screen, CommandPalette))
    await pilot.press(*words)
    await until(lambda: office.app.screen.query_one(CommandList).option_count > 0)
    await pilot.pause(0.3)
    await pilot.press("enter")


def many(rooms: int) -> dict[str, list[Document]]:
    return {f"room-{n:02}": samples.free_room(f"Room {n}") for n in range(1, rooms + 1)}


async def test_the_board_shows_every_room_with_phase_minutes_light_and_music() -> None:
    office = make_office()
    async with opened(office):
        text = screen_text(office.app)
        for words in ("Stillroom", "14:32", "1 Cedar", "2 Linden", "3 Willow", "▶ Plateau",
                      "○ Free", "Glass Fields", "! No sound in this room", "8%",
                      "LIGHTS UP Cedar !", "check: Vitals",
                      "u undo the change of length (8 s)"):  # fmt: skip
            assert words in text


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (250, 60), (60, 18), (45, 10)])
async def test_it_fills_any_window_and_always_shows_lights_up(size: tuple[int, int]) -> None:
    office = make_office()
    async with opened(office, size):
        text = screen_text(office.app)
        assert "LIGHTS UP" in text
        assert "Willow" in text
        assert all(len(line) <= size[0] for line in text.splitlines())


async def test_a_window_too_small_for_anything_says_so_in_a_sentence() -> None:
    office = make_office()
    async with opened(office, (38, 7)) as pilot:
        await pilot.pause()
        assert "too small" in screen_text(office.app)


async def test_a_small_window_gets_one_line_a_room() -> None:
    office = make_office(many(12))
    async with opened(office, (59, 17)):
        assert board(office).view.plan.density is Density.LIST


async def test_rooms_are_chosen_by_digits_arrows_and_the_mouse() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3")
        assert office.setting.chosen == "willow"
        await pilot.press("up")
        assert office.setting.chosen == "linden"
        await pilot.press("k", "k", "k")
        assert office.setting.chosen == "cedar"
        await pilot.click(RoomBoard, offset=(10, 9))
        assert office.setting.chosen == "willow"


async def test_two_digits_quickly_choose_one_room_and_slowly_two() -> None:
    office = make_office(many(14))
    async with opened(office) as pilot:
        await pilot.press("1", "2")
        assert office.setting.chosen == "room-12"
        office.clock.go(seconds(2))
        await pilot.press("3")
        office.clock.go(seconds(2))
        await pilot.press("1")
        assert office.setting.chosen == "room-01"


async def test_a_click_chooses_and_the_next_one_opens() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.click(RoomBoard, offset=(10, 8))
        assert isinstance(office.app.screen, BoardScreen)
        await pilot.click(RoomBoard, offset=(10, 8))
        await until(lambda: isinstance(office.app.screen, RoomScreen))
        await pilot.press("escape")
        assert isinstance(office.app.screen, BoardScreen)


async def test_escape_never_leaves_the_console() -> None:
    office = make_office()
    async with opened(office) as pilot:
        for _ in range(6):
            await pilot.press("escape")
        assert office.app.is_running
        assert isinstance(office.app.screen, BoardScreen)


async def test_control_c_tells_how_to_close_and_closes_nothing() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert office.app.is_running
        assert "rooms keep playing" in screen_text(office.app)


async def test_closing_asks_first_and_offers_what_it_was_given() -> None:
    office = make_office(quit_choices=(("leave", "Leave it running"), ("end", "End the demo")))
    async with opened(office) as pilot:
        await pilot.press("q")
        await until(lambda: isinstance(office.app.screen, Card) and office.app.screen.is_armed)
        assert "Leave it running" in screen_text(office.app)
        await pilot.press("down", "down", "enter")
        await until(lambda: office.app.return_value is not None)
    assert office.app.return_value == "end"
    assert office.sender.sent == []


async def test_enter_on_the_closing_card_stays() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("q")
        await until(lambda: isinstance(office.app.screen, Card) and office.app.screen.is_armed)
        await pilot.press("enter")
        await until(lambda: isinstance(office.app.screen, BoardScreen))
        assert office.app.is_running


async def test_a_notice_moves_nothing_and_opens_nothing() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3")
        before = screen_text(office.app).splitlines()
        office.hear("linden", NoticesDoc(9, (Notice("n", samples.CLOCK, "The lamp is gone"),)))
        office.app.redraw()
        await pilot.pause()
        after = screen_text(office.app).splitlines()
        assert office.setting.chosen == "willow"
        assert isinstance(office.app.screen, BoardScreen)
        changed = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        assert "! The lamp is gone" in after[changed[-1]]
        assert len(changed) <= 2
        await pilot.press("w")
        assert office.setting.chosen == "cedar"


async def test_a_second_that_changes_nothing_draws_nothing() -> None:
    office = make_office({"willow": samples.busy_room("W", samples.session_doc(26, 2))})
    async with opened(office) as pilot:
        drawn = dict(board(office)._drawn)
        office.clock.go(seconds(2))
        office.beat()
        office.app.tick()
        await pilot.pause()
        assert all(board(office)._drawn[row] is lines for row, lines in drawn.items())
        office.clock.go(minutes(1))
        office.beat()
        office.app.tick()
        await pilot.pause()
        assert board(office)._drawn[0] is not drawn[0]


async def test_a_room_that_falls_silent_is_shown_as_old_and_asked_nothing() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3")
        office.clock.go(seconds(20))
        office.app.tick()
        await pilot.pause()
        assert "Willow ~" in screen_text(office.app)
        for key in ("h", "n", "plus", "e", "x", "s", "u", "m"):
            await pilot.press(key)
        office.clock.go(seconds(3))
        office.app.tick()
        assert office.sender.sent == []
        assert isinstance(office.app.screen, BoardScreen)
        assert "cannot be reached" in screen_text(office.app)


async def test_without_a_broker_the_top_says_since_when_and_that_rooms_keep_playing() -> None:
    office = make_office()
    async with opened(office, (120, 30)) as pilot:
        office.store.linked(False, office.clock.now(), "No broker answers at broker:1883")
        office.app.redraw()
        await pilot.pause()
        text = screen_text(office.app)
        assert "No contact since 14:32 · rooms keep playing" in text
        assert "No broker answers" in text


async def test_zoom_density_and_theme_change_only_this_console() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("z", "v", "d")
        await pilot.pause()
        assert office.setting.shown == minutes(240)
        assert board(office).view.plan.density is Density.COMPACT
        assert office.app.theme == "day"
        assert office.sender.sent == []


async def test_presses_of_plus_add_up_to_one_command_of_at_most_fifteen_minutes() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "plus", "plus")
        assert "+10 min" in screen_text(office.app)
        assert office.sender.sent == []
        await pilot.press("plus", "plus", "plus")
        office.clock.go(seconds(1.1))
        office.app.tick()
        assert [(ask.verb, ask.args) for _, ask in office.sender.sent] == [
            ("extend", {"by": "+15m"})
        ]


async def test_plus_and_minus_that_cancel_out_send_nothing() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "plus", "minus")
        office.clock.go(seconds(2))
        office.app.tick()
        assert office.sender.sent == []


async def test_volume_is_sent_as_where_it_should_be() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "right_square_bracket", "right_square_bracket")
        assert office.sender.last.args == {"pct": "39"}
        office.answer()
        assert office.sender.last.args == {"pct": "44"}


@pytest.mark.parametrize(("key", "verb"), [
    ("h", "hold"), ("n", "visit"), ("e", "ended"), ("greater_than_sign", "skip"),
    ("p", "next-phase"), ("exclamation_mark", "lights-up"), ("f9", "lights-up"),
])  # fmt: skip
async def test_a_key_sends_its_verb_to_the_chosen_room_and_to_no_other(key: str, verb: str) -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", key)
        assert [(room, ask.verb) for room, ask in office.sender.sent] == [("willow", verb)]


async def test_lights_up_says_sent_then_done_and_twice_is_the_same() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert "LIGHTS UP sent… !" in screen_text(office.app)
        office.answer()
        office.app.redraw()
        await pilot.pause()
        assert "LIGHTS UP done !" in screen_text(office.app)
        await pilot.press("f9")
        assert office.sender.verbs == ["lights-up", "lights-up"]


async def test_lights_up_that_fails_says_so() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.click("#lights-up")
        office.answer(Outcome.REFUSED, "No lamp of this room answers.")
        office.app.redraw()
        await pilot.pause()
        assert "LIGHTS UP failed !" in screen_text(office.app)
        assert "No lamp of this room answers." in screen_text(office.app)


async def test_undo_takes_back_only_while_its_window_is_open() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("1", "u")
        assert office.sender.verbs == ["undo"]
        office.answer()
        office.clock.go(seconds(9))
        office.beat()
        await pilot.press("u")
        assert office.sender.verbs == ["undo"]
        assert "undo the change" not in screen_text(office.app)


async def test_the_bar_of_keys_is_a_bar_of_buttons() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("2")
        label = BY_ID["start"].label.rstrip("…")
        cell = screen_text(office.app).splitlines()[-1].index(label)
        await pilot.click("#keys", offset=(cell + 1, 0))
        await until(lambda: isinstance(office.app.screen, StartCard))


async def test_the_palette_finds_rooms_and_actions() -> None:
    office = make_office()
    async with opened(office, (100, 30)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await find(office, pilot, "willow")
        await until(lambda: office.setting.chosen == "willow")
        await pilot.press("ctrl+k")
        await pilot.pause()
        await find(office, pilot, "hold")
        await until(lambda: office.sender.verbs == ["hold"])


async def test_the_board_comes_close_when_only_short_sessions_run_and_nobody_zoomed() -> None:
    office = make_office()
    async with opened(office) as pilot:
        assert office.setting.shown == minutes(120)
        short = samples.session_doc(2, 0, phases=samples.phase_docs(samples.CLOCK)[:1])
        for name in ("cedar", "willow"):
            office.hear(name, short)
        office.app.redraw()
        assert office.setting.shown == minutes(20)
        await pilot.press("z")
        office.app.redraw()
        assert office.setting.shown == minutes(120)
