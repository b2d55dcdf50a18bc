"""Intakes that are held, decisions that a person takes on them, and how each stands."""

from collections.abc import Callable
from typing import Any

from oplog_setup import captured, claimed, photo

from hwlab_cli import plan
from hwlab_cli.model import (
    Evidence,
    EvidenceKind,
    Identification,
    IdentifiedField,
    OpKind,
    State,
)
from hwlab_cli.oplog import deciding, query, settle
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.deciding import Outcome, Standing
from hwlab_cli.reviewing import fields

PRINT = Evidence(EvidenceKind.TEXT, "7XK2", "a", ((0, 0), (9, 0), (9, 9), (0, 9)), "full")
DOUBTED = Identification(
    manufacturer="Dell",
    model="R640",
    serial="7XK2",
    evidence={IdentifiedField.SERIAL: [PRINT]},
    proven=[IdentifiedField.MANUFACTURER, IdentifiedField.MODEL],
    doubts=["the serial 7XK2 is read once; look again"],
    recognizer="label",
)


def held(log: OpLog, owner: Owner, *names: str, found: Identification = DOUBTED) -> str:
    """Take photos in, of which this identification is made."""
    claim = captured(log, owner, *names)
    kept = query.intake(log, claim.hw_id).photos
    ops = plan.ops_for(found, kept, "hold")
    settle.identified(log, owner, claim, found, ops, plan.identity_key(found))
    return claim.hw_id


def look(log: OpLog, hw_id: str) -> Standing:
    return deciding.standing(log, hw_id)


def state(log: OpLog, hw_id: str) -> State:
    return query.intake(log, hw_id).state


def stands(log: OpLog, hw_id: str) -> tuple[Any, ...]:
    """All that an undo must bring back."""
    one = query.intake(log, hw_id)
    ops = [(op.kind, op.state, op.reason, op.outcome, op.body) for op in one.ops]
    return one.state, one.identification, one.photos, ops


def outcome(found: Identification, *photos: str) -> Outcome:
    ops = plan.ops_for(found, [photo(name) for name in photos], "hold")
    return Outcome(found, ops, plan.identity_key(found))


def edit(log: OpLog, seen: Standing) -> None:
    """Correct one of its fields."""
    fields.edit(log, seen.intake, {"serial": "8YL3"}, "hold", since=seen.stamp)


def accept(log: OpLog, seen: Standing) -> None:
    """Accept what is said of it."""
    fields.accept(log, seen.intake, "hold", since=seen.stamp)


def deliver(log: OpLog, owner: Owner, hw_id: str) -> None:
    """Have it delivered."""
    for kind in (OpKind.CREATE_DEVICE, OpKind.ATTACH_PHOTO):
        settle.delivered(log, owner, [settle.Delivered(claimed(log, owner, kind, hw_id))])


def discard(log: OpLog, seen: Standing) -> None:
    """Discard it."""
    settle.discard(log, seen.intake.hw_id, "broken", since=seen.stamp)


def retry(log: OpLog, seen: Standing) -> None:
    """Try what failed again."""
    settle.retry(log, seen.intake.hw_id, since=seen.stamp)


DECISIONS = (accept, edit, discard, retry)
Decide = Callable[[OpLog, Standing], None]
