"""When to look at folders: at once when the system tells of a change, and now and then anyway."""

import math
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.config import Watch

_TICK_SECONDS = 1.0
_EVERY_SECONDS = 60.0  # changes that nobody was told of: the system's queue ran over, say


def coming(
    folders: Sequence[Path], stopped: threading.Event, settings: "Watch", *, poll: bool
) -> Iterator[bool]:
    """Yield about once a second whether the folders are to be looked at, until stopped.

    Folders that can't be watched, since one is gone or the system has no more watches to give,
    are looked at again and again.
    """
    told = ""
    while not stopped.is_set():
        watched = [_identity(folder) for folder in folders]
        # The folders tell what there is: events only say when to look, so that none can be
        # missed. The first look comes when watching has begun.
        looked_at = -math.inf
        try:
            for changed in _changes(folders, stopped, settings, poll=poll):
                is_due = changed or time.monotonic() - looked_at >= _EVERY_SECONDS
                looked_at = time.monotonic() if is_due else looked_at
                yield is_due
                if is_due and [_identity(folder) for folder in folders] != watched:
                    break  # what came in its place is another folder, and not watched yet
        except (OSError, RuntimeError) as error:  # the latter is what the library makes of others
            if str(error) != told:
                people.say(f"note: looking again and again, since watching fails: {error}")
            told = str(error)
            stopped.wait(settings.poll_seconds)
            yield True


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _changes(
    folders: Sequence[Path], stopped: threading.Event, settings: "Watch", *, poll: bool
) -> Iterator[bool]:
    """Yield whether anything changed, about once a second."""
    from watchfiles import watch  # loads its native library

    for changes in watch(
        *folders,
        watch_filter=None,
        recursive=False,
        stop_event=stopped,
        rust_timeout=int(_TICK_SECONDS * 1000),
        yield_on_timeout=True,
        force_polling=True if poll or settings.poll else None,
        poll_delay_ms=int(settings.poll_seconds * 1000),
    ):
        yield bool(changes)
