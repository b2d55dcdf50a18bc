"""Say in words what SQLite and the file system find wrong with the catalog."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from hwlab_cli.errors import HwlabError, LockedError, StateError

START_ANEW = "delete this file, then run `hwlab catalog import` or `hwlab catalog sync` again"


@contextlib.contextmanager
def said_in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into errors that a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(error, path) from error
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise StateError(
            f"the state folder can't be used: {reason}",
            item=str(path.parent),
            hint="check its rights and its disk, or set HWLAB_HOME to another folder",
        ) from error


def _in_words(error: sqlite3.Error, path: Path) -> HwlabError:
    # Extended result codes carry the plain one in their low byte (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    item = str(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LockedError(
            "another process is writing to the catalog",
            item=item,
            hint="try again when it is done",
        )
    if code == sqlite3.SQLITE_FULL:
        return StateError(
            "the disk is full: the catalog is as it was",
            item=item,
            hint="free some space, then do it again",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StateError("the catalog is damaged", item=item, hint=START_ANEW)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StateError(
            "the catalog can't be opened for writing",
            item=item,
            hint="check the rights of the file and its folder",
        )
    return StateError(f"the catalog can't be used: {error}", item=item, hint=START_ANEW)
