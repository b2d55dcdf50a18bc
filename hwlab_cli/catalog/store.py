"""The catalog's file: private, migrated, changed in whole transactions.

What is in it can be had again from where it came, so that it is not as careful of power cuts
as the log is: a catalog that was lost is imported again.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from hwlab_cli.catalog.device_type import Changes, DeviceType, Source, SourceKind
from hwlab_cli.catalog.faults import CATALOG
from hwlab_cli.catalog.schema import APPLICATION_ID, MIGRATIONS
from hwlab_cli.errors import NotFoundError

CATALOG_NAME = "catalog.sqlite3"
BUSY_SECONDS = 60.0
_NAMES = tuple(field.name for field in fields(DeviceType) if field.name != "data")
_FIELDS = ", ".join(_NAMES)
_WRITTEN = (*_NAMES, "imported_at", "source_id")
_INSERT = (
    f"INSERT INTO types ({', '.join(_WRITTEN)})"  # noqa: S608 - our own names, here and below
    f" VALUES ({', '.join('?' * len(_WRITTEN))})"
)
_UPDATE = (
    f"UPDATE types SET {', '.join(f'{name} = ?' for name in _WRITTEN)}"  # noqa: S608
    " WHERE source_id = ? AND key = ?"
)
_REDEFINE = (
    "UPDATE definitions SET data = ?"
    " WHERE type_id = (SELECT id FROM types WHERE source_id = ? AND key = ?)"
)


class Catalog:
    """A connection to the catalog in a state folder. Not to be shared between threads."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(
        cls, home: Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS
    ) -> "Catalog":
        """Open the catalog, making or migrating it where needed.

        With `create` false and none there yet, the result is an empty one in memory. Raises
        StateError when the file is damaged, not ours or newer than this hwlab, and
        LockedError when another process kept it locked for `busy_seconds`.
        """
        path = home / CATALOG_NAME
        with CATALOG.said(path):
            if not create and not path.exists():
                connection = sqlite3.connect(":memory:", isolation_level=None)
            else:
                _make_private(path)
                connection = sqlite3.connect(path, isolation_level=None, timeout=busy_seconds)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @classmethod
    def look(cls, home: Path, *, busy_seconds: float = BUSY_SECONDS) -> "Catalog":
        """Open the catalog that is there as it stands, to read alone: nothing is made or migrated.

        Raises as `open` does, and OutdatedError for one that waits for a migration.
        """
        path = home / CATALOG_NAME
        with CATALOG.said(path):
            names = (name for name, _ in MIGRATIONS)
            return cls(path, CATALOG.read_only(path, APPLICATION_ID, names, busy_seconds))

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def replacing(self, kind: SourceKind, place: str) -> "Iterator[Writer]":
        """Bring one source up to date in the block: all of it, or nothing at all."""
        with CATALOG.said(self.path):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield Writer(self._connection, kind, place)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                raise

    def sources(self) -> list[Source]:
        """Return what the catalog was made from, in the order in which it came."""
        rows = self._rows(
            "SELECT id, kind, place, imported_at,"
            " (SELECT count(*) FROM types WHERE source_id = sources.id),"
            " (SELECT count(*) FROM manufacturers WHERE source_id = sources.id)"
            " FROM sources ORDER BY id"
        )
        return [Source(row[0], SourceKind(row[1]), *row[2:]) for row in rows]

    def has_definitions(self) -> bool:
        """Tell whether there are device types to be made with all of their templates."""
        return any(one.kind is SourceKind.FOLDER and one.types for one in self.sources())

    def damage(self) -> list[str]:
        """Return what SQLite finds wrong with the file, a line each."""
        return [said for (said,) in self._rows("PRAGMA integrity_check") if said != "ok"]

    def stamps(self, kind: SourceKind, place: str) -> dict[str, str]:
        """Return the stamp of each type of a source, by key."""
        return dict(
            self._rows(
                "SELECT key, stamp FROM types JOIN sources ON sources.id = source_id"
                " WHERE kind = ? AND place = ?",
                (kind.value, place),
            )
        )

    def types(self) -> Iterator[tuple[int, SourceKind, DeviceType]]:
        """Yield every type with its id and source, without its data; NetBox's own first."""
        rows = self._rows(
            f"SELECT types.id, kind, {_FIELDS} FROM types"  # noqa: S608 - our own names
            " JOIN sources ON sources.id = source_id ORDER BY kind DESC, types.id"
        )
        for row in rows:
            yield row[0], SourceKind(row[1]), _read(row[2:])

    def type(self, type_id: int) -> DeviceType:
        """Return one type, with its data; raises NotFoundError where it has gone."""
        rows = self._rows(
            f"SELECT {_FIELDS}, data FROM types"  # noqa: S608 - our own names
            " JOIN definitions ON type_id = types.id WHERE types.id = ?",
            (type_id,),
        )
        if not rows:
            raise NotFoundError(
                "this device type is no longer in the catalog",
                item=str(type_id),
                hint="match again: the catalog was brought up to date meanwhile",
            )
        return _read(rows[0][:-1], json.loads(rows[0][-1]))

    def place(self, type_id: int) -> str:
        """Return the folder or the address that a type is from; empty where the type has gone."""
        rows = self._rows(
            "SELECT place FROM sources JOIN types ON source_id = sources.id WHERE types.id = ?",
            (type_id,),
        )
        return str(rows[0][0]) if rows else ""

    def _rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with CATALOG.said(self.path):
            return self._connection.execute(sql, parameters).fetchall()


class Writer:
    """Changes one source within a transaction; what is not named again is removed at its end."""

    def __init__(self, connection: sqlite3.Connection, kind: SourceKind, place: str) -> None:
        self._connection = connection
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            "INSERT INTO sources (kind, place, imported_at) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, place) DO UPDATE SET imported_at = excluded.imported_at",
            (kind.value, place, self._now),
        )
        (self._source,) = connection.execute(
            "SELECT id FROM sources WHERE kind = ? AND place = ?", (kind.value, place)
        ).fetchone()
        rows = connection.execute(
            f"SELECT {_FIELDS} FROM types WHERE source_id = ?",  # noqa: S608 - our own names
            (self._source,),
        )
        self._known = {one.key: one for one in map(_read, rows)}
        self._gone = set(self._known)
        self._manufacturers: dict[str, str] = {}
        self.changes = Changes()

    def current(self, key: str, stamp: str) -> DeviceType | None:
        """Return a type, without its data, if it is here as it is in its source."""
        known = self._known.get(key)
        return known if known and known.stamp == stamp else None

    def keep(self, key: str) -> bool:
        """Leave a type as it is; tell whether there is one."""
        if key not in self._gone:
            return False
        self._gone.discard(key)
        self.changes.unchanged += 1
        return True

    def put(self, one: DeviceType, data: str) -> None:
        """Add or update a type; `data` is its data as JSON."""
        known = one.key in self._known
        self._gone.discard(one.key)
        self.changes.updated += known
        self.changes.added += not known
        values = [*(getattr(one, name) for name in _NAMES), self._now, self._source]
        if known:
            # Its id stays, by which matches already found name it.
            self._connection.execute(_UPDATE, [*values, self._source, one.key])
            self._connection.execute(_REDEFINE, (data, self._source, one.key))
        else:
            row = self._connection.execute(_INSERT, values).lastrowid
            self._connection.execute("INSERT INTO definitions VALUES (?, ?)", (row, data))

    def manufacturer(self, name: str, slug: str) -> None:
        """Name a manufacturer of this source."""
        self._manufacturers.setdefault(name, slug)

    def rename(self, key: str, manufacturer: str) -> None:
        """Give a type's manufacturer its present name."""
        self._connection.execute(
            "UPDATE types SET manufacturer = ? WHERE source_id = ? AND key = ?",
            (manufacturer, self._source, key),
        )

    def only_of_its_kind(self) -> None:
        """Remove the other sources of this kind: there is one NetBox."""
        self._connection.execute(
            "DELETE FROM sources WHERE id <> ? AND kind = (SELECT kind FROM sources WHERE id = ?)",
            (self._source, self._source),
        )

    def done(self) -> Changes:
        """Remove what was not named again; return what changed."""
        self.changes.removed = len(self._gone)
        self._connection.executemany(
            "DELETE FROM types WHERE source_id = ? AND key = ?",
            [(self._source, key) for key in self._gone],
        )
        self._connection.execute("DELETE FROM manufacturers WHERE source_id = ?", (self._source,))
        self._connection.executemany(
            "INSERT INTO manufacturers (source_id, name, slug) VALUES (?, ?, ?)",
            [(self._source, name, slug) for name, slug in self._manufacturers.items()],
        )
        return self.changes


def _read(row: tuple[Any, ...], data: dict[str, Any] | None = None) -> DeviceType:
    values = dict(zip(_NAMES, row, strict=True))
    if values["is_full_depth"] is not None:
        values["is_full_depth"] = bool(values["is_full_depth"])
    return DeviceType(**values, data=data or {})


def _make_private(path: Path) -> None:
    """Make the file before SQLite does: its -wal and -shm files take over its mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    if _pending(connection, path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have made it while this one waited.
            if _pending(connection, path):
                _migrate(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    # So that readers go on while an import writes. Switching does not wait for others as
    # transactions do: where somebody is at work, the next to open the file does it.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")


def _pending(connection: sqlite3.Connection, path: Path) -> bool:
    return CATALOG.pending(connection, path, APPLICATION_ID, (name for name, _ in MIGRATIONS))


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT)"
    )
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
    for name, statements in MIGRATIONS:
        if name not in applied:
            for statement in statements:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO migrations VALUES (?, ?)", (name, datetime.now(UTC).isoformat())
            )
