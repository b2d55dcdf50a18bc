"""What hwlab needs in NetBox, made there: custom fields, the tag, the site, the roles."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import ConflictError, NotSetUpError
from hwlab_cli.netbox.named import Named
from hwlab_cli.netbox.needed import CUSTOM_FIELDS, TAG, CustomField, role_names

_FIELDS_ENDPOINT = "extras/custom-fields/"
_DEVICE = "dcim.device"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is missing in NetBox or not as it must be: what, its name, what to do."""

    what: str
    name: str
    action: str
    endpoint: str
    body: dict[str, Any]
    key: int | None = None


def wanted(client: Client) -> Iterator[Change]:
    """Yield what is still to be done in NetBox; nothing, once it was."""
    there = {one["name"]: one for one in client.find(_FIELDS_ENDPOINT)}
    for field in CUSTOM_FIELDS:
        found = there.get(field.name)
        if found is None:
            yield Change("custom field", field.name, "make", _FIELDS_ENDPOINT, _field_body(field))
        elif repair := _repair(field, found):
            yield Change(
                "custom field", field.name, "mend", _FIELDS_ENDPOINT, repair, int(found["id"])
            )
    settings = client.settings
    for what, endpoint, names, extra in (
        ("tag", "extras/tags/", [TAG], {"color": "009688"}),
        ("site", "dcim/sites/", [settings.site], {"status": "active"}),
        ("role", "dcim/device-roles/", role_names(settings), {"color": "607d8b"}),
    ):
        named = Named(client, endpoint, extra=extra)
        for name, body in named.missing(names).items():
            yield Change(what, name, "make", endpoint, body)


def carry_out(client: Client, change: Change) -> None:
    """Do one of what `wanted` said; a setup that runs beside this one does no harm."""
    if change.key is not None:
        client.change(change.endpoint, change.key, change.body)
        return
    # Where something is there by now, another setup has made it.
    with contextlib.suppress(ConflictError):
        client.create(change.endpoint, [change.body])


def _field_body(field: CustomField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "description": field.description,
        "object_types": [_DEVICE],
        "group_name": "hwlab",
        "unique": field.unique,
        "filter_logic": "exact",
    }


def _repair(field: CustomField, found: dict[str, Any]) -> dict[str, Any]:
    """Return what must change in a custom field that is there, empty where nothing must."""
    kind = _value(found["type"])
    if kind != field.type:
        raise NotSetUpError(
            f"the custom field {field.name} is of type {kind}, and hwlab needs {field.type}",
            item="NetBox",
            hint="rename or delete it in NetBox, then run `hwlab netbox setup` again",
        )
    repair: dict[str, Any] = {}
    if _DEVICE not in found["object_types"]:
        repair["object_types"] = [*found["object_types"], _DEVICE]
    if field.unique and not found["unique"]:
        repair["unique"] = True
    if field.unique and _value(found["filter_logic"]) != "exact":
        repair["filter_logic"] = "exact"
    return repair


def _value(choice: Any) -> Any:
    return choice["value"] if isinstance(choice, dict) else choice
