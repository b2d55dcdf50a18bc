"""The single steps that transactions on an intake are made of."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.errors import HwlabError, NotFoundError, UsageError
from hwlab_cli.model import Box, Identification, OpKind, State
from hwlab_cli.oplog.claims import Claim, Owner
from hwlab_cli.oplog.connection import OpLog


@dataclass(frozen=True, slots=True)
class NewOp:
    """An op to be owed: what to do, with what, and where it stands at first."""

    kind: OpKind
    body: dict[str, Any] = field(default_factory=dict)
    state: State = State.READY
    outcome: str = "planned"
    reason: str = ""


class LostClaimError(HwlabError):
    """Somebody else took over an intake that this process was working on."""


class ChangedError(HwlabError):
    """An intake is no longer what a person saw of it when deciding."""


Stamp = tuple[int, str | None]
"""How far an intake's history is, and what it was identified as: any change changes this."""


def find(connection: sqlite3.Connection, hw_id: str) -> tuple[int, State]:
    """Return an intake's row and state; raises NotFoundError for an unknown hw_id."""
    row = connection.execute("SELECT id, state FROM intakes WHERE hw_id = ?", (hw_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            "no such intake", item=hw_id, hint="`hwlab queue list` shows the hw_ids there are"
        )
    return row[0], State(row[1])


def state_of(connection: sqlite3.Connection, intake_id: int) -> State:
    """Return where an intake stands."""
    query = "SELECT state FROM intakes WHERE id = ?"
    return State(connection.execute(query, (intake_id,)).fetchone()[0])


def stamp_of(connection: sqlite3.Connection, intake_id: int) -> Stamp:
    """Return what is another after any change of an intake."""
    number, identification = connection.execute(
        "SELECT (SELECT coalesce(max(number), 0) FROM events WHERE intake_id = ?1), identification"
        " FROM intakes WHERE id = ?1",
        (intake_id,),
    ).fetchone()
    return number, identification


def make_sure_it_is_unchanged(
    connection: sqlite3.Connection, intake_id: int, hw_id: str, since: Stamp | None
) -> None:
    """Raise ChangedError where an intake changed since it had this stamp; None is any."""
    if since is not None and stamp_of(connection, intake_id) != since:
        raise ChangedError(
            "another process or a person changed this intake meanwhile",
            item=hw_id,
            hint="look at it again: nothing was overwritten",
        )


def make_sure_it_is_ours(connection: sqlite3.Connection, owner: Owner, claim: Claim) -> None:
    """Raise LostClaimError unless this very attempt still has the intake."""
    row = connection.execute(
        "SELECT hw_id, owner, next_kind, tries FROM intakes"
        " WHERE id = ? AND state IN ('ready', 'sent')",
        (claim.intake_id,),
    ).fetchone()
    if row != (claim.hw_id, owner.name, claim.kind.value, claim.attempt):
        raise LostClaimError(
            "another process or a person took this intake over meanwhile",
            item=claim.hw_id,
            hint=f"`hwlab queue show {claim.hw_id}` tells where it stands",
        )


def make_sure_nothing_was_sent(connection: sqlite3.Connection, intake_id: int, hw_id: str) -> None:
    """Raise UsageError when the intake was discarded, or NetBox may have its device."""
    row = connection.execute(
        "SELECT kind, state FROM ops WHERE intake_id = ? AND (state = 'discarded'"
        " OR (kind <> 'identify' AND state IN ('sent', 'done'))) ORDER BY position LIMIT 1",
        (intake_id,),
    ).fetchone()
    if row is None:
        return
    raise UsageError(
        "it was discarded"
        if row[1] == State.DISCARDED
        else f"its {row[0]} is {row[1]} already: NetBox may have the device",
        item=hw_id,
        hint=f"`hwlab queue show {hw_id}` tells where it stands",
    )


def move(
    log: OpLog,
    connection: sqlite3.Connection,
    intake_id: int,
    state: State,
    outcome: str,
    reason: str = "",
    not_before: str | None = None,
    attempts: int | None = None,
) -> None:
    """Move an intake's first op that is not done to a state."""
    connection.execute(
        "UPDATE ops SET state = ?2, outcome = ?3, reason = ?4, not_before = ?5, changed_at = ?6,"
        " attempts = coalesce(?7, attempts)"
        " WHERE intake_id = ?1 AND position = (SELECT next_position FROM intakes WHERE id = ?1)",
        (intake_id, state.value, outcome, reason, not_before, log.now(), attempts),
    )


def let_go(connection: sqlite3.Connection, intake_id: int) -> State:
    """End whoever's claim there is on an intake; return where it stands."""
    connection.execute("UPDATE intakes SET owner = NULL WHERE id = ?", (intake_id,))
    return state_of(connection, intake_id)


def give_up(log: OpLog, connection: sqlite3.Connection, intake_id: int, reason: str) -> State:
    """Discard what is not done of an intake, and end whoever's claim there is on it."""
    connection.execute(
        "UPDATE ops SET state = 'discarded', outcome = 'discarded', reason = ?,"
        " not_before = NULL, changed_at = ? WHERE intake_id = ? AND state <> 'done'",
        (reason, log.now(), intake_id),
    )
    return let_go(connection, intake_id)


def store(
    connection: sqlite3.Connection,
    intake_id: int,
    identification: Identification | None,
    key: str | None,
) -> None:
    """Say what an intake is, and what makes another one the same device."""
    text = json.dumps(identification.to_json()) if identification else None
    connection.execute(
        "UPDATE intakes SET identification = ?, identity_key = ? WHERE id = ?",
        (text, key, intake_id),
    )


def put_part(
    connection: sqlite3.Connection, intake_id: int, position: int, part: Box | None
) -> None:
    """Say which part of a photo is an intake's own; None for all of it."""
    connection.execute(
        "UPDATE photos SET part = ? WHERE intake_id = ? AND position = ?",
        (json.dumps(part) if part else None, intake_id, position),
    )


def reopen_identify(
    log: OpLog, connection: sqlite3.Connection, intake_id: int, reason: str
) -> None:
    """Owe the identification again; what it led to before is replaced when it is settled."""
    connection.execute(
        "UPDATE ops SET state = 'ready', outcome = 'reopened', reason = ?, not_before = NULL,"
        " changed_at = ? WHERE intake_id = ? AND kind = 'identify'",
        (reason, log.now(), intake_id),
    )


def insert_op(
    log: OpLog,
    connection: sqlite3.Connection,
    intake_id: int,
    position: int,
    op: NewOp,
    *,
    attempts: int = 0,
) -> None:
    """Add one op to an intake, `attempts` of which have begun."""
    connection.execute(
        "INSERT INTO ops"
        " (intake_id, position, kind, state, attempts, outcome, reason, changed_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            intake_id,
            position,
            op.kind.value,
            op.state.value,
            attempts,
            op.outcome,
            op.reason,
            log.now(),
            json.dumps(op.body),
        ),
    )


def replace_plan(
    log: OpLog,
    connection: sqlite3.Connection,
    intake_id: int,
    ops: Sequence[NewOp],
    key: str | None,
) -> None:
    """Owe these ops instead of everything that follows the identification."""
    connection.execute(
        "UPDATE ops SET state = 'discarded', outcome = 'replaced', changed_at = ?"
        " WHERE intake_id = ? AND kind <> 'identify'",
        (log.now(), intake_id),
    )
    connection.execute("DELETE FROM ops WHERE intake_id = ? AND kind <> 'identify'", (intake_id,))
    (last,) = connection.execute(
        "SELECT coalesce(max(position), 0) FROM ops WHERE intake_id = ?", (intake_id,)
    ).fetchone()
    for place, op in enumerate(held_if_duplicate(connection, intake_id, key, ops), last + 1):
        insert_op(log, connection, intake_id, place, op)


def held_if_duplicate(
    connection: sqlite3.Connection, intake_id: int, key: str | None, ops: Sequence[NewOp]
) -> list[NewOp]:
    """Hold the creation when another intake has the same manufacturer and serial.

    Other intakes that are held as duplicates themselves don't count: else two could wait
    for each other.
    """
    twin = (
        key
        and connection.execute(
            "SELECT hw_id FROM intakes WHERE identity_key = ? AND id <> ? AND state <> 'discarded'"
            " AND NOT EXISTS (SELECT 1 FROM ops WHERE intake_id = intakes.id"
            " AND ops.state = 'held' AND outcome = 'duplicate') ORDER BY id LIMIT 1",
            (key, intake_id),
        ).fetchone()
    )
    if not twin:
        return list(ops)
    reason = f"duplicate of {twin[0]}: same manufacturer and serial"
    return [
        NewOp(
            op.kind, op.body, State.HELD, "duplicate", "; ".join(filter(None, (op.reason, reason)))
        )
        if op.kind is OpKind.CREATE_DEVICE
        else op
        for op in ops
    ]
