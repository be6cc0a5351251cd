"""The launcher on computers that have everything, something, or nothing of what it needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.launcher.computer import TOP, Computer, Run

SHELLCHECK = Path(sys.executable).parent / "shellcheck"


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """Return a computer whose user may change nothing but their own files; it has Python and uv."""
    computer = Computer(tmp_path / "computer")
    computer.give_python()
    computer.give_uv()
    return computer


@pytest.fixture
def ready(computer: Computer) -> Computer:
    """Return a computer that lacks nothing, on which Stillroom was started before."""
    computer.give_libraries()
    assert computer.run().code == 0
    return computer


def heard(run: Run) -> list[str]:
    """Return the arguments the program was started with."""
    assert run.code == 0, run.said
    arguments = json.loads(run.out)["arguments"]
    assert isinstance(arguments, list)
    return arguments


@pytest.mark.parametrize("script", ["stillroom", ".ci/checks", ".ci/run"])
def test_the_scripts_have_nothing_shellcheck_would_complain_of(script: str) -> None:
    found = subprocess.run([SHELLCHECK, TOP / script], capture_output=True, text=True)
    assert found.stdout + found.stderr == ""
    assert os.access(TOP / script, os.X_OK)


def test_the_first_start_builds_the_environment_and_runs_the_program(computer: Computer) -> None:
    computer.give_libraries()
    run = computer.run("plan", "infusion-40", "--say", "two words", "")
    assert heard(run) == ["plan", "infusion-40", "--say", "two words", ""]
    assert json.loads(run.out)["prefix"] == str(computer.checkout / ".venv")
    assert "Python libraries" in run.said


def test_the_programs_exit_code_is_the_launchers(ready: Computer) -> None:
    assert ready.run("seven").code == 7


def test_a_second_start_says_nothing_and_needs_neither_python_nor_uv_nor_a_network(
    ready: Computer,
) -> None:
    for name in ("python3.11", "uv"):
        (ready.folder / "bin" / name).unlink()
    calls = ready.calls
    run = ready.run("check")
    assert (heard(run), run.said, ready.calls) == (["check"], "", calls)


def test_it_starts_from_any_folder_through_links_by_a_bare_name_and_stays_in_that_folder(
    ready: Computer,
) -> None:
    elsewhere = ready.folder / "elsewhere"
    (elsewhere / "controller").mkdir(parents=True)  # not ours, and not to be run
    (elsewhere / "controller" / "__main__.py").write_text("raise SystemExit('the wrong program')")
    (elsewhere / "one").symlink_to(Path("..") / "a clinic" / "still room" / "stillroom")
    (ready.folder / "bin" / "stillroom").symlink_to(elsewhere / "one")
    for launcher in (str(elsewhere / "one"), "./one", "stillroom"):
        run = ready.run(launcher=launcher, folder=elsewhere)
        assert heard(run) == []
        assert json.loads(run.out)["folder"] == str(elsewhere)


def test_a_changed_lock_is_installed_at_the_next_start(ready: Computer) -> None:
    before = len(ready.calls)
    (ready.checkout / "requirements.lock").write_text("# nothing more\n")
    assert heard(ready.run()) == []
    assert [call.split(" -q")[0] for call in ready.calls[before:]] == ["uv pip install"]
    assert "--require-hashes" in ready.calls[-1]
    assert ready.run().said == ""


def test_an_environment_whose_python_is_gone_is_built_again(ready: Computer) -> None:
    (ready.checkout / ".venv" / "bin" / "python").unlink()
    run = ready.run()
    assert heard(run) == []
    assert "Python libraries" in run.said


def test_a_checkout_that_was_moved_runs_from_its_new_place(ready: Computer) -> None:
    ready.checkout = ready.checkout.rename(ready.folder / "moved")
    assert heard(ready.run("a")) == ["a"]
    assert json.loads(ready.run().out)["prefix"] == str(ready.checkout / ".venv")


def test_two_first_starts_at_once_take_turns(computer: Computer) -> None:
    computer.give_libraries()
    both = [computer.start(name) for name in ("one", "two")]
    assert [heard(Run.of(process)) for process in both] == [["one"], ["two"]]
    assert sum(call.startswith("uv venv") for call in computer.calls) == 1


def test_a_python_that_does_not_run_or_is_too_old_is_passed_over(computer: Computer) -> None:
    computer.script("python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    computer.script("python3.12", "exit 1")
    computer.give_libraries()
    assert heard(computer.run()) == []


def test_without_uv_the_environment_comes_from_venv_and_pip(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "computer")
    computer.give_python("python3")
    computer.give_libraries()
    assert heard(computer.run("up")) == ["up"]
    assert (computer.checkout / ".venv" / "bin" / "pip").exists()


def test_where_uv_fails_pip_does_it(computer: Computer) -> None:
    computer.give_uv(installs=False)
    computer.give_pip(installs=True)
    computer.give_libraries()
    run = computer.run()
    assert heard(run) == []
    assert "trying pip" in run.said


def test_a_library_without_a_ready_built_wheel_asks_for_a_compiler(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "computer", user=0)
    computer.give_python()
    computer.give_libraries()
    computer.give_manager("apt-get")
    computer.give_pip(installs=False)
    run = computer.run()
    assert (run.code, run.out) == (1, "")
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    assert f"needs gcc libc6-dev {python}-dev: no ready-built library fits" in run.said
    assert "could not be installed" in run.said
    assert not (computer.checkout / ".venv" / "stillroom.home").exists()


def test_a_checkout_that_cannot_be_written_keeps_its_environment_in_the_users_cache(
    computer: Computer,
) -> None:
    computer.give_libraries()
    computer.checkout.chmod(0o555)
    command = [str(computer.checkout / "stillroom")]
    if os.geteuid() == 0:  # whom no mode keeps from writing, unless that power is given away
        drop = ["--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]
        command = [str(shutil.which("setpriv")), *drop, *command]
    for name in ("first", "second"):
        process = subprocess.Popen(
            [*command, name],
            cwd=computer.folder,
            env=computer.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        run = Run.of(process)
        assert heard(run) == [name]
        cache = computer.folder / "home" / ".cache" / "stillroom"
        assert Path(json.loads(run.out)["prefix"]).parent == cache
    assert run.said == ""
    assert not (computer.checkout / ".venv").exists()
