"""Hold the lock of a lock file, and give up in time when another process keeps it."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from hwlab_cli.errors import LockedError
from hwlab_cli.oplog.faults import said_in_words

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05


@contextlib.contextmanager
def locked(path: Path, *, exclusive: bool, seconds: float) -> Iterator[None]:
    """Hold a file's lock for the block, alone or beside others that share it.

    Raises LockedError when it was not to be had within `seconds`, and StateError when the
    file can't be made. A process that dies lets go.
    """
    with said_in_words(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, path, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, seconds)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, operation: int, seconds: float) -> None:
    # A blocking flock has no time-out, and an alarm would be the whole process's.
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while not _taken(descriptor, path, operation):
        if time.monotonic() >= deadline:
            raise LockedError(
                "another process keeps the state folder locked",
                item=str(path),
                hint="try again when it is done",
            )
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _taken(descriptor: int, path: Path, operation: int) -> bool:
    with said_in_words(path):
        try:
            fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
