"""Find intakes by how their hw_id begins: for who is typing one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwlab_cli.model import State
from hwlab_cli.oplog.connection import OpLog


@dataclass(frozen=True, slots=True)
class Found:
    """An intake in short: its name, where it stands, and what it is or what its photo is called."""

    hw_id: str
    state: State
    title: str


def beginning_with(
    log: OpLog, typed: str, states: Sequence[State] = (), *, most: int
) -> Iterator[Found]:
    """Yield the youngest intakes whose hw_id begins like this, in any case; at most `most`."""
    start = typed.upper()
    rows = log.rows(
        "SELECT hw_id, state, json_extract(identification, '$.fields.manufacturer'),"
        " json_extract(identification, '$.fields.model'),"
        " (SELECT name FROM photos WHERE intake_id = id ORDER BY position LIMIT 1)"
        " FROM intakes WHERE hw_id >= ?1 AND hw_id < ?1 || char(0x10FFFF)"
        " AND (?2 = '[]' OR state IN (SELECT value FROM json_each(?2)))"
        " ORDER BY id DESC LIMIT ?3",
        (start, json.dumps(list(states)), most),
    )
    for hw_id, state, manufacturer, model, photo in rows:
        title = " ".join(filter(None, (manufacturer, model))) or photo or ""
        yield Found(hw_id, State(state), title)
