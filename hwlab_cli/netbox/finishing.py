"""Giving a device type the component templates of its definition: those that it lacks."""

import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hwlab_cli.known_types import KnownType
from hwlab_cli.netbox import definition, elevations, same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.definition import Component, Kind
from hwlab_cli.netbox.faults import NotThereError, RefusedError, UnknownOutcomeError
from hwlab_cli.netbox.making import made
from hwlab_cli.netbox.needed import UNFINISHED

_TYPES = "dcim/device-types/"
_AT_ONCE = 100
_ROUNDS = 5
_MOST_SECONDS_APART = 0.5


def is_unfinished(device_type: Mapping[str, Any]) -> bool:
    """Tell whether hwlab has made a type, and not yet given it all of its templates."""
    return any(_says_so(tag) for tag in device_type["tags"])


@dataclass(frozen=True, slots=True)
class Finished:
    """What finishing a type came to.

    `refused` is why it could not be, in NetBox's words; empty where it was. `passed_over` are,
    in words, the pictures that it was finished without.
    """

    refused: str = ""
    passed_over: tuple[str, ...] = ()


def finish(
    client: Client, device_type: int, known: KnownType, makers: Mapping[str, int]
) -> Finished:
    """Make what a type lacks, then take the tag of the unfinished from it.

    `makers` are the ids of other manufacturers by the names in the definition. May be done by
    several at once, and again: what is there is left as it is. Raises NetBoxError where NetBox
    can't be asked, or its answer stays unknown, and DefinitionError for what `fault` tells.
    """
    if refused := _templates(client, device_type, known.definition, makers):
        return Finished(refused)
    passed_over = elevations.give(client, device_type, known.elevations())
    _untag(client, device_type)
    return Finished(passed_over=passed_over)


def _templates(
    client: Client, device_type: int, of: Mapping[str, Any], makers: Mapping[str, int]
) -> str:
    """Make the templates that a type lacks; return why one could not be made."""
    mapped = definition.mappings(of)
    every = {kind.key: definition.components(of, kind) for kind in definition.KINDS}
    there: dict[str, dict[str, int]] = {}
    for kind in definition.KINDS:
        if not every[kind.key]:
            continue
        if not kind.unique:
            refused = _items(client, device_type, kind, every[kind.key], makers)
        else:
            templates = _Templates(client, device_type, kind, there, mapped)
            refused = templates.make(every[kind.key])
            there[kind.key] = templates.there()
        if refused:
            return f"{kind.key}: {refused}"
    return ""


class _Templates:
    """The templates of one kind, whose names NetBox's database keeps unique."""

    def __init__(
        self,
        client: Client,
        device_type: int,
        kind: Kind,
        others: Mapping[str, Mapping[str, int]],
        mapped: Mapping[str, Sequence[tuple[int, str, int]]],
    ) -> None:
        self._client = client
        self._type = device_type
        self._kind = kind
        self._others = others
        self._mapped = mapped if kind.key == "front-ports" else {}
        self._there: dict[str, int] | None = None

    def there(self) -> dict[str, int]:
        """Return the ids of those that there are, by name; they are kept."""
        if self._there is None:
            found = _found(self._client, self._type, self._kind)
            self._there = {one["name"]: one["id"] for one in found}
        return self._there

    def make(self, wanted: Sequence[Component]) -> str:
        """Make those that are missing; return why one could not be, empty where all are there."""
        waiting = list(wanted)
        while waiting:
            # What it refers to stands before it: so there is always one that can be made.
            left = {one.name for one in waiting}
            ready = [one for one in waiting if left.isdisjoint(one.of_its_own)][:_AT_ONCE]
            if refused := self._made(ready):
                return refused
            made_now = {one.name for one in ready}
            waiting = [one for one in waiting if one.name not in made_now]
        return ""

    def _made(self, some: Sequence[Component]) -> str:
        bodies = {one.name: self._body(one) for one in some}
        refused = made(
            self._client,
            self._kind.endpoint,
            lambda: {name: one for name, one in bodies.items() if name not in self.there()},
            self._forget,
        )
        return next((f"{name}: {why}" for name, why in refused.items()), "")

    def _body(self, one: Component) -> dict[str, Any]:
        body = {"device_type": self._type, **one.body}
        for word, name in one.refers.items():
            key = self._kind.refers[word]
            known = self.there() if key == self._kind.key else self._others.get(key, {})
            if name in known:
                body[word] = known[name]
        if one.name in self._mapped:
            rears = self._others["rear-ports"]
            body["rear_ports"] = [
                {"position": place, "rear_port": rears[rear], "rear_port_position": rear_place}
                for place, rear, rear_place in self._mapped[one.name]
            ]
        return body

    def _forget(self) -> None:
        self._there = None


def _items(
    client: Client,
    device_type: int,
    kind: Kind,
    wanted: Sequence[Component],
    makers: Mapping[str, int],
) -> str:
    """Make inventory items, of which NetBox takes any number of one name.

    Who finds more than there should be takes back what it made itself: what was there before
    is somebody else's.
    """
    for _ in range(_ROUNDS):
        missing = _missing(client, device_type, kind, wanted)
        if not missing:
            return ""
        bodies = []
        for one in missing:
            if one.manufacturer and one.manufacturer not in makers:
                return f"{one.name}: NetBox has no one manufacturer {one.manufacturer}"
            maker = {"manufacturer": makers[one.manufacturer]} if one.manufacturer else {}
            bodies.append({"device_type": device_type, **one.body, **maker})
        try:
            ours = client.create(kind.endpoint, bodies)
        except RefusedError as error:
            said = [line for lines in error.by_index.values() for line in lines]
            return next(iter([*said, *error.words]), "refused")
        except UnknownOutcomeError as error:
            if error.broke_down:
                raise
            if not _missing(client, device_type, kind, wanted):
                return ""
            # It may be carried out yet: nobody is to send it again before that is over.
            wait = 2 * client.settings.read_seconds
            raise UnknownOutcomeError(error.message, wait=wait) from error
        names = {item["name"] for item in ours}
        there = Counter(item["name"] for item in _found(client, device_type, kind))
        most = Counter(one.name for one in wanted)
        if all(there[name] <= most[name] for name in names):
            return ""
        for item in ours:
            with contextlib.suppress(NotThereError):
                client.remove(kind.endpoint, item["id"])
        # The other one may have done the same at the same moment.
        time.sleep(random.uniform(0, _MOST_SECONDS_APART))  # noqa: S311 - to part two, no secret
    return "others are making the same, or more than it has"


def _missing(
    client: Client, device_type: int, kind: Kind, wanted: Sequence[Component]
) -> list[Component]:
    there = Counter(one["name"] for one in _found(client, device_type, kind))
    missing = []
    for one in wanted:
        if there[one.name]:
            there[one.name] -= 1
        else:
            missing.append(one)
    return missing


def _found(client: Client, device_type: int, kind: Kind) -> Iterator[dict[str, Any]]:
    fields = ("id", "name", "device_type")
    for one in client.find(kind.endpoint, fields=fields, device_type_id=device_type):
        # A filter that NetBox does not know would give everybody's.
        if one["device_type"] and one["device_type"]["id"] == device_type:
            yield one


def _untag(client: Client, device_type: int) -> None:
    for one in client.find(_TYPES, fields=("id", "tags"), id=device_type):
        if one["id"] == device_type and is_unfinished(one):
            left = [tag["id"] for tag in one["tags"] if not _says_so(tag)]
            client.change(_TYPES, device_type, {"tags": left})


def _says_so(tag: Mapping[str, Any]) -> bool:
    return same.key(tag["name"]) == same.key(UNFINISHED)
