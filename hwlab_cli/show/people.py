"""Lines for people, on stderr: what went wrong, what to try, what is going on."""

import os
import sys
import traceback
from collections.abc import Callable

from hwlab_cli.errors import HwlabError
from hwlab_cli.show.plain import harmless

overheard: list[Callable[[str], None]] = []
"""Who else is told what is said: the log file, where there is one."""


def note(text: str) -> None:
    """Tell it to those who overhear alone."""
    for hear in tuple(overheard):
        hear(text)


def say(text: str) -> None:
    """Say one line."""
    note(text)
    try:
        sys.stderr.write(harmless(text) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        # Who reads what people are told has gone; the work goes on, and is told to nobody.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)


def failed(error: HwlabError, *, verbose: bool = False) -> None:
    """Say what happened, to which item, and what to try next."""
    item = f"{error.item}: " if error.item else ""
    say(f"error: {item}{error.message}")
    if error.hint:
        say(f"  try: {error.hint}")
    if verbose:
        for line in traceback.format_exception(error):
            for part in line.rstrip("\n").split("\n"):
                say(part)
