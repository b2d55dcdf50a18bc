"""The help texts: there for every command and option, and the same wherever they are shown."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from conftest import Hwlab

from hwlab_cli.app import COMMANDS, app


def commands() -> Iterator[tuple[str, Any]]:
    group: Any = typer.main.get_command(app)
    context = group.make_context("hwlab", [], resilient_parsing=True)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield name, command
        for part, below in getattr(command, "commands", {}).items():
            yield f"{name} {part}", below


ALL = dict(commands())


def test_no_command_is_missing_here() -> None:
    assert {"intake", "identify", "add", "queue list", "queue replay", "config init"} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_help_is_shown_and_nothing_is_made(hwlab: Hwlab, home: Any, name: str) -> None:
    ran = hwlab(*name.split(), "--help")
    assert ran.code == 0
    assert f"Usage: hwlab {name} " in ran.out.replace("root", "hwlab")
    assert ALL[name].help.splitlines()[0] in " ".join(ran.out.split())
    assert ran.err == ""
    assert not home.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_says_what_the_command_says(name: str) -> None:
    assert COMMANDS[name] == ALL[name].help.splitlines()[0]


@pytest.mark.parametrize("name", [name for name in ALL if " " in name])
def test_a_group_shows_the_whole_line_of_each_command(hwlab: Hwlab, name: str) -> None:
    group, _, part = name.partition(" ")
    shown = next(
        line for line in hwlab(group, "--help").out.splitlines() if line.split()[:1] == [part]
    )
    assert shown.split(maxsplit=1)[1] == ALL[name].help.splitlines()[0]


@pytest.mark.parametrize("name", ALL)
def test_every_option_and_argument_says_what_it_does(name: str) -> None:
    silent = [one.name for one in ALL[name].params if not getattr(one, "help", None)]
    assert silent == []


@pytest.mark.parametrize(
    ("typed", "meant"), [("intak", "intake"), ("que", "queue"), ("identfy", "identify")]
)
def test_a_misspelled_command_is_answered_with_what_comes_near(
    hwlab: Hwlab, typed: str, meant: str
) -> None:
    ran = hwlab(typed)
    assert ran.code == 2
    assert f"Did you mean {meant}" in ran.err


@pytest.mark.parametrize("arguments", [["intake"], ["queue", "show"], ["add", "--model", "R720"]])
def test_what_is_missing_is_named(hwlab: Hwlab, arguments: list[str]) -> None:
    ran = hwlab(*arguments)
    assert ran.code == 2
    assert "Missing" in ran.err
    assert "Traceback" not in ran.err
