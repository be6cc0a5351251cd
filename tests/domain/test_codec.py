"""Values to bytes and back, and everything that is refused on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from controller.domain.codec import LARGEST_NUMBER, decode, encode
from controller.domain.commands import Command
from controller.domain.documents import (
    About,
    LightsDoc,
    MusicDoc,
    NoticesDoc,
    PhaseDoc,
    SessionDoc,
    SignDoc,
)
from controller.domain.events import Event, VolumeSet
from controller.domain.look import Color, Light, Look, Tone, White
from controller.domain.plan import Plan
from controller.domain.playlist import Measure, Track
from controller.domain.scene import CheckKind, Fact, Scene
from controller.domain.units import Instant, Span, seconds
from controller.domain.wire import LARGEST, Answer, Ask, Beat, Link, Outcome
from controller.errors import WireError
from tests.domain.values import values

ROOM = 1 << 24
DOCUMENTS = (
    About, Answer, Ask, Beat, LightsDoc, Link, MusicDoc, NoticesDoc, SessionDoc, SignDoc, Scene,
    Look, Plan, Measure, Event, Command,
)  # fmt: skip


def document_name(kind: object) -> str:
    return getattr(kind, "__name__", str(kind)[:40])


@pytest.mark.parametrize("kind", DOCUMENTS, ids=document_name)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_document_is_read_back_as_it_was_written(kind: Any, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    written = encode(value, kind)
    assert decode(kind, written, ROOM) == value
    assert encode(decode(kind, written, ROOM), kind) == written


def test_a_value_is_compact_and_in_the_order_it_was_declared() -> None:
    ask = Ask("a1", "start", {"scene": "infusion-40"}, "b", Instant(7), None)
    assert encode(ask) == (
        b'{"id":"a1","verb":"start","args":{"scene":"infusion-40"},"boot":"b","deadline":7,'
        b'"if_rev":null}'
    )


def test_a_mapping_keeps_its_order() -> None:
    look = Look("dim", seconds(1), {"lamp": Light(2), "accent": Light(1), "bed": Light(3)})
    assert list(decode(Look, encode(look)).lights) == ["lamp", "accent", "bed"]


def test_a_member_of_a_union_says_which_it_is() -> None:
    assert encode(VolumeSet(Instant(1), 30), Event) == b'{"kind":"VolumeSet","at":1,"pct":30}'
    assert (
        encode(Light(8.0, White(455.0))) == b'{"level":8.0,"tone":{"kind":"White","mired":455.0}}'
    )
    assert decode(Tone, b'{"kind":"Color","red":1,"green":2,"blue":3}') == Color(1, 2, 3)


def test_fields_of_a_later_version_are_ignored_and_those_with_a_default_may_be_missing() -> None:
    data = b'{"id":"a","verb":"go","from_the_future":{"deep":[[1e3]]}}'
    assert decode(Ask, data) == Ask("a", "go")


def test_a_whole_number_stands_for_one_with_a_fraction() -> None:
    level = decode(Light, b'{"level":8}').level
    assert level == 8.0
    assert isinstance(level, float)


@dataclass(frozen=True, slots=True)
class Curve:
    """What the domain has in other places: knots, names by fact, pairs."""

    knots: tuple[tuple[Instant, float], ...]
    facts: Mapping[Fact, Instant]
    kind: CheckKind | None = None


def test_pairs_and_names_that_are_words_of_the_domain_go_both_ways() -> None:
    curve = Curve(((Instant(1), 0.5), (Instant(2), 1.0)), {Fact.ENDED: Instant(3)})
    data = b'{"knots":[[1,0.5],[2,1.0]],"facts":{"ended":3},"kind":null}'
    assert encode(curve) == data
    assert decode(Curve, data) == curve


PHASE: Mapping[str, object] = {
    "name": '"a"', "starts": 1, "ends": 2, "earliest": 1, "latest": 2, "until": "null",
    "look": '"dim"', "color": '"#000000"', "level": 1.5, "sign": '"quiet"', "past": "false",
}  # fmt: skip


def a_phase(**other: object) -> str:
    fields = {name: text for name, text in {**PHASE, **other}.items() if text is not None}
    return "{" + ",".join(f'"{name}":{text}' for name, text in fields.items()) + "}"


def a_session(*phases: str) -> bytes:
    return ('{"rev":1,"boot":"b","phases":[' + ",".join(phases) + "]}").encode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends": "2.0"}, "session.phases[2].ends: expected a whole number"),
        ({"ends": "true"}, "session.phases[2].ends: expected a whole number"),
        ({"ends": '"2"'}, "session.phases[2].ends: expected a whole number"),
        ({"ends": None}, "session.phases[2].ends: is missing"),
        ({"ends": 2**53 + 1}, "session.phases[2].ends: the number is too large"),
        ({"level": "true"}, "session.phases[2].level: expected a number"),
        ({"level": "1e999"}, "session.phases[2].level: the number is too large"),
        ({"name": "1"}, "session.phases[2].name: expected text"),
        ({"name": '"\\ud800"'}, "session.phases[2].name: the text holds half a character"),
        ({"past": "0"}, "session.phases[2].past: expected true or false"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(WireError) as told:
        decode(SessionDoc, a_session(a_phase(), a_phase(), a_phase(**wrong)))
    assert str(told.value) == sentence


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        (Ask, b"[]", "ask: expected an object"),
        (Ask, b'{"id":"a","verb":"go","args":[]}', "ask.args: expected an object"),
        (Ask, b'{"id":"a","verb":"go","args":{"by":5}}', "ask.args.by: expected text"),
        (SessionDoc, b'{"rev":1,"boot":"b","phases":{}}', "session.phases: expected a list"),
        (SessionDoc, b'{"rev":1,"boot":"b","phases":[3]}', "session.phases[0]: expected an object"),
        (Curve, b'{"knots":[[1]],"facts":{}}', "curve.knots[0]: expected 2 values, found 1"),
        (Curve, b'{"knots":[[1,"a"]],"facts":{}}', "curve.knots[0][1]: expected a number"),
        (
            Answer,
            b'{"id":"a","state":"maybe"}',
            "answer.state: expected one of done, refused, expired, superseded",
        ),
        (Answer, b'{"id":"a","state":[]}', "answer.state: expected one of"),
        (Event, b'{"kind":"Vanished","at":1}', "value.kind: 'Vanished' is not known"),
        (Event, b'{"kind":7,"at":1}', "value.kind: 7 is not known"),
        (Event, b'{"at":1}', "value.kind: is missing"),
        (
            Track,
            b'{"file":"a.ogg","title":"A","opens":5,"closes":5}',
            'track: track "a.ogg" has no audible length',
        ),
    ],
)
def test_a_document_of_another_shape_is_refused(kind: object, data: bytes, sentence: str) -> None:
    with pytest.raises(WireError) as told:
        decode(kind, data)
    assert str(told.value).startswith(sentence)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not readable JSON"),
        (b'{"id":"a"', "not readable JSON"),
        (b'{"id":"a","verb":"go"}x', "not readable JSON"),
        (b'\xef\xbb\xbf{"id":"a","verb":"go"}', "not readable JSON"),
        (b'{"id":"\xff","verb":"go"}', "not readable JSON"),
        (b'{"id":"a","id":"b","verb":"go"}', '"id" is there twice'),
        (b'{"id":"a","verb":"go","x":NaN}', "NaN is not a number"),
        (b'{"id":"a","verb":"go","x":-Infinity}', "-Infinity is not a number"),
        (b'{"id":"a","verb":"go","x":' + b"9" * 5_000 + b"}", "not readable JSON"),
        (b'{"id":"a","verb":"go","x":' + b"[" * 12 + b"]" * 12 + b"}", "nested more than 12"),
        (b'{"id":"a","verb":"go","x":' + b'{"a":[' * 9 + b"]}" * 9 + b"}", "nested more than 12"),
        (b"[" * 16_000, "nested more than 12"),
        (b'{"id":"' + b"a" * LARGEST + b'"}', "bytes are more than the 16384 that are read"),
    ],
)
def test_bytes_that_are_no_strict_json_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(WireError, match="ask") as told:
        decode(Ask, data)
    assert why in str(told.value)


def test_many_brackets_side_by_side_or_inside_text_are_not_deep() -> None:
    wide = b'{"id":"a","verb":"go","x":[' + b"[]," * 40 + b'"[[[[[[[[[[[[[[\\"[["]}'
    assert decode(Ask, wide) == Ask("a", "go")


@example(b'{"kind":"Held","at":1}')
@given(st.binary(max_size=60))
def test_whatever_the_bytes_only_one_error_comes_of_them(data: bytes) -> None:
    for kind in (Ask, Event):
        with suppress(WireError):
            decode(kind, data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_document_with_one_value_exchanged_is_read_or_refused(data: st.DataObject) -> None:
    tree = json.loads(encode(data.draw(values(SessionDoc))))
    tree[data.draw(st.sampled_from(sorted(tree)))] = data.draw(json_values)
    try:
        found = decode(SessionDoc, json.dumps(tree).encode())
    except WireError:
        return
    assert decode(SessionDoc, encode(found)) == found


@pytest.mark.parametrize(
    "value",
    [
        Light(float("nan")),
        Light(float("-inf")),
        Light(1e300),
        Beat("b", Instant(LARGEST_NUMBER + 1), 0),
        Ask("\ud800", "go"),
    ],
    ids=str,
)
def test_what_could_not_be_read_again_is_not_written(value: object) -> None:
    with pytest.raises(WireError, match="cannot be written"):
        encode(value)


def test_a_type_without_a_form_on_the_wire_is_a_mistake_of_ours() -> None:
    for kind in (set[int], int | str, complex, CheckTagged | White):
        with pytest.raises(TypeError):
            encode(0, kind)


@dataclass(frozen=True, slots=True)
class CheckTagged:
    """A field of this name would hide which member it is."""

    kind: str


def test_a_larger_limit_can_be_asked_for() -> None:
    answer = Answer("a", Outcome.DONE, "x" * LARGEST)
    with pytest.raises(WireError):
        decode(Answer, encode(answer))
    assert decode(Answer, encode(answer), 4 * LARGEST) == answer


def test_a_phase_document_reads_as_the_values_it_was_written_with() -> None:
    phase = decode(PhaseDoc, a_phase().encode())
    assert (phase.ends, phase.level, phase.past) == (Instant(2), 1.5, False)
    assert isinstance(decode(Beat, b'{"boot":"b","clock":5,"wall":6}').clock, Instant)
    assert Span(5) == decode(Measure, encode(Measure(Span(5), Span(6), -20.0, -1.0))).opens
