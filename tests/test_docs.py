"""What the pages say is so: every path, command, key, verb, topic, field and sentence is there."""

from __future__ import annotations

import ast
import dataclasses
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from controller import cli, script, site
from controller.console.actions import ACTIONS, key_text
from controller.console.picture import picture
from controller.domain import documents, wanted, wire
from controller.room import ports
from controller.site import model
from tests.shape.source import TOP, files, modules, part, tree
from tests.shape.test_layers import COMMON, PROGRAMS
from tests.site.small_site import nominal

README = (TOP / "README.md").read_text(encoding="utf-8")
WIRE = (TOP / "docs/wire.md").read_text(encoding="utf-8")
ARCHITECTURE = (TOP / "docs/architecture.md").read_text(encoding="utf-8")
SITE_FILES = (TOP / "docs/site-files.md").read_text(encoding="utf-8")
PAGES = sorted({TOP / "README.md", *(TOP / "docs").glob("*.md")})
PARSER = cli._parser()
COMMANDS = {*cli._COMMANDS, "test"}
"""``test`` is the launcher's own."""
DRAW_AGAIN = "the board looks otherwise now; draw its picture again, as the README says"


def section(page: str, title: str) -> str:
    return re.split(r"\n## ", page.split(f"\n## {title}\n", 1)[1])[0]


def rows(text: str) -> list[list[str]]:
    """Tell the cells of every table in a text, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {i for i, row in enumerate(cells) if set(row[0]) <= {"-"}}
    return [row for i, row in enumerate(cells) if not {i, i + 1} & rules]


def code(text: str) -> list[str]:
    """Tell what stands in code: spans, and the lines of blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.M))
    return [*spans, *(line for block in blocks for line in block.splitlines())]


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:controller|tests|docs)/[\w/.-]*\w", text))
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    assert {name for name in named if not (TOP / name).exists()} == set()
    assert {link for link in linked if not (page.parent / link).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_exists(page: Path) -> None:
    text = "\n".join(code(page.read_text(encoding="utf-8")))
    named = set(re.findall(r"(?<![\w/])(?:\./)?stillroom ([a-z][a-z-]*)", text))
    assert named - COMMANDS - set(cli._PARTS) == set()


def examples() -> list[str]:
    lines = (line.split("#")[0].strip() for line in code(README))
    return sorted({line for line in lines if line.startswith("./stillroom ")})


@pytest.mark.parametrize("line", examples())
def test_every_example_of_a_command_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    if words[0] != "test":
        options: Any = PARSER.parse_args(words)
        assert options.command == words[0]
    if words[0] == "send":
        assert set(script.arguments(options.args, "")) <= set(wire.VERBS[options.verb])


def test_every_command_is_in_the_table_of_commands() -> None:
    assert {spans(row[0])[0] for row in rows(section(README, "Commands"))} == COMMANDS


def test_every_key_of_the_walk_is_a_key_of_the_console() -> None:
    keys = {key_text(key) for action in ACTIONS for key in action.keys}
    walk = [key for row in rows(section(README, "Try the demo")) for key in spans(row[0])]
    assert len(walk) > 10
    assert set(walk) <= keys


def test_the_first_room_of_the_readme_loads(tmp_path: Path) -> None:
    (clinic,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    site.init(tmp_path)
    (tmp_path / "clinic.yaml").write_text(clinic, encoding="utf-8")
    loaded = site.load(tmp_path, nominal, strict=False)
    assert list(loaded.rooms) == ["willow"]
    assert loaded.first in loaded.scenes


def test_the_script_of_the_readme_can_be_read() -> None:
    (block,) = re.findall(r"```\n(.*?)```", section(README, "Commands"), re.DOTALL)
    assert next(line.verb for line in script.read(block)) == "started"


def said() -> str:
    """Tell every text of the program, with … for what is filled in."""
    found = []
    for path in modules().values():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = (p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
                found.append("".join(str(each) for each in parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


def test_every_sentence_to_look_up_is_one_the_program_says() -> None:
    program = said()
    table = rows(section(README, "When something is wrong"))
    pieces = [
        piece.strip(' "') for row in table for one in spans(row[0]) for piece in one.split("…")
    ]
    assert len(pieces) > 20
    assert [piece for piece in pieces if piece not in program] == []


def test_the_picture_of_the_board_is_what_the_program_draws(tmp_path: Path) -> None:
    picture(tmp_path / "board.svg")
    assert (tmp_path / "board.svg").read_text() == (TOP / "docs/board.svg").read_text(), DRAW_AGAIN


def test_the_verbs_and_their_arguments_are_those_of_the_wire() -> None:
    table = {spans(row[0])[0]: tuple(spans(row[1])) for row in rows(section(WIRE, "Verbs"))}
    assert table == dict(wire.VERBS)


def test_the_topics_are_those_of_the_wire() -> None:
    room, every = wire.Topics("SITE", "ROOM"), wire.Topics("SITE", wire.EVERY_ROOM)
    states = {room.state(concern) for concern in wire.Concern}
    asked = {room.command("WHO"), room.answer("WHO"), every.command("WHO")}
    named = {spans(row[0])[0] for row in rows(section(WIRE, "Topics"))}
    assert named == {room.link, room.beat, room.about, *states, *asked}


def test_the_documents_have_the_fields_that_are_listed() -> None:
    for name, fields in rows(section(WIRE, "Documents")):
        kind: Any = next(
            getattr(module, name.strip("`"))
            for module in (documents, wire, wanted)
            if hasattr(module, name.strip("`"))
        )
        right = " ".join(f"`{field.name}`" for field in dataclasses.fields(kind))
        assert f"| {name} | {fields} |" == f"| {name} | {right} |"


def test_the_figures_of_the_wire_are_those_of_the_program() -> None:
    for words in (
        f"at most {wire.LARGEST} bytes",
        f"every {wire.BEAT_EVERY.ms // 1000} seconds",
        f"has not beaten for {wire.STALE_AFTER.ms // 1000} seconds",
        f"itself allows {wire.COMMAND_LIFE.ms // 1000} seconds",
    ):
        assert words in WIRE
    assert {row[0].strip("`") for row in rows(WIRE)} >= {outcome.value for outcome in wire.Outcome}


def test_every_setting_of_a_sites_files_is_described() -> None:
    taken = set()
    for path in files("controller/site", suffix=".py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr in ("take", "need") and isinstance(first, ast.Constant):
                    taken.add(str(first.value))
    words = {*model.DIALECTS, *model.CURVES, *model.OUTPUTS, *model.SIGNS, *model.ROLES}
    assert len(taken) > 20
    assert {word for word in taken | words if not re.search(rf"\b{word}\b", SITE_FILES)} == set()


def test_the_drawing_of_the_layers_is_what_they_are() -> None:
    (graph,) = re.findall(r"```mermaid\n(.*?)```", ARCHITECTURE, re.DOTALL)
    (common,) = re.findall(r'common\["(.*?)"\]', graph)
    parts = {part(module) for module in modules()}
    assert set(common.split(", ")) == COMMON & parts
    assert set(re.findall(r"cli --> (.*)", graph)[0].split(" & ")) == PROGRAMS


def test_every_port_of_the_agent_is_in_the_table_of_ports() -> None:
    body = tree(Path(ports.__file__)).body
    protocols = {
        node.name
        for node in body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
    }
    table = rows(section(ARCHITECTURE, "Ports and adapters"))
    assert {row[0].strip("`") for row in table} == protocols
