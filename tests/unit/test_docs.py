"""The documents and the code say the same."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from mirnews import pipeline
from mirnews.cli import COMMANDS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mirnews"
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def stages() -> list[str]:
    """The rooms in the order in which the pipeline's picture names them, each once."""
    return list(dict.fromkeys(re.findall(r"^    (?:\| )?([a-z]+)\.[a-zA-Z]", pipeline.__doc__ or "", re.M)))


def test_architecture_names_the_stages_in_the_order_of_the_pipeline() -> None:
    assert f"Stages in order: {', '.join(stages())}." in read("ARCHITECTURE.md")


def test_every_stage_and_room_has_a_row_and_a_sign() -> None:
    architecture = read("ARCHITECTURE.md")
    for room in ROOMS:
        assert f"`{room}/`" in architecture, room
        first = (import_module(f"mirnews.{room}").__doc__ or "").splitlines()[0]
        assert first.startswith(f"{room}: "), f"the first line of {room} says what it takes and returns"
    run = "".join(read(f"src/mirnews/{name}.py") for name in ("pipeline", "polling", "reading", "newsroom"))
    for stage in stages():
        assert re.search(rf"mirnews\.{stage}\b|import .*\b{stage}\b", run), stage


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_and_loads(command: str) -> None:
    assert re.search(rf"`{command}[ `]", read("docs/commands.md"))
    assert import_module(f"mirnews.cli.{COMMANDS[command][0]}").command is not None


def test_no_raw_invisible_character_in_source() -> None:
    found = [str(path.relative_to(ROOT)) for path in SOURCE.rglob("*.py") if INVISIBLE.search(path.read_text("utf-8"))]
    assert found == []


def test_the_package_asks_for_what_the_lock_is_made_from() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [line.split("#")[0].strip() for line in read("requirements/run.in").splitlines()]
    assert project["dependencies"] == [line for line in wanted if line]


def test_readme_commands_are_there() -> None:
    for name in ("README.md", "README.fa.md"):
        text = read(name)
        assert "./mirnews demo" in text
        assert "./mirnews-test" in text
        for picture in re.findall(r"\]\((docs/pictures/[^)]+)\)", text):
            assert (ROOT / picture).is_file(), picture
