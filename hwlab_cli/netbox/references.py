"""What a device refers to in NetBox: manufacturer, type, role, site and tag, by id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hwlab_cli.netbox import same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import NotSetUpError
from hwlab_cli.netbox.named import Named
from hwlab_cli.netbox.needed import TAG, role_name
from hwlab_cli.netbox.types import DeviceTypes, Wanted

_SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a device refers to, by id; `status` is how its type was found."""

    manufacturer: int
    device_type: int
    role: int
    site: int
    tag: int
    status: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a device can't be given its references; `refused` where NetBox itself said no."""

    reason: str
    refused: bool = False


class References:
    """The references of new devices: looked up, and made where missing.

    What was looked up is kept: make a new one for every run.
    """

    def __init__(self, client: Client) -> None:
        self._settings = client.settings
        self._manufacturers = Named(client, "dcim/manufacturers/", key=same.maker_key)
        self._types = DeviceTypes(client)
        self._sites = Named(client, "dcim/sites/", extra={"status": "active"})
        self._roles = Named(client, "dcim/device-roles/", extra={"color": "607d8b"})
        self._tags = Named(client, "extras/tags/", extra={"color": "009688"})

    def resolve(self, bodies: Sequence[dict[str, Any]]) -> list[Resolved | Doubt]:
        """Return what each of these devices refers to, making what is missing.

        In a few requests for all of them. Raises NetBoxError where NetBox can't be asked, and
        NotSetUpError where the site, a role or the tag can't be made.
        """
        refused = self._manufacturers.make(body["manufacturer"] for body in bodies)
        wanted = [self._wanted(body, refused) for body in bodies]
        sure = [one for one in wanted if isinstance(one, Wanted)]
        self._types.load(one.manufacturer for one in sure)
        refused_types = self._types.make(sure) if self._settings.create_types else {}
        site = self._sure(self._sites, "site", self._settings.site)
        tag = self._sure(self._tags, "tag", TAG)
        names = {body["category"]: role_name(self._settings, body["category"]) for body in bodies}
        roles = {
            category: self._sure(self._roles, "role", name) for category, name in names.items()
        }
        result: list[Resolved | Doubt] = []
        for body, one in zip(bodies, wanted, strict=True):
            if isinstance(one, Doubt):
                result.append(one)
                continue
            found = self._type(one, refused_types)
            if isinstance(found, Doubt):
                result.append(found)
                continue
            status = "created" if self._types.was_created(one) else "matched"
            role = roles[body["category"]]
            result.append(Resolved(one.manufacturer, found, role, site, tag, status))
        return result

    def missing(self, bodies: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """Yield what `resolve` would make for these, as kind and name; nothing is made."""
        told: set[tuple[str, str]] = set()
        for body in bodies:
            for kind, name, there in self._looked_up(body):
                place = (kind, same.key(name))
                if not there and place not in told:
                    told.add(place)
                    yield kind, name

    def manufacturer_ids(self, name: str) -> set[int]:
        """Return the ids of the manufacturers that a name stands for."""
        return {int(one["id"]) for one in self._manufacturers.find(name)}

    def _looked_up(self, body: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
        maker = self._manufacturers.find(body["manufacturer"])
        yield "manufacturer", body["manufacturer"], bool(maker)
        types = []
        if maker:
            wanted = Wanted(maker[0]["id"], body["manufacturer"], body)
            self._types.load([wanted.manufacturer])
            types = self._types.find(wanted)
        yield "device type", f"{body['manufacturer']} {body['model']}", bool(types)
        role = role_name(self._settings, body["category"])
        yield "role", role, bool(self._roles.find(role))
        yield "site", self._settings.site, bool(self._sites.find(self._settings.site))
        yield "tag", TAG, bool(self._tags.find(TAG))

    def _wanted(self, body: dict[str, Any], refused: dict[str, str]) -> Wanted | Doubt:
        name = body["manufacturer"]
        found = self._manufacturers.find(name)
        if not found:
            reason = refused.get(name, "it can't be made")
            return Doubt(f"the manufacturer {name}: {reason}", refused=True)
        if len(found) > 1:
            return Doubt(f"several manufacturers of NetBox's fit {name}: {_listed(found, 'name')}")
        return Wanted(int(found[0]["id"]), name, body)

    def _type(self, wanted: Wanted, refused: dict[str, str]) -> int | Doubt:
        found = self._types.find(wanted)
        if len(found) > 1:
            return Doubt(
                f"several device types of NetBox's fit {wanted.name}: {_listed(found, 'model')}"
            )
        if found:
            return int(found[0]["id"])
        if wanted.name in refused:
            return Doubt(f"the device type {wanted.name}: {refused[wanted.name]}", refused=True)
        return Doubt(f"NetBox has no device type {wanted.name}, and netbox.create_types is off")

    def _sure(self, kind: Named, what: str, name: str) -> int:
        refused = kind.make([name])
        found = kind.find(name)
        if not found:
            raise NotSetUpError(
                f"the {what} {name} can't be made: {refused.get(name)}",
                item="NetBox",
                hint="`hwlab netbox check` tells what is missing",
            )
        return int(found[0]["id"])


def _listed(found: Sequence[dict[str, Any]], field: str) -> str:
    names = [str(one[field]) for one in found]
    more = f" and {len(names) - _SHOWN_CANDIDATES} more" if len(names) > _SHOWN_CANDIDATES else ""
    return ", ".join(names[:_SHOWN_CANDIDATES]) + more
