"""Whatever is in a site's files, the loader answers with a site or with problems."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from controller import site
from tests.site.small_site import GOOD, nominal

FILES = sorted(GOOD)
PLACED = re.compile(r"[\w./-]+:[1-9]\d*:[1-9]\d*: \S.*")
WORDS = sorted({word for text in GOOD.values() for word in re.findall(r"[^\s,{}\[\]:]+", text)})
pieces = st.sampled_from(
    [*WORDS, "9" * 500 + "h", "1e999%", "٣m", "-0s", "", "''", "[]", "{}", "[[a]]", "{a: {b: c}}",
     "*x", "&x", "!!set", "\n", ": ", "- ", "#", "\t", "\x00", "\ud7ff", "~root", "NaN", "𝟗m",
     "mqtt://[", "mqtt://h:٣", "$x", "a/../b", "/"]
)  # fmt: skip


def told(files: dict[str, bytes]) -> tuple[str, ...]:
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            file = Path(folder) / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        return site.problems(Path(folder), nominal)


def good() -> dict[str, bytes]:
    return {name: text.encode() for name, text in GOOD.items()}


@given(st.sampled_from(FILES), st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_in_any_file_are_answered_with_problems(file: str, data: bytes) -> None:
    problems = told(good() | {file: data})
    assert problems
    assert all(PLACED.fullmatch(problem) for problem in problems), problems


@given(st.sampled_from(FILES), st.data())
@settings(max_examples=250, deadline=None)
def test_any_word_in_place_of_any_other_is_taken_or_told(file: str, data: st.DataObject) -> None:
    spots = [m.span() for m in re.finditer(r"[^\s,{}\[\]:]+|[:,{}\[\]]", GOOD[file])]
    start, end = data.draw(st.sampled_from(spots))
    text = GOOD[file][:start] + data.draw(pieces) + GOOD[file][end:]
    for problem in told(good() | {file: text.encode("utf-8", "surrogatepass")}):
        assert PLACED.fullmatch(problem), problem


@given(st.sampled_from(FILES), st.recursive(
    pieces, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(pieces, inner, max_size=4),
    max_leaves=20,
))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_any_shape_in_place_of_a_file_is_answered(file: str, shape: object) -> None:
    import yaml

    data = yaml.safe_dump(shape, allow_unicode=True).encode("utf-8", "surrogatepass")
    assert all(PLACED.fullmatch(problem) for problem in told(good() | {file: data}))
