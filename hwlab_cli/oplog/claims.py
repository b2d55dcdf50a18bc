"""Take intakes to work on; a dead owner's are taken at once, a live one's never."""

import contextlib
import itertools
import json
import sqlite3
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hwlab_cli.model import OpKind
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.owners import Owner, alive, sweep

__all__ = [
    "LONGEST_WAIT",
    "Claim",
    "Owner",
    "alive",
    "claim",
    "due",
    "give_back",
    "own",
    "release",
    "sweep",
]

LONGEST_WAIT = timedelta(hours=1)
"""The longest backoff that the log keeps, whatever a server asks for."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An intake that this process may work on until it settles or releases it.

    `was_sent`: whether a request for its op was under way before, and nobody knows its outcome.
    """

    intake_id: int
    hw_id: str
    kind: OpKind
    attempt: int
    was_sent: bool = False


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
    chosen = None if only is None else json.dumps(list(only))
    # The first is looked for without the write lock, so that others need not wait while one
    # walks past everything that is postponed, and a poll that finds nothing writes nothing.
    everything = _free(log, owner, kind, chosen, skip, _Place(0, 0))
    with said_in_words(log.path), contextlib.closing(everything) as free:
        first = next(free, None)
    if first is None or limit < 1:
        return []
    with log.writing() as connection:
        start = _Place(first.attempt - 1, first.intake_id)
        with contextlib.closing(_free(log, owner, kind, chosen, skip, start)) as free:
            claimed = list(itertools.islice(free, limit))
        for one in claimed:
            _record(log, connection, owner, one)
    return claimed


def due(log: OpLog, kind: OpKind, *, only: Sequence[str] | None = None) -> list[str]:
    """Return the hw_ids that `claim` would hand out, in its order; nothing is claimed."""
    chosen = None if only is None else json.dumps(list(only))
    with said_in_words(log.path):
        return [one.hw_id for one in _free(log, None, kind, chosen, (), _Place(0, 0))]


def own(
    log: OpLog, connection: sqlite3.Connection, owner: Owner, intake_id: int, hw_id: str
) -> Claim:
    """Claim an intake for its identification, inside the transaction that opens that."""
    (tries,) = connection.execute("SELECT tries FROM intakes WHERE id = ?", (intake_id,)).fetchone()
    taken = Claim(intake_id, hw_id, OpKind.IDENTIFY, tries + 1)
    _record(log, connection, owner, taken)
    return taken


def give_back(log: OpLog, owner: Owner, claim: Claim) -> None:
    """Give up one claim of this owner: the intake is anybody's."""
    with log.writing() as connection:
        connection.execute(
            "UPDATE intakes SET owner = NULL WHERE id = ? AND owner = ?",
            (claim.intake_id, owner.name),
        )


def release(log: OpLog, owner: Owner) -> None:
    """Give up every claim of this owner."""
    with log.writing() as connection:
        connection.execute("UPDATE intakes SET owner = NULL WHERE owner = ?", (owner.name,))


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the order in which claims are handed out."""

    tries: int
    intake_id: int


def _free(
    log: OpLog,
    owner: Owner | None,
    kind: OpKind,
    only: str | None,
    skip: Collection[int],
    start: _Place,
) -> Generator[Claim, None, None]:
    now = log.clock()
    liveness = {owner.name: True} if owner else {}
    # In two parts, each a range of the index: as one comparison of (tries, id), SQLite
    # would walk all that were tried as often as the first.
    parts = (
        (_ONLY_AT if only else _AT, (start.tries, start.intake_id)),
        (_ONLY_BEYOND if only else _BEYOND, (start.tries,)),
    )
    for query, values in parts:
        chosen = (only, kind.value, *values) if only else (kind.value, *values)
        with contextlib.closing(log.connection.execute(query, chosen)) as rows:
            for intake_id, hw_id, holder, tries, not_before, since, was_sent in rows:
                if holder is not None and holder not in liveness:
                    liveness[holder] = alive(log.home, holder)
                free = holder is None or not liveness[holder]
                if free and intake_id not in skip and not _must_wait(now, since, not_before):
                    yield Claim(intake_id, hw_id, kind, tries + 1, bool(was_sent))


_COLUMNS = (
    "SELECT intakes.id, hw_id, owner, tries, not_before, changed_at, intakes.state = 'sent' FROM "
)
# CROSS JOIN makes SQLite start from the names, not from everything that is ready.
_NAMED = _COLUMNS + (  # noqa: S608
    "(SELECT DISTINCT value AS name FROM json_each(?)) CROSS JOIN intakes ON hw_id = name"
)
_NEXT_OP = (
    " JOIN ops ON intake_id = intakes.id AND position = next_position"
    " WHERE next_kind = ? AND intakes.state IN ('ready', 'sent')"
)
_IN_TURN = " ORDER BY tries, intakes.id"
_AT = _COLUMNS + "intakes" + _NEXT_OP + " AND tries = ? AND intakes.id >= ?" + _IN_TURN
_BEYOND = _COLUMNS + "intakes" + _NEXT_OP + " AND tries > ?" + _IN_TURN
_ONLY_AT = _NAMED + _NEXT_OP + " AND tries = ? AND intakes.id >= ?" + _IN_TURN
_ONLY_BEYOND = _NAMED + _NEXT_OP + " AND tries > ?" + _IN_TURN


def _must_wait(now: datetime, since: str, not_before: str | None) -> bool:
    """Tell whether a backoff is still on; one that was written in the future is a clock's."""
    if not_before is None:
        return False
    return datetime.fromisoformat(since) <= now < datetime.fromisoformat(not_before)


def _record(log: OpLog, connection: sqlite3.Connection, owner: Owner, claimed: Claim) -> None:
    connection.execute("UPDATE intakes SET owner = ? WHERE id = ?", (owner.name, claimed.intake_id))
    connection.execute(
        "UPDATE ops SET attempts = ?1, outcome = 'attempt', not_before = NULL, changed_at = ?2"
        " WHERE intake_id = ?3 AND position = (SELECT next_position FROM intakes WHERE id = ?3)",
        (claimed.attempt, log.now(), claimed.intake_id),
    )
