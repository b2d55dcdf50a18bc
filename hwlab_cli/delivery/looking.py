"""What NetBox has already of the devices that are owed, and what the others refer to there."""

from collections.abc import Mapping, Sequence
from typing import Any

from hwlab_cli.delivery.ledger import next_body
from hwlab_cli.netbox import attaching, creating, devices
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.creating import Order
from hwlab_cli.netbox.devices import Device
from hwlab_cli.netbox.outcome import Fate, Outcome
from hwlab_cli.netbox.references import Doubt, References
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake


def looked_up(
    log: OpLog, client: Client, references: References, intakes: Mapping[str, Intake]
) -> tuple[dict[str, Outcome], list[Order]]:
    """Return what NetBox settles by what it has already, and what is to be created.

    What the latter refer to is made where it is missing.
    """
    outcomes = known(log, client, references, intakes)
    fresh = {hw_id: next_body(one) for hw_id, one in intakes.items() if hw_id not in outcomes}
    orders = []
    resolved = references.resolve(list(fresh.values()))
    for (hw_id, body), one in zip(fresh.items(), resolved, strict=True):
        if isinstance(one, Doubt):
            outcomes[hw_id] = Outcome(Fate.FAILED if one.refused else Fate.HELD, one.reason)
        else:
            orders.append(Order(hw_id, body, one))
    return outcomes, orders


def known(
    log: OpLog, client: Client, references: References, intakes: Mapping[str, Intake]
) -> dict[str, Outcome]:
    """Return the outcomes of those that NetBox has already: by marker, by serial, by photo."""
    bodies = {hw_id: next_body(one) for hw_id, one in intakes.items()}
    outcomes = {}
    for hw_id, found in devices.with_hw_ids(client, list(bodies)).items():
        if found:
            outcomes[hw_id] = _adopted(hw_id, bodies[hw_id], found)
    absent = {hw_id: body for hw_id, body in bodies.items() if hw_id not in outcomes}
    outcomes |= _by_photo(log, client, [intakes[hw_id] for hw_id in absent])
    return outcomes | _by_serial(client, references, absent)


def _by_serial(
    client: Client, references: References, bodies: Mapping[str, dict[str, Any]]
) -> dict[str, Outcome]:
    outcomes = {}
    serials = {hw_id: str(body["serial"]) for hw_id, body in bodies.items() if body["serial"]}
    twins = devices.with_serials(client, serials.values())
    for hw_id, serial in serials.items():
        ids = references.manufacturer_ids(bodies[hw_id]["manufacturer"])
        for twin in twins.get(serial.casefold(), []):
            if twin.hw_id == hw_id:
                # Of an earlier request of ours, carried out since we asked for the marker.
                outcomes[hw_id] = _adopted(hw_id, bodies[hw_id], [twin])
                break
            if devices.is_same_device(serial, ids, twin):
                reason = f"duplicate of {twin.name} in NetBox ({twin.url}): same serial"
                outcomes[hw_id] = Outcome(Fate.HELD, reason)
    return outcomes


def _adopted(hw_id: str, body: dict[str, Any], found: Sequence[Device]) -> Outcome:
    fields = devices.custom_fields(hw_id, body, "")
    del fields["hwlab_catalog_status"]
    return creating.adopted(found, fields)


def _by_photo(log: OpLog, client: Client, intakes: Sequence[Intake]) -> dict[str, Outcome]:
    """Hold those of which a photo was delivered from another machine.

    Who took a photo in twice here was told, and wanted it so.
    """
    holders = attaching.holders(client, (photo.sha256 for one in intakes for photo in one.photos))
    ours = query.known(log, sorted({name for names in holders.values() for name in names}))
    outcomes = {}
    for one in intakes:
        for photo in one.photos:
            for name, device in holders[photo.sha256].items():
                if name not in ours:
                    url = devices.url_of(client, device)
                    reason = f"duplicate of {name} in NetBox ({url}): same photo"
                    outcomes[one.hw_id] = Outcome(Fate.HELD, reason)
    return outcomes
