"""What a replay would do, found out without claiming, making or sending anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from hwlab_cli.delivery.devices import known
from hwlab_cli.model import OpKind, State
from hwlab_cli.netbox import devices
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.outcome import Fate
from hwlab_cli.netbox.references import References
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake

Action = Literal["identify", "make", "create", "adopt", "hold", "patch", "attach", "blocked"]

_WINDOW = 400


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a replay would do; `name` is of what, `reason` why it would not be done."""

    action: Action
    hw_id: str | None
    name: str
    reason: str = ""
    body: dict[str, Any] | None = None


def forecast(
    log: OpLog, client: Client, only: Sequence[str] | None, limit: int | None
) -> Iterator[Step]:
    """Yield what a replay would do, in its order. Raises NetBoxError where it can't be asked."""
    references = References(client)
    told: set[tuple[str, str]] = set()
    chosen = (query.intake(log, name) for name in only) if only else query.intakes(log)
    due = (one for one in chosen if one.state in {State.READY, State.SENT})
    for window in _windows(islice(due, limit)):
        yield from _window(client, references, window, told)
    for one in (query.intake(log, name) for name in only) if only else _held(log):
        if one.state in {State.HELD, State.FAILED}:
            reason = f"{one.state.value}: {'; '.join(one.reasons)}"
            yield Step("blocked", one.hw_id, _called(one), reason)


def _window(
    client: Client, references: References, window: Sequence[Intake], told: set[tuple[str, str]]
) -> Iterator[Step]:
    owed = {one.hw_id: _next(one) for one in window}
    creates = {hw_id: op.body for hw_id, op in owed.items() if op.kind is OpKind.CREATE_DEVICE}
    outcomes = known(client, references, creates)
    fresh = [body for hw_id, body in creates.items() if hw_id not in outcomes]
    for kind, name in references.missing(fresh):
        if (kind, name) not in told:
            told.add((kind, name))
            yield Step("make", None, f"{kind} {name}")
    for one in window:
        op, name = owed[one.hw_id], _called(one)
        outcome = outcomes.get(one.hw_id)
        if op.kind is OpKind.IDENTIFY:
            yield Step("identify", one.hw_id, ", ".join(photo.name for photo in one.photos))
            continue
        if outcome is not None and outcome.fate is Fate.HELD:
            yield Step("hold", one.hw_id, name, outcome.reason)
            continue
        if outcome is not None:
            yield Step("adopt", one.hw_id, name, outcome.reason)
        elif op.kind is OpKind.CREATE_DEVICE:
            yield Step("create", one.hw_id, name, "", _shown(one.hw_id, op.body))
        for later in one.ops:
            if later.state is State.DONE:
                continue
            if later.kind is OpKind.PATCH_CUSTOM_FIELDS:
                yield Step("patch", one.hw_id, name, "", later.body)
            elif later.kind is OpKind.ATTACH_PHOTO:
                photos = {photo.sha256: photo.name for photo in one.photos}
                yield Step("attach", one.hw_id, photos.get(later.body["sha256"], "a photo"))


def _shown(hw_id: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        **body,
        "name": devices.name_of(hw_id),
        "asset_tag": devices.asset_tag_of(hw_id, body),
    }


def _held(log: OpLog) -> Iterator[Intake]:
    return query.intakes(log, (State.HELD, State.FAILED))


def _next(one: Intake) -> query.Op:
    return next(op for op in one.ops if op.state is not State.DONE)


def _called(one: Intake) -> str:
    found = one.identification
    return " ".join(filter(None, (found.manufacturer, found.model))) if found else "unknown"


def _windows(intakes: Iterator[Intake]) -> Iterator[list[Intake]]:
    while window := list(islice(intakes, _WINDOW)):
        yield window
