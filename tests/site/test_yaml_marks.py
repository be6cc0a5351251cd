"""YAML as people mean it, with the place of every value."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from controller.yaml_marks import DEEPEST, FASTEST, LARGEST, Mark, Value, read

LOADERS = (FASTEST, yaml.SafeLoader)


def faults(data: bytes, loader: Any = FASTEST) -> list[tuple[int, int, str]]:
    return [(f.mark.line, f.mark.column, f.sentence) for f in read(data, loader).faults]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    "text",
    ["off", "no", "yes", "null", "~", "40:00", "08", "0x1F", "1e3", "2026-01-01", ".inf", "1_000"],
)
def test_a_scalar_stays_the_text_that_was_written(loader: Any, text: str) -> None:
    assert read(f"lasts: {text}".encode(), loader).value == {"lasts": text}


@pytest.mark.parametrize("loader", LOADERS)
def test_every_value_and_key_has_its_place(loader: Any) -> None:
    document = read("a: 1\nb:\n  - {c: 2, ü: 3}\n  -   d\n".encode(), loader)
    assert document.value == {"a": "1", "b": [{"c": "2", "ü": "3"}, "d"]}
    assert document.marks == {
        (): Mark(1, 1),
        ("a",): Mark(1, 4),
        ("b",): Mark(3, 3),
        ("b", 0): Mark(3, 5),
        ("b", 0, "c"): Mark(3, 9),
        ("b", 0, "ü"): Mark(3, 15),
        ("b", 1): Mark(4, 7),
    }
    assert document.keys == {
        ("a",): Mark(1, 1),
        ("b",): Mark(2, 1),
        ("b", 0, "c"): Mark(3, 6),
        ("b", 0, "ü"): Mark(3, 12),
    }


def test_places_count_characters_and_not_bytes_and_forget_the_byte_order_mark() -> None:
    assert read("\ufeffä: {ö: 1, ö: 2}".encode()).faults[0].mark == Mark(1, 11)


def test_a_file_of_a_windows_editor_has_the_same_places() -> None:
    unix, windows = read(b"a: 1\nb: [2]\n"), read(b"a: 1\r\nb: [2]\r\n")
    assert (unix.value, unix.marks) == (windows.value, windows.marks)


def test_a_repeated_key_is_a_fault_that_names_both_places_and_the_first_stands() -> None:
    document = read(b"look: dim\nlasts: 8m\nlook: deep\n")
    assert [str(f.sentence) for f in document.faults] == [
        '"look" is written twice; the first is at line 1, column 1'
    ]
    assert document.faults[0].mark == Mark(3, 1)
    assert document.value == {"look": "dim", "lasts": "8m"}


def test_what_is_below_a_repeated_key_is_not_called_repeated_too() -> None:
    document = read(b"a: {b: 1}\na: {b: 2, c: [3]}\n")
    assert len(document.faults) == 1
    assert document.value == {"a": {"b": "1"}}


def test_faults_that_do_not_end_the_reading_are_all_told() -> None:
    assert faults(b"a: &x 1\nb: !!int 3\nb: 4\n") == [
        (1, 4, 'remove "&x"; anchors are not read'),
        (2, 4, 'remove "tag:yaml.org,2002:int"; tags are not read'),
        (3, 1, '"b" is written twice; the first is at line 2, column 1'),
    ]


UNREADABLE = [
    (b"", 1, 1, "empty"),
    (b"# only a comment\n", 1, 1, "empty"),
    (b"a: 1\nb: \xff", 2, 4, "not UTF-8"),
    (b"a: 1\nb: \x00", 2, 4, "U+0000"),
    (b'a: "x\\0"', 1, 4, "U+0000"),
    (b"say: First: look", 1, 11, 'put a text that holds ": " into quotes'),
    (b"a:\n\t- b", 2, 1, "use spaces here, not a tab"),
    (b"a: @b", 1, 4, "special character"),
    (b"a: [1,\n2", 1, 4, "not closed"),
    (b"a:\n  'b\n\n", 2, 3, "not closed"),
    (b"a: *b", 1, 4, "* is not read"),
    (b"---\na: 1\n---\nb: 2\n", 3, 1, "one document"),
    (b"? [a]\n: b", 1, 3, "one word"),
    (b"a:\n    b: 1\n  c: 2", 3, 3, "indentation"),
    (b"[" * 30, 1, DEEPEST + 1, "nested more than"),
]


@pytest.mark.parametrize(("data", "line", "column", "words"), UNREADABLE)
def test_what_cannot_be_read_is_told_with_its_place_and_remedy(
    data: bytes, line: int, column: int, words: str
) -> None:
    document = read(data)
    assert document.value is None
    [fault] = document.faults
    assert (fault.mark, words in fault.sentence) == (Mark(line, column), True), fault


@pytest.mark.parametrize(("data", "line", "column", "words"), UNREADABLE)
def test_without_libyaml_the_same_is_told(data: bytes, line: int, column: int, words: str) -> None:
    [fault] = read(data, yaml.SafeLoader).faults
    assert words in fault.sentence


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert faults(b"#" * (LARGEST + 1)) == [(1, 1, "the file is larger than 256 KB; split it")]
    assert faults(b"a: 1\n#" + b"x" * (LARGEST - 6)) == []


@pytest.mark.parametrize("bracket", [b"[", b"{", b"- ", b"? ", b"a: ["])
def test_no_depth_of_nesting_exhausts_the_stack(bracket: bytes) -> None:
    assert read(bracket * (LARGEST // len(bracket))).value is None


@given(st.binary(max_size=200))
def test_no_bytes_are_more_than_it_can_take(data: bytes) -> None:
    document = read(data)
    assert (document.value is None) <= bool(document.faults)


@given(st.text(alphabet="ab:-[]{}\"'#&*!|>%@` \n\t\\,?~é\u2028", max_size=60))
def test_both_parsers_take_any_text_that_looks_like_yaml(text: str) -> None:
    for loader in LOADERS:
        document = read(text.encode(), loader)
        assert (document.value is None) <= bool(document.faults)


texts = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_characters="\x7f"))
values = st.recursive(
    texts.map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, min_size=1, max_size=4))
def test_what_is_written_is_read_back_and_each_value_has_a_place(value: dict[str, Value]) -> None:
    data = yaml.safe_dump(value, allow_unicode=True, default_style='"').encode()
    document = read(data)
    if document.value is not None:  # deeper than a site goes
        assert document.value == value
        assert not document.faults
        assert len(document.marks) == len(set(document.marks)) > 0
