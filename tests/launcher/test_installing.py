"""What the launcher installs for the system, how it asks, and what it says when it may not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.launcher.computer import PYTHON, Computer

APT = "apt-get install -y --no-install-recommends"
APT_PACKAGES = "libvlc5 vlc-plugin-base mosquitto libpulse0"


def bare(tmp_path: Path, user: int = 1000) -> Computer:
    """Return a computer with Python and uv, and none of the system's libraries."""
    computer = Computer(tmp_path / "computer", user=user)
    computer.give_python()
    computer.give_uv()
    return computer


def installs(computer: Computer, manager: str = "apt-get") -> list[str]:
    """Return the calls that would have changed the system."""
    return [call for call in computer.calls if call.startswith(manager) and " -s " not in call]


def test_what_is_missing_is_installed_with_a_word_on_why(tmp_path: Path) -> None:
    computer = bare(tmp_path, user=0)
    computer.give_manager("apt-get")
    run = computer.run("demo")
    assert run.code == 0, run.said
    assert "needs libvlc5 vlc-plugin-base: libvlc and its base plugins decode the music" in run.said
    assert "needs mosquitto: mosquitto carries the messages" in run.said
    (call,) = installs(computer)
    assert call.startswith(APT)
    assert call.endswith(APT_PACKAGES)  # each once, although two things want vlc-plugin-base
    assert computer.run("demo").said == ""


def test_only_what_is_missing_is_installed(tmp_path: Path) -> None:
    computer = bare(tmp_path, user=0)
    computer.give_libraries()
    (computer.folder / "bin" / "mosquitto").unlink()
    computer.give_manager("apt-get")
    assert computer.run().code == 0
    (call,) = installs(computer)
    assert call.endswith(" mosquitto")
    assert "libvlc" not in call


def test_libvlc_without_its_plugins_is_not_enough(tmp_path: Path) -> None:
    computer = bare(tmp_path, user=0)
    computer.give_libraries()
    (computer.folder / "libraries" / "vlc/plugins/access/libfilesystem_plugin.so").unlink()
    computer.give_manager("apt-get")
    assert computer.run().code == 0
    assert installs(computer)[0].endswith(" vlc-plugin-base")


def test_a_broker_in_sbin_counts_though_sbin_is_not_on_the_path(tmp_path: Path) -> None:
    computer = bare(tmp_path)
    computer.give_libraries()
    (computer.folder / "bin" / "mosquitto").rename(computer.folder / "sbin" / "mosquitto")
    assert computer.run().code == 0


def test_sudo_is_used_by_those_who_need_it_and_only_for_the_package_manager(tmp_path: Path) -> None:
    computer = bare(tmp_path)
    computer.give_manager("apt-get")
    computer.give_sudo()
    assert computer.run().code == 0
    sudo = [call for call in computer.calls if call.startswith("sudo") and "-n true" not in call]
    assert sudo == [f"sudo env DEBIAN_FRONTEND=noninteractive {installs(computer)[0]}"]


def test_the_administrator_needs_no_sudo(tmp_path: Path) -> None:
    computer = bare(tmp_path, user=0)
    computer.give_manager("apt-get")
    computer.give_sudo()
    assert computer.run().code == 0
    assert not any(call.startswith("sudo") for call in computer.calls)


def test_the_list_of_packages_is_refreshed_only_after_an_install_failed(tmp_path: Path) -> None:
    computer = bare(tmp_path, user=0)
    once = f'[ -e "{computer.folder}/tried" ] || {{ touch "{computer.folder}/tried"; exit 100; }}'
    computer.give_manager("apt-get", before=once)
    run = computer.run()
    assert run.code == 0, run.said
    assert [call.split()[1] for call in installs(computer)] == ["install", "update", "install"]


def test_without_leave_to_install_it_says_the_one_command_to_run(tmp_path: Path) -> None:
    computer = bare(tmp_path)
    computer.give_manager("apt-get")
    run = computer.run("demo")
    assert (run.code, run.out) == (1, "")
    command = f"sudo apt-get update && sudo {APT} {APT_PACKAGES}"
    assert command in [line.strip() for line in run.said.splitlines()]
    assert installs(computer) == []


def test_what_python_lacks_is_in_that_one_command_too(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "computer")
    # As Debian's Python without python3-venv: it runs, it has no ensurepip.
    hide = "import sys; sys.modules['ensurepip'] = None; exec(sys.argv.pop(1))"
    computer.script("python3", f'[ "$1" = -c ] && shift\nexec "{PYTHON}" -c "{hide}" "$@"')
    computer.give_manager("apt-get")
    run = computer.run("demo")
    assert run.code == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"--no-install-recommends python{version}-venv {APT_PACKAGES}" in run.said


def test_without_any_python_it_installs_one(tmp_path: Path) -> None:
    computer = Computer(tmp_path / "computer", user=0)
    computer.give_libraries()
    computer.give_manager("apt-get")
    run = computer.run()
    assert run.code == 1  # this package manager brings no Python
    assert installs(computer)[0].endswith(" python3 python3-venv")
    assert "STILLROOM_PYTHON=" in run.said


def test_a_package_manager_that_fails_is_quoted_and_the_command_is_said(tmp_path: Path) -> None:
    computer = bare(tmp_path, user=0)
    computer.give_manager("apt-get", before="echo 'E: no space left'; exit 100")
    run = computer.run()
    assert run.code == 1
    assert "E: no space left" in run.said
    assert f"    apt-get update && {APT} {APT_PACKAGES}\n" in run.said


def test_without_a_package_manager_it_names_what_to_install(tmp_path: Path) -> None:
    run = bare(tmp_path).run()
    assert run.code == 1
    assert "No package manager known here" in run.said
    assert "vlc mosquitto pulse alsa" in run.said


@pytest.mark.parametrize(
    ("manager", "call"),
    [
        ("dnf", "dnf install -y vlc-libs vlc-plugins-base mosquitto pulseaudio-libs alsa-lib"),
        ("pacman", "pacman -S --needed --noconfirm vlc mosquitto libpulse alsa-lib"),
        ("apk", "apk add vlc mosquitto libpulse alsa-lib"),
    ],
)
def test_each_package_manager_is_spoken_to_in_its_own_words(
    tmp_path: Path, manager: str, call: str
) -> None:
    computer = bare(tmp_path, user=0)
    computer.give_manager(manager)
    assert computer.run().code == 0
    assert installs(computer, manager) == [call]


def test_homebrew_is_never_called_as_the_administrator(tmp_path: Path) -> None:
    computer = bare(tmp_path)
    computer.give_manager("brew")
    computer.give_sudo()
    assert computer.run().code == 0
    assert computer.calls[0].startswith("brew install vlc mosquitto")
    assert not any(call.startswith("sudo") for call in computer.calls)
