"""What every command does with what goes wrong: a line that helps, and the documented code."""

import contextlib
import functools
import os
import sys
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

_P = ParamSpec("_P")


def guarded(command: Callable[_P, ExitCode]) -> Callable[_P, None]:
    """Run a command and leave with its exit code; no traceback reaches a user."""

    @functools.wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        verbose, json = bool(kwargs.get("verbose")), bool(kwargs.get("json"))
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except HwlabError as error:
            code = error.exit_code
            told(error, json=json, verbose=verbose)
        except KeyboardInterrupt:
            with contextlib.suppress(OSError):  # who reads our stderr may be gone, as in a pipe
                people.say("interrupted; what was announced is safe: `hwlab queue replay` goes on")
            code = ExitCode.INTERRUPTED
        except BrokenPipeError:
            # The reader of our stdout has gone (`| head`); Python would complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = ExitCode.DONE
        except Exception as error:  # noqa: BLE001
            # The last line of defense: whatever we did not foresee is a fault of ours, which
            # a person should report and must not have to read as a traceback.
            code = ExitCode.UNEXPECTED
            unexpected = HwlabError(
                f"unexpected {type(error).__name__}: {error}",
                hint="please report it, with what --verbose adds",
            )
            unexpected.__cause__ = error
            told(unexpected, json=json, verbose=verbose)
        raise typer.Exit(int(code))

    # Typer reads the signature that wraps() copied; the return type there is the command's.
    run.__annotations__ = {**command.__annotations__, "return": None}
    return run


def told(error: HwlabError, *, json: bool, verbose: bool = False) -> None:
    """Say what went wrong: on stderr for people, and as a line of JSON for scripts."""
    if json:
        lines.write(lines.error(error))
    people.failed(error, verbose=verbose)
