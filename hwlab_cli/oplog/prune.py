"""Remove finished intakes, and the originals that nobody needs any more."""

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hwlab_cli.errors import UsageError
from hwlab_cli.model import State
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.store_lock import holding

if TYPE_CHECKING:
    from hwlab_cli.photos.originals import Originals

FINISHED = (State.DONE, State.DISCARDED)
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a prune removed, or would remove."""

    intakes: int = 0
    originals: int = 0
    bytes: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(
            self.intakes + other.intakes,
            self.originals + other.originals,
            self.bytes + other.bytes,
        )


def prune(
    log: OpLog,
    originals: "Originals",
    before: datetime,
    states: Collection[State] = FINISHED,
    dry_run: bool = False,
) -> Pruned:
    """Remove finished intakes in these states on which nothing was done since `before`.

    Of those that are done the photos stay known by their hashes. A prune that is killed is
    finished by the next. Raises UsageError for states that are not finished, LockedError
    when captures or another prune leave no gap.
    """
    if not set(states) <= set(FINISHED):
        raise UsageError("only intakes that are done or discarded can be pruned")
    since = before.astimezone(UTC).isoformat(timespec="microseconds")
    total = Pruned()
    if not dry_run:
        total += _remove_originals(log, originals)
        remove_partials(log, originals)
    for ids in _finished(log, states, since):
        if dry_run:
            total += _foreseen(log, originals, ids, states, since)
        else:
            total += _remove(log, originals, ids, states, since)
    return total


def _finished(log: OpLog, states: Collection[State], since: str) -> Iterator[list[int]]:
    """Yield the rows of what can go in batches, read without keeping others from writing."""
    after = 0
    while True:
        rows = log.rows(
            # The plus keeps SQLite from sorting all finished intakes anew for each batch.
            "SELECT id FROM intakes WHERE id > ? AND +state IN (SELECT value FROM json_each(?))"
            " AND created_at < ? AND NOT EXISTS"
            " (SELECT 1 FROM ops WHERE intake_id = intakes.id AND changed_at >= ?)"
            " ORDER BY id LIMIT ?",
            (after, json.dumps(list(states)), since, since, _BATCH),
        )
        if rows:
            yield [row_id for (row_id,) in rows]
        if len(rows) < _BATCH:
            return
        after = rows[-1][0]


def _remove(
    log: OpLog, originals: "Originals", ids: list[int], states: Collection[State], since: str
) -> Pruned:
    with holding(log.home, exclusive=True):
        with log.writing() as connection:
            rows = connection.execute(
                "SELECT id FROM intakes WHERE id IN (SELECT value FROM json_each(?))"
                " AND state IN (SELECT value FROM json_each(?)) AND created_at < ?"
                " AND NOT EXISTS"
                " (SELECT 1 FROM ops WHERE intake_id = intakes.id AND changed_at >= ?)",
                (json.dumps(ids), json.dumps(list(states)), since, since),
            ).fetchall()
            going = (json.dumps([row_id for (row_id,) in rows]),)
            connection.execute(
                "INSERT OR IGNORE INTO pruned_photos (sha256, hw_id)"
                " SELECT sha256, hw_id FROM intakes JOIN photos ON intake_id = id"
                " WHERE id IN (SELECT value FROM json_each(?)) AND state = 'done' ORDER BY id",
                going,
            )
            connection.execute(
                "INSERT OR IGNORE INTO removals (sha256) SELECT sha256 FROM photos"
                " WHERE intake_id IN (SELECT value FROM json_each(?))",
                going,
            )
            connection.execute(
                "DELETE FROM intakes WHERE id IN (SELECT value FROM json_each(?))", going
            )
            connection.execute(
                "DELETE FROM events WHERE intake_id IN (SELECT value FROM json_each(?))", going
            )
        return Pruned(intakes=len(rows)) + _remove_unused(log, originals)


def _remove_originals(log: OpLog, originals: "Originals") -> Pruned:
    """Finish the removals of a prune that was interrupted."""
    if not log.rows("SELECT 1 FROM removals LIMIT 1"):
        return Pruned()
    with holding(log.home, exclusive=True):
        return _remove_unused(log, originals)


def remove_partials(log: OpLog, originals: "Originals") -> None:
    """Delete what captures had half-written when they were killed."""
    with said_in_words(log.path):
        there = any(originals.partials())
    if there:
        # Nobody writes any while this is held.
        with holding(log.home, exclusive=True), said_in_words(log.path):
            for path in originals.partials():
                path.unlink(missing_ok=True)


def _remove_unused(log: OpLog, originals: "Originals") -> Pruned:
    """Delete the originals set down for removal that no intake uses; needs the store's lock."""
    unused = log.rows(
        "SELECT sha256 FROM removals"
        " WHERE NOT EXISTS (SELECT 1 FROM photos WHERE photos.sha256 = removals.sha256)"
    )
    removed = Pruned()
    with said_in_words(log.path):
        for (sha256,) in unused:
            size = _size(originals, sha256)
            if size is not None:
                originals.remove(sha256)
                removed += Pruned(originals=1, bytes=size)
    with log.writing() as connection:
        connection.execute("DELETE FROM removals")
    return removed


def _foreseen(
    log: OpLog, originals: "Originals", ids: list[int], states: Collection[State], since: str
) -> Pruned:
    # A photo goes with the last of the intakes that have it, and with none if one stays.
    rows = log.rows(
        "SELECT DISTINCT sha256 FROM photos AS going"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS ("
        "  SELECT 1 FROM photos JOIN intakes ON id = intake_id WHERE photos.sha256 = going.sha256"
        "  AND (id > ? OR state NOT IN (SELECT value FROM json_each(?)) OR created_at >= ?"
        "   OR EXISTS (SELECT 1 FROM ops WHERE intake_id = intakes.id AND changed_at >= ?)))",
        (json.dumps(ids), ids[-1], json.dumps(list(states)), since, since),
    )
    sizes = [_size(originals, sha256) for (sha256,) in rows]
    present = [size for size in sizes if size is not None]
    return Pruned(len(ids), len(present), sum(present))


def _size(originals: "Originals", sha256: str) -> int | None:
    with suppress(OSError):
        return originals.path(sha256).stat().st_size
    return None
