from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button

from controller.console import samples
from controller.console.screens.board import BoardScreen
from controller.console.screens.end_card import EndCard
from controller.console.screens.fact_card import FactCard
from controller.console.screens.pick_card import PickCard
from controller.console.screens.start_card import StartCard
from controller.console.store import Document
from controller.console.widgets.card import Card
from controller.console.widgets.room_board import RoomBoard
from controller.domain.units import minutes
from tests.console.desks import Office, make_office, opened, screen_text, until

LONG = 30.0
"""A guard that does not run out during a test."""


def card(office: Office) -> Card[Any]:
    assert isinstance(office.app.screen, Card)
    return office.app.screen


async def armed(office: Office, kind: type[Card[Any]] = Card) -> None:
    await until(lambda: isinstance(office.app.screen, kind) and card(office).is_armed)


async def closed(office: Office) -> None:
    await until(lambda: not isinstance(office.app.screen, Card))


async def start_card(office: Office, pilot: Pilot[str]) -> None:
    await pilot.press("2", "enter")
    await armed(office, StartCard)


def infusing(**more: object) -> dict[str, list[Document]]:
    return {"willow": samples.busy_room("Willow", samples.session_doc(5, 0, **more))}


async def test_enter_and_enter_again_start_a_scene_in_a_free_room() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await start_card(office, pilot)
        await pilot.press("enter")
        await closed(office)
        assert [(room, ask.verb) for room, ask in office.sender.sent] == [("linden", "start")]
        assert office.sender.last.args == {
            "scene": "infusion-40", "volume": "50", "music": "own",
        }  # fmt: skip


async def test_the_start_card_says_how_the_music_fits_and_when_it_is_over() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await start_card(office, pilot)
        text = screen_text(office.app)
        assert "Plateau 32 min exact" in text
        assert "over about 16:04 · books 1 h 45" in text
        await pilot.press("right")
        await pilot.pause()
        assert "Return 12 min 12 s late" in screen_text(office.app)
        await pilot.press("right")
        await pilot.pause()
        text = " ".join(screen_text(office.app).replace("│", " ").replace("─", " ").split())
        assert "Plateau 44 min 14 min short" in text
        assert "! Plateau lacks 14 minutes of music" in text


async def test_music_and_volume_are_chosen_with_arrows() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await start_card(office, pilot)
        await pilot.press("down", "right", "right", "right", "down", "left", "left", "enter")
        await closed(office)
        assert office.sender.last.args["music"] == "silence"
        assert office.sender.last.args["volume"] == "40"


@pytest.mark.parametrize("burst", [
    ["enter"] * 2, ["enter"] * 40, ["s", "enter", "enter"], ["enter", "space", "enter", "y"],
])  # fmt: skip
async def test_no_burst_of_keys_starts_a_session(burst: list[str]) -> None:
    office = make_office(guard_s=LONG)
    async with opened(office) as pilot:
        await pilot.press("2")
        for key in burst:
            office.app.simulate_key(key)
        await pilot.pause()
        assert "start" not in office.sender.verbs


async def test_a_key_held_down_never_starts_a_session_even_on_an_armed_card() -> None:
    office = make_office(guard_s=0.2)
    async with opened(office) as pilot:
        await start_card(office, pilot)
        for _ in range(30):
            office.app.simulate_key("enter")
            office.app.simulate_key("enter")
            await pilot.pause(0.01)
        assert office.sender.sent == []
        assert isinstance(office.app.screen, StartCard)
        await armed(office)
        await pilot.press("enter")
        await closed(office)
        assert office.sender.verbs == ["start"]


async def test_a_double_click_neither_starts_nor_ends_a_session() -> None:
    office = make_office(guard_s=LONG)
    async with opened(office) as pilot:
        await pilot.press("2")
        await pilot.click(RoomBoard, offset=(10, 5), times=3)
        await until(lambda: isinstance(office.app.screen, StartCard))
        await pilot.click("#start")
        await pilot.press("escape")
        await pilot.press("3", "x")
        await until(lambda: isinstance(office.app.screen, EndCard))
        await pilot.click("#end", times=2)
        await pilot.pause()
        assert office.sender.sent == []


async def test_buttons_of_a_disarmed_card_are_disabled_all_but_the_safe_one() -> None:
    office = make_office(guard_s=LONG)
    async with opened(office) as pilot:
        await pilot.press("2", "enter")
        await until(lambda: isinstance(office.app.screen, StartCard))
        await pilot.pause()
        states = {button.id: button.disabled for button in office.app.screen.query(Button)}
        assert states == {"start": True, "cancel": False}


async def test_a_session_is_ended_by_the_rooms_own_key() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "x")
        await armed(office, EndCard)
        assert "Keep playing" in screen_text(office.app)
        await pilot.press("3")
        await closed(office)
        assert [(room, ask.verb) for room, ask in office.sender.sent] == [("willow", "stop")]


async def test_a_session_is_ended_by_its_button() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "x")
        await armed(office, EndCard)
        await pilot.click("#end")
        await closed(office)
        assert office.sender.verbs == ["stop"]


@pytest.mark.parametrize("key", ["enter", "escape", "1", "x", "e", "y", "space"])
async def test_no_other_key_ends_a_session(key: str) -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "x")
        await armed(office, EndCard)
        await pilot.press(key)
        await pilot.pause(0.3)
        assert office.sender.sent == []


async def test_a_room_with_two_digits_needs_both() -> None:
    rooms: dict[str, list[Document]] = {
        f"room-{n:02}": samples.busy_room(f"R{n}", samples.session_doc(26, 2)) for n in range(1, 13)
    }
    office = make_office(rooms)
    async with opened(office) as pilot:
        await pilot.press("1", "2", "x")
        await armed(office, EndCard)
        await pilot.press("2")
        await pilot.pause(0.2)
        assert office.sender.sent == []
        await pilot.press("1", "2")
        await closed(office)
        assert [(room, ask.verb) for room, ask in office.sender.sent] == [("room-12", "stop")]


async def test_lights_up_works_on_every_card_by_key_and_by_button() -> None:
    office = make_office(guard_s=LONG)
    async with opened(office) as pilot:
        for opens in ("x", "m", "t", "q", "question_mark"):
            await pilot.press("3", opens)
            await until(lambda: isinstance(office.app.screen, Card))
            await pilot.pause()
            assert "LIGHTS UP" in screen_text(office.app)
            await pilot.press("exclamation_mark", "f9")
            await pilot.click("#lights-up")
            await pilot.press("escape")
            await closed(office)
        assert office.sender.verbs == ["lights-up"] * 15


async def test_started_asks_for_the_run_time_and_has_it_filled_in() -> None:
    office = make_office(infusing(facts={"arrived": samples.CLOCK - minutes(4)}))
    async with opened(office) as pilot:
        await pilot.press("i")
        await armed(office, FactCard)
        assert "40 min" in screen_text(office.app)
        await pilot.press("enter")
        await closed(office)
        assert (office.sender.last.verb, office.sender.last.args) == ("started", {"runs": "40m"})


async def test_run_time_and_how_long_ago_are_typed_or_stepped() -> None:
    office = make_office(infusing(facts={"arrived": samples.CLOCK - minutes(4)}))
    async with opened(office) as pilot:
        await pilot.press("i")
        await armed(office, FactCard)
        await pilot.press("5", "5", "right", "down", "right", "right", "right", "left", "enter")
        await closed(office)
        assert office.sender.last.args == {"runs": "56m", "ago": "2m"}


async def test_a_changed_run_time_is_given_in_all_from_the_infusions_start() -> None:
    plateau = {"willow": samples.busy_room("Willow", samples.session_doc(26, 2))}
    office = make_office(plateau)
    async with opened(office) as pilot:
        await pilot.press("c")
        await armed(office, FactCard)
        await pilot.press("enter")
        await closed(office)
        assert office.sender.last.verb == "changed"
        assert office.sender.last.args == {"runs": "40m"}  # 8 of onset and 32 of plateau


async def test_a_fact_can_be_told_to_have_been_earlier() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "t")
        await armed(office, FactCard)
        await pilot.press("4", "enter")
        await closed(office)
        assert (office.sender.last.verb, office.sender.last.args) == ("ended", {"ago": "4m"})


async def test_other_music_is_picked_from_what_the_room_offers() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "m")
        await armed(office, PickCard)
        assert "Deep water" in screen_text(office.app)
        await pilot.press("down", "down", "enter")
        await closed(office)
        assert office.sender.last.args == {"playlist": "recovery"}


async def test_other_music_is_picked_by_its_number() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "m")
        await armed(office, PickCard)
        await pilot.press("2")
        await closed(office)
        assert office.sender.last.args == {"playlist": "recovery"}


async def test_a_card_whose_room_moved_on_sends_nothing_and_says_so() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "x")
        await armed(office, EndCard)
        office.hear("willow", samples.session_doc(60, 3))
        await pilot.press("3")
        await closed(office)
        assert office.sender.sent == []
        await pilot.pause()
        assert "changed meanwhile" in screen_text(office.app)


async def test_a_card_keeps_its_room_whatever_is_chosen_meanwhile() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await start_card(office, pilot)
        office.setting.chosen = "willow"
        await pilot.press("enter")
        await closed(office)
        assert office.sender.sent[0][0] == "linden"


async def test_a_title_from_the_wire_is_never_read_as_markup() -> None:
    office = make_office({"willow": samples.free_room("[bold red]Willow[/] [")})
    async with opened(office) as pilot:
        await pilot.press("enter")
        await armed(office, StartCard)
        assert "[bold red]Willow[/] [" in screen_text(office.app)
        await pilot.press("escape")
        await closed(office)
        assert isinstance(office.app.screen, BoardScreen)
