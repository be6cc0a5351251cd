from __future__ import annotations

import pytest

from controller.console import samples
from controller.console.screens.board import BoardScreen
from controller.console.screens.room import RoomScreen
from controller.console.widgets.action_button import ActionButton
from controller.domain.documents import Notice, NoticesDoc
from controller.domain.units import minutes
from tests.console.desks import Office, make_office, opened, screen_text, until


def button(office: Office, name: str) -> ActionButton:
    return office.app.screen.query_one(f"#do-{name}", ActionButton)


@pytest.mark.parametrize("size", [(80, 24), (120, 38), (200, 50)])
async def test_the_room_view_shows_the_whole_session_and_every_button(
    size: tuple[int, int],
) -> None:
    office = make_office()
    async with opened(office, size) as pilot:
        await pilot.press("3", "enter")
        await pilot.pause(0.1)
        text = screen_text(office.app)
        for words in ("3 Willow", "minutes left", "▶ Plateau until ended, about 14:56",
                      "volume 34%",
                      "over about 15:38", "Arrive", "Recovery", "lamp 8%", "ceiling off",
                      "check: Vitals", "Infusion ended", "Hold", "Go on", "+5 min", "−5 min",
                      "Nurse in", "Nurse out", "Next phase", "Undo", "End session", "Skip track",
                      "Other music", "Volume down", "Volume up", "Restore scene",
                      "LIGHTS UP Willow !"):  # fmt: skip
            assert words in text
        assert all(each.size.height == 3 for each in office.app.screen.query(ActionButton))


async def test_a_tall_window_lists_the_tracks_with_their_times_and_the_landing() -> None:
    office = make_office()
    async with opened(office, (120, 50)) as pilot:
        await pilot.press("3", "enter")
        await pilot.pause(0.1)
        text = screen_text(office.app)
        assert "14:31 ♪ Glass Fields" in text
        assert "then Return; the music turns 11 s after it" in text


async def test_buttons_that_make_no_sense_now_are_grey_and_do_nothing() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "enter")
        await until(lambda: isinstance(office.app.screen, RoomScreen))
        await pilot.pause(0.1)
        assert button(office, "go").disabled
        assert not button(office, "hold").disabled
        await pilot.click("#do-go")
        assert office.sender.sent == []
        await pilot.click("#do-hold")
        await until(lambda: office.sender.verbs == ["hold"])


async def test_the_primary_button_is_what_the_room_waits_for_and_rests_when_it_changes() -> None:
    office = make_office(guard_s=100)
    async with opened(office) as pilot:
        await pilot.press("3", "enter")
        await until(lambda: isinstance(office.app.screen, RoomScreen))
        await pilot.pause(0.1)
        assert button(office, "primary").action.id == "ended"
        office.hear("willow", samples.session_doc(80, 4))
        office.app.redraw()
        assert button(office, "primary").action.id == "left"
        assert button(office, "primary").disabled
        await pilot.click("#do-primary")
        assert office.sender.sent == []


async def test_enter_does_nothing_in_the_room_view() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "enter", "enter", "enter", "space", "tab", "enter")
        await pilot.pause(0.1)
        assert office.sender.sent == []
        assert isinstance(office.app.screen, RoomScreen)


async def test_every_notice_of_the_room_is_told_and_the_first_can_be_seen() -> None:
    notices = tuple(Notice(f"n{n}", samples.CLOCK, f"Lamp {n} is gone") for n in range(3))
    office = make_office()
    async with opened(office, (120, 38)) as pilot:
        office.hear("willow", NoticesDoc(9, notices))
        await pilot.press("3", "enter")
        await pilot.pause(0.1)
        for n in range(3):
            assert f"! Lamp {n} is gone" in screen_text(office.app)
        await pilot.press("y")
        assert office.sender.last.args == {"notice": "n0"}


async def test_while_the_room_is_not_heard_its_buttons_are_grey_but_lights_up_is_there() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "enter")
        await until(lambda: isinstance(office.app.screen, RoomScreen))
        office.clock.go(minutes(1))
        office.app.tick()
        await pilot.pause(0.1)
        assert all(each.disabled for each in office.app.screen.query(ActionButton))
        text = screen_text(office.app)
        assert "~ last heard 14:32" in text
        assert "LIGHTS UP Willow !" in text


async def test_escape_goes_back_to_the_board_and_the_room_stays_chosen() -> None:
    office = make_office()
    async with opened(office) as pilot:
        await pilot.press("3", "enter")
        await until(lambda: isinstance(office.app.screen, RoomScreen))
        await pilot.press("escape")
        await until(lambda: isinstance(office.app.screen, BoardScreen))
        assert office.setting.chosen == "willow"
