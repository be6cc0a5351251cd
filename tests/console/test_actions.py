from __future__ import annotations

from collections import Counter

import pytest

from controller.console import samples
from controller.console.acting import cards
from controller.console.actions import ACTIONS, BY_ID, Kind, is_open_to, key_text, primary
from controller.console.app import Console
from controller.console.reading import Reading, read
from controller.console.screens.help import help_table
from controller.console.store import Document, RoomStore
from controller.domain.units import ZERO, Span, minutes, seconds
from controller.domain.wire import UNGUARDED, VERBS

WITHOUT_VERB = {"earlier"}
"""Actions that choose their verb on a card."""


def reading(*documents: Document, after: Span = ZERO) -> Reading:
    store, moment = RoomStore(), samples.moment(after)
    samples.fill(store, {"willow": list(documents)})
    room = store.rooms[0]
    return read(room, store.contact(room, moment.now), moment)


def running(current: int, begun_ago: float = 26, **more: object) -> Reading:
    return reading(*samples.busy_room("W", samples.session_doc(begun_ago, current, **more)))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_a_key_a_label_a_sentence_and_a_real_verb(action: object) -> None:
    found = next(each for each in ACTIONS if each is action)
    assert found.keys
    assert found.label
    assert found.help.endswith(".")
    if found.kind is Kind.VIEW or found.id in WITHOUT_VERB:
        assert found.verb is None
    else:
        assert found.verb in VERBS


def test_no_key_means_two_things() -> None:
    keys = Counter(key for action in ACTIONS for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert not {"enter+ctrl", "ctrl+enter", "shift+enter", "alt+up"} & set(keys)


def test_digits_are_only_ever_rooms() -> None:
    assert not [key for action in ACTIONS for key in action.keys if key.isdigit()]


def test_every_verb_a_nurse_needs_can_be_reached() -> None:
    assert set(VERBS) == {action.verb for action in ACTIONS if action.verb}


def test_lights_up_is_the_only_thing_done_without_undo_or_question() -> None:
    assert [action.id for action in ACTIONS if action.kind is Kind.NOW] == ["lights-up"]
    assert {action.verb for action in ACTIONS if action.kind is Kind.CONFIRMED} == {"start", "stop"}


def test_what_is_confirmed_opens_a_card() -> None:
    confirmed = {action for action in ACTIONS if action.kind is Kind.CONFIRMED}
    assert confirmed <= set(cards())


def test_the_app_binds_every_key_of_the_table_and_lights_up_before_all_else() -> None:
    bound = {binding.key: binding for binding in Console.BINDINGS if not isinstance(binding, tuple)}
    for action in ACTIONS:
        for key in action.keys:
            assert bound[key].action == f"act('{action.id}')"
            assert bound[key].priority == (action.kind is Kind.NOW)


def test_the_help_tells_every_action_and_every_key() -> None:
    cells = [str(cell) for column in help_table().columns for cell in column.cells]
    for action in ACTIONS:
        assert action.help in cells
        assert any(" ".join(key_text(key) for key in action.keys) in cell for cell in cells)


@pytest.mark.parametrize(("current", "expected"), [
    (0, "arrived"), (1, "ended"), (2, "ended"), (3, "left"), (4, "left"),
])  # fmt: skip
def test_the_primary_action_is_the_fact_the_room_waits_for(current: int, expected: str) -> None:
    begun = {0: 5, 1: 12, 2: 26, 3: 52, 4: 70}[current]
    facts = {"started": samples.CLOCK} if current else {}
    assert primary(running(current, begun, facts=facts)).id == expected


def test_after_arrived_comes_started_and_a_free_room_waits_for_a_scene() -> None:
    arrived = running(0, 5, facts={"arrived": samples.CLOCK})
    assert primary(arrived).id == "started"
    assert primary(reading(*samples.free_room("W"))).id == "start"
    held = samples.CLOCK - seconds(5)
    assert primary(running(2, held=held, slips_from=held)).id == "go"


def test_hold_and_go_and_in_and_out_are_never_both_open() -> None:
    held = samples.CLOCK - minutes(1)
    for found in (running(2), running(2, held=held), running(2, visit=held)):
        assert is_open_to(BY_ID["hold"], found) != is_open_to(BY_ID["go"], found)
        assert is_open_to(BY_ID["visit"], found) != is_open_to(BY_ID["end-visit"], found)


def test_a_room_that_is_not_heard_is_asked_nothing_but_lights_up() -> None:
    quiet = reading(*samples.busy_room("W", samples.session_doc(26, 2)), after=seconds(30))
    allowed = {a.id for a in ACTIONS if a.kind is not Kind.VIEW and is_open_to(a, quiet)}
    assert allowed == {"lights-up"}


def test_what_ignores_the_revision_is_what_must_always_work() -> None:
    assert {BY_ID["lights-up"].verb, BY_ID["stop"].verb} <= UNGUARDED
