"""Device types from NetBox: what changed there since the last time, and what has gone."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.catalog.definition import as_json
from hwlab_cli.catalog.device_type import Changes, DeviceType, SourceKind
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import AwayError, NotSetUpError

_TYPES = "dcim/device-types/"
_MANUFACTURERS = "dcim/manufacturers/"
_FIELDS = (
    "id",
    "manufacturer",
    "model",
    "slug",
    "part_number",
    "u_height",
    "is_full_depth",
    "airflow",
    "weight",
    "weight_unit",
    "last_updated",
)
_PAGE = 1000
_FEW = 500  # that changed are asked for by id; of more, everything is read anew
_AT_ONCE = 100  # ids in a URL of at most 4,094 bytes


@dataclass(slots=True)
class Plan:
    """What NetBox has now: the makers, each type's maker and stamp, and which types changed."""

    url: str
    manufacturers: list[dict[str, Any]] = field(default_factory=list)
    makers: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    changed: list[int] = field(default_factory=list)


def look(catalog: Catalog, client: Client) -> Plan:
    """Ask NetBox what it has, and compare; the catalog is not changed.

    Raises NetBoxError where NetBox can't be asked.
    """
    with _outage_told():
        plan = Plan(client.url)
        plan.manufacturers = list(_all(client, _MANUFACTURERS, ("id", "name", "slug")))
        known = catalog.stamps(SourceKind.NETBOX, client.url)
        # All of them, though little of each: a type that was deleted is only seen by its
        # absence, and one whose manufacturer was renamed has not changed itself.
        for one in _all(client, _TYPES, ("id", "manufacturer", "last_updated")):
            key = str(one["id"])
            plan.makers[key] = one["manufacturer"]["name"]
            plan.stamps[key] = one["last_updated"] or ""
            if not plan.stamps[key] or known.get(key) != plan.stamps[key]:
                plan.changed.append(one["id"])
    return plan


def carry_out(
    catalog: Catalog, client: Client, plan: Plan, step: Callable[[], None] = lambda: None
) -> Changes:
    """Read what changed, then bring the catalog up to date in one transaction.

    `step` is called for each type that is read. Raises NetBoxError where NetBox can't be asked
    any more: the catalog stays as it was.
    """
    read: dict[str, DeviceType] = {}
    with _outage_told():
        for body in _changed(client, plan.changed):
            read[str(body["id"])] = _device_type(body)
            step()
    with catalog.replacing(SourceKind.NETBOX, plan.url) as writer:
        for one in plan.manufacturers:
            writer.manufacturer(one["name"], one["slug"])
        for key, maker in plan.makers.items():
            known = writer.current(key, plan.stamps[key])
            if key in read:
                writer.put(read[key], as_json(dict(read[key].data)))
            elif known:
                if known.manufacturer != maker:
                    writer.rename(key, maker)
                writer.keep(key)
        # There is one NetBox: what another one had, under another address, is no longer so.
        writer.only_of_its_kind()
        return writer.done()


@contextlib.contextmanager
def _outage_told() -> Iterator[None]:
    """Say of an outage what it means here: nothing is queued, and nothing is lost."""
    try:
        yield
    except AwayError as error:
        error.hint = "the catalog is as it was, and works; `hwlab catalog sync` again later"
        raise


def _all(client: Client, endpoint: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield all objects of a kind, in the order of their ids.

    Each page begins behind the last id seen: what is deleted meanwhile moves nothing from one
    page to another, where it would be overlooked, and taken for deleted too.
    """
    last = 0
    while True:
        found = client.find(endpoint, fields=fields, page=_PAGE, ordering="id", id__gt=last)
        page = list(itertools.islice(found, _PAGE))
        if any(left["id"] >= right["id"] for left, right in itertools.pairwise(page)) or (
            page and page[0]["id"] <= last
        ):
            raise NotSetUpError(
                "its answers are not in the order that was asked for",
                item="NetBox",
                hint="hwlab needs NetBox 4.2 or newer, see `hwlab netbox check`",
            )
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]["id"]


def _changed(client: Client, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    wanted = set(ids)
    if len(wanted) > _FEW:
        yield from (one for one in _all(client, _TYPES, _FIELDS) if one["id"] in wanted)
        return
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        # A filter that NetBox does not know would give everything.
        found = client.find(_TYPES, fields=_FIELDS, id=list(some))
        yield from (one for one in found if one["id"] in wanted)


def _device_type(body: dict[str, Any]) -> DeviceType:
    return DeviceType(
        manufacturer=body["manufacturer"]["name"],
        model=body["model"],
        slug=body["slug"],
        key=str(body["id"]),
        part_number=body["part_number"] or "",
        u_height=_number(body["u_height"]),
        is_full_depth=body["is_full_depth"],
        airflow=_choice(body["airflow"]),
        weight=_number(body["weight"]),
        weight_unit=_choice(body["weight_unit"]),
        stamp=body["last_updated"] or "",
        data=body,
    )


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def _choice(value: dict[str, str] | str | None) -> str:
    return (value["value"] if isinstance(value, dict) else value) or ""
