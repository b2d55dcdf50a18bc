"""What hwlab's SQLite files have in common: faults in words, and whose file it is."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hwlab_cli.errors import HwlabError, LockedError, StateError


class OutdatedError(StateError):
    """A file of an older hwlab's, or one not made whole, which was opened to be read alone."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of file is told of: its name, what happened to it, what to try.

    `io_hint` is for a disk that answers with errors, where that is told apart from other faults.
    """

    name: str
    locked: str
    full: str
    full_hint: str
    damaged_hint: str
    other_hint: str
    io_hint: str = ""

    @contextlib.contextmanager
    def said(self, path: Path) -> Iterator[None]:
        """Turn what SQLite and the file system raise into errors that a person can act on."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._in_words(error, path) from error
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise StateError(
                f"the state folder can't be used: {reason}",
                item=str(path.parent),
                hint="check its rights and its disk, or set HWLAB_HOME to another folder",
            ) from error

    def foreign(self, path: Path) -> StateError:
        """Return the error that says that a file is none of this kind."""
        return StateError(
            f"this file is not a {self.name} of hwlab's", item=str(path), hint=self.damaged_hint
        )

    def pending(
        self,
        connection: sqlite3.Connection,
        path: Path,
        application_id: int,
        migrations: Iterable[str],
    ) -> bool:
        """Tell whether a file is to be made, or lacks migrations; these are their names.

        Raises StateError for a file of another program's, or of a newer hwlab's.
        """
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        made_by = connection.execute("PRAGMA application_id").fetchone()[0]
        if made_by != application_id and (tables or made_by):
            raise self.foreign(path)
        if not tables:
            return True
        known = set(migrations)
        applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
        if unknown := applied - known:
            raise StateError(
                f"the {self.name} was written by a newer hwlab"
                f" (it has {', '.join(sorted(unknown))})",
                item=str(path),
                hint="upgrade hwlab; nothing was changed",
            )
        return len(applied) < len(known)

    def read_only(
        self, path: Path, application_id: int, migrations: Iterable[str], busy_seconds: float
    ) -> sqlite3.Connection:
        """Return a connection that can't write, to a file that is there and up to date.

        Raises as `pending` does, and OutdatedError for a file that waits for a migration.
        """
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=busy_seconds
        )
        try:
            if not self.pending(connection, path, application_id, migrations):
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        raise OutdatedError(
            f"the {self.name} is an older hwlab's, or was not made whole",
            item=str(path),
            hint="nothing to do: the next command that works with it brings it up to date",
        )

    def _in_words(self, error: sqlite3.Error, path: Path) -> HwlabError:
        # Extended result codes carry the plain one in their low byte (sqlite.org/rescode.html).
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        item = str(path)
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return LockedError(self.locked, item=item, hint="try again when it is done")
        if code == sqlite3.SQLITE_FULL:
            return StateError(self.full, item=item, hint=self.full_hint)
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return StateError(f"the {self.name} is damaged", item=item, hint=self.damaged_hint)
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            return StateError(
                f"the {self.name} can't be opened for writing",
                item=item,
                hint="check the rights of the file and its folder",
            )
        if code == sqlite3.SQLITE_IOERR and self.io_hint:
            return StateError(
                f"the disk answers with errors ({error})", item=item, hint=self.io_hint
            )
        return StateError(
            f"the {self.name} can't be used: {error}", item=item, hint=self.other_hint
        )
