"""Read the log: lists, single intakes, histories. Nothing here writes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hwlab_cli.errors import NotFoundError
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog.append import KeptPhoto
from hwlab_cli.oplog.connection import OpLog

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Op:
    """One op of an intake as it stands."""

    kind: OpKind
    state: State
    attempts: int
    reason: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Intake:
    """An intake as it stands: its photos, what is known of it, what is owed to it."""

    row_id: int
    hw_id: str
    created_at: str
    source: str
    state: State
    identification: Identification | None
    photos: tuple[KeptPhoto, ...]
    ops: tuple[Op, ...]

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
    chosen = [state.value for state in states] or [state.value for state in State]
    where = f"state IN ({', '.join('?' * len(chosen))})" if states else "1"
    values = tuple(chosen) if states else ()
    after = 0
    if newest is not None:
        rows = log.rows(
            f"SELECT id FROM intakes WHERE {where} ORDER BY id DESC LIMIT ?",  # noqa: S608
            (*values, newest),
        )
        if not rows:
            return
        after = rows[-1][0] - 1
    while True:
        rows = log.rows(
            "SELECT id, hw_id, created_at, source, state, identification FROM intakes"
            f" WHERE {where} AND id > ? ORDER BY id LIMIT {_CHUNK}",  # noqa: S608
            (*values, after),
        )
        yield from _filled(log, rows)
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def intake(log: OpLog, hw_id: str) -> Intake:
    """Return one intake; raises NotFoundError when the log has none of that name."""
    rows = log.rows(
        "SELECT id, hw_id, created_at, source, state, identification FROM intakes WHERE hw_id = ?",
        (hw_id,),
    )
    if not rows:
        pruned = log.rows("SELECT 1 FROM pruned_photos WHERE hw_id = ? LIMIT 1", (hw_id,))
        raise NotFoundError(
            "no such intake: it was pruned" if pruned else "no such intake",
            item=hw_id,
            hint="`hwlab queue list` shows the hw_ids there are",
        )
    return next(_filled(log, rows))


def events(log: OpLog, row_id: int) -> list[Event]:
    """Return an intake's history, oldest first."""
    return [
        Event(at, OpKind(kind), attempt, State(old) if old else None, State(new), outcome, reason)
        for at, kind, attempt, old, new, outcome, reason in log.rows(
            "SELECT at, kind, attempt, from_state, to_state, outcome, reason FROM events"
            " WHERE intake_id = ? ORDER BY id",
            (row_id,),
        )
    ]


def tally(log: OpLog) -> dict[State, int]:
    """Return how many intakes stand in each state, without counting them."""
    return {State(state): count for state, count in log.rows("SELECT state, intakes FROM tally")}


def _filled(log: OpLog, rows: list[tuple[Any, ...]]) -> Iterator[Intake]:
    if not rows:
        return
    ids = json.dumps([row[0] for row in rows])
    photos: dict[int, list[KeptPhoto]] = {}
    for intake_id, sha256, name in log.rows(
        "SELECT intake_id, sha256, name FROM photos"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, position",
        (ids,),
    ):
        photos.setdefault(intake_id, []).append(KeptPhoto(sha256, name))
    ops: dict[int, list[Op]] = {}
    for intake_id, kind, state, attempts, reason, body in log.rows(
        "SELECT intake_id, kind, state, attempts, reason, body FROM ops"
        " WHERE intake_id IN (SELECT value FROM json_each(?)) ORDER BY intake_id, position",
        (ids,),
    ):
        op = Op(OpKind(kind), State(state), attempts, reason, json.loads(body))
        ops.setdefault(intake_id, []).append(op)
    for row_id, hw_id, created_at, source, state, identification in rows:
        yield Intake(
            row_id,
            hw_id,
            created_at,
            source,
            State(state),
            Identification.from_json(json.loads(identification)) if identification else None,
            tuple(photos.get(row_id, ())),
            tuple(ops.get(row_id, ())),
        )
