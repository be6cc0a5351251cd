"""Every dependency is asked for, locked, and accounted for in `docs/dependencies.md`."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape.source import TOP, imports, modules

PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
RUNNING = [Requirement(line) for line in PROJECT["dependencies"]]
TESTING = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
IMPORTED_AS = {"paho-mqtt": "paho", "python-vlc": "vlc", "pyyaml": "yaml"}
DATA_ONLY = {"tzdata"}
DOCUMENT = (TOP / "docs" / "dependencies.md").read_text()


class Pin(NamedTuple):
    """One locked release: its version, where it applies, and how many files are trusted."""

    version: str
    marker: str
    hashes: int


def lock(name: str) -> dict[str, list[Pin]]:
    """Return a lock file as the pins of each package."""
    pins: dict[str, list[Pin]] = {}
    text = re.sub(r"^#.*\n", "", (TOP / name).read_text(), flags=re.MULTILINE)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        match = re.match(r"([\w.-]+)==(\S+)(?: ; (.*?))? \\\n", entry)
        assert match is not None, f"{name}: {entry[:80]}"
        pin = Pin(match[2], match[3] or "", entry.count("--hash=sha256:"))
        pins.setdefault(canonicalize_name(match[1]), []).append(pin)
    return pins


@pytest.mark.parametrize(
    ("name", "asked"),
    [("requirements.lock", RUNNING), ("requirements-test.lock", [*RUNNING, *TESTING])],
)
def test_the_lock_holds_what_is_asked_for_and_trusts_only_known_files(
    name: str, asked: list[Requirement]
) -> None:
    pins = lock(name)
    for requirement in asked:
        found = pins[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(pin.version) for pin in found), requirement
    assert all(pin.hashes for found in pins.values() for pin in found)


def test_the_tests_run_with_the_very_releases_the_program_runs_with() -> None:
    running, testing = lock("requirements.lock"), lock("requirements-test.lock")
    assert {name: testing[name] for name in running} == running


def test_each_dependency_is_used() -> None:
    used = {name.split(".")[0] for module in modules() for name in imports(module)}
    asked = {requirement.name for requirement in RUNNING} - DATA_ONLY
    assert {name for name in asked if IMPORTED_AS.get(name, name) not in used} == set()


def rows(title: str) -> dict[str, tuple[str, str]]:
    """Return the table under a heading of the document: name -> licence, why."""
    section = DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return {canonicalize_name(name.strip("`")): (licence, why) for name, licence, why in cells[2:]}


@pytest.mark.parametrize(
    ("title", "asked"), [("To run", RUNNING), ("To test", TESTING)], ids=["to run", "to test"]
)
def test_each_dependency_is_listed_with_its_licence_and_its_reason(
    title: str, asked: list[Requirement]
) -> None:
    table = rows(title)
    assert table.keys() == {canonicalize_name(requirement.name) for requirement in asked}
    assert all(licence and len(why.split()) > 3 for licence, why in table.values())


def test_what_is_installed_for_the_system_is_listed_too() -> None:
    launcher = (TOP / "stillroom").read_text()
    packages = re.findall(r"^        apt-get:[\w -|]*\) echo ([^;\"]+) ;;", launcher, re.MULTILINE)
    assert packages
    missing = {name for line in packages for name in line.split()} - set(
        re.findall(r"`([\w.+-]+)`", DOCUMENT)
    )
    assert not missing
