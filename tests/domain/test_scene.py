"""Scenes: where a patient may be dissociated."""

from __future__ import annotations

import pytest

from controller.domain.scene import Fact, Scene
from tests.domain.worlds import phase, scene

STARTED, ENDED, LEFT = Fact.STARTED, Fact.ENDED, Fact.LEFT


@pytest.mark.parametrize(
    ("untils", "calm"),
    [
        ((STARTED, None, ENDED, None, LEFT), (False, True, True, True, False)),
        ((None, ENDED, LEFT), (True, True, False)),
        ((STARTED, None), (False, True)),
        ((None,), (True,)),
        ((LEFT,), (False,)),
        ((STARTED,), (False,)),
    ],
)
def test_it_is_calm_between_the_start_of_the_infusion_and_the_phase_that_is_left(
    untils: tuple[Fact | None, ...], calm: tuple[bool, ...]
) -> None:
    phases = tuple(phase(f"p{i}", 10, until) for i, until in enumerate(untils))
    found = Scene("any", "Any", phases)
    assert tuple(found.is_calm(i) for i in range(len(phases))) == calm


def test_after_the_last_phase_it_is_not_calm() -> None:
    assert not scene().is_calm(5)
