"""Everything the log knows, one JSON-able dict per intake."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hwlab_cli.errors import NotFoundError
from hwlab_cli.model import Identification, State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog


def export(log: OpLog, states: Sequence[State] = ()) -> Iterator[dict[str, Any]]:
    """Yield every intake, or those in these states, in the order they were captured.

    One at a time, in flat memory; raises StateError at one that can't be read.
    """
    for listed in query.intakes(log, states):
        with log.reading():
            exported = _exported(log, listed.hw_id)
        if exported is not None and (not states or State(exported["state"]) in states):
            yield exported


def _exported(log: OpLog, hw_id: str) -> dict[str, Any] | None:
    try:
        intake = query.intake(log, hw_id)
    except NotFoundError:  # pruned since it was listed
        return None
    return {
        "hw_id": intake.hw_id,
        "created_at": intake.created_at,
        "source": intake.source,
        "state": intake.state.value,
        "netbox_url": intake.netbox_url,
        **_identification(intake.identification),
        "photos": [
            {"sha256": photo.sha256, "name": photo.name, "part": photo.part}
            for photo in intake.photos
        ],
        "siblings": list(intake.siblings),
        "ops": _ops(log, intake.row_id),
        "events": _events(log, intake.row_id),
    }


def _identification(identification: Identification | None) -> dict[str, Any]:
    data = (identification or Identification()).to_json()
    fields = data.pop("fields")
    shown = identification.several if identification else []
    several = [{**one.found.fields_to_json(), "part": one.part} for one in shown]
    return {"identification": fields if identification else None, **data, "several": several}


def _ops(log: OpLog, row_id: int) -> list[dict[str, Any]]:
    names = ("kind", "state", "attempts", "not_before", "outcome", "reason", "changed_at")
    return [
        {**dict(zip(names, values, strict=True)), "body": json.loads(body)}
        for *values, body in log.rows(
            "SELECT kind, state, attempts, not_before, outcome, reason, changed_at, body FROM ops"
            " WHERE intake_id = ? ORDER BY position",
            (row_id,),
        )
    ]


def _events(log: OpLog, row_id: int) -> list[dict[str, Any]]:
    names = ("at", "position", "kind", "attempt", "from_state", "to_state", "outcome", "reason")
    return [
        dict(zip(names, values, strict=True))
        for values in log.rows(
            "SELECT at, position, kind, attempt, from_state, to_state, outcome, reason FROM events"
            " WHERE intake_id = ? ORDER BY number",
            (row_id,),
        )
    ]
