"""Move ops from state to state: what an attempt led to, and what a person decided."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hwlab_cli.errors import UsageError
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog.claims import LONGEST_WAIT, Claim, Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import NOWHERE
from hwlab_cli.oplog.steps import (
    LostClaimError,
    NewOp,
    Stamp,
    find,
    give_up,
    insert_op,
    let_go,
    make_sure_it_is_ours,
    make_sure_it_is_unchanged,
    make_sure_nothing_was_sent,
    move,
    reopen_identify,
    replace_plan,
    state_of,
    store,
)

__all__ = [
    "RETRYABLE",
    "Delivered",
    "LostClaimError",
    "delivered",
    "discard",
    "edited",
    "identified",
    "left_alone",
    "postponed",
    "recorded",
    "refused",
    "retry",
    "sent",
]

RETRYABLE = (State.HELD, State.FAILED)


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
    are replaced. Raises LostClaimError when the claim is gone.
    """
    with log.writing() as connection:
        make_sure_it_is_ours(connection, owner, claim)
        make_sure_nothing_was_sent(connection, claim.intake_id, claim.hw_id)
        store(connection, claim.intake_id, identification, key)
        move(log, connection, claim.intake_id, State.DONE, "identified")
        replace_plan(log, connection, claim.intake_id, ops, key)
        return let_go(connection, claim.intake_id)


def recorded(log: OpLog, hw_id: str, asked: Sequence[dict[str, Any]]) -> None:
    """Add to the record of who was asked about an intake; all else stays as it is.

    Where the intake is gone, or no longer identified, there is nothing to add to.
    """
    if not asked:
        return
    with log.writing() as connection:
        row = connection.execute(
            "SELECT id, identification FROM intakes WHERE hw_id = ?", (hw_id,)
        ).fetchone()
        if row is None or row[1] is None:
            return
        data = json.loads(row[1])
        data["asked"] = [*data.get("asked", []), *asked]
        connection.execute(
            "UPDATE intakes SET identification = ? WHERE id = ?", (json.dumps(data), row[0])
        )


def sent(log: OpLog, owner: Owner, claims: Sequence[Claim]) -> None:
    """Record that requests for these are under way, before they are; keeps the claims.

    Raises LostClaimError, and records nothing, when one of the claims is gone.
    """
    with log.writing() as connection:
        for claim in claims:
            make_sure_it_is_ours(connection, owner, claim)
            move(log, connection, claim.intake_id, State.SENT, "sent")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of an op that is done: why, where the device is, and what is owed besides."""

    claim: Claim
    outcome: str = "delivered"
    reason: str = ""
    netbox_url: str | None = None
    besides: tuple[NewOp, ...] = ()


def delivered(log: OpLog, owner: Owner, done: Sequence[Delivered]) -> list[State]:
    """Record that what these owed is done, and give up the claims; returns the intakes' states.

    Raises LostClaimError, and records nothing, when one of the claims is gone.
    """
    with log.writing() as connection:
        for one in done:
            intake_id = one.claim.intake_id
            make_sure_it_is_ours(connection, owner, one.claim)
            move(log, connection, intake_id, State.DONE, one.outcome, one.reason)
            connection.execute(
                "UPDATE intakes SET netbox_url = coalesce(?, netbox_url) WHERE id = ?",
                (one.netbox_url, intake_id),
            )
            for op in one.besides:
                (last,) = connection.execute(
                    "SELECT max(position) FROM ops WHERE intake_id = ?", (intake_id,)
                ).fetchone()
                insert_op(log, connection, intake_id, last + 1, op)
        return [let_go(connection, one.claim.intake_id) for one in done]


def postponed(
    log: OpLog,
    owner: Owner,
    claim: Claim,
    reason: str,
    not_before: datetime | None = None,
    *,
    counts: bool = True,
    state: State = State.READY,
) -> State:
    """Leave an op for a later attempt, not before a time, and give up the claim.

    Without `counts` the attempt is not counted: nothing was asked of anybody. `state` is
    `sent` where a request may have arrived. Waits longer than an hour are cut to that.
    """
    with log.writing() as connection:
        make_sure_it_is_ours(connection, owner, claim)
        due = not_before and min(not_before, log.clock() + LONGEST_WAIT).astimezone(UTC)
        move(
            log,
            connection,
            claim.intake_id,
            state,
            "postponed",
            reason,
            not_before=due.isoformat(timespec="microseconds") if due else None,
            attempts=claim.attempt if counts else claim.attempt - 1,
        )
        return let_go(connection, claim.intake_id)


def left_alone(log: OpLog, kinds: Sequence[OpKind], until: datetime) -> None:
    """Let nothing of these kinds be tried before a time, an hour from now at most.

    What somebody has claimed is left to them, and what is put into the log later is not meant.
    """
    due = min(until, log.clock() + LONGEST_WAIT).astimezone(UTC)
    with log.writing() as connection:
        connection.execute(
            "UPDATE ops SET not_before = max(coalesce(not_before, ''), ?)"
            " WHERE (intake_id, position) IN (SELECT id, next_position FROM intakes"
            " WHERE state IN ('ready', 'sent') AND owner IS NULL"
            " AND next_kind IN (SELECT value FROM json_each(?)))",
            (due.isoformat(timespec="microseconds"), json.dumps([kind.value for kind in kinds])),
        )


def refused(
    log: OpLog, owner: Owner, claim: Claim, reason: str, state: State = State.FAILED
) -> State:
    """Record that an op can't succeed as it is: failed, or held for a person."""
    with log.writing() as connection:
        make_sure_it_is_ours(connection, owner, claim)
        move(log, connection, claim.intake_id, state, "refused", reason)
        return let_go(connection, claim.intake_id)


def edited(
    log: OpLog,
    hw_id: str,
    identification: Identification,
    ops: Sequence[NewOp],
    key: str | None,
    *,
    since: Stamp | None = None,
    outcome: str = "edited",
    reason: str = "",
    is_one: bool = False,
) -> State:
    """Store what a person made of an identification, and owe what follows from it.

    `is_one` where that person said, too, that its photos show one device.
    Replaces the ops that were not sent; an identification that was still owed no longer is,
    and who is at work on the intake loses its claim. Raises NotFoundError for an unknown
    hw_id, UsageError where NetBox may have the device or where the intake was discarded, and
    ChangedError where the intake changed since it had the stamp `since`.
    """
    with log.writing() as connection:
        intake_id, _ = find(connection, hw_id)
        make_sure_it_is_unchanged(connection, intake_id, hw_id, since)
        make_sure_nothing_was_sent(connection, intake_id, hw_id)
        store(connection, intake_id, identification, key)
        connection.execute(
            "UPDATE ops SET state = 'done', outcome = ?, reason = ?, not_before = NULL,"
            " changed_at = ? WHERE intake_id = ? AND kind = 'identify'",
            (outcome, reason, log.now(), intake_id),
        )
        replace_plan(log, connection, intake_id, ops, key)
        if is_one:
            connection.execute("UPDATE intakes SET is_one = 1 WHERE id = ?", (intake_id,))
        return let_go(connection, intake_id)


def retry(log: OpLog, hw_id: str, *, since: Stamp | None = None) -> State:
    """Make what is held or failed of an intake ready again; return the intake's state.

    What was held for doubts about the identification goes back to the identification, so
    that a wiser recognizer or a mended photo can settle them; what was not, and what a
    person typed or edited, is tried as it is.
    Raises NotFoundError for an unknown hw_id, UsageError where nothing is held or failed or no
    photo can settle the doubts, and ChangedError as `edited` does.
    """
    with log.writing() as connection:
        intake_id, state = find(connection, hw_id)
        make_sure_it_is_unchanged(connection, intake_id, hw_id, since)
        if state not in RETRYABLE:
            raise UsageError(
                f"nothing of it is held or failed: it is {state.value}",
                item=hw_id,
                hint=f"`hwlab queue show {hw_id}` tells where it stands",
            )
        if _is_doubted(connection, intake_id):
            _make_sure_it_can_be_looked_at(connection, intake_id, hw_id)
            reopen_identify(log, connection, intake_id, "retry: identify it again")
        else:
            connection.execute(
                "UPDATE ops SET state = 'ready', outcome = 'retried', reason = '',"
                " not_before = NULL, changed_at = ?"
                " WHERE intake_id = ? AND state IN ('held', 'failed')",
                (log.now(), intake_id),
            )
        return state_of(connection, intake_id)


def discard(log: OpLog, hw_id: str, reason: str, *, since: Stamp | None = None) -> State:
    """Give up on what is left of an intake: its photos and records stay until a prune.

    Who is at work on it loses its claim. Raises NotFoundError for an unknown hw_id,
    UsageError where nothing is left to discard or where a request is under way, and
    ChangedError as `edited` does.
    """
    with log.writing() as connection:
        intake_id, state = find(connection, hw_id)
        make_sure_it_is_unchanged(connection, intake_id, hw_id, since)
        if state in {State.DONE, State.DISCARDED, State.SENT}:
            raise UsageError(
                f"it is {state.value}: there is nothing to discard"
                if state is not State.SENT
                else "a request of it is under way, and its outcome is not known yet",
                item=hw_id,
                hint=f"`hwlab queue show {hw_id}` tells where it stands",
            )
        return give_up(log, connection, intake_id, reason)


def _make_sure_it_can_be_looked_at(
    connection: sqlite3.Connection, intake_id: int, hw_id: str
) -> None:
    parts = connection.execute(
        "SELECT part FROM photos WHERE intake_id = ?", (intake_id,)
    ).fetchall()
    if parts and all(part == json.dumps(NOWHERE) for (part,) in parts):
        raise UsageError(
            "where it is on its photo is not known: there is nothing to look at again",
            item=hw_id,
            hint=f"`hwlab intake --into {hw_id}` with a closer photo, or say what it is with"
            f" `hwlab queue edit {hw_id}`",
        )


def _is_doubted(connection: sqlite3.Connection, intake_id: int) -> bool:
    """Tell whether a device that a recognizer made out of photos is held for what it is.

    One that NetBox was asked for, and that is held since, is not.
    """
    rows = connection.execute(
        "SELECT kind, state, outcome FROM ops WHERE intake_id = ?", (intake_id,)
    ).fetchall()
    recognized = any(
        # `split` stays where a person said how many devices there are, and a model what they are.
        kind == "identify" and state == "done" and outcome in {"identified", "split"}
        for kind, state, outcome in rows
    )
    doubted = any(
        kind == "create_device" and state == "held" and outcome != "refused"
        for kind, state, outcome in rows
    )
    return recognized and doubted
