"""What every command does with what goes wrong: a line that helps, and the documented code."""

import contextlib
import functools
import os
import sys
import traceback
from collections.abc import Callable
from typing import Annotated, ParamSpec

import typer

from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.show import lines, people

Json = Annotated[
    bool, typer.Option("--json", help="One JSON object a line on stdout, for scripts.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show where an error comes from.")]

OneTier = Annotated[
    str | None,
    typer.Option(
        "--tier", metavar="NAME", help="Ask only this tier; `label` is the recognizer inside hwlab."
    ),
]

Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", metavar="N", min=1, max=64, help="How many devices to look at at once."
    ),
]

CaptureOnly = Annotated[
    bool, typer.Option("--capture-only", help="Store the photos; `queue replay` does the rest.")
]

_P = ParamSpec("_P")

at_end: list[Callable[[ExitCode], None]] = []
"""What is told how the command ended, once; only for what must not be loaded by every command."""


def guarded(command: Callable[_P, ExitCode]) -> Callable[_P, None]:
    """Run a command and leave with its exit code; no traceback reaches a user."""

    @functools.wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except BaseException as error:  # noqa: BLE001 - the last line of defense
            code = ended_by(
                error, json=bool(kwargs.get("json")), verbose=bool(kwargs.get("verbose"))
            )
        while at_end:
            at_end.pop()(code)
        raise typer.Exit(int(code))

    # Typer reads the signature that wraps() copied; the return type there is the command's.
    run.__annotations__ = {**command.__annotations__, "return": None}
    return run


def ended_by(error: BaseException, *, json: bool, verbose: bool) -> ExitCode:
    """Tell of what ended a command before its time; return the exit code of that."""
    match error:
        case HwlabError():
            told(error, json=json, verbose=verbose)
            return error.exit_code
        case KeyboardInterrupt():
            with contextlib.suppress(OSError):  # who reads our stderr may be gone, as in a pipe
                people.say("interrupted; what was announced is safe: `hwlab queue replay` goes on")
            return ExitCode.INTERRUPTED
        case BrokenPipeError():
            # The reader of our stdout has gone (`| head`); Python would complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.DONE
        case Exception():
            # Whatever we did not foresee is a fault of ours, which a person should report and
            # must not have to read as a traceback.
            unexpected = HwlabError(
                f"unexpected {type(error).__name__}: {error}",
                hint="please report it, with what --verbose adds",
            )
            unexpected.__cause__ = error
            told(unexpected, json=json, verbose=verbose)
            if not verbose:
                people.note("error: " + "".join(traceback.format_exception(error)))
            return ExitCode.UNEXPECTED
    raise error


def told(error: HwlabError, *, json: bool, verbose: bool = False) -> None:
    """Say what went wrong: on stderr for people, and as a line of JSON for scripts."""
    if json:
        lines.write(lines.error(error))
    people.failed(error, verbose=verbose)
