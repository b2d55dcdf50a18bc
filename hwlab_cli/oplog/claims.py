"""Who works on what: an owner is alive exactly while it holds the lock on its own file."""

import contextlib
import fcntl
import json
import os
import secrets
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hwlab_cli.model import OpKind
from hwlab_cli.oplog.connection import OpLog, make_private_folder, said_in_words

LONGEST_WAIT = timedelta(hours=1)
"""The longest backoff we ever write; a not-before further ahead is a clock that jumped."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An intake that this process may work on until it settles or releases it."""

    intake_id: int
    hw_id: str
    kind: OpKind
    attempt: int


class Owner:
    """This process's name in the log. Its claims are anybody's once it is gone."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "owners"
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        path = _owner_file(self._folder, self.name)
        with said_in_words(path):
            make_private_folder(home)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def close(self) -> None:
        """Let go of the name; call `release` first, or others must find out by themselves."""
        with contextlib.suppress(OSError):
            _owner_file(self._folder, self.name).unlink()
        with contextlib.suppress(OSError):
            os.close(self._descriptor)

    def __enter__(self) -> "Owner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def alive(home: Path, owner: str) -> bool:
    """Tell whether an owner still holds its lock."""
    try:
        descriptor = os.open(_owner_file(home / "owners", owner), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two processes that ask at once don't take each other for the owner.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def claim(
    log: OpLog,
    owner: Owner,
    kind: OpKind,
    *,
    limit: int,
    only: Sequence[str] | None = None,
    skip: Collection[int] = (),
) -> list[Claim]:
    """Claim up to `limit` intakes whose next op is of this kind, ready, and nobody's.

    Each claim counts as an attempt; those tried least come first, so that an intake that
    kills its process every time can't keep the others waiting. `only` limits to these
    hw_ids; `skip` leaves out intakes by their row id.
    """
    query = (
        "SELECT intakes.id, hw_id, owner, attempts, not_before FROM intakes JOIN ops"
        " ON ops.intake_id = intakes.id AND ops.position = ("
        "  SELECT min(position) FROM ops WHERE intake_id = intakes.id AND state <> 'done')"
        " WHERE next_kind = ?1 AND intakes.state IN ('ready', 'sent')"
    )
    if only is not None:
        query += " AND hw_id IN (SELECT value FROM json_each(?2))"
    query += " ORDER BY tries, intakes.id"
    parameters = (kind.value,) if only is None else (kind.value, json.dumps(list(only)))
    claimed: list[Claim] = []
    liveness: dict[str, bool] = {owner.name: True}
    with log.writing() as connection:
        for intake_id, hw_id, holder, attempts, not_before in connection.execute(query, parameters):
            if len(claimed) >= limit:
                break
            if holder is not None and holder not in liveness:
                liveness[holder] = alive(log.home, holder)
            free = holder is None or not liveness[holder]
            if free and intake_id not in skip and not _is_ahead(log, not_before):
                claimed.append(Claim(intake_id, hw_id, kind, attempts + 1))
        for one in claimed:
            _record(log, connection, owner, one)
    return claimed


def own(
    log: OpLog, connection: sqlite3.Connection, owner: Owner, intake_id: int, hw_id: str
) -> Claim:
    """Claim an intake inside the transaction that captures it."""
    first = Claim(intake_id, hw_id, OpKind.IDENTIFY, 1)
    _record(log, connection, owner, first)
    return first


def release(log: OpLog, owner: Owner) -> None:
    """Give up every claim of this owner."""
    with log.writing() as connection:
        connection.execute("UPDATE intakes SET owner = NULL WHERE owner = ?", (owner.name,))


def sweep(home: Path) -> int:
    """Remove the files of owners that are gone; return how many there were."""
    folder = home / "owners"
    gone = [file for file in folder.glob(f"*{_SUFFIX}") if not alive(home, file.stem)]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


_SUFFIX = ".lock"


def _owner_file(folder: Path, owner: str) -> Path:
    return folder / f"{owner}{_SUFFIX}"


def _record(log: OpLog, connection: sqlite3.Connection, owner: Owner, claimed: Claim) -> None:
    connection.execute("UPDATE intakes SET owner = ? WHERE id = ?", (owner.name, claimed.intake_id))
    connection.execute(
        "UPDATE ops SET attempts = ?, outcome = 'attempt', changed_at = ?"
        " WHERE intake_id = ? AND position ="
        " (SELECT min(position) FROM ops WHERE intake_id = ? AND state <> 'done')",
        (claimed.attempt, log.now(), claimed.intake_id, claimed.intake_id),
    )


def _is_ahead(log: OpLog, not_before: str | None) -> bool:
    if not_before is None:
        return False
    wait = datetime.fromisoformat(not_before) - log.clock()
    return timedelta(0) < wait <= LONGEST_WAIT
