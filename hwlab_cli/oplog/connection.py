"""Open the log: private, durable, migrated; read it and write to it in transactions."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hwlab_cli.errors import StateError
from hwlab_cli.oplog.faults import KEEP_IT, LOG, said_in_words
from hwlab_cli.oplog.file_lock import locked
from hwlab_cli.oplog.schema import APPLICATION_ID, MIGRATIONS

LOG_NAME = "oplog.sqlite3"
BUSY_SECONDS = 60.0
_FIRST_OPEN_LOCK = "oplog.lock"
_SMALLEST_PAGE = 512
_making_the_file = threading.Lock()

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
            _refuse_emptied(path)
            if not create and not path.exists():
                connection = sqlite3.connect(":memory:", isolation_level=None)
                _migrate(connection)
                return cls(home, connection, clock)
            make_private_folder(home)
            _make_private_file(path)
            _refuse_scraps(path)
            connection = sqlite3.connect(path, isolation_level=None, timeout=busy_seconds)
            try:
                _prepare(connection, path, busy_seconds)
            except BaseException:
                connection.close()
                raise
        return cls(home, connection, clock)

    @classmethod
    def look(cls, home: Path, *, busy_seconds: float = BUSY_SECONDS) -> "OpLog":
        """Open the log that is there as it stands, to read alone: nothing is made or migrated.

        Raises as `open` does, and OutdatedError for one that waits for a migration.
        """
        path = home / LOG_NAME
        with said_in_words(path):
            _refuse_emptied(path)
            _refuse_scraps(path)
            names = (name for name, _ in MIGRATIONS)
            return cls(home, LOG.read_only(path, APPLICATION_ID, names, busy_seconds))

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
            # A second Ctrl-C can keep an interrupted block from rolling back.
            self._roll_back()
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """See one state of the log for the whole block; inside a transaction, its own."""
        if self.connection.in_transaction:
            yield
            return
        with said_in_words(self.path):
            try:
                self.connection.execute("BEGIN")
                yield
            finally:
                self._roll_back()

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with said_in_words(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def _roll_back(self) -> None:
        # A full disk may have rolled the transaction back already.
        if self.connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; tighten one that is already ours."""
    if not folder.is_dir():
        _make_durably(folder)
    open_to_others = folder.stat().st_mode & 0o077
    ours = (folder / LOG_NAME).exists() or not any(folder.iterdir()) if open_to_others else False
    if ours:
        folder.chmod(0o700)


def _make_durably(folder: Path) -> None:
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(mode=0o700, exist_ok=True)
        sync_folder(step.parent)


def sync_folder(folder: Path) -> None:
    """Make what was made and removed in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_private_file(path: Path) -> None:
    """Make the file before SQLite does: its -wal and -shm files take over its mode."""
    # Closing any descriptor of a file drops the locks that this process has on it, those of
    # SQLite's connections in other threads too (sqlite.org/howtocorrupt.html, 2.2): a log
    # that exists is not opened here, and no thread connects while one is made.
    with _making_the_file:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _prepare(connection: sqlite3.Connection, path: Path, busy_seconds: float) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    if _pending(connection, path):
        # Switching to WAL does not wait for other connections as transactions do, so
        # first openers take turns by a lock of their own.
        with locked(path.parent / _FIRST_OPEN_LOCK, exclusive=True, seconds=busy_seconds):
            if _pending(connection, path):
                if not _tables(connection):
                    _refuse_beside_originals(path)
                connection.execute("PRAGMA journal_mode = WAL")
                _migrate(connection)


def _tables(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _pending(connection: sqlite3.Connection, path: Path) -> bool:
    return LOG.pending(connection, path, APPLICATION_ID, (name for name, _ in MIGRATIONS))


def _refuse_emptied(path: Path) -> None:
    # Before SQLite sees it: beside an empty file it deletes what a crash left in the -wal.
    # Looked at twice, since another process may make the log and take photos in meanwhile.
    if _is_blank(path) and _has_originals(path.parent) and _is_blank(path):
        _refuse_beside_originals(path)


def _refuse_scraps(path: Path) -> None:
    # SQLite takes a file too small for one page for a new one, and overwrites it.
    if 0 < path.stat().st_size < _SMALLEST_PAGE:
        raise LOG.foreign(path)


def _is_blank(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


def _has_originals(home: Path) -> bool:
    return any((home / "originals").glob("*/*"))


def _refuse_beside_originals(path: Path) -> None:
    if _has_originals(path.parent):
        raise StateError(
            "the log is empty or gone, though photos were taken in here",
            item=str(path),
            hint=KEEP_IT,
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
