"""The command line: arguments here, one program a file beside; the only place that wires.

A program is imported inside the function that runs it, so that ``--help`` is quick, the room
never loads Textual and the console never loads VLC.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from controller.errors import StillroomError

SITE_ENV = "STILLROOM_SITE"
"""Names the site's folder when ``--site`` does not."""

Arguments = Callable[[argparse.ArgumentParser], None]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one program and tell its exit code: 0 done, 1 refused or faulty, 2 bad arguments."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        return 2
    # Programs print what people should know; only a room's process keeps a log.
    logging.getLogger("controller").addHandler(logging.NullHandler())
    program = import_module(f"controller.cli.{options.command.replace('-', '_')}")
    try:
        return int(program.run(options))
    except StillroomError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has gone: not our fault, nor a failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def site_folder(options: argparse.Namespace) -> Path:
    """Tell the folder of the site that is meant: ``--site``, the environment, or this folder."""
    named = options.site or os.environ.get(SITE_ENV)
    folder = Path(named) if named else Path.cwd()
    if not (folder / "clinic.yaml").is_file():
        raise StillroomError(
            f"{folder} holds no clinic.yaml; name the site's folder with --site DIR or"
            f" {SITE_ENV}, or make one with: stillroom init DIR"
        )
    return folder.resolve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stillroom",
        description="Keeps an infusion room calm: music, light and door sign on one clock.",
        epilog="Try it without any hardware: stillroom demo",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (help_, example, arguments) in _COMMANDS.items():
        command = commands.add_parser(
            name, help=help_, description=help_, epilog=f"Example: stillroom {example}"
        )
        arguments(command)
    for name, arguments in _PARTS.items():  # without help: not listed, for our own children
        arguments(commands.add_parser(name))
    return parser


def _site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="DIR", help=f"the site's folder (or {SITE_ENV})")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headless", action="store_true", help="play one short scene by script, then a summary"
    )
    parser.add_argument("--stop", action="store_true", help="end a demo that was left running")
    parser.add_argument(
        "--capture", action="store_true", help="write the sound of the first room to a file"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)


def _room(parser: argparse.ArgumentParser) -> None:
    _site(parser)
    parser.add_argument("name", metavar="NAME", help="the room's id in clinic.yaml")


def _plan(parser: argparse.ArgumentParser) -> None:
    _site(parser)
    parser.add_argument("scene", metavar="SCENE", help="the name of its file, like infusion-40")
    parser.add_argument("--seed", type=int, default=1, help="another number, other tracks")
    parser.add_argument("--json", action="store_true", help="as a JSON document")


def _send(parser: argparse.ArgumentParser) -> None:
    _site(parser)
    parser.add_argument("room", metavar="ROOM", help="the room's id in clinic.yaml")
    parser.add_argument(
        "verb",
        metavar="VERB",
        help="start, arrived, started, ended, left, extend, visit, end-visit, volume, lights-up,"
        " restore, stop, undo and more: see docs/wire.md",
    )
    parser.add_argument("args", metavar="KEY=VALUE", nargs="*", help="like runs=40m or ago=3m")
    parser.add_argument(
        "--wait", type=float, default=5.0, metavar="SECONDS", help="for the room to be heard"
    )


def _watch(parser: argparse.ArgumentParser) -> None:
    _site(parser)
    parser.add_argument("--json", action="store_true", help="a JSON document a line")


def _simulate(parser: argparse.ArgumentParser) -> None:
    _site(parser)
    parser.add_argument("scene", metavar="SCENE", help="the name of its file, like infusion-40")
    parser.add_argument("--script", metavar="FILE", help='lines like "10m started runs=40m"')
    parser.add_argument("--json", action="store_true", help="as a JSON document")


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="an empty or new folder")
    parser.add_argument(
        "--music", action="store_true", help="with the music of the demo, to begin with (50 MB)"
    )


_PARTS: dict[str, Arguments] = {"lamps": _site, "made-music": lambda parser: None}
"""Programs that only other programs of ours start."""

_COMMANDS: dict[str, tuple[str, str, Arguments]] = {
    "demo": ("A clinic of three rooms with no hardware.", "demo --headless", _demo),
    "up": ("Run a site: its broker if it has none, and every room.", "up --site clinic", _site),
    "room": ("Run one room.", "room willow --site clinic", _room),
    "console": ("Open the nurse's console.", "console --site clinic", _site),
    "check": ("Tell every problem in a site's files.", "check --site clinic", _site),
    "plan": ("Show the music a scene would play.", "plan infusion-40 --json", _plan),
    "send": (
        "Ask something of a room; exit 0 done, 1 refused, 3 unreachable.",
        "send willow started runs=40m",
        _send,
    ),
    "watch": ("Print what the rooms report.", "watch --json", _watch),
    "simulate": ("Play a session in virtual time.", "simulate infusion-40", _simulate),
    "init": ("Make a site's folder to start from.", "init clinic --music", _init),
}
