"""Read the log: lists, single intakes, histories. Nothing here writes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hwlab_cli.errors import NotFoundError, StateError
from hwlab_cli.model import Box, Identification, OpKind, State
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto

_CHUNK = 500
_NOTHING_AFTER = 2**62
_COLUMNS = "id, hw_id, created_at, source, state, identification, netbox_url, is_one <> 0, split_of"


@dataclass(frozen=True, slots=True)
class Op:
    """One op of an intake as it stands."""

    kind: OpKind
    state: State
    attempts: int
    reason: str
    body: dict[str, Any]
    outcome: str
    not_before: str | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """An intake as it stands: its photos, what is known of it, what is owed to it.

    `is_one`: whether its photos are known to show one device. `split_of` is the intake that was
    split into this one and its `siblings`, of which those that were discarded are left out.
    """

    row_id: int
    hw_id: str
    created_at: str
    source: str
    state: State
    identification: Identification | None
    photos: tuple[KeptPhoto, ...]
    ops: tuple[Op, ...]
    netbox_url: str | None = None
    is_one: bool = False
    split_of: str | None = None
    siblings: tuple[str, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Why it is held, failed or discarded: one sentence each."""
        return [
            reason
            for op in self.ops
            if op.state in {State.HELD, State.FAILED, State.DISCARDED}
            for reason in op.reason.split("; ")
            if reason
        ]


@dataclass(frozen=True, slots=True)
class Event:
    """One change in an intake's history."""

    at: str
    kind: OpKind
    attempt: int
    from_state: State | None
    to_state: State
    outcome: str
    reason: str


def intakes(
    log: OpLog, states: Sequence[State] = (), *, newest: int | None = None
) -> Iterator[Intake]:
    """Yield intakes in the order they were captured, in flat memory.

    `states` limits to those; `newest` to that many of the youngest.
    """
    chosen = [state.value for state in dict.fromkeys(states)]
    after = 0 if newest is None else _before_newest(log, chosen, newest)
    while True:
        with log.reading():
            found = list(_filled(log, _chunk(log, chosen, after)))
        yield from found
        if len(found) < _CHUNK:
            return
        after = found[-1].row_id


def intake(log: OpLog, hw_id: str) -> Intake:
    """Return one intake; raises NotFoundError when the log has none of that name."""
    with log.reading():
        rows = log.rows(
            f"SELECT {_COLUMNS} FROM intakes WHERE hw_id = ?",  # noqa: S608
            (hw_id,),
        )
        if rows:
            return next(_filled(log, rows))
        pruned = log.rows("SELECT 1 FROM pruned_photos WHERE hw_id = ? LIMIT 1", (hw_id,))
    raise NotFoundError(
        "no such intake: it was pruned" if pruned else "no such intake",
        item=hw_id,
        hint="`hwlab queue list` shows the hw_ids there are",
    )


def known(log: OpLog, hw_ids: Sequence[str]) -> set[str]:
    """Return those of these that are or were in this log."""
    rows = log.rows(
        "SELECT value FROM json_each(?) WHERE value IN (SELECT hw_id FROM intakes)"
        " OR value IN (SELECT hw_id FROM pruned_photos)",
        (json.dumps(list(hw_ids)),),
    )
    return {str(hw_id) for (hw_id,) in rows}


def is_here(log: OpLog, hw_id: str) -> bool:
    """Tell whether an intake is in this log."""
    return bool(log.rows("SELECT 1 FROM intakes WHERE hw_id = ?", (hw_id,)))


def events(log: OpLog, row_id: int) -> list[Event]:
    """Return an intake's history, oldest first."""
    return [
        Event(at, OpKind(kind), attempt, State(old) if old else None, State(new), outcome, reason)
        for at, kind, attempt, old, new, outcome, reason in log.rows(
            "SELECT at, kind, attempt, from_state, to_state, outcome, reason FROM events"
            " WHERE intake_id = ? ORDER BY number",
            (row_id,),
        )
    ]


def sent_at(log: OpLog, one: Intake) -> datetime | None:
    """Return when a request for an intake was last sent, None if none ever was."""
    rows = log.rows(
        "SELECT at FROM events WHERE intake_id = ? AND outcome = 'sent'"
        " ORDER BY number DESC LIMIT 1",
        (one.row_id,),
    )
    return datetime.fromisoformat(rows[0][0]) if rows else None


def postponed(log: OpLog, only: Sequence[str] | None = None) -> datetime | None:
    """Return when the first of what has to wait may be tried, None where nothing has to."""
    chosen = None if only is None else json.dumps(list(only))
    ((first,),) = log.rows(
        "SELECT min(not_before) FROM intakes JOIN ops ON intake_id = id"
        " AND position = next_position WHERE intakes.state IN ('ready', 'sent')"
        " AND not_before > ?1 AND changed_at <= ?1"
        " AND (?2 IS NULL OR hw_id IN (SELECT value FROM json_each(?2)))",
        (log.now(), chosen),
    )
    return datetime.fromisoformat(first) if first else None


def tally(log: OpLog) -> dict[State, int]:
    """Return how many intakes stand in each state, without counting them."""
    return {State(state): count for state, count in log.rows("SELECT state, intakes FROM tally")}


# A state is searched for by itself: for several at once, or none in particular, SQLite
# would walk the whole table, or sort all that match.
_ONE_STATE = f"SELECT {_COLUMNS} FROM intakes WHERE state = ? AND id > ? ORDER BY id LIMIT ?"  # noqa: S608
_ANY_STATE = f"SELECT {_COLUMNS} FROM intakes WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608


def _chunk(log: OpLog, states: Sequence[str], after: int) -> list[tuple[Any, ...]]:
    if not states:
        return log.rows(_ANY_STATE, (after, _CHUNK))
    found = [row for state in states for row in log.rows(_ONE_STATE, (state, after, _CHUNK))]
    return sorted(found)[:_CHUNK]


def _before_newest(log: OpLog, states: Sequence[str], newest: int) -> int:
    """Return the row before the oldest of the newest ones in these states."""
    if states:
        query = "SELECT id FROM intakes WHERE state = ? ORDER BY id DESC LIMIT ?"
        rows = [row for state in states for row in log.rows(query, (state, newest))]
    else:
        rows = log.rows("SELECT id FROM intakes ORDER BY id DESC LIMIT ?", (newest,))
    ids = sorted((row_id for (row_id,) in rows), reverse=True)[:newest]
    return ids[-1] - 1 if ids else _NOTHING_AFTER


def _filled(log: OpLog, rows: list[tuple[Any, ...]]) -> Iterator[Intake]:
    ids = json.dumps([row[0] for row in rows])
    photos: dict[int, list[KeptPhoto]] = {}
    for intake_id, sha256, name, part in log.rows(
        "SELECT intake_id, sha256, name, part FROM photos"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, position",
        (ids,),
    ):
        photos.setdefault(intake_id, []).append(KeptPhoto(sha256, name, _box(part)))
    ops: dict[int, list[Op]] = {}
    for intake_id, kind, state, attempts, reason, body, outcome, not_before in log.rows(
        "SELECT intake_id, kind, state, attempts, reason, body, outcome, not_before FROM ops"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, position",
        (ids,),
    ):
        op = Op(OpKind(kind), State(state), attempts, reason, json.loads(body), outcome, not_before)
        ops.setdefault(intake_id, []).append(op)
    siblings: dict[int, list[str]] = {}
    for intake_id, hw_id in log.rows(
        "SELECT one.id, other.hw_id FROM intakes AS one JOIN intakes AS other"
        " ON other.split_of = one.split_of AND other.id <> one.id"
        " WHERE one.id IN (SELECT value FROM json_each(?)) AND one.split_of IS NOT NULL"
        " AND other.state <> 'discarded' ORDER BY one.id, other.id",
        (ids,),
    ):
        siblings.setdefault(intake_id, []).append(hw_id)
    for row_id, hw_id, created_at, source, state, identification, url, is_one, split_of in rows:
        yield Intake(
            row_id,
            hw_id,
            created_at,
            source,
            State(state),
            _identification(hw_id, identification),
            tuple(photos.get(row_id, ())),
            tuple(ops.get(row_id, ())),
            url,
            bool(is_one),
            split_of,
            tuple(siblings.get(row_id, ())),
        )


def _box(text: str | None) -> Box | None:
    if text is None:
        return None
    left, top, right, bottom = map(int, json.loads(text))
    return left, top, right, bottom


def _identification(hw_id: str, text: str | None) -> Identification | None:
    if text is None:
        return None
    try:
        return Identification.from_json(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise StateError(
            "what the log says of this intake can't be read",
            item=hw_id,
            hint="`hwlab queue check` lists what is damaged; a newer hwlab may have written it",
        ) from error
