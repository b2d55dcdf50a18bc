"""Delivering custom fields: what a device lacks that was found in NetBox already."""

from collections.abc import Iterator, Sequence
from typing import Any

from hwlab_cli.carried import Carried
from hwlab_cli.delivery.ledger import Ledger, next_body
from hwlab_cli.model import OpKind
from hwlab_cli.netbox import devices
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.devices import Device
from hwlab_cli.netbox.faults import NetBoxError, NotThereError, RefusedError, TooLargeError
from hwlab_cli.netbox.outcome import Fate, Outcome

_AT_ONCE = 100


def deliver(ledger: Ledger, client: Client) -> Iterator[Carried]:
    """Change the custom fields that are owed."""
    while window := ledger.claimed(OpKind.PATCH_CUSTOM_FIELDS, _AT_ONCE):
        outcomes: dict[str, Outcome] = {}
        try:
            there = devices.with_hw_ids(client, list(window))
            ours = ledger.recorded(list(window.values()))
            for hw_id, intake in ledger.intakes(window).items():
                if hw_id in ours:
                    outcomes[hw_id] = _changed(client, there[hw_id], next_body(intake))
        except NetBoxError as fault:
            ledger.fault = fault
            # The same change once more changes nothing more: its outcome need not be known.
            yield from ledger.settled(window, outcomes)
            left = {hw_id: claim for hw_id, claim in window.items() if hw_id not in outcomes}
            yield from ledger.stopped(left)
            return
        yield from ledger.settled(window, outcomes)


def _changed(client: Client, found: Sequence[Device], body: dict[str, Any]) -> Outcome:
    device = devices.the_one(found)
    if isinstance(device, Outcome):
        return device
    try:
        client.change(devices.ENDPOINT, device.id, body)
    except NotThereError:
        return Outcome(Fate.FAILED, devices.GONE, device.url)
    except (RefusedError, TooLargeError) as error:
        return Outcome(Fate.FAILED, error.message, device.url)
    return Outcome(Fate.DELIVERED, "", device.url)
