"""Scripts: one line, one thing to do."""

from __future__ import annotations

import pytest

from controller.domain.units import ZERO, Span, minutes, seconds
from controller.script import Line, ScriptError, read, usual
from tests.domain.worlds import scene


def test_a_script_is_read_line_by_line() -> None:
    text = (
        "0s start scene=infusion-40 volume=35\n\n# the nurse is late\n10m started runs=40m # now\n"
    )
    assert read(text) == (
        Line(ZERO, "start", {"scene": "infusion-40", "volume": "35"}),
        Line(minutes(10), "started", {"runs": "40m"}),
    )
    assert read("# nothing") == ()


def test_lines_are_put_in_order_and_those_of_one_instant_stay_as_they_are() -> None:
    lines = read("5s visit\n1s start\n1s arrived")
    assert [line.verb for line in lines] == ["start", "arrived", "visit"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10m", 'a line is a time and a verb, like "10m started runs=40m"'),
        ("10 started", '"10" is not a length of time; write it like 90s, 12m or 1h45m'),
        ("-1m started", "nothing comes before the beginning; -1m is too early"),
        ("1m strat", 'there is no "strat"; there are start, arrived, started'),
        ("1m started runs", '"runs" is not an argument; write it like runs=40m'),
    ],
)
def test_a_line_that_cannot_be_read_is_named_by_its_place(text: str, said: str) -> None:
    with pytest.raises(ScriptError) as error:
        read(f"0s start\n{text}", "visit.txt")
    assert str(error.value).startswith(f"visit.txt:2:1: {said}")


def test_a_value_may_hold_an_equals_sign_and_may_be_empty() -> None:
    assert read("0s seen notice=a=b")[0].args == {"notice": "a=b"}
    assert read("0s seen notice=")[0].args == {"notice": ""}


def test_the_usual_session_reports_everything_when_it_is_expected() -> None:
    assert [(line.after, line.verb) for line in usual(scene())] == [
        (ZERO, "start"),
        (seconds(1), "arrived"),
        (minutes(10), "started"),
        (minutes(50), "ended"),
        (minutes(92), "left"),
    ]
    assert usual(scene())[0].args == {"scene": "infusion-40"}
    assert Span(1_000) == seconds(1)
