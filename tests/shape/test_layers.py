"""What may import what. A new part of the program gets its row here before it gets code."""

from __future__ import annotations

import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from tests.shape.source import imports, modules, part

CORE = {"domain", "errors"}
COMMON = {
    *("site", "yaml_marks", "link", "clock", "broker", "schedule"),
    *("children", "record", "script"),
}
PROGRAMS = {"console", "room", "curation", "simulate", "demo"}
MAY_IMPORT = {
    "errors": set(),
    "domain": {"errors"},
    **dict.fromkeys(COMMON | PROGRAMS, COMMON | CORE),
    "simulate": COMMON | CORE | {"room"},  # the room's own agent, on another clock
    "cli": COMMON | CORE | PROGRAMS,  # the only one that wires
    "__main__": {"cli"},
    "controller": set(),
}
STDLIB_OF_THE_PURE = {
    *("__future__", "abc", "base64", "binascii", "bisect", "collections", "dataclasses", "enum"),
    *("fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator"),
    *("random", "re", "statistics", "string", "struct", "types", "typing", "zlib"),
}
MORE_FOR = {"schedule": {"csv", "datetime", "io", "zoneinfo"}}
PURE_PARTS = {"domain", "errors", "schedule", "record", "script"}
PURE = sorted(
    name for name in modules() if part(name) in PURE_PARTS or name == "controller.room.ports"
)


def test_nothing_imports_itself_by_way_of_others() -> None:
    graph = {name: imports(name, for_types=False) & modules().keys() for name in modules()}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("module", sorted(modules()))
def test_dependencies_run_downward_only(module: str) -> None:
    ours = {part(name) for name in imports(module) if name.split(".")[0] == "controller"}
    upward = ours - MAY_IMPORT[part(module)] - {part(module), "controller"}
    assert not upward, f"{module} must not import {', '.join(sorted(upward))}"


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_imports_only_what_computes(module: str) -> None:
    allowed = STDLIB_OF_THE_PURE | MORE_FOR.get(part(module), set()) | {"controller"}
    foreign = {name for name in imports(module) if name.split(".")[0] not in allowed}
    assert not foreign, f"{module} imports {', '.join(sorted(foreign))}"


def loaded_with(*names: str) -> set[str]:
    """Return the packages that are loaded once these modules are, in a fresh Python."""
    code = "import sys, importlib\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += "print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def of(name: str) -> list[str]:
    """Return the modules of one part of the program."""
    return [module for module in modules() if part(module) == name]


def test_the_room_never_loads_the_console_nor_its_toolkit() -> None:
    assert not loaded_with(*of("room")) & {"textual", "rich"}


def test_the_console_never_loads_what_plays_music() -> None:
    assert not loaded_with(*of("console")) & {"vlc", "numpy", "soundfile"}


def test_the_simulated_lamps_load_neither() -> None:
    lamps = [module for module in of("demo") if module.split(".")[-1] in {"lamps", "lamp", "door"}]
    assert not loaded_with(*lamps) & {"textual", "vlc"}


def test_the_command_line_loads_no_program_before_it_knows_which() -> None:
    heavy = {"textual", "rich", "vlc", "numpy", "soundfile", "paho", "yaml"}
    assert not loaded_with("controller.cli") & heavy
