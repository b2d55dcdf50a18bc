"""The lock between captures, which add originals, and a prune, which removes them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from hwlab_cli.oplog.connection import BUSY_SECONDS, make_private_folder
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.file_lock import locked

_LOCK_NAME = "originals.lock"


@contextlib.contextmanager
def holding(home: Path, exclusive: bool, *, seconds: float = BUSY_SECONDS) -> Iterator[None]:
    """Hold the store of originals for the block.

    A capture shares it from storing an original until its transaction has committed; a prune
    holds it alone while it decides what nobody uses and deletes that. Take it before a
    transaction, never inside one. Raises LockedError when it was not to be had in time.
    """
    path = home / _LOCK_NAME
    with said_in_words(path):
        make_private_folder(home)
    with locked(path, exclusive=exclusive, seconds=seconds):
        yield
