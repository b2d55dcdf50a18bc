"""What a device refers to in NetBox: manufacturer, type, role, site and tag, by id."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hwlab_cli.known_types import NOTHING_KNOWN, KnownType, KnownTypes
from hwlab_cli.netbox import definition, same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.elevations import ElevationError
from hwlab_cli.netbox.faults import NotSetUpError
from hwlab_cli.netbox.finishing import finish, is_unfinished
from hwlab_cli.netbox.named import Named
from hwlab_cli.netbox.needed import TAG, UNFINISHED, role_name
from hwlab_cli.netbox.sought import Sought, is_as_named
from hwlab_cli.netbox.types import DeviceTypes, Wanted

_SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a device refers to, by id; `status` is how its type was found.

    `passed_over` are the pictures that its type was made without.
    """

    manufacturer: int
    device_type: int
    role: int
    site: int
    tag: int
    status: str
    passed_over: tuple[ElevationError, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a device can't be given its references; `refused` where NetBox itself said no."""

    reason: str
    refused: bool = False


class References:
    """The references of new devices: looked up, and made where missing.

    `known` is asked where NetBox's own names don't tell which type is meant. What was looked up
    is kept: make a new one for every run.
    """

    def __init__(self, client: Client, known: KnownTypes = NOTHING_KNOWN) -> None:
        self._client = client
        self._settings = client.settings
        self._known = known
        self._sought: dict[tuple[str, str, str | None, bool], Sought] = {}
        self._unfinished: dict[int, str] = {}
        self._passed_over: dict[int, tuple[ElevationError, ...]] = {}
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
        refused = self._made([self._seek(body) for body in clear])
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
            # Told of once, with the first of its devices.
            told = self._passed_over.pop(kind, ())
            result.append(Resolved(maker, kind, roles[body["category"]], site, tag, status, told))
        return result

    def doubt(self, body: dict[str, Any]) -> Doubt | None:
        """Return what keeps a device from being given its references, without making any."""
        one = self._seek(body)
        name, model = one.manufacturer, one.body["model"]
        makers, types = self._looked_up(one)
        if len(makers) > 1:
            return Doubt(f"several manufacturers of NetBox's fit {name}: {_listed(makers, 'name')}")
        if len(types) > 1:
            return Doubt(
                f"several device types of NetBox's fit {name} {model}: {_listed(types, 'model')}"
            )
        if one.question:
            return Doubt(one.question)
        if types:
            return self._doubt_of_unfinished(types[0], one)
        if one.known and (fault := definition.fault(one.known.definition)):
            return Doubt(f"the definition of {one.name} in the catalog can't be used: {fault}")
        if self._settings.create_types:
            return None
        what = f"device type {name} {model}" if makers else f"manufacturer {name}"
        return Doubt(f"NetBox has no {what}, and netbox.create_types is off")

    def missing(self, bodies: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
        """Yield what `resolve` would make for these, as kind and name; nothing is made."""
        self._load(bodies)
        clear = [body for body in bodies if self.doubt(body) is None]
        if not clear:
            return
        sought = [self._seek(body) for body in clear]
        whole = [one for one in map(self._defined, sought) if one]
        makers = [one.manufacturer for one in sought]
        makers += [name for one in whole for name in definition.manufacturers(one.definition)]
        yield from (("manufacturer", name) for name in self._manufacturers.missing(makers))
        for wanted in self._types.missing(self._wanted(sought)):
            within = definition.summary(wanted.known.definition) if wanted.known else ""
            yield "device type", f"{wanted.name} with {within}" if within else wanted.name
        for known in self._to_finish(sought).values():
            yield "what is missing of device type", f"{known.manufacturer} {known.model}"
        for kind, named, names in (
            ("site", self._sites, [self._settings.site]),
            ("tag", self._tags, [TAG, *([UNFINISHED] if whole else [])]),
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

    def _seek(self, body: dict[str, Any]) -> Sought:
        """Return the type that a device is to have; the same again, whatever was made since."""
        key = body["manufacturer"], body["model"], body["part_number"], is_as_named(body)
        if key not in self._sought:
            self._sought[key] = self._as_known(body)
        found = self._sought[key]
        return Sought(found.manufacturer, {**body, **found.body}, found.known, found.question)

    def _as_known(self, body: dict[str, Any]) -> Sought:
        names = {word: body[word] for word in ("model", "part_number")}
        as_read = Sought(body["manufacturer"], names)
        makers, types = self._looked_up(as_read)
        if len(types) == 1 or len(makers) > 1:
            return as_read
        if is_as_named(body):
            known = self._known.named(body["manufacturer"], body["model"], "")
            return Sought.of(known) if known else as_read
        answer = self._known.meant(*(body[word] for word in ("manufacturer", *names)))
        if answer.type is None:
            # Of several types in NetBox, those are the ones to choose from.
            question = "" if types else answer.question
            return Sought(as_read.manufacturer, names, question=question)
        return Sought.of(answer.type)

    def _looked_up(self, one: Sought) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the manufacturers that fit, and of a single one the types that fit."""
        makers = self._manufacturers.find(one.manufacturer)
        if len(makers) != 1:
            return makers, []
        return makers, self._types.find(
            Wanted(makers[0]["id"], one.manufacturer, one.body, one.known)
        )

    def _made(self, sought: Sequence[Sought]) -> dict[str, str]:
        """Make manufacturers and types; return why some could not be, by the key of their name."""
        whole = [one for one in map(self._defined, sought) if one]
        makers = [one.manufacturer for one in sought]
        makers += [name for one in whole for name in definition.manufacturers(one.definition)]
        refused = self._manufacturers.make(makers)
        tags = [self._sure(self._tags, "tag", UNFINISHED)] if whole else []
        wanted = [one for one in self._wanted(sought) if one.manufacturer > 0]
        refused |= self._types.make(wanted, tags)
        for key, known in self._to_finish(sought).items():
            self._finish(key, known)
        return {same.key(name): reason for name, reason in refused.items()}

    def _finish(self, device_type: int, known: KnownType) -> None:
        named = definition.manufacturers(known.definition)
        found = {name: self._manufacturers.find(name) for name in named}
        makers = {name: one[0]["id"] for name, one in found.items() if len(one) == 1}
        done = finish(self._client, device_type, known, makers)
        if done.refused:
            self._unfinished[device_type] = done.refused
            return
        self._types.finished(device_type)
        self._passed_over[device_type] = tuple(
            ElevationError(
                f"the device type was made without {what}",
                item=f"{known.manufacturer} {known.model}",
                hint="add the image to the type in NetBox by hand: hwlab changes no type there",
            )
            for what in done.passed_over
        )

    def _to_finish(self, sought: Iterable[Sought]) -> dict[int, KnownType]:
        """Return those of NetBox's types among these that are unfinished, by id."""
        found = {}
        for one in sought:
            _, types = self._looked_up(one)
            if len(types) == 1 and is_unfinished(types[0]):
                known = self._definition_of(types[0], one)
                if known and types[0]["id"] not in self._unfinished:
                    found[types[0]["id"]] = known
        return found

    def _defined(self, one: Sought) -> KnownType | None:
        """Return all of a type that is to be made or finished, None where that is not known."""
        _, types = self._looked_up(one)
        if types:
            return self._definition_of(types[0], one) if is_unfinished(types[0]) else None
        return one.known if one.known and one.known.definition else None

    def _definition_of(self, found: dict[str, Any], one: Sought) -> KnownType | None:
        if one.known and one.known.definition:
            return one.known
        return self._known.named(found["manufacturer"]["name"], found["model"], found["slug"])

    def _doubt_of_unfinished(self, found: dict[str, Any], one: Sought) -> Doubt | None:
        if not is_unfinished(found):
            return None
        what = f"the device type {one.manufacturer} {found['model']} is not finished in NetBox"
        if not self._settings.create_types:
            return Doubt(f"{what}, and netbox.create_types is off")
        known = self._definition_of(found, one)
        if known is None:
            return Doubt(
                f"{what}, and the catalog here does not know all of it: import the folder that"
                f" it is from, or finish it by hand and take the tag {UNFINISHED} from it"
            )
        if fault := definition.fault(known.definition):
            return Doubt(f"{what}, and its definition in the catalog can't be used: {fault}")
        return None

    def _wanted(self, sought: Sequence[Sought]) -> list[Wanted]:
        # A manufacturer that is not there has no types, whatever its id; ids are positive.
        absent: dict[str, int] = {}
        wanted = []
        for one in sought:
            found = self._manufacturers.find(one.manufacturer)
            number = absent.setdefault(same.maker_key(one.manufacturer), -len(absent) - 1)
            maker = found[0]["id"] if found else number
            wanted.append(Wanted(maker, one.manufacturer, one.body, one.known))
        return wanted

    def _found(self, body: dict[str, Any], refused: dict[str, str]) -> tuple[int, int] | Doubt:
        """Return the ids of a device's manufacturer and type, or why there are none."""
        one = self._seek(body)
        makers, types = self._looked_up(one)
        if len(types) == 1 and (why := self._unfinished.get(types[0]["id"])):
            return Doubt(f"the device type {one.name}: {why}", refused=True)
        if doubt := self.doubt(body):
            return doubt
        if makers and types:
            return makers[0]["id"], types[0]["id"]
        kind, name = "manufacturer", one.manufacturer
        if makers:
            kind, name = "device type", one.name
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
