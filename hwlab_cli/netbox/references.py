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
        self._load(bodies)
        doubts = [self.doubt(body) for body in bodies]
        clear = [body for body, doubt in zip(bodies, doubts, strict=True) if doubt is None]
        if not clear:
            return [doubt for doubt in doubts if doubt is not None]
        refused = self._made(clear)
        site = self._sure(self._sites, "site", self._settings.site)
        tag = self._sure(self._tags, "tag", TAG)
        roles = {
            one: self._sure(self._roles, "role", role_name(self._settings, one))
            for one in dict.fromkeys(body["category"] for body in clear)
        }
        result: list[Resolved | Doubt] = []
        for body in bodies:
            found = self._found(body, refused)
            if isinstance(found, Doubt):
                result.append(found)
                continue
            maker, kind = found
            status = "created" if self._types.was_created(kind) else "matched"
            result.append(Resolved(maker, kind, roles[body["category"]], site, tag, status))
        return result

    def doubt(self, body: dict[str, Any]) -> Doubt | None:
        """Return what keeps a device from being given its references, without making any."""
        name, model = body["manufacturer"], body["model"]
        makers, types = self._looked_up(body)
        if len(makers) > 1:
            return Doubt(f"several manufacturers of NetBox's fit {name}: {_listed(makers, 'name')}")
        if len(types) > 1:
            return Doubt(
                f"several device types of NetBox's fit {name} {model}: {_listed(types, 'model')}"
            )
        if types or self._settings.create_types:
            return None
        what = f"device type {name} {model}" if makers else f"manufacturer {name}"
        return Doubt(f"NetBox has no {what}, and netbox.create_types is off")

    def missing(self, bodies: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """Yield what `resolve` would make for these, as kind and name; nothing is made."""
        self._load(bodies)
        clear = [body for body in bodies if self.doubt(body) is None]
        if not clear:
            return
        makers = self._manufacturers.missing(body["manufacturer"] for body in clear)
        yield from (("manufacturer", name) for name in makers)
        yield from (("device type", one.name) for one in self._types.missing(self._wanted(clear)))
        for kind, named, names in (
            ("site", self._sites, [self._settings.site]),
            ("tag", self._tags, [TAG]),
            ("role", self._roles, [role_name(self._settings, body["category"]) for body in clear]),
        ):
            yield from ((kind, name) for name in named.missing(names))

    def manufacturer_ids(self, name: str) -> set[int]:
        """Return the ids of the manufacturers that a name stands for."""
        return {int(one["id"]) for one in self._manufacturers.find(name)}

    def _load(self, bodies: Sequence[dict[str, Any]]) -> None:
        """Ask for the types of all manufacturers at once."""
        found = [self._manufacturers.find(body["manufacturer"]) for body in bodies]
        self._types.load(int(makers[0]["id"]) for makers in found if len(makers) == 1)

    def _looked_up(self, body: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the manufacturers that fit, and of a single one the types that fit."""
        makers = self._manufacturers.find(body["manufacturer"])
        if len(makers) != 1:
            return makers, []
        return makers, self._types.find(Wanted(makers[0]["id"], body["manufacturer"], body))

    def _made(self, bodies: Sequence[dict[str, Any]]) -> dict[str, str]:
        """Make manufacturers and types; return why some could not be, by the key of their name."""
        refused = self._manufacturers.make(body["manufacturer"] for body in bodies)
        refused |= self._types.make([one for one in self._wanted(bodies) if one.manufacturer > 0])
        return {same.key(name): reason for name, reason in refused.items()}

    def _wanted(self, bodies: Sequence[dict[str, Any]]) -> list[Wanted]:
        # A manufacturer that is not there has no types, whatever its id; ids are positive.
        absent: dict[str, int] = {}
        wanted = []
        for body in bodies:
            name = body["manufacturer"]
            found = self._manufacturers.find(name)
            number = absent.setdefault(same.maker_key(name), -len(absent) - 1)
            wanted.append(Wanted(found[0]["id"] if found else number, name, body))
        return wanted

    def _found(self, body: dict[str, Any], refused: dict[str, str]) -> tuple[int, int] | Doubt:
        """Return the ids of a device's manufacturer and type, or why there are none."""
        if doubt := self.doubt(body):
            return doubt
        makers, types = self._looked_up(body)
        if makers and types:
            return makers[0]["id"], types[0]["id"]
        kind, name = "manufacturer", body["manufacturer"]
        if makers:
            kind, name = "device type", f"{name} {body['model']}"
        why = refused.get(same.key(name), "it can't be made")
        return Doubt(f"the {kind} {name}: {why}", refused=True)

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
