"""Move ops from state to state: what an attempt led to, and what a person decided."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from hwlab_cli.errors import HwlabError, NotFoundError, UsageError
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog.append import NewOp, held_if_duplicate, insert_op
from hwlab_cli.oplog.claims import Claim, Owner
from hwlab_cli.oplog.connection import OpLog

RETRYABLE = (State.HELD, State.FAILED)
_BEFORE_DELIVERY = (State.READY.value, State.HELD.value, State.FAILED.value)


class LostClaimError(HwlabError):
    """Somebody else took over an intake that this process was working on."""


def identified(
    log: OpLog,
    owner: Owner,
    claim: Claim,
    identification: Identification,
    ops: Sequence[NewOp],
    key: str | None,
) -> State:
    """Settle an identification: store it, owe what follows from it, give up the claim.

    Returns the intake's state. Ops that an earlier identification of the same intake left
    and that were never sent are replaced. Raises LostClaimError when the claim is gone.
    """
    with log.writing() as connection:
        _still_ours(connection, owner, claim)
        connection.execute(
            "UPDATE intakes SET identification = ?, identity_key = ? WHERE id = ?",
            (json.dumps(identification.to_json()), key, claim.intake_id),
        )
        _move(log, connection, claim, State.DONE, "identified", "")
        place = _position(connection, claim) + 1
        connection.execute(
            "DELETE FROM ops WHERE intake_id = ? AND position >= ? AND state IN (?, ?, ?)",
            (claim.intake_id, place, *_BEFORE_DELIVERY),
        )
        for op in held_if_duplicate(connection, claim.intake_id, key, ops):
            insert_op(log, connection, claim.intake_id, place, op)
            place += 1
        return _let_go(connection, claim)


def postponed(
    log: OpLog, owner: Owner, claim: Claim, reason: str, not_before: datetime | None = None
) -> State:
    """Leave an op ready for a later attempt, not before a time, and give up the claim."""
    with log.writing() as connection:
        _still_ours(connection, owner, claim)
        connection.execute(
            "UPDATE ops SET not_before = ? WHERE intake_id = ? AND kind = ?",
            (not_before and not_before.isoformat(), claim.intake_id, claim.kind.value),
        )
        _move(log, connection, claim, State.READY, "postponed", reason)
        return _let_go(connection, claim)


def refused(
    log: OpLog, owner: Owner, claim: Claim, reason: str, state: State = State.FAILED
) -> State:
    """Record that an op can't succeed as it is: failed, or held for a person."""
    with log.writing() as connection:
        _still_ours(connection, owner, claim)
        _move(log, connection, claim, state, "refused", reason)
        return _let_go(connection, claim)


def retry(log: OpLog, hw_id: str) -> State:
    """Make what is held or failed of an intake ready again; return the intake's state.

    What was held for doubts about the identification goes back to the identification, so
    that a wiser recognizer or a mended photo can settle them; what was not is tried as it is.
    Raises NotFoundError for an unknown hw_id, UsageError where nothing is held or failed.
    """
    with log.writing() as connection:
        intake_id, state = _find(connection, hw_id)
        if state not in RETRYABLE:
            raise UsageError(
                f"nothing of it is held or failed: it is {state.value}",
                item=hw_id,
                hint=f"`hwlab queue show {hw_id}` tells where it stands",
            )
        restarts = connection.execute(
            "SELECT 1 FROM ops JOIN intakes ON intakes.id = intake_id WHERE intake_id = ?"
            " AND kind = 'create_device' AND ops.state = 'held' AND source = 'photo'",
            (intake_id,),
        ).fetchone()
        if restarts:
            _reopen(log, connection, intake_id, OpKind.IDENTIFY, "retry: identify it again")
        else:
            connection.execute(
                "UPDATE ops SET state = 'ready', outcome = 'retried', reason = '',"
                " not_before = NULL, changed_at = ?"
                " WHERE intake_id = ? AND state IN ('held', 'failed')",
                (log.now(), intake_id),
            )
        return _state(connection, intake_id)


def discard(log: OpLog, hw_id: str, reason: str) -> State:
    """Give up on what is left of an intake: its photos and records stay until a prune.

    Raises NotFoundError for an unknown hw_id, UsageError where nothing is left to discard or
    where a request is under way.
    """
    with log.writing() as connection:
        intake_id, state = _find(connection, hw_id)
        if state in {State.DONE, State.DISCARDED, State.SENT}:
            raise UsageError(
                f"it is {state.value}: there is nothing to discard"
                if state is not State.SENT
                else "a request of it is under way, and its outcome is not known yet",
                item=hw_id,
                hint=f"`hwlab queue show {hw_id}` tells where it stands",
            )
        connection.execute(
            "UPDATE ops SET state = 'discarded', outcome = 'discarded', reason = ?,"
            " changed_at = ? WHERE intake_id = ? AND state <> 'done'",
            (reason, log.now(), intake_id),
        )
        return _state(connection, intake_id)


def _find(connection: sqlite3.Connection, hw_id: str) -> tuple[int, State]:
    row = connection.execute("SELECT id, state FROM intakes WHERE hw_id = ?", (hw_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            "no such intake", item=hw_id, hint="`hwlab queue list` shows the hw_ids there are"
        )
    return row[0], State(row[1])


def _state(connection: sqlite3.Connection, intake_id: int) -> State:
    query = "SELECT state FROM intakes WHERE id = ?"
    return State(connection.execute(query, (intake_id,)).fetchone()[0])


def _still_ours(connection: sqlite3.Connection, owner: Owner, claim: Claim) -> None:
    row = connection.execute(
        "SELECT owner, state, next_kind FROM intakes WHERE id = ?", (claim.intake_id,)
    ).fetchone()
    if row is None or row[0] != owner.name or row[2] != claim.kind.value:
        raise LostClaimError(
            "another process or a person took this intake over meanwhile",
            item=claim.hw_id,
            hint=f"`hwlab queue show {claim.hw_id}` tells where it stands",
        )


def _position(connection: sqlite3.Connection, claim: Claim) -> int:
    query = "SELECT position FROM ops WHERE intake_id = ? AND kind = ?"
    return int(connection.execute(query, (claim.intake_id, claim.kind.value)).fetchone()[0])


def _move(
    log: OpLog,
    connection: sqlite3.Connection,
    claim: Claim,
    state: State,
    outcome: str,
    reason: str,
) -> None:
    connection.execute(
        "UPDATE ops SET state = ?, outcome = ?, reason = ?, changed_at = ?"
        " WHERE intake_id = ? AND position ="
        " (SELECT min(position) FROM ops WHERE intake_id = ? AND state <> 'done')",
        (state.value, outcome, reason, log.now(), claim.intake_id, claim.intake_id),
    )


def _reopen(
    log: OpLog, connection: sqlite3.Connection, intake_id: int, kind: OpKind, reason: str
) -> None:
    connection.execute(
        "UPDATE ops SET state = 'ready', outcome = 'reopened', reason = ?, changed_at = ?"
        " WHERE intake_id = ? AND kind = ?",
        (reason, log.now(), intake_id, kind.value),
    )


def _let_go(connection: sqlite3.Connection, claim: Claim) -> State:
    connection.execute("UPDATE intakes SET owner = NULL WHERE id = ?", (claim.intake_id,))
    return _state(connection, claim.intake_id)
