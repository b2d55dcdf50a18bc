"""Everything the log knows, one JSON-able dict per intake."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hwlab_cli.model import State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog


def export(log: OpLog, states: Sequence[State] = ()) -> Iterator[dict[str, Any]]:
    """Yield every intake, or those in these states, in the order they were captured.

    One at a time, in flat memory; raises StateError at one that can't be read.
    """
    for intake in query.intakes(log, states):
        with log.reading():
            yield_ = _exported(log, intake)
        yield yield_


def _exported(log: OpLog, intake: query.Intake) -> dict[str, Any]:
    return {
        "hw_id": intake.hw_id,
        "created_at": intake.created_at,
        "source": intake.source,
        "state": intake.state.value,
        "photos": [{"sha256": photo.sha256, "name": photo.name} for photo in intake.photos],
        **_identification(intake),
        "ops": _ops(log, intake.row_id),
        "events": _events(log, intake.row_id),
    }
