"""Two thousand random keys and clicks: no session starts or ends but by its two deliberate acts."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from textual.pilot import OutOfBounds

from controller.console.actions import ACTIONS
from controller.domain.units import seconds
from controller.domain.wire import VERBS, Outcome
from tests.console.desks import Office, make_office, opened

KEYS = sorted(
    {key for action in ACTIONS for key in action.keys}
    | {*"0123456789", "tab", "space", "up", "down", "left", "right", "pagedown", "home", "end",
       "backspace", "delete", "ctrl+c", "f2", "A", "Z", "ctrl+p"}
)  # fmt: skip
PRESSES = 2_000


async def mash(office: Office, seed: int, presses: int, keys: list[str]) -> None:
    """Press keys in bursts, click about, and let answers and time come in between."""
    chance = random.Random(seed)
    async with opened(office) as pilot:
        done = 0
        while done < presses:
            for _ in range(burst := chance.choice((1, 2, 5, 10, 20, 40))):
                office.app.simulate_key(chance.choice(keys))
            done += burst
            if chance.random() < 0.2:
                spot = chance.randrange(80), chance.randrange(24)
                with suppress(OutOfBounds):  # the screen changed under the mouse
                    await pilot.click(offset=spot, times=chance.choice((1, 2)))
                done += 1
            else:
                await pilot.pause()
            if office.sender.sent and chance.random() < 0.5:
                office.answer(chance.choice(list(Outcome)), rev=8)
            if chance.random() < 0.2:
                office.clock.go(seconds(chance.choice((0.2, 1, 4))))
                office.beat()
                office.app.tick()
            assert office.app.is_running


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_mash_of_keys_and_clicks_starts_or_ends_a_session(seed: int) -> None:
    office = make_office(guard_s=600, quit_choices=(("leave", "Leave"), ("end", "End")))
    await mash(office, seed, PRESSES // 2, KEYS)
    assert not {"start", "stop"} & set(office.sender.verbs)
    assert office.sender.sent, "the mash did nothing at all"
    assert set(office.sender.verbs) <= set(VERBS)


async def test_without_the_confirming_keys_nothing_starts_or_ends_even_unguarded() -> None:
    harmless = [key for key in KEYS if key != "enter" and not key.isdigit()]
    office = make_office(guard_s=0.001)
    chance = random.Random(3)
    async with opened(office) as pilot:
        for _ in range(60):
            for _ in range(5):
                office.app.simulate_key(chance.choice(harmless))
            await pilot.pause(0.01)
        assert office.app.is_running
    assert not {"start", "stop"} & set(office.sender.verbs)


async def test_every_command_of_a_mash_is_for_a_room_that_is_there_and_names_its_boot() -> None:
    office = make_office(guard_s=600)
    await mash(office, 4, 600, KEYS)
    for room, ask in office.sender.sent:
        assert room in {"cedar", "linden", "willow"}
        assert ask.boot == "sample-boot"
        assert set(ask.args) <= set(VERBS[ask.verb])
