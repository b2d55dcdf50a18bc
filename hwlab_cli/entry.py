"""Where the `hwlab` script begins: quiet on Ctrl-C from the first moment to the last."""

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; leaves with its exit code."""
    # Loading takes a moment, and nothing has begun that could be left half-done.
    signal.signal(signal.SIGINT, _leave)
    from hwlab_cli.app import app

    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = 0
    try:
        app(prog_name="hwlab")
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except KeyboardInterrupt:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        # A thread may still be looking at a photo: waiting for it would make Ctrl-C slow,
        # and it writes nothing.
        sys.stdout.flush()
        os._exit(code)
    raise SystemExit(code)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    os._exit(_INTERRUPTED)
