"""The project's own source, read and not run: its modules, what each imports, its functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
FOLDERS = ("controller", "scenes", "playlists", "tests", "benchmarks", "docs", ".ci")
NOT_OURS = {"__pycache__", "node_modules", ".hypothesis"}


def files(*folders: str, suffix: str = "") -> list[Path]:
    """Return the files under these folders of the project, in a steady order."""
    found = (path for folder in folders for path in sorted((TOP / folder).rglob(f"*{suffix}")))
    return [path for path in found if path.is_file() and not NOT_OURS & set(path.parts)]


def texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file of the project that is text."""
    for path in [*files(*FOLDERS), *sorted(path for path in TOP.iterdir() if path.is_file())]:
        try:
            yield str(path.relative_to(TOP)), path.read_text()
        except UnicodeDecodeError:
            continue  # music, a picture


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(), str(path))


@cache
def modules() -> dict[str, Path]:
    """Return every module of the program by its dotted name."""
    found = {}
    for path in files("controller", suffix=".py"):
        parts = path.relative_to(TOP).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, for_types: bool = True) -> set[str]:
    """Return what a module imports, at its top or inside a function; modules, not their names.

    ``for_types`` False leaves out what only a type checker sees.
    """
    found = set()
    for node in _nodes(tree(modules()[module]), for_types):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module is not None
            found |= {_module(node.module, name.name) for name in node.names}
    return found


def _nodes(node: ast.AST, for_types: bool) -> Iterator[ast.AST]:
    yield node
    for inner in ast.iter_child_nodes(node):
        guard = inner.test if isinstance(inner, ast.If) else None
        if for_types or not (isinstance(guard, ast.Name) and guard.id == "TYPE_CHECKING"):
            yield from _nodes(inner, for_types)


def _module(package: str, name: str) -> str:
    inner = f"{package}.{name}"
    return inner if inner in modules() else package


def part(module: str) -> str:
    """Return the part of the program a module belongs to: ``room``, ``domain``, ``errors``."""
    return [*module.split("."), "controller"][1]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its length in lines, the docstring not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield node.name, length
