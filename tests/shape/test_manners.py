"""How the source is written: what pure code may not mention, sizes, words, doubles."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median

import pytest

from tests.shape.source import FOLDERS, TOP, files, functions, modules, texts, tree
from tests.shape.test_layers import PURE

LONGEST_FILE = 350
TYPICAL_FUNCTION = 10
NOT_PURE_CALLS = {"open", "print", "input", "breakpoint", "exec", "eval"}
NOT_PURE_ATTRIBUTES = {
    *("time.time", "time.monotonic", "datetime.now", "datetime.utcnow", "date.today"),
    *("os.environ", "os.getenv", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr"),
}
DOUBLES = {"Mock", "MagicMock", "AsyncMock", "patch", "create_autospec", "mocker"}
TESTED = files("tests", suffix=".py")


def dotted(node: ast.Attribute) -> str:
    """Return the last two words of an attribute: ``time.time``, ``random.choice``."""
    inner = node.value
    if isinstance(inner, ast.Name):
        return f"{inner.id}.{node.attr}"
    return f"{inner.attr}.{node.attr}" if isinstance(inner, ast.Attribute) else f".{node.attr}"


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_reads_no_clock_file_environment_or_chance(module: str) -> None:
    found = []
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [node.func.id] if node.func.id in NOT_PURE_CALLS else []
        if isinstance(node, ast.Attribute):
            name = dotted(node)
            seeded = name == "random.Random" or not name.startswith("random.")
            found += [] if seeded and name not in NOT_PURE_ATTRIBUTES else [name]
    assert not found, f"{module} mentions {', '.join(found)}"


def test_no_generator_of_the_pure_modules_is_unseeded() -> None:
    for module in PURE:
        for node in ast.walk(tree(modules()[module])):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert dotted(node.func) != "random.Random" or node.args, module


@pytest.mark.parametrize("path", files(*FOLDERS, suffix=".py"), ids=lambda path: path.name)
def test_no_file_is_longer_than_one_can_hold_in_mind(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{path.relative_to(TOP)} has {lines} lines"


def test_functions_are_short() -> None:
    lengths = [length for path in modules().values() for _, length in functions(path)]
    assert median(lengths) <= TYPICAL_FUNCTION


@pytest.mark.parametrize("path", TESTED, ids=lambda path: path.name)
def test_the_tests_use_the_real_thing_or_a_recorder_of_ours(path: Path) -> None:
    for node in ast.walk(tree(path)):
        name = {ast.Name: "id", ast.Attribute: "attr", ast.arg: "arg"}.get(type(node), "")
        assert getattr(node, name, None) not in DOUBLES, f"{path.name} uses a double"
        if isinstance(node, ast.Attribute):
            assert dotted(node) not in {"monkeypatch.setattr", "monkeypatch.setitem"}, path.name


def test_the_word_for_what_it_is_not_is_nowhere() -> None:
    word = re.compile("al" + "arm", re.IGNORECASE)
    ours = ("controller/", "scenes/", "playlists/", "docs/", "README", "CHANGELOG")
    assert [name for name, text in texts() if name.startswith(ours) and word.search(text)] == []


def test_no_file_knows_one_persons_computer() -> None:
    private = re.compile(r"(?<![\w.$}-])/(?:w[o]rk|t[m]p|r[o]ot)/")  # not what this line says
    found = [(name, hit[0]) for name, text in texts() for hit in private.finditer(text)]
    assert found == []


def test_the_top_level_is_what_the_owner_fixed() -> None:
    folders = {path.name for path in TOP.iterdir() if path.is_dir() and path.name[0] != "."}
    built = {name for name in folders if name.endswith(".egg-info") or name in {"build", "dist"}}
    assert folders - built <= {"controller", "playlists", "scenes", "tests", "docs", "benchmarks"}
