"""Put new intakes into the log, each in one transaction."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from hwlab_cli import hw_id as hw_ids
from hwlab_cli.errors import UsageError
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog.claims import Claim, Owner, own
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.oplog.steps import (
    NewOp,
    find,
    insert_op,
    let_go,
    make_sure_nothing_was_sent,
    reopen_identify,
    replace_plan,
)

__all__ = [
    "Captured",
    "NewOp",
    "add",
    "add_photos",
    "attach_photos",
    "capture",
    "known_photos",
    "shows_several",
]


@dataclass(frozen=True, slots=True)
class Captured:
    """An intake in the log; `claim` is None where its photos were taken in before.

    `known` are the photos that were; `others` the other devices on them, which are intakes too.
    """

    hw_id: str
    claim: Claim | None
    known: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def capture(
    log: OpLog,
    photos: Sequence[KeptPhoto],
    owner: Owner,
    *,
    again: bool = False,
    is_one: bool = False,
) -> Captured:
    """Record an intake of these photos and the identification owed to it, claimed for `owner`.

    Unless `again`, a photo that an intake has already is not taken in twice: the result
    names that intake, and `known` the photos that were taken in, and nothing is written.
    `is_one` where a person said that the photos show one device.
    When this returns, the intake survives a power cut.
    """
    if not photos:
        raise UsageError("no photo to take in")
    with log.writing() as connection:
        holders = {} if again else _holders(connection, [photo.sha256 for photo in photos])
        if holders:
            hw_id = next(iter(holders.values()))
            others = _beside(connection, hw_id, list(holders))
            return Captured(hw_id, None, tuple(holders), others)
        intake_id, hw_id = insert_intake(log, connection, "photo", owner=owner, is_one=is_one)
        _insert_photos(connection, intake_id, photos)
        identify = NewOp(OpKind.IDENTIFY, outcome="captured")
        insert_op(log, connection, intake_id, 1, identify, attempts=1)
    return Captured(hw_id, Claim(intake_id, hw_id, OpKind.IDENTIFY, attempt=1))


def add_photos(log: OpLog, hw_id: str, photos: Sequence[KeptPhoto], owner: Owner) -> Captured:
    """Add photos to an intake of which nothing was sent yet, to be identified anew with all.

    The identification is claimed for `owner`; who is at work on the intake loses its claim.
    Where an intake has one of the photos already, the result names that intake, as with
    `capture`, and nothing is written; of this intake's own, only those are left out.
    Raises NotFoundError for an unknown hw_id, UsageError where NetBox may have the device,
    or where the intake was discarded or typed.
    """
    with log.writing() as connection:
        intake_id, _ = find(connection, hw_id)
        make_sure_nothing_was_sent(connection, intake_id, hw_id)
        _make_sure_it_was_photographed(connection, intake_id, hw_id)
        known, added = _insert_more(connection, intake_id, hw_id, photos)
        if not added:
            return known
        let_go(connection, intake_id)
        reopen_identify(log, connection, intake_id, "photos added: identify it again")
        claim = own(log, connection, owner, intake_id, hw_id)
    return Captured(hw_id, claim, known.known)


def attach_photos(log: OpLog, hw_id: str, photos: Sequence[KeptPhoto]) -> Captured:
    """Owe an intake the attaching of more photos, behind all that it is owed; nothing is looked at.

    The result has no claim; it knows photos where nothing is written: those that another intake
    has, which it names, or this one. Raises NotFoundError for an unknown hw_id, and UsageError
    where the intake was discarded.
    """
    with log.writing() as connection:
        intake_id, state = find(connection, hw_id)
        if state is State.DISCARDED:
            raise UsageError(
                "it was discarded",
                item=hw_id,
                hint="take the photo in with --again, as a device of its own",
            )
        known, added = _insert_more(connection, intake_id, hw_id, photos)
        if not added:
            return known
        (last,) = connection.execute(
            "SELECT coalesce(max(position), 0) FROM ops WHERE intake_id = ?", (intake_id,)
        ).fetchone()
        for nth, photo in enumerate(added, last + 1):
            op = NewOp(OpKind.ATTACH_PHOTO, {"sha256": photo.sha256}, outcome="labelled")
            insert_op(log, connection, intake_id, nth, op)
    return Captured(hw_id, None)


def add(log: OpLog, identification: Identification, ops: Sequence[NewOp], key: str | None) -> str:
    """Record an intake that a person typed, with the ops owed to it; return its hw_id."""
    with log.writing() as connection:
        intake_id, hw_id = insert_intake(
            log, connection, "typed", State.READY if ops else State.DONE
        )
        connection.execute(
            "UPDATE intakes SET identification = ?, identity_key = ? WHERE id = ?",
            (json.dumps(identification.to_json()), key, intake_id),
        )
        replace_plan(log, connection, intake_id, ops, key)
    return hw_id


def known_photos(log: OpLog, sha256s: Sequence[str], *, discarded: bool = False) -> dict[str, str]:
    """Return the hw_id of each of these photos that was taken in before.

    With `discarded`, also of those that only a discarded intake has.
    """
    with said_in_words(log.path):
        return _holders(log.connection, sha256s, discarded=discarded)


def shows_several(log: OpLog, sha256: str) -> bool:
    """Tell whether a photo that was taken in is known to show, or may show, several devices."""
    with said_in_words(log.path):
        ((found,),) = log.rows(
            "SELECT EXISTS (SELECT 1 FROM photos JOIN intakes ON intakes.id = intake_id"
            " WHERE sha256 = ?1 AND (part IS NOT NULL"
            " OR json_array_length(identification, '$.several') > 0))"
            " OR (SELECT count(*) > 1 FROM pruned_photos WHERE sha256 = ?1)",
            (sha256,),
        )
        return bool(found)


def _holders(
    connection: sqlite3.Connection,
    sha256s: Sequence[str],
    *,
    first: int | None = None,
    discarded: bool = False,
) -> dict[str, str]:
    """Return which intake has each photo: `first` where it does, else the oldest.

    One that was discarded comes last, and counts only where `discarded` ones do.
    """
    found = {}
    for sha256 in sha256s:
        row = connection.execute(
            "SELECT hw_id FROM photos JOIN intakes ON intakes.id = intake_id"
            " WHERE sha256 = ? AND (? OR state <> 'discarded')"
            " ORDER BY state = 'discarded', intake_id <> ?, intake_id LIMIT 1",
            (sha256, discarded, first),
        ).fetchone()
        row = (
            row
            or connection.execute(
                "SELECT hw_id FROM pruned_photos WHERE sha256 = ? LIMIT 1", (sha256,)
            ).fetchone()
        )
        if row is not None:
            found[sha256] = str(row[0])
    return found


def _beside(connection: sqlite3.Connection, hw_id: str, sha256s: Sequence[str]) -> tuple[str, ...]:
    """Return the other devices of an intake's photo, also those that were pruned since."""
    here = connection.execute(
        "SELECT hw_id FROM intakes WHERE hw_id <> ?1 AND state <> 'discarded'"
        " AND split_of = (SELECT split_of FROM intakes WHERE hw_id = ?1) ORDER BY id",
        (hw_id,),
    )
    pruned = connection.execute(
        "SELECT hw_id FROM pruned_photos WHERE sha256 IN (SELECT value FROM json_each(?))"
        " AND hw_id <> ? ORDER BY hw_id",
        (json.dumps(list(sha256s)), hw_id),
    )
    return tuple(dict.fromkeys(str(name) for (name,) in (*here, *pruned)))


def _insert_photos(
    connection: sqlite3.Connection, intake_id: int, photos: Sequence[KeptPhoto], first: int = 0
) -> None:
    # The same photo under two names is one photo, under its first.
    names = {photo.sha256: photo.name for photo in reversed(photos)}
    distinct = list(dict.fromkeys(photo.sha256 for photo in photos))
    connection.executemany(
        "INSERT INTO photos (intake_id, position, sha256, name) VALUES (?, ?, ?, ?)",
        [(intake_id, place, sha, names[sha]) for place, sha in enumerate(distinct, first)],
    )


def _insert_more(
    connection: sqlite3.Connection, intake_id: int, hw_id: str, photos: Sequence[KeptPhoto]
) -> tuple[Captured, list[KeptPhoto]]:
    """Add photos to those of an intake; return which are known, and which were added.

    None are added where another intake has one of them: the first of the result names it then.
    """
    holders = _holders(connection, [photo.sha256 for photo in photos], first=intake_id)
    elsewhere = {sha256: name for sha256, name in holders.items() if name != hw_id}
    if elsewhere:
        return Captured(next(iter(elsewhere.values())), None, tuple(elsewhere)), []
    added = [photo for photo in photos if photo.sha256 not in holders]
    (first,) = connection.execute(
        "SELECT coalesce(max(position) + 1, 0) FROM photos WHERE intake_id = ?", (intake_id,)
    ).fetchone()
    _insert_photos(connection, intake_id, added, first)
    return Captured(hw_id, None, tuple(holders)), added


def _make_sure_it_was_photographed(
    connection: sqlite3.Connection, intake_id: int, hw_id: str
) -> None:
    query = "SELECT source FROM intakes WHERE id = ?"
    if connection.execute(query, (intake_id,)).fetchone()[0] != "photo":
        raise UsageError(
            "it was typed, not photographed: there is nothing to identify again",
            item=hw_id,
            hint=f"`hwlab queue edit {hw_id}` changes its fields",
        )


def insert_intake(
    log: OpLog,
    connection: sqlite3.Connection,
    source: str,
    state: State = State.READY,
    owner: Owner | None = None,
    *,
    is_one: bool = False,
    split_of: str | None = None,
) -> tuple[int, str]:
    """Add an intake without photos and ops; return its row, and its new hw_id."""
    # What is claimed from its beginning stands in the indexes where its first op puts it:
    # each page that an entry moves away from would have to be made durable too.
    name, kind, tries = (owner.name, OpKind.IDENTIFY.value, 1) if owner else (None, None, 0)
    while True:
        hw_id = hw_ids.new()
        cursor = connection.execute(
            "INSERT OR IGNORE INTO intakes"
            " (hw_id, created_at, source, state, owner, next_kind, tries, is_one, split_of)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (hw_id, log.now(), source, state.value, name, kind, tries, is_one, split_of),
        )
        if cursor.rowcount == 1 and cursor.lastrowid is not None:
            return cursor.lastrowid, hw_id
