"""PostgreSQL with NetBox's database in it, and a copy of that which nothing ever touches."""

import contextlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from netbox_server.account import Account
from netbox_server.missing import NotStartedError, log_end
from netbox_server.processes import recorded

NAME = "netbox"
_PRISTINE = "netbox_pristine"
_NEXT = "netbox_next"


@dataclass(frozen=True, slots=True)
class Database:
    """One PostgreSQL, on a Unix socket that only we can reach."""

    programs: Path
    account: Account
    folder: Path
    sockets: Path
    durable: bool = False

    @property
    def _log(self) -> Path:
        # Beside the data, for the log of a server is written by its account.
        return self.folder / "server.log"

    @property
    def _said(self) -> Path:
        return self.sockets / "programs.log"

    def runs(self) -> bool:
        """Tell whether it runs."""
        return recorded(self.folder / "postmaster.pid", self.folder) is not None

    def start(self) -> None:
        """Start it, unless it runs; the first time its data are made.

        Raises NotStartedError with the end of its log.
        """
        if self.runs():
            return
        if not (self.folder / "whole").exists():
            self._make()
        options = f"-k {self.sockets} -c listen_addresses= -c max_connections=60 -c jit=off"
        if not self.durable:
            # Data that a power cut may spoil are made again.
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        if self._control("start", "-l", self._log, "-o", options):
            raise NotStartedError(f"PostgreSQL did not start: {log_end(self._log)}")

    def stop(self) -> None:
        """Stop it, if it runs; requests that use it are broken off."""
        if self.runs():
            self._control("stop", "-m", "fast")

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Have no database for the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def connect(self, name: str = NAME) -> psycopg.Connection:
        """Return a connection as the database's owner; each statement is its own transaction."""
        return psycopg.connect(
            host=str(self.sockets), user=NAME, dbname=name, autocommit=True, connect_timeout=20
        )

    @contextlib.contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Keep a table locked for the block: requests that write to it hang until the end."""
        with self.connect() as connection, connection.transaction():
            connection.execute(
                sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(table))
            )
            yield

    @contextlib.contextmanager
    def row_locked(self, table: str, number: int) -> Iterator[None]:
        """Keep one row locked for the block: requests that change it hang until the end."""
        with self.connect() as connection, connection.transaction():
            query = sql.SQL("SELECT 1 FROM {} WHERE id = %s FOR NO KEY UPDATE")
            connection.execute(query.format(sql.Identifier(table)), [number])
            yield

    def waiting(self) -> int:
        """Count the statements that wait for a lock."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with self.connect("postgres") as connection:
            row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def has(self, name: str) -> bool:
        """Tell whether there is a database of that name."""
        with self.connect("postgres") as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, [name]).fetchone() is not None

    def identity(self) -> str:
        """Return the number that PostgreSQL has given to these data, and to no others."""
        with self.connect("postgres") as connection:
            row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
        return str(row[0]) if row else ""

    def create(self, name: str) -> None:
        """Create an empty database."""
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def drop(self, name: str) -> None:
        """Drop a database, if it is there, and throw out all who use it."""
        with self.connect("postgres") as connection:
            _drop(connection, name)

    def restore(self, dump: Path, name: str) -> bool:
        """Fill an empty database from a dump; tell whether all of it went in."""
        options = ["--no-owner", "--exit-on-error", "--jobs=2", f"--dbname={name}"]
        return self._with_server("pg_restore", *options, dump)

    def dump(self, name: str, path: Path) -> None:
        """Write a database to a file that `restore` reads."""
        new = path.with_suffix(".new")
        options = ["--format=custom", "--no-owner", f"--dbname={name}", f"--file={new}"]
        if not self._with_server("pg_dump", *options):
            raise NotStartedError(f"pg_dump failed: {log_end(self.sockets / 'pg_ctl.log')}")
        # NetBox keeps old tokens as they are.
        new.chmod(0o600)
        new.replace(path)

    def keep_as_pristine(self) -> None:
        """Take NetBox's database, as it is now, for the pristine one."""
        with self.connect("postgres") as connection:
            _drop(connection, _PRISTINE)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(NAME), sql.Identifier(_PRISTINE)
                )
            )
            # Not even autovacuum may be in it when it is copied.
            _allow_connections(connection, _PRISTINE, allowed=False)

    def keep(self, name: str) -> None:
        """Keep NetBox's database as it is now, for `reset`; whoever uses it is thrown out."""
        with self.connect("postgres") as connection:
            _drop(connection, name)
            _allow_connections(connection, NAME, allowed=False)
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME]
            )
            _copy(connection, NAME, name)
            _allow_connections(connection, NAME, allowed=True)

    def reset(self, to: str = _PRISTINE) -> None:
        """Put a copy of what was kept, or is pristine, in place of NetBox's, whoever uses it."""
        with self.connect("postgres") as connection:
            _drop(connection, _NEXT)
            _copy(connection, to, _NEXT)
            _drop(connection, NAME)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(_NEXT), sql.Identifier(NAME)
                )
            )

    def _make(self) -> None:
        # What a broken-off start has left is not to be trusted.
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        self.account.own(self.folder)
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        options = ["--username", NAME, "--auth=trust", "--encoding=UTF8", "--locale", locale]
        options += ["--no-sync", f"--pgdata={self.folder}"]
        if self.account.run([self.programs / "initdb", *options], log=self._said).returncode:
            raise NotStartedError(f"PostgreSQL could not make its data: {log_end(self._said)}")
        (self.folder / "whole").touch()

    def _control(self, what: str, *options: str | Path) -> int:
        command = [self.programs / "pg_ctl", what, "-D", self.folder, "-w", "-t", "60", *options]
        return self.account.run(command, log=self._said).returncode

    def _with_server(self, program: str, *options: str | Path) -> bool:
        where = [f"--host={self.sockets}", f"--username={NAME}"]
        command = [self.programs / program, *where, *options]
        return Account().run(command, log=self._said).returncode == 0


def _drop(connection: psycopg.Connection, name: str) -> None:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    if connection.execute(query, [name]).fetchone():
        # Busy clients would come back faster than they can be thrown out.
        _allow_connections(connection, name, allowed=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(connection: psycopg.Connection, name: str, new: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(new), sql.Identifier(name))
    )


def _allow_connections(connection: psycopg.Connection, name: str, *, allowed: bool) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(name), sql.Literal(allowed)
        )
    )
