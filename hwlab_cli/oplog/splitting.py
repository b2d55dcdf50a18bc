"""Make several intakes of one whose photo shows several devices, in one transaction."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from hwlab_cli.errors import UsageError
from hwlab_cli.model import Box, OpKind, State
from hwlab_cli.oplog.append import insert_intake
from hwlab_cli.oplog.claims import Claim, Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.deciding import Outcome
from hwlab_cli.oplog.kept import NOWHERE
from hwlab_cli.oplog.steps import (
    NewOp,
    Stamp,
    find,
    insert_op,
    let_go,
    make_sure_it_is_ours,
    make_sure_it_is_unchanged,
    make_sure_nothing_was_sent,
    put_part,
    reopen_identify,
    replace_plan,
    store,
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one of several devices gets of the photo: its part, which is looked at by itself.

    Where it has none, it is what `outcome` says, and the photo is not looked at for it again.
    """

    part: Box | None = None
    outcome: Outcome | None = None


def split(log: OpLog, owner: Owner, claim: Claim, parts: Sequence[Box]) -> list[Claim]:
    """Make an intake for each part of the one photo of an intake that is being identified.

    The first part stays with that intake. Returns a claim on each of them: what each part shows
    is still to be identified. Raises LostClaimError where the claim is gone, and UsageError
    where the intake can't be split.
    """
    with log.writing() as connection:
        make_sure_it_is_ours(connection, owner, claim)
        photo = _the_photo(connection, claim.intake_id, claim.hw_id)
        put_part(connection, claim.intake_id, 0, parts[0])
        store(connection, claim.intake_id, None, None)
        added = [
            _added(log, connection, claim.hw_id, photo, Share(part), owner) for part in parts[1:]
        ]
        _marked(connection, claim.intake_id, claim.hw_id)
        connection.execute(
            "UPDATE ops SET outcome = 'split', reason = ?, changed_at = ?"
            " WHERE intake_id = ? AND kind = 'identify'",
            (_reason([hw_id for _, hw_id in added]), log.now(), claim.intake_id),
        )
    others = [Claim(row, hw_id, OpKind.IDENTIFY, attempt=1) for row, hw_id in added]
    return [claim, *others]


def split_by_hand(
    log: OpLog, hw_id: str, shares: Sequence[Share], *, since: Stamp | None = None
) -> list[str]:
    """Make an intake for each share of an intake's one photo, as a person said; return them all.

    The first share stays with the intake. Nothing is claimed. Raises NotFoundError for an unknown
    hw_id, UsageError where NetBox may have the device, or where it can't be split, and
    ChangedError where it changed since it had the stamp `since`.
    """
    with log.writing() as connection:
        row, _ = find(connection, hw_id)
        make_sure_it_is_unchanged(connection, row, hw_id, since)
        make_sure_nothing_was_sent(connection, row, hw_id)
        photo = _the_photo(connection, row, hw_id)
        first, *others = shares
        added = [_added(log, connection, hw_id, photo, share) for share in others]
        _marked(connection, row, hw_id)
        reason = _reason([name for _, name in added])
        put_part(connection, row, 0, first.part or NOWHERE)
        if first.outcome is None:
            # Who types what all of a photo shows speaks of no part of it.
            store(connection, row, None, None)
            reopen_identify(log, connection, row, reason)
        else:
            store(connection, row, first.outcome.found, first.outcome.key)
            connection.execute(
                "UPDATE ops SET state = 'done', outcome = 'split', reason = ?, not_before = NULL,"
                " changed_at = ? WHERE intake_id = ? AND kind = 'identify'",
                (reason, log.now(), row),
            )
            replace_plan(log, connection, row, first.outcome.ops, first.outcome.key)
        let_go(connection, row)
    return [hw_id, *(name for _, name in added)]


def _the_photo(connection: sqlite3.Connection, row: int, hw_id: str) -> tuple[str, str]:
    """Return the hash and the name of an intake's one photo; raises UsageError."""
    photos = connection.execute(
        "SELECT sha256, name, part FROM photos WHERE intake_id = ?", (row,)
    ).fetchall()
    (split_of,) = connection.execute("SELECT split_of FROM intakes WHERE id = ?", (row,)).fetchone()
    if len(photos) != 1:
        raise UsageError(
            f"it has {len(photos)} photos: only an intake of one photo can be split",
            item=hw_id,
            hint=f"`hwlab queue discard {hw_id}`, then `hwlab intake --again` with each photo",
        )
    if split_of is not None:
        raise UsageError(
            "it is one of several devices of its photo already",
            item=hw_id,
            hint=f"`hwlab queue show {hw_id}` tells the others",
        )
    sha256, name, _ = photos[0]
    return sha256, name


def _added(
    log: OpLog,
    connection: sqlite3.Connection,
    first: str,
    photo: tuple[str, str],
    share: Share,
    owner: Owner | None = None,
) -> tuple[int, str]:
    row, hw_id = insert_intake(log, connection, "photo", owner=owner, is_one=True, split_of=first)
    connection.execute(
        "INSERT INTO photos (intake_id, position, sha256, name) VALUES (?, 0, ?, ?)",
        (row, *photo),
    )
    put_part(connection, row, 0, share.part or NOWHERE)
    state = State.READY if share.outcome is None else State.DONE
    identify = NewOp(
        OpKind.IDENTIFY, state=state, outcome="split", reason=f"on the photo of {first}"
    )
    insert_op(log, connection, row, 1, identify, attempts=1 if owner else 0)
    if share.outcome is not None:
        store(connection, row, share.outcome.found, share.outcome.key)
        replace_plan(log, connection, row, share.outcome.ops, share.outcome.key)
    return row, hw_id


def _marked(connection: sqlite3.Connection, row: int, hw_id: str) -> None:
    connection.execute("UPDATE intakes SET is_one = 1, split_of = ? WHERE id = ?", (hw_id, row))


def _reason(others: Sequence[str]) -> str:
    return f"its photo shows {len(others) + 1} devices, also {', '.join(others)}"
