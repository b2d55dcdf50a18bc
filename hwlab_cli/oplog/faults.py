"""Say in words what SQLite and the file system find wrong with the log."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from hwlab_cli.errors import HwlabError, LockedError, StateError

KEEP_IT = (
    "nothing was changed; keep a copy of the file, then restore it from a backup, "
    "or set HWLAB_HOME to a new folder to go on"
)


@contextlib.contextmanager
def said_in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors that a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise StateError(
            f"the state folder can't be used: {reason}",
            item=str(path.parent),
            hint="check its rights and its disk, or set HWLAB_HOME to another folder",
        ) from error


def in_words(error: sqlite3.Error, path: Path) -> HwlabError:
    """Return the error that says what SQLite's means for the log."""
    # Extended result codes carry the plain one in their low byte (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    item = str(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LockedError(
            "another process keeps the log locked", item=item, hint="try again when it is done"
        )
    if code == sqlite3.SQLITE_FULL:
        return StateError(
            "the disk is full: nothing of this was written to the log",
            item=item,
            hint="free some space, then do it again; the log is sound",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StateError("the log is damaged", item=item, hint=KEEP_IT)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StateError(
            "the log can't be opened for writing",
            item=item,
            hint="check the rights of the file and its folder",
        )
    if code == sqlite3.SQLITE_IOERR:
        return StateError(
            f"the disk answers with errors ({error})",
            item=item,
            hint="check the disk and its free space, then `hwlab queue check`",
        )
    return StateError(f"the log can't be used: {error}", item=item, hint="`hwlab queue check`")
