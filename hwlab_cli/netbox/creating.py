"""Creating devices: one request for many, narrowed to those at fault, looked up when in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tenacity

from hwlab_cli.netbox import devices
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import (
    ConflictError,
    DeadlockError,
    NetBoxError,
    NotSetUpError,
    RefusedError,
    TooLargeError,
    UnknownOutcomeError,
)
from hwlab_cli.netbox.meaning import unique
from hwlab_cli.netbox.needed import CUSTOM_FIELDS
from hwlab_cli.netbox.outcome import Fate, Outcome, Result
from hwlab_cli.netbox.references import Resolved

_SENDINGS = 3
_DEADLOCKS = 6


@dataclass(frozen=True, slots=True)
class Order:
    """A device to be created: its hw_id, what the log says of it, and what it refers to."""

    hw_id: str
    body: dict[str, Any]
    references: Resolved


def create(client: Client, orders: Sequence[Order]) -> Result:
    """Create these devices; every one of them has an outcome in the result.

    The result's fault is set when NetBox could not be asked any further.
    """
    result = Result()
    _send(client, list(orders), result, _SENDINGS)
    return result


def adopted(found: Sequence[devices.Device], wanted: dict[str, Any]) -> Outcome:
    """Return the outcome of finding devices that bear an intake's marker already.

    `wanted` are hwlab's custom fields. What people changed in NetBox meanwhile stays.
    """
    device = devices.the_one(found)
    if isinstance(device, Outcome):
        return device
    there = device.custom_fields
    lacking = {
        name: value
        for name, value in wanted.items()
        if value is not None and (there.get(name) is None or there[name] == "")
    }
    return Outcome(Fate.ADOPTED, f"it was there already, as {device.name}", device.url, lacking)


def _send(client: Client, orders: list[Order], result: Result, sendings: int) -> None:
    if not orders or result.fault:
        _leave(orders, result, Outcome(Fate.AGAIN, _reason(result.fault)))
        return
    try:
        made = _created(client, orders)
    except (TooLargeError, ConflictError, RefusedError) as error:
        _narrow(client, orders, result, error, sendings)
    except UnknownOutcomeError as error:
        _look(client, orders, result, error, sendings)
    except NetBoxError as error:
        result.fault = error
        _leave(orders, result, Outcome(Fate.AGAIN, _reason(error)))
    else:
        for order, one in zip(orders, made, strict=True):
            url = devices.url_of(client, one["id"])
            told = order.references.passed_over
            reason = "; ".join(error.message for error in told)
            result.outcomes[order.hw_id] = Outcome(Fate.DELIVERED, reason, url, passed_over=told)


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(DeadlockError),
    wait=tenacity.wait_random_exponential(0.2, max=3),
    stop=tenacity.stop_after_attempt(_DEADLOCKS),
    reraise=True,
)
def _created(client: Client, orders: Sequence[Order]) -> list[dict[str, Any]]:
    status = client.settings.status
    return client.create(
        devices.ENDPOINT,
        [devices.device_body(one.hw_id, one.body, one.references, status) for one in orders],
    )


def _narrow(
    client: Client,
    orders: list[Order],
    result: Result,
    error: TooLargeError | RefusedError,
    sendings: int,
) -> None:
    """Settle those at fault, by NetBox's own account or by halving, and send the others."""
    by_index = error.by_index if isinstance(error, RefusedError) else {}
    said = error.words if isinstance(error, RefusedError) else (error.message,)
    by_index = {index: words for index, words in by_index.items() if 0 <= index < len(orders)}
    if by_index:
        # The others first: one of them may be who has what another is refused for.
        others = [one for nth, one in enumerate(orders) if nth not in by_index]
        _send(client, others, result, sendings)
        for index, words in by_index.items():
            _settle(client, orders[index], words, result)
    elif len(orders) == 1:
        _settle(client, orders[0], said, result)
    else:
        half = len(orders) // 2
        _send(client, orders[:half], result, sendings)
        _send(client, orders[half:], result, sendings)


def _settle(client: Client, order: Order, words: Sequence[str], result: Result) -> None:
    """Settle one device that NetBox refused."""
    if any(_not_set_up(said) for said in words):
        result.fault = NotSetUpError(
            "; ".join(words), item="NetBox", hint="`hwlab netbox setup` makes and mends it"
        )
        outcome = Outcome(Fate.AGAIN, _reason(result.fault))
    elif any("Related object not found" in said for said in words):
        # Deleted between our look and our request; the next run looks again.
        outcome = Outcome(Fate.AGAIN, "; ".join(words))
    elif any(unique(said) for said in words) and result.fault:
        outcome = Outcome(Fate.AGAIN, _reason(result.fault))
    elif any(unique(said) for said in words):
        outcome = _taken(client, order, words, result)
    else:
        outcome = Outcome(Fate.FAILED, "; ".join(words))
    result.outcomes[order.hw_id] = outcome


def _taken(client: Client, order: Order, words: Sequence[str], result: Result) -> Outcome:
    """Find out who has what had to be unique: this very intake, or something else."""
    asset_tag = devices.asset_tag_of(order.hw_id, order.body)
    name = devices.name_of(order.hw_id)
    try:
        found = devices.with_hw_ids(client, [order.hw_id])[order.hw_id]
        if found:
            return adopted(found, _fields(order))
        holder = devices.holding(client, name, asset_tag, order.references.site)
    except NetBoxError as error:
        result.fault = error
        return Outcome(Fate.UNKNOWN, _reason(error))
    if holder is None:
        return Outcome(Fate.FAILED, "; ".join(words))
    what = f"asset tag {asset_tag}" if holder.asset_tag == asset_tag else f"name {name}"
    return Outcome(Fate.HELD, f"the {what} is taken by {holder.name} ({holder.url})")


def _look(
    client: Client,
    orders: list[Order],
    result: Result,
    error: UnknownOutcomeError,
    sendings: int,
) -> None:
    """Ask NetBox what became of a request, and send again what is not there.

    A lookup that finds nothing proves nothing: the request may still be carried out. Sending
    again is safe only since asset tag and name are the same.
    """
    try:
        found = devices.with_hw_ids(client, [one.hw_id for one in orders])
    except NetBoxError as away:
        result.fault = away
        _leave(orders, result, Outcome(Fate.UNKNOWN, _reason(error)))
        return
    missing = []
    for one in orders:
        if found[one.hw_id]:
            result.outcomes[one.hw_id] = adopted(found[one.hw_id], _fields(one))
        else:
            missing.append(one)
    if sendings > 1:
        _send(client, missing, result, sendings - 1)
    elif len(missing) > 1 and error.broke_down:
        half = len(missing) // 2
        _send(client, missing[:half], result, 1)
        _send(client, missing[half:], result, 1)
    else:
        fate = Fate.FAILED if error.broke_down else Fate.UNKNOWN
        _leave(missing, result, Outcome(fate, _reason(error), counts=True))
        if not error.broke_down:
            result.fault = error


def _leave(orders: Sequence[Order], result: Result, outcome: Outcome) -> None:
    for order in orders:
        result.outcomes[order.hw_id] = outcome


def _fields(order: Order) -> dict[str, Any]:
    return devices.custom_fields(order.hw_id, order.body, order.references.status)


def _not_set_up(said: str) -> bool:
    return "does not exist" in said and any(one.name in said for one in CUSTOM_FIELDS)


def _reason(error: NetBoxError | None) -> str:
    return f"NetBox: {error.message}" if error else ""
