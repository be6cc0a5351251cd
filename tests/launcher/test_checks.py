"""`./stillroom test`: what it runs, when it fails, and that it never looks green for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.launcher.computer import TOP, Computer, Run

PYTEST = "-m pytest --cov --cov-report= --cov-fail-under=0"
STEPS = [
    "-m ruff check .",
    "-m ruff format --check .",
    "-m mypy",
    "-m coverage erase",
    f"{PYTEST} -m serial -n 0",
    f"{PYTEST} -m not serial -n 2 --dist worksteal --cov-append",
    "-m coverage report",
]
CLOSING = "12 passed, 1 skipped in 3.21s"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Return a computer that lacks nothing for testing, with tools that all find no fault."""
    computer = Computer(tmp_path / "computer", user=0)
    computer.give_python()
    computer.give_uv()
    computer.give_libraries()
    computer.script("pulseaudio", "")
    computer.script("pactl", "")
    assert computer.run("test", "--version").code != 0  # nothing is really installed
    return computer


def answer(computer: Computer, codes: dict[str, int]) -> None:
    """Let every step succeed but those whose words are in ``codes``, which end with that code."""
    cases = " ".join(f'*"{words}"*) code={code} ;;' for words, code in codes.items())
    lines = (
        f'echo "$*" >>"{computer.folder}/steps"',
        f'code=0; case "$*" in {cases} esac',
        f'case "$*" in *pytest*) echo "{CLOSING}" ;; esac',
        "exit $code",
    )
    python = computer.checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n")
    python.chmod(0o755)


def steps(computer: Computer) -> list[str]:
    """Return what was run, in order."""
    return (computer.folder / "steps").read_text().splitlines()


def last_line(run: Run) -> str:
    """Return the line a person, or a machine, reads the result from."""
    return run.out.splitlines()[-1]


def test_it_runs_every_check_and_closes_with_pytests_own_line(computer: Computer) -> None:
    answer(computer, {})
    run = computer.run("test")
    assert run.code == 0, run.out + run.said
    assert steps(computer) == STEPS
    assert last_line(run) == CLOSING


@pytest.mark.parametrize(
    "failing",
    ["ruff check", "format", "mypy", "-m serial", "not serial", "coverage report"],
)
def test_one_check_that_fails_fails_the_whole_and_the_others_still_run(
    computer: Computer, failing: str
) -> None:
    answer(computer, {failing: 1})
    run = computer.run("test")
    assert run.code == 1
    assert steps(computer) == STEPS
    assert "== failed:" in run.out
    assert last_line(run) == CLOSING


def test_that_no_test_must_run_alone_is_no_failure(computer: Computer) -> None:
    answer(computer, {"-m serial": 5})
    assert computer.run("test").code == 0


def test_that_no_test_ran_at_all_is_one(computer: Computer) -> None:
    answer(computer, {"-m serial": 5, "not serial": 5})
    assert computer.run("test").code == 1


def test_with_arguments_it_runs_only_the_tests_named(computer: Computer) -> None:
    answer(computer, {"pytest": 3})
    assert computer.run("test", "tests/shape", "-k", "two words").code == 3
    assert steps(computer) == ["-m pytest tests/shape -k two words"]


def test_the_tests_own_needs_are_installed_only_for_testing(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "computer", user=0)
    computer.give_python()
    computer.give_uv()
    computer.give_libraries()
    computer.give_manager("apt-get")
    assert computer.run().code == 0
    assert not any(call.startswith("apt-get") for call in computer.calls)
    computer.run("test", "-x")
    assert computer.calls[-3].endswith(" pulseaudio pulseaudio-utils")
    assert computer.calls[-1].endswith("requirements-test.lock")
    assert computer.run("plan").said == ""


def test_what_ci_runs_is_what_a_developer_runs() -> None:
    assert "./stillroom test\n" in (TOP / ".ci" / "run").read_text()
