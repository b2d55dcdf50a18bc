"""Every command, with what its help says, as the pages need it."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer.main

from hwlab_cli.app import app

_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Told:
    """A command as its help has it.

    `line` is what is typed, `parameters` are names and meanings, `output` is the whole of
    `--help`; `about` has an item for each paragraph.
    """

    line: str
    synopsis: str
    about: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    output: str


def commands() -> Iterator[Told]:
    """Yield `hwlab` itself, then each command and those below it, in the order of the help."""
    yield from _told(typer.main.get_command(app), "hwlab", None)


def _told(command: Any, name: str, parent: Any) -> Iterator[Told]:
    context = command.make_context(
        name, [], parent, resilient_parsing=True, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    records = [one.get_help_record(context) for one in command.get_params(context)]
    yield Told(
        context.command_path,
        " ".join([context.command_path, *command.collect_usage_pieces(context)]),
        tuple(_paragraphs(command.help)),
        tuple(one for one in records if one is not None),
        command.get_help(context),
    )
    for below in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from _told(command.get_command(context, below), below, context)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        yield " ".join(paragraph.split())
