"""Devices in NetBox: found by their marker and by their serial, and what they are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hwlab_cli.netbox import same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import NotSetUpError
from hwlab_cli.netbox.needed import MARKER
from hwlab_cli.netbox.outcome import Fate, Outcome
from hwlab_cli.netbox.references import Resolved

ENDPOINT = "dcim/devices/"
GONE = "its device is not in NetBox any more: put it back and retry, or discard the intake"

_FIELDS = ("id", "name", "display", "asset_tag", "serial", "device_type", "custom_fields")
_LONGEST_QUERY = 3750  # of the 4,094 bytes that NetBox takes in a request's first line
_SPARE = 50


@dataclass(frozen=True, slots=True)
class Device:
    """A device as NetBox has it; `hw_id` is its marker, empty where it has none."""

    id: int
    hw_id: str
    name: str
    asset_tag: str
    serial: str
    manufacturer: int
    custom_fields: dict[str, Any]
    url: str


def with_hw_ids(client: Client, hw_ids: Sequence[str]) -> dict[str, list[Device]]:
    """Return the devices that bear each of these markers.

    Raises NotSetUpError where NetBox does not filter by the marker: then it would answer with
    every device it has, and a device that is there might be taken for missing.
    """
    found: dict[str, list[Device]] = {hw_id: [] for hw_id in hw_ids}
    name = f"cf_{MARKER}"
    for some in _chunks(name, hw_ids):
        page = len(some) + _SPARE
        for one in _found(client, page, name, some):
            if one.hw_id not in found:
                raise NotSetUpError(
                    f"it does not filter devices by the custom field {MARKER}",
                    item="NetBox",
                    hint="`hwlab netbox setup` makes and mends it",
                )
            found[one.hw_id].append(one)
    return found


def with_serials(client: Client, serials: Iterable[str]) -> dict[str, list[Device]]:
    """Return the devices that have each of these serials, whoever made them; case is ignored."""
    wanted = list(dict.fromkeys(serials))
    found: dict[str, list[Device]] = {}
    for some in _chunks("serial", wanted):
        keys = {serial.casefold() for serial in some}
        for one in _found(client, 1000, "serial", some):
            # What is the same letter in another case, NetBox's database may see otherwise.
            if one.serial.casefold() in keys:
                found.setdefault(one.serial.casefold(), []).append(one)
    return found


def holding(client: Client, name: str, asset_tag: str, site: int) -> Device | None:
    """Return the device that has this asset tag, or this name at this site."""
    for one in _found(client, 10, "asset_tag", [asset_tag]):
        if one.asset_tag == asset_tag:
            return one
    for one in _found(client, 10, "name", [name], site_id=site):
        if one.name.casefold() == name.casefold():
            return one
    return None


def the_one(found: Sequence[Device]) -> Device | Outcome:
    """Return the device that bears a marker, or what follows where there is not exactly one."""
    if not found:
        return Outcome(Fate.FAILED, GONE)
    if len(found) > 1:
        where = ", ".join(one.url for one in found)
        return Outcome(Fate.HELD, f"{len(found)} devices in NetBox have this hw_id: {where}")
    return found[0]


def name_of(hw_id: str) -> str:
    """Return the name of an intake's device, the same at each attempt."""
    return hw_id


def asset_tag_of(hw_id: str, body: dict[str, Any]) -> str:
    """Return its asset tag: the printed one where it is proven, else the hw_id."""
    return str(body["asset_tag"] or hw_id)


def device_body(
    hw_id: str, body: dict[str, Any], references: Resolved, status: str
) -> dict[str, Any]:
    """Return what NetBox is asked to create for an intake."""
    return {
        "name": name_of(hw_id),
        "asset_tag": asset_tag_of(hw_id, body),
        "serial": body["serial"] or "",
        "status": status,
        "site": references.site,
        "role": references.role,
        "device_type": references.device_type,
        "comments": body["comments"],
        "tags": [references.tag],
        "custom_fields": custom_fields(hw_id, body, references.status),
    }


def custom_fields(hw_id: str, body: dict[str, Any], status: str) -> dict[str, Any]:
    """Return hwlab's own fields of a device."""
    return {
        MARKER: hw_id,
        "hwlab_catalog_status": status,
        "hwlab_confidence": body["confidence"],
        "hwlab_category": body["category"],
        "hwlab_mac_addresses": ", ".join(body["mac_addresses"]) or None,
        "hwlab_part_number": body["part_number"],
    }


def is_same_device(serial: str, manufacturers: Iterable[int], other: Device) -> bool:
    """Tell whether a device of NetBox's has this serial and manufacturer."""
    return same.key(serial) == same.key(other.serial) and other.manufacturer in set(manufacturers)


def url_of(client: Client, key: int) -> str:
    """Return where a person sees a device."""
    return f"{client.url}/dcim/devices/{key}/"


def _found(
    client: Client, page: int, name: str, values: Sequence[str], **more: Any
) -> Iterable[Device]:
    for one in client.find(ENDPOINT, fields=_FIELDS, page=page, **{name: list(values)}, **more):
        fields = one.get("custom_fields") or {}
        yield Device(
            one["id"],
            str(fields.get(MARKER) or ""),
            one.get("name") or one.get("display") or str(one["id"]),
            one.get("asset_tag") or "",
            one.get("serial") or "",
            one["device_type"]["manufacturer"]["id"],
            fields,
            url_of(client, one["id"]),
        )


def _chunks(name: str, values: Sequence[str]) -> Iterable[list[str]]:
    """Cut a filter's values so that each part fits into one request's first line."""
    some: list[str] = []
    size = 0
    for value in values:
        length = len(urlencode({name: value})) + 1
        if some and size + length > _LONGEST_QUERY:
            yield some
            some, size = [], 0
        some.append(value)
        size += length
    if some:
        yield some
