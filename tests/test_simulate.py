"""A session in virtual time: the room's own agent, on a clock that only the script moves."""

from __future__ import annotations

import pytest

from controller.domain.commands import DoorOpened
from controller.domain.events import Began, Reported
from controller.domain.look import CALM_SLOPE
from controller.domain.units import minutes, seconds
from controller.domain.wire import Outcome
from controller.record import steepest
from controller.room.ports import Repertory, Told
from controller.script import read, usual
from controller.simulate import AFTERWARDS, BEGIN, Simulation, Step, run
from tests.domain.worlds import EVENINGS, HOUSE, scene

SCENE = scene()
SHELF = Repertory({SCENE.name: SCENE}, {"evenings": EVENINGS})


@pytest.fixture(scope="module")
def whole() -> tuple[Simulation, list[Step]]:
    """Play the usual session once."""
    steps: list[Step] = []
    return run(HOUSE, SHELF, usual(SCENE), steps.append), steps


def test_the_usual_session_is_played_to_its_end(whole: tuple[Simulation, list[Step]]) -> None:
    room, steps = whole
    assert [step.line.verb for step in steps] == ["start", "arrived", "started", "ended", "left"]
    assert {step.answer.state for step in steps} == {Outcome.DONE}
    assert room.now == BEGIN + minutes(92) + AFTERWARDS


def test_what_the_room_showed_is_recorded_with_its_instants(
    whole: tuple[Simulation, list[Step]],
) -> None:
    room, _ = whole
    signs = dict.fromkeys(shown.sign for shown in room.room.shown)
    assert list(signs) == ["open", "preparing", "in-session", "quiet", "turnover"]
    instants = [shown.at for shown in room.room.shown]
    assert instants == sorted(instants)
    for one, two in zip(room.room.shown, room.room.shown[1:], strict=False):
        assert (one.music, one.lights, one.sign) != (two.music, two.lights, two.sign)


def test_the_music_never_stops_and_the_light_is_never_steep(
    whole: tuple[Simulation, list[Step]],
) -> None:
    room, _ = whole
    began, left = BEGIN + seconds(10), BEGIN + minutes(92)
    during = [shown for shown in room.room.shown if began < shown.at < left]
    assert all(shown.music.voices for shown in during)
    calm = [s for s in during if s.sign == "in-session" and s.at > BEGIN + minutes(11)]
    assert steepest(fade for s in calm for fade in s.lights.values()) <= CALM_SLOPE + 1e-3


def test_what_was_journalled_is_kept_with_its_answers(
    whole: tuple[Simulation, list[Step]],
) -> None:
    room, _ = whole
    kinds = [type(event) for _, event in room.room.events]
    assert kinds.count(Began) == 1
    assert kinds.count(Reported) == 4
    assert len(room.room.answers) == 5


def test_a_refused_line_is_told_and_the_session_goes_on() -> None:
    steps: list[Step] = []
    run(HOUSE, SHELF, read("0s start scene=infusion-40\n1m left\n2m arrived"), steps.append)
    assert [step.answer.state for step in steps] == [
        Outcome.DONE,
        Outcome.REFUSED,
        Outcome.DONE,
    ]


def test_something_may_happen_in_the_room() -> None:
    room = run(HOUSE, SHELF, read("0s start scene=infusion-40\n1s started"))
    room.until(room.now + minutes(20))
    room.tell(Told(DoorOpened()))
    assert type(room.room.events[-1][1]).__name__ == "Entered"


def test_two_simulations_of_one_script_are_the_same() -> None:
    script = read("0s start scene=infusion-40\n5m started\n20m skip\n21m visit\n22m end-visit")
    one, two = run(HOUSE, SHELF, script), run(HOUSE, SHELF, script)
    assert one.room.shown == two.room.shown
    assert one.room.sent == two.room.sent
