from __future__ import annotations

from itertools import count

import pytest

from controller.console import samples
from controller.console.outbox import Fate, Outbox
from controller.console.store import RoomStore
from controller.domain.units import Span, seconds
from controller.domain.wire import Answer, Link, LinkState, Outcome
from tests.console.desks import Recorder

NOW = samples.CONSOLE


class Post:
    """An outbox with its store and sender."""

    def __init__(self) -> None:
        self.store, self.sender, numbers = RoomStore(), Recorder(), count(1)
        samples.fill(self.store, samples.three_rooms())
        self.box = Outbox(self.store, self.sender, lambda: f"id-{next(numbers)}")

    def hold(self) -> None:
        self.box.post("willow", "hold", {}, "holding", NOW)

    def answer(self, state: Outcome, why: str = "", rev: int = 8) -> None:
        room, ask = self.sender.sent[-1]
        self.box.answer(room, Answer(ask.id, state, why, rev), NOW)

    @property
    def said(self) -> tuple[str, Fate]:
        word = self.box.words["willow"]
        return word.text, word.fate


@pytest.fixture
def post() -> Post:
    return Post()


def test_a_command_names_boot_deadline_and_the_revision_shown(post: Post) -> None:
    post.hold()
    ask = post.sender.last
    assert (ask.boot, ask.if_rev) == (samples.BOOT, 7)
    assert ask.deadline == samples.CLOCK + seconds(5)


@pytest.mark.parametrize("verb", ["lights-up", "stop"])
def test_what_must_always_work_names_no_revision(post: Post, verb: str) -> None:
    post.box.post("willow", verb, {}, verb, NOW)
    assert post.sender.last.if_rev is None


def test_an_unanswered_command_is_sent_again_with_the_same_id_and_then_given_up(
    post: Post,
) -> None:
    post.hold()
    for tenth in range(60):
        post.box.tick(NOW + Span(tenth * 100))
    assert [ask.id for _, ask in post.sender.sent] == ["id-1"] * 3
    assert post.box.is_idle
    text, fate = post.said
    assert "not confirmed" in text
    assert fate is Fate.FAILED


def test_an_answer_settles_it_and_a_second_answer_says_nothing(post: Post) -> None:
    post.hold()
    room, ask = post.sender.sent[-1]
    assert post.box.answer(room, Answer(ask.id, Outcome.DONE), NOW) is not None
    assert post.box.answer(room, Answer(ask.id, Outcome.REFUSED, "no"), NOW) is None
    assert post.said == ("holding", Fate.DONE)
    post.box.tick(NOW + seconds(3))
    assert len(post.sender.sent) == 1


def test_an_answer_to_somebody_else_is_nothing_to_us(post: Post) -> None:
    assert post.box.answer("willow", Answer("theirs", Outcome.DONE), NOW) is None


def test_a_refusal_is_said_in_the_rooms_own_sentence(post: Post) -> None:
    post.hold()
    post.answer(Outcome.REFUSED, "The infusion has already ended.")
    assert post.said == ("The infusion has already ended.", Fate.FAILED)


@pytest.mark.parametrize("outcome", [Outcome.EXPIRED, Outcome.SUPERSEDED, Outcome.REFUSED])
def test_every_outcome_that_is_not_done_has_words(post: Post, outcome: Outcome) -> None:
    post.hold()
    post.answer(outcome)
    text, fate = post.said
    assert len(text) > len("holding")
    assert fate is Fate.FAILED


def test_a_second_command_waits_for_the_first_and_names_the_revision_after_it(post: Post) -> None:
    post.hold()
    post.box.post("willow", "visit", {}, "visit", NOW)
    assert post.sender.verbs == ["hold"]
    post.answer(Outcome.DONE, rev=8)
    assert post.sender.verbs == ["hold", "visit"]
    assert post.sender.last.if_rev == 8


def test_lights_up_waits_for_nothing(post: Post) -> None:
    post.hold()
    post.box.post("willow", "lights-up", {}, "LIGHTS UP", NOW)
    assert post.sender.verbs == ["hold", "lights-up"]


def test_what_waited_too_long_is_not_meant_any_more(post: Post) -> None:
    post.hold()
    post.box.post("willow", "visit", {}, "visit", NOW)
    room, ask = post.sender.sent[-1]
    post.box.answer(room, Answer(ask.id, Outcome.DONE, "", 8), NOW + seconds(6))
    assert post.sender.verbs == ["hold"]
    assert post.box.is_idle


def test_without_a_link_nothing_is_sent_and_nothing_is_kept(post: Post) -> None:
    post.sender.has_link = False
    post.hold()
    post.sender.has_link = True
    for second in range(10):
        post.box.tick(NOW + seconds(second))
    assert post.sender.sent == []
    assert post.said[1] is Fate.FAILED


def test_a_room_that_is_gone_is_sent_nothing(post: Post) -> None:
    post.store.take("willow", Link(LinkState.LOST, "i", 1, samples.BOOT), NOW, samples.WALL)
    post.hold()
    post.box.post("willow", "lights-up", {}, "LIGHTS UP", NOW)
    assert post.sender.sent == []


def test_lights_up_is_tried_in_a_room_that_is_only_quiet(post: Post) -> None:
    later = NOW + seconds(40)
    post.box.post("willow", "hold", {}, "holding", later)
    post.box.post("willow", "lights-up", {}, "LIGHTS UP", later)
    assert post.sender.verbs == ["lights-up"]


def test_a_new_run_of_the_room_begins_its_revisions_anew(post: Post) -> None:
    post.hold()
    post.answer(Outcome.DONE, rev=900)
    post.store.take("willow", Link(LinkState.UP, "j", 2, samples.BOOT), NOW, samples.WALL)
    post.hold()
    assert post.sender.last.if_rev == 7
