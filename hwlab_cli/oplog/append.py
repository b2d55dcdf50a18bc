"""Put new intakes into the log, each in one transaction."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hwlab_cli import hw_id as hw_ids
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog.claims import Claim, Owner, own
from hwlab_cli.oplog.connection import OpLog, said_in_words


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo whose original is in the store: its hash, and its name as it was given."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class NewOp:
    """An op to be owed: what to do, with what, and where it stands at first."""

    kind: OpKind
    body: dict[str, Any] = field(default_factory=dict)
    state: State = State.READY
    outcome: str = "planned"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Captured:
    """An intake in the log; `claim` is None where its photos were taken in before."""

    hw_id: str
    claim: Claim | None
    known: tuple[str, ...] = ()


def capture(
    log: OpLog, photos: Sequence[KeptPhoto], owner: Owner, *, again: bool = False
) -> Captured:
    """Record an intake of these photos and the identification owed to it, claimed for `owner`.

    Unless `again`, a photo that an intake has already is not taken in twice: the result
    names that intake, and `known` the photos that it has, and nothing is written. When this
    returns, the intake survives a power cut.
    """
    with log.writing() as connection:
        holders = {} if again else _holders(connection, [photo.sha256 for photo in photos])
        if holders:
            hw_id = next(iter(holders.values()))
            return Captured(hw_id, None, tuple(holders))
        intake_id, hw_id = _insert_intake(log, connection, "photo")
        connection.executemany(
            "INSERT INTO photos (intake_id, position, sha256, name) VALUES (?, ?, ?, ?)",
            [(intake_id, place, photo.sha256, photo.name) for place, photo in enumerate(photos)],
        )
        insert_op(log, connection, intake_id, 1, NewOp(OpKind.IDENTIFY, outcome="captured"))
        claim = own(log, connection, owner, intake_id, hw_id)
    return Captured(hw_id, claim)


def add(log: OpLog, identification: Identification, ops: Sequence[NewOp], key: str | None) -> str:
    """Record an intake that a person typed, with the ops owed to it; return its hw_id."""
    with log.writing() as connection:
        intake_id, hw_id = _insert_intake(log, connection, "typed")
        connection.execute(
            "UPDATE intakes SET identification = ?, identity_key = ? WHERE id = ?",
            (json.dumps(identification.to_json()), key, intake_id),
        )
        for place, op in enumerate(held_if_duplicate(connection, intake_id, key, ops), start=1):
            insert_op(log, connection, intake_id, place, op)
    return hw_id


def known_photos(log: OpLog, sha256s: Sequence[str]) -> dict[str, str]:
    """Return the hw_id of each of these photos that was taken in before."""
    with said_in_words(log.path):
        return _holders(log.connection, sha256s)


def held_if_duplicate(
    connection: sqlite3.Connection, intake_id: int, key: str | None, ops: Sequence[NewOp]
) -> list[NewOp]:
    """Hold the creation when another intake has the same manufacturer and serial."""
    twin = (
        key
        and connection.execute(
            "SELECT hw_id FROM intakes WHERE identity_key = ? AND id <> ? AND state <> 'discarded'"
            " ORDER BY id LIMIT 1",
            (key, intake_id),
        ).fetchone()
    )
    if not twin:
        return list(ops)
    reason = f"duplicate of {twin[0]}: same manufacturer and serial"
    return [
        NewOp(op.kind, op.body, State.HELD, "held", "; ".join(filter(None, (op.reason, reason))))
        if op.kind is OpKind.CREATE_DEVICE
        else op
        for op in ops
    ]


def insert_op(
    log: OpLog, connection: sqlite3.Connection, intake_id: int, position: int, op: NewOp
) -> None:
    """Add one op to an intake, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO ops (intake_id, position, kind, state, outcome, reason, changed_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            intake_id,
            position,
            op.kind.value,
            op.state.value,
            op.outcome,
            op.reason,
            log.now(),
            json.dumps(op.body),
        ),
    )


def _holders(connection: sqlite3.Connection, sha256s: Sequence[str]) -> dict[str, str]:
    found = {}
    for sha256 in sha256s:
        row = connection.execute(
            "SELECT hw_id FROM photos JOIN intakes ON intakes.id = intake_id"
            " WHERE sha256 = ?1 AND state <> 'discarded'"
            " UNION ALL SELECT hw_id FROM pruned_photos WHERE sha256 = ?1 LIMIT 1",
            (sha256,),
        ).fetchone()
        if row is not None:
            found[sha256] = str(row[0])
    return found


def _insert_intake(log: OpLog, connection: sqlite3.Connection, source: str) -> tuple[int, str]:
    while True:
        hw_id = hw_ids.new()
        cursor = connection.execute(
            "INSERT OR IGNORE INTO intakes (hw_id, created_at, source) VALUES (?, ?, ?)",
            (hw_id, log.now(), source),
        )
        if cursor.rowcount == 1 and cursor.lastrowid is not None:
            return cursor.lastrowid, hw_id
