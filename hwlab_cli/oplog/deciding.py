"""What a person decides over intakes that were looked at: merge two, take decisions back."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from hwlab_cli.errors import UsageError
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.claims import Claim, Owner, own
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.oplog.query import Intake, Op
from hwlab_cli.oplog.steps import (
    ChangedError,
    NewOp,
    Stamp,
    find,
    give_up,
    held_if_duplicate,
    insert_op,
    let_go,
    make_sure_it_is_unchanged,
    make_sure_nothing_was_sent,
    put_part,
    reopen_identify,
    replace_plan,
    stamp_of,
    store,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An intake as a person sees it, and what tells whether it still stands so.

    `twin` is another intake of the same manufacturer and serial; `sharing` are those that have
    some of its photos too, discarded ones aside.
    """

    intake: Intake
    stamp: Stamp
    key: str | None = None
    twin: str | None = None
    sharing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an identification led to: what is owed, and what makes another one the same device."""

    found: Identification
    ops: Sequence[NewOp]
    key: str | None


def standing(log: OpLog, hw_id: str) -> Standing:
    """Return how an intake stands; raises NotFoundError where the log has none of that name."""
    with log.reading(), said_in_words(log.path):
        one = query.intake(log, hw_id)
        connection = log.connection
        stamp = stamp_of(connection, one.row_id)
        (key,) = connection.execute(
            "SELECT identity_key FROM intakes WHERE id = ?", (one.row_id,)
        ).fetchone()
        twin = connection.execute(
            "SELECT hw_id FROM intakes WHERE identity_key = ? AND id <> ? AND state <> 'discarded'"
            " ORDER BY id LIMIT 1",
            (key, one.row_id),
        ).fetchone()
        return Standing(one, stamp, key, twin[0] if twin else None, _sharing(connection, one))


def merged(
    log: OpLog, owner: Owner, source: Standing, target: Standing, outcome: Outcome | None
) -> Claim | None:
    """Give an intake's photos to another one of the same device, and discard it.

    A target of which nothing was sent takes over what `outcome` says it is; where it gets new
    photos that show more of it, it is to be identified anew with all of them, claimed for
    `owner`. To one that NetBox may have, the photos are owed as attachments, and `outcome` is
    left aside.
    Raises ChangedError where one of both changed meanwhile, and UsageError where the source may
    be in NetBox, or the target was discarded.
    """
    here, there = source.intake, target.intake
    with log.writing() as connection:
        for one in (source, target):
            row, _ = find(connection, one.intake.hw_id)
            make_sure_it_is_unchanged(connection, row, one.intake.hw_id, one.stamp)
        if here.row_id == there.row_id:
            raise UsageError("an intake can't be merged with itself", item=here.hw_id)
        make_sure_nothing_was_sent(connection, here.row_id, here.hw_id)
        if there.state is State.DISCARDED:
            raise UsageError(
                "it was discarded", item=there.hw_id, hint="merge with one that is not"
            )
        give_up(log, connection, here.row_id, f"merged into {there.hw_id}")
        added = _photos_added(connection, here, there)
        if was_sent(there):
            _owe_photos(log, connection, there, added, f"a photo of {here.hw_id}")
            return None
        if outcome is not None:
            store(connection, there.row_id, outcome.found, outcome.key)
        let_go(connection, there.row_id)
        anew = any(photo.can_be_looked_at for photo in added)
        if there.source == "photo" and (anew or outcome is None):
            reason = f"merged with {here.hw_id}: identify it again"
            reopen_identify(log, connection, there.row_id, reason)
            return own(log, connection, owner, there.row_id, there.hw_id)
        if outcome is not None:
            replace_plan(log, connection, there.row_id, outcome.ops, outcome.key)
    return None


def taken_back(
    log: OpLog,
    changes: Sequence[tuple[Standing, Stamp]],
    made: Sequence[tuple[str, Stamp]] = (),
) -> list[Stamp]:
    """Put intakes back to how they stood, all of them or none; return the stamps they have then.

    Each comes with the stamp that the decision left: where another is found, something was
    done since, such as a delivery, and ChangedError is raised. So do those that the decision
    `made`, which are discarded. Raises NotFoundError for what was pruned, and UsageError where
    a discarded one's photos were taken in anew.
    """
    with log.writing() as connection:
        for hw_id, since in made:
            row, _ = find(connection, hw_id)
            make_sure_it_is_unchanged(connection, row, hw_id, since)
            make_sure_nothing_was_sent(connection, row, hw_id)
            give_up(log, connection, row, "the split was taken back")
        for before, since in changes:
            row, _ = find(connection, before.intake.hw_id)
            make_sure_it_is_unchanged(connection, row, before.intake.hw_id, since)
            _make_sure_nobody_began(log, connection, before.intake)
        for before, _ in changes:
            _put_back(log, connection, before)
        for before, _ in changes:
            _hold_if_duplicate(log, connection, before)
        return [stamp_of(connection, before.intake.row_id) for before, _ in changes]


def was_sent(one: Intake) -> bool:
    """Tell whether NetBox may have an intake's device."""
    return any(
        op.kind is not OpKind.IDENTIFY and op.state in {State.SENT, State.DONE} for op in one.ops
    )


def _sharing(connection: sqlite3.Connection, one: Intake) -> frozenset[str]:
    rows = connection.execute(
        "SELECT DISTINCT hw_id FROM photos JOIN intakes ON intakes.id = intake_id"
        " WHERE sha256 IN (SELECT sha256 FROM photos WHERE intake_id = ?1)"
        " AND intake_id <> ?1 AND state <> 'discarded'",
        (one.row_id,),
    )
    return frozenset(hw_id for (hw_id,) in rows)


def _photos_added(connection: sqlite3.Connection, here: Intake, there: Intake) -> list[KeptPhoto]:
    has = {photo.sha256 for photo in there.photos}
    added = [photo for photo in here.photos if photo.sha256 not in has]
    connection.executemany(
        "INSERT INTO photos (intake_id, position, sha256, name) VALUES (?, ?, ?, ?)",
        [
            (there.row_id, place, photo.sha256, photo.name)
            for place, photo in enumerate(added, len(there.photos))
        ],
    )
    # What stands on the rest of a photo of several devices is no more the twin's than it was its.
    for place, photo in enumerate(added, len(there.photos)):
        put_part(connection, there.row_id, place, photo.part)
    return added


def _owe_photos(
    log: OpLog,
    connection: sqlite3.Connection,
    there: Intake,
    photos: Sequence[KeptPhoto],
    reason: str,
) -> None:
    for place, photo in enumerate(photos, len(there.ops) + 1):
        op = NewOp(OpKind.ATTACH_PHOTO, {"sha256": photo.sha256}, outcome="merged", reason=reason)
        insert_op(log, connection, there.row_id, place, op)


def _make_sure_nobody_began(log: OpLog, connection: sqlite3.Connection, before: Intake) -> None:
    """Raise ChangedError where somebody is at work on what the decision led to, or was."""
    (owner,) = connection.execute(
        "SELECT owner FROM intakes WHERE id = ?", (before.row_id,)
    ).fetchone()
    now = query.intake(log, before.hw_id).ops
    # What NetBox was asked before the decision stands as it did.
    as_before = [op for op in now if op in before.ops]
    begun = [
        op
        for op in now
        if op not in as_before
        and op.kind is not OpKind.IDENTIFY
        and (op.state in {State.SENT, State.DONE} or op.outcome == "attempt")
    ]
    if owner is not None or begun:
        raise ChangedError(
            "somebody is at work on it already: it can't be taken back",
            item=before.hw_id,
            hint=f"`hwlab queue show {before.hw_id}` tells where it stands",
        )


def _put_back(log: OpLog, connection: sqlite3.Connection, before: Standing) -> None:
    one = before.intake
    now = query.intake(log, one.hw_id)
    connection.execute(
        "DELETE FROM photos WHERE intake_id = ? AND position >= ?", (one.row_id, len(one.photos))
    )
    anew = _sharing(connection, one) - before.sharing
    if anew:
        raise UsageError(
            "it can't be put back: its photos belong to another intake by now",
            item=one.hw_id,
            hint=f"`hwlab queue show {min(anew)}` shows that one",
        )
    store(connection, one.row_id, one.identification, before.key)
    connection.execute(
        "UPDATE intakes SET is_one = ?, split_of = ? WHERE id = ?",
        (one.is_one, one.split_of, one.row_id),
    )
    for position, photo in enumerate(one.photos):
        put_part(connection, one.row_id, position, photo.part)
    same = next(
        (
            place
            for place, (was, is_now) in enumerate(zip(one.ops, now.ops, strict=False))
            if _told(was) != _told(is_now)
        ),
        min(len(one.ops), len(now.ops)),
    )
    first = same + 1
    connection.execute(
        "UPDATE ops SET state = 'discarded', outcome = 'undone', changed_at = ?"
        " WHERE intake_id = ? AND position >= ? AND kind <> 'identify'",
        (log.now(), one.row_id, first),
    )
    connection.execute(
        "DELETE FROM ops WHERE intake_id = ? AND position >= ? AND kind <> 'identify'",
        (one.row_id, first),
    )
    for place, op in enumerate(one.ops[same:], first):
        if op.kind is OpKind.IDENTIFY:
            connection.execute(
                "UPDATE ops SET state = ?, outcome = ?, reason = ?, changed_at = ?"
                " WHERE intake_id = ? AND position = ?",
                (op.state.value, op.outcome, op.reason, log.now(), one.row_id, place),
            )
            continue
        again = NewOp(op.kind, op.body, op.state, op.outcome, op.reason)
        insert_op(log, connection, one.row_id, place, again, attempts=op.attempts)
    let_go(connection, one.row_id)


def _hold_if_duplicate(log: OpLog, connection: sqlite3.Connection, before: Standing) -> None:
    """Hold a device that another intake was made for while this one was decided otherwise."""
    one = before.intake
    for place, op in enumerate(one.ops, 1):
        if op.kind is not OpKind.CREATE_DEVICE or op.outcome == "duplicate" or was_sent(one):
            continue
        itself = NewOp(op.kind, op.body, op.state, op.outcome, op.reason)
        (again,) = held_if_duplicate(connection, one.row_id, before.key, [itself])
        if again != itself:
            connection.execute(
                "UPDATE ops SET state = ?, outcome = ?, reason = ?, changed_at = ?"
                " WHERE intake_id = ? AND position = ?",
                (again.state.value, again.outcome, again.reason, log.now(), one.row_id, place),
            )


def _told(op: Op) -> tuple[object, ...]:
    return op.kind, op.state, op.outcome, op.reason, op.body
