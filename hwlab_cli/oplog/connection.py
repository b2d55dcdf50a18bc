"""Open the log: private, durable, migrated; and say in words what SQLite finds wrong."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hwlab_cli.errors import HwlabError, LockedError, StateError
from hwlab_cli.oplog.schema import APPLICATION_ID, MIGRATIONS

LOG_NAME = "oplog.sqlite3"
BUSY_SECONDS = 60.0
_KEEP_IT = (
    "nothing was changed; keep a copy of the file, then restore it from a backup, "
    "or set HWLAB_HOME to a new folder to go on"
)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


class OpLog:
    """A connection to the log in a state folder. Not to be shared between threads."""

    def __init__(self, home: Path, connection: sqlite3.Connection, clock: Clock = utc_now) -> None:
        self.home = home
        self.path = home / LOG_NAME
        self.connection = connection
        self.clock = clock

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        create: bool = True,
        busy_seconds: float = BUSY_SECONDS,
        clock: Clock = utc_now,
    ) -> "OpLog":
        """Open the log, making or migrating it where needed.

        With `create` false and no log there yet, the result is an empty log in memory.
        Raises StateError when the log is damaged, newer than this hwlab, or can't be
        written, and LockedError when another process kept it locked for `busy_seconds`.
        """
        path = home / LOG_NAME
        with said_in_words(path):
            if not create and not path.exists():
                connection = sqlite3.connect(":memory:", isolation_level=None)
                _migrate(connection)
                return cls(home, connection, clock)
            make_private_folder(home)
            _make_private_file(path)
            connection = sqlite3.connect(path, isolation_level=None, timeout=busy_seconds)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(home, connection, clock)

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()

    def __enter__(self) -> "OpLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def now(self) -> str:
        """Return the time now as the log writes it: UTC, ISO 8601, to the microsecond."""
        return self.clock().isoformat(timespec="microseconds")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction that is durable when the block ends, or never was."""
        with said_in_words(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled the transaction back already.
                with contextlib.suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with said_in_words(self.path):
            return self.connection.execute(sql, parameters).fetchall()


@contextlib.contextmanager
def said_in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors that a person can act on."""
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
            "another process keeps the log locked", item=item, hint="try again when it is done"
        )
    if code == sqlite3.SQLITE_FULL:
        return StateError(
            "the disk is full: nothing of this was written to the log",
            item=item,
            hint="free some space, then do it again; the log is sound",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StateError("the log is damaged", item=item, hint=_KEEP_IT)
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


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; tighten one that is already ours."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    open_to_others = folder.stat().st_mode & 0o077
    ours = (folder / LOG_NAME).exists() or not any(folder.iterdir()) if open_to_others else False
    if ours:
        folder.chmod(0o700)


def _make_private_file(path: Path) -> None:
    """Make the file before SQLite does: its -wal and -shm files take over its mode."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    if _pending(connection, path):
        # Switching to WAL does not wait for other connections as transactions do, so
        # first openers take turns by a lock of their own.
        with (path.parent / "oplog.lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if _pending(connection, path):
                connection.execute("PRAGMA journal_mode = WAL")
                _migrate(connection)


def _pending(connection: sqlite3.Connection, path: Path) -> bool:
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables:
        _refuse_emptied(path)
        return True
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StateError("this file is not a log of hwlab's", item=str(path), hint=_KEEP_IT)
    applied = [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name")]
    unknown = set(applied).difference(name for name, _ in MIGRATIONS)
    if unknown:
        raise StateError(
            f"the log was written by a newer hwlab (it has {', '.join(sorted(unknown))})",
            item=str(path),
            hint="upgrade hwlab; nothing was changed",
        )
    return len(applied) < len(MIGRATIONS)


def _refuse_emptied(path: Path) -> None:
    originals = path.parent / "originals"
    if originals.is_dir() and any(originals.iterdir()):
        raise StateError(
            "the log is empty, though photos were taken in here", item=str(path), hint=_KEEP_IT
        )


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT)"
        )
        applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
        for name, script in MIGRATIONS:
            if name not in applied:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(
                    "INSERT INTO migrations VALUES (?, ?)", (name, utc_now().isoformat())
                )
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Split a script; `executescript` would commit the transaction that it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
