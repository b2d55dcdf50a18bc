"""How the queue fares: what stands where and since when, who works on it, what does not get on."""

from dataclasses import dataclass

from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.faults import said_in_words
from hwlab_cli.oplog.owners import alive

OFTEN = 5
"""Attempts after which an op does not seem to get on; an outage counts as none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many intakes stand alike, and the oldest of them; its time is ISO 8601 in UTC."""

    count: int
    oldest: str
    since: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the queue fares.

    `waiting` are those that are ready or sent, by what is owed to them next. `claimed` counts the
    intakes that processes at work hold, `orphaned` those of processes that are gone. `tried`
    names the intake that was tried most of those tried often, with its attempts and last reason.
    """

    total: int
    states: dict[State, Standing]
    waiting: dict[OpKind, Standing]
    claimed: int
    processes: int
    orphaned: int
    tried: tuple[str, int, str] | None
    newest: str


def health(log: OpLog) -> Health:
    """Return how the queue fares; raises as every reading of the log does."""
    with log.reading():
        counts = query.tally(log)
        states = {}
        for state, count in counts.items():
            if count:
                rows = log.rows(
                    "SELECT hw_id, created_at FROM intakes WHERE state = ? ORDER BY id LIMIT 1",
                    (state.value,),
                )
                states[state] = Standing(count, *rows[0])
        # SQLite takes the bare columns from the row that has the minimum.
        waiting = {
            OpKind(kind): Standing(count, hw_id, since)
            for kind, count, _, hw_id, since in log.rows(
                "SELECT next_kind, count(*), min(id), hw_id, created_at FROM intakes"
                " WHERE state IN ('ready', 'sent') GROUP BY next_kind"
            )
        }
        owners = log.rows(
            "SELECT owner, count(*) FROM intakes WHERE owner IS NOT NULL GROUP BY owner"
        )
        tried = log.rows(
            "SELECT hw_id, tries, reason FROM intakes JOIN ops"
            " ON intake_id = id AND position = next_position"
            " WHERE intakes.state IN ('ready', 'sent') AND tries >= ?"
            " ORDER BY tries DESC, id LIMIT 1",
            (OFTEN,),
        )
        newest = log.rows("SELECT created_at FROM intakes ORDER BY id DESC LIMIT 1")
    with said_in_words(log.path):
        at_work = {owner: count for owner, count in owners if alive(log.home, owner)}
    return Health(
        total=sum(counts.values()),
        states=states,
        waiting=waiting,
        claimed=sum(at_work.values()),
        processes=len(at_work),
        orphaned=sum(count for _, count in owners) - sum(at_work.values()),
        tried=(tried[0][0], tried[0][1], tried[0][2]) if tried else None,
        newest=newest[0][0] if newest else "",
    )
