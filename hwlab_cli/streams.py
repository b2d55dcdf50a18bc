"""Standard streams that are there and take any text, whoever started hwlab."""

import os
import sys


def open_what_is_closed() -> None:
    """Have all three standard streams; what is closed leads nowhere.

    Else the first file that is opened would get its number: the log, say, and what is meant for
    people would be written into it.
    """
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest number that is free is this one.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            stream = open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def take_any_text() -> None:
    """Write what the locale has no characters for as escapes, where Python would give up."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
