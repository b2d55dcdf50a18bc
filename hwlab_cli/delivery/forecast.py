"""What a replay would do, found out without claiming, making or sending anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Literal

from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.delivery.ledger import next_body
from hwlab_cli.delivery.looking import known
from hwlab_cli.delivery.photos import NO_ANSWER, settling
from hwlab_cli.model import OpKind, State
from hwlab_cli.netbox import attaching, devices
from hwlab_cli.netbox.attaching import Attachment
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.devices import Device
from hwlab_cli.netbox.outcome import Fate, Outcome
from hwlab_cli.netbox.references import References
from hwlab_cli.oplog import claims, query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake, Op

Action = Literal[
    "identify", "make", "create", "adopt", "hold", "fail", "patch", "attach", "blocked"
]

_WINDOW = 400
_IN_TURN = (
    OpKind.IDENTIFY,
    OpKind.CREATE_DEVICE,
    OpKind.ATTACH_PHOTO,
    OpKind.PATCH_CUSTOM_FIELDS,
)
_ACTIONS: dict[Fate, Action] = {Fate.HELD: "hold", Fate.FAILED: "fail", Fate.ADOPTED: "adopt"}


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
    named = [query.intake(log, hw_id) for hw_id in only] if only else None
    due = {hw_id: kind for kind in _IN_TURN for hw_id in claims.due(log, kind, only=only)}
    foresight = _Foresight(log, client)
    chosen = islice(due, limit)
    while window := list(islice(chosen, _WINDOW)):
        yield from foresight.of([query.intake(log, hw_id) for hw_id in window])
    waiting = (one for one in named or query.intakes(log, (State.READY, State.SENT)))
    held = () if named else query.intakes(log, (State.HELD, State.FAILED))
    for one in chain(waiting, held):
        if one.hw_id not in due and one.state not in {State.DONE, State.DISCARDED}:
            yield Step("blocked", one.hw_id, _called(one), _why_blocked(one))


class _Foresight:
    """What NetBox would be asked for, in windows, each thing to be made named once."""

    def __init__(self, log: OpLog, client: Client) -> None:
        self._log = log
        self._client = client
        self._references = References(client, CatalogTypes(log.home))
        self._told: set[tuple[str, str]] = set()

    def of(self, window: Sequence[Intake]) -> Iterator[Step]:
        """Yield what would be done for these."""
        creates = {one.hw_id: one for one in window if _next(one).kind is OpKind.CREATE_DEVICE}
        outcomes = known(self._log, self._client, self._references, creates)
        fresh = [next_body(one) for hw_id, one in creates.items() if hw_id not in outcomes]
        for kind, name in self._references.missing(fresh):
            if (kind, name) not in self._told:
                self._told.add((kind, name))
                yield Step("make", None, f"{kind} {name}")
        there = devices.with_hw_ids(
            self._client,
            [
                one.hw_id
                for one in window
                if _next(one).kind is not OpKind.IDENTIFY
                and (one.hw_id not in creates or one.hw_id in outcomes)
            ],
        )
        present = attaching.attached(self._client, list(_attachments(window, there)))
        for one in window:
            if _next(one).kind is OpKind.IDENTIFY:
                yield Step("identify", one.hw_id, ", ".join(photo.name for photo in one.photos))
                continue
            outcome = outcomes.get(one.hw_id)
            if one.hw_id not in creates:
                outcome = _outcome(devices.the_one(there[one.hw_id]))
            yield from self._steps(one, outcome, present)

    def _steps(self, one: Intake, outcome: Outcome | None, present: set[str]) -> Iterator[Step]:
        """Yield what would be done for one, given what is known of its device in NetBox."""
        op, called = _next(one), _called(one)
        creates = op.kind is OpKind.CREATE_DEVICE
        if outcome is None and creates:
            if doubt := self._references.doubt(op.body):
                yield Step("hold", one.hw_id, called, doubt.reason)
                return
            yield Step("create", one.hw_id, called, "", _shown(one.hw_id, op.body))
        elif outcome is not None:
            yield Step(_ACTIONS[outcome.fate], one.hw_id, called, outcome.reason)
            if outcome.fate is not Fate.ADOPTED:
                return
        for later in one.ops:
            if later.state is State.DONE:
                continue
            if later.kind is OpKind.PATCH_CUSTOM_FIELDS:
                yield Step("patch", one.hw_id, called, "", later.body)
            elif later.kind is OpKind.ATTACH_PHOTO:
                yield self._photo(one, later, present)
        if outcome is not None and outcome.lacking:
            yield Step("patch", one.hw_id, called, "", {"custom_fields": outcome.lacking})

    def _photo(self, one: Intake, op: Op, present: set[str]) -> Step:
        sha256 = op.body["sha256"]
        name = next((photo.name for photo in one.photos if photo.sha256 == sha256), "a photo")
        if attaching.name_of(one.hw_id, sha256) in present:
            return Step("adopt", one.hw_id, name, "it was attached already")
        if op is _next(one) and settling(self._log, self._client, one):
            return Step("blocked", one.hw_id, name, NO_ANSWER)
        return Step("attach", one.hw_id, name)


def _outcome(found: Device | Outcome) -> Outcome | None:
    return found if isinstance(found, Outcome) else None


def _attachments(
    window: Sequence[Intake], there: Mapping[str, Sequence[Device]]
) -> Iterator[Attachment]:
    for one in window:
        device = devices.the_one(there.get(one.hw_id, ()))
        if isinstance(device, Device):
            for photo in one.photos:
                yield Attachment(one.hw_id, photo.sha256, device.id, device.url, bytes)


def _shown(hw_id: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        **body,
        "name": devices.name_of(hw_id),
        "asset_tag": devices.asset_tag_of(hw_id, body),
    }


def _next(one: Intake) -> Op:
    return next(op for op in one.ops if op.state is not State.DONE)


def _called(one: Intake) -> str:
    found = one.identification
    return " ".join(filter(None, (found.manufacturer, found.model))) if found else "unknown"


def _why_blocked(one: Intake) -> str:
    if one.state in {State.HELD, State.FAILED}:
        return f"{one.state.value}: {'; '.join(one.reasons)}"
    if not_before := _next(one).not_before:
        return f"to be left alone until {not_before}"
    return "another hwlab is at work on it"
