"""`hwlab completion`: the script that a shell completes command lines with."""

import os
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

import hwlab_cli
from hwlab_cli.commands.guard import Verbose, guarded
from hwlab_cli.errors import ExitCode, UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Shell(StrEnum):
    """A shell that there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@app.command()
@guarded
def completion(
    shell: Annotated[
        Shell | None,
        typer.Argument(metavar="[bash|zsh|fish]", help="The shell; else that of SHELL."),
    ] = None,
    verbose: Verbose = False,  # noqa: ARG001 - read by the guard
) -> ExitCode:
    """Write the completion script of a shell: bash, zsh or fish.

    In ~/.bashrc: eval "$(hwlab completion bash)"; in ~/.zshrc, behind compinit:
    eval "$(hwlab completion zsh)"; in ~/.config/fish/config.fish: hwlab completion fish | source.
    """
    name = shell.value if shell else Path(os.environ.get("SHELL", "")).name
    if name not in [*Shell]:
        raise UsageError(
            "there is no completion for this shell",
            item=name or "SHELL is not set",
            hint="name one: hwlab completion bash, zsh or fish",
        )
    script = files(hwlab_cli) / "completion" / "scripts" / f"hwlab.{name}"
    typer.echo(script.read_text(encoding="utf-8"), nl=False)
    return ExitCode.DONE
