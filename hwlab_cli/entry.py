"""Where the `hwlab` script begins: quiet on Ctrl-C from the first moment to the last."""

import atexit
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_INTERRUPTED = 130
_COMPLETING = "_HWLAB_COMPLETE"
"""Set by the shells' completion scripts to the name of the shell."""


def main() -> None:
    """Run the command line; leaves with its exit code."""
    # Loading takes a moment, and nothing has begun that could be left half-done.
    _on_interrupt(_leave)
    if _COMPLETING in os.environ:
        from hwlab_cli.completion import answering

        answering.main(os.environ[_COMPLETING])
        return
    from hwlab_cli.app import app

    try:
        _on_interrupt(_interrupt)
        code = _exit_code(app)
        _on_interrupt(_leave)
    except KeyboardInterrupt:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        # A thread may still be looking at a photo: waiting for it would make Ctrl-C slow,
        # and it writes nothing.
        with contextlib.suppress(OSError):  # Ctrl-C may have ended who reads our stdout, too
            sys.stdout.flush()
        os._exit(code)
    # From then on only the libraries take themselves down, and Python no longer handles
    # Ctrl-C: it would seem that something was left half-done.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(code)


def _exit_code(app: Callable[..., Any]) -> int:
    try:
        app(prog_name="hwlab")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0


def _on_interrupt(handler: Callable[[int, FrameType | None], None]) -> None:
    # A shell script has the jobs that it starts in the background ignore Ctrl-C.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, handler)


def _interrupt(_signal: int, frame: FrameType | None) -> None:
    if _is_loading(frame):
        # An exception that goes through a library's native code while that is set up ends in
        # an abort. Nothing is half-done then that a crash would not leave in order.
        os._exit(_INTERRUPTED)
    # What is under way is undone or finished in order; who asks a second time is let go at
    # once, which is no worse than a crash, and those lose nothing.
    signal.signal(signal.SIGINT, _leave)
    raise KeyboardInterrupt


def _is_loading(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def _leave(_signal: int, _frame: FrameType | None) -> None:
    os._exit(_INTERRUPTED)
