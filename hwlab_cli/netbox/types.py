"""NetBox's device types: found by model, slug or part number; made where none fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.known_types import KnownType
from hwlab_cli.model import Category
from hwlab_cli.netbox import same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.definition import type_fields
from hwlab_cli.netbox.making import made

_ENDPOINT = "dcim/device-types/"
_FIELDS = ("id", "model", "slug", "part_number", "manufacturer", "tags")
_MAKERS_AT_ONCE = 100  # ids in a URL of at most 4,094 bytes
_IN_A_RACK = frozenset(
    {
        Category.SERVER,
        Category.SWITCH,
        Category.ROUTER,
        Category.FIREWALL,
        Category.STORAGE,
        Category.UPS,
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A device type that is looked for: its manufacturer's id and name, and what is known.

    A manufacturer that NetBox lacks has a negative id. `known` is the type as the catalog has
    it, where that is sure.
    """

    manufacturer: int
    maker: str
    body: dict[str, Any]
    known: KnownType | None = None

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.maker} {self.body['model']}"


@dataclass(slots=True)
class _Types:
    """The types of one manufacturer, by all that they may be called."""

    slugs: set[str] = field(default_factory=set)
    exact: dict[str, dict[int, Any]] = field(default_factory=dict)
    models: dict[str, dict[int, Any]] = field(default_factory=dict)
    by_slug: dict[str, dict[int, Any]] = field(default_factory=dict)
    numbers: dict[str, dict[int, Any]] = field(default_factory=dict)

    def add(self, found: dict[str, Any]) -> None:
        self.slugs.add(found["slug"])
        number = same.key(found["part_number"] or "")
        maker = found["manufacturer"]["name"]
        for names, index in (
            ({found["model"]}, self.exact),
            (same.model_keys(maker, found["model"]), self.models),
            (same.slug_keys(maker, found["slug"]), self.by_slug),
            ({number} if number else set(), self.numbers),
        ):
            for name in names:
                index.setdefault(name, {})[found["id"]] = found

    def find(self, wanted: Wanted) -> list[dict[str, Any]]:
        model = wanted.body["model"]
        keys = same.model_keys(wanted.maker, model)
        slug = {same.key(wanted.known.slug)} if wanted.known else set()
        for names, index in (
            ({model}, self.exact),
            (keys, self.models),
            (slug, self.by_slug),
            (keys, self.by_slug),
            (_numbers(wanted.body), self.numbers),
        ):
            fits = {key: one for name in names for key, one in index.get(name, {}).items()}
            if fits:
                return [fits[key] for key in sorted(fits)]
        return []


class DeviceTypes:
    """The device types of the manufacturers that were asked for, loaded once and kept."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._by_maker: dict[int, _Types] = {}
        self._created: set[int] = set()

    def load(self, manufacturers: Iterable[int]) -> None:
        """Load the types of these manufacturers, unless they are here."""
        absent = [
            one for one in dict.fromkeys(manufacturers) if one > 0 and one not in self._by_maker
        ]
        for start in range(0, len(absent), _MAKERS_AT_ONCE):
            some = absent[start : start + _MAKERS_AT_ONCE]
            loaded = {one: _Types() for one in some}
            for found in self._client.find(_ENDPOINT, fields=_FIELDS, manufacturer_id=some):
                # A filter that NetBox does not know would give everybody's types.
                if found["manufacturer"]["id"] in loaded:
                    loaded[found["manufacturer"]["id"]].add(found)
            self._by_maker.update(loaded)

    def find(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Return the types that fit: by model first, then by slug, then by part number."""
        self.load([wanted.manufacturer])
        return self._by_maker.get(wanted.manufacturer, _Types()).find(wanted)

    def was_created(self, device_type: int) -> bool:
        """Tell whether a type was made by this run."""
        return device_type in self._created

    def make(self, wanted: Sequence[Wanted], tags: Sequence[int] = ()) -> dict[str, str]:
        """Make those of these that NetBox lacks; return why some could not be, by name.

        Those that have a definition bear `tags`, until they have their templates too.
        """
        before = self.missing(wanted)
        refused = made(
            self._client,
            _ENDPOINT,
            lambda: self._bodies(wanted, tags),
            lambda: self._forget(wanted),
        )
        self._created.update(found["id"] for one in before for found in self.find(one))
        return refused

    def missing(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Return those of these that NetBox lacks; of several that are one type, the first."""
        self.load(one.manufacturer for one in wanted)
        missing: list[Wanted] = []
        models: set[tuple[int, str]] = set()
        numbers: set[tuple[int, str]] = set()
        for one in wanted:
            keys = same.model_keys(one.maker, one.body["model"])
            by_model = {(one.manufacturer, key) for key in keys}
            by_number = {(one.manufacturer, key) for key in _numbers(one.body)}
            if self.find(one) or by_model & models or by_number & numbers:
                continue
            missing.append(one)
            models |= by_model
            if number := same.key(one.body["part_number"] or ""):
                numbers.add((one.manufacturer, number))
        return missing

    def finished(self, device_type: int) -> None:
        """Have a type loaded again that has all of its templates by now."""
        for maker, types in list(self._by_maker.items()):
            if any(device_type in found for found in types.exact.values()):
                del self._by_maker[maker]

    def _bodies(self, wanted: Sequence[Wanted], tags: Sequence[int]) -> dict[str, dict[str, Any]]:
        return {
            one.name: _type_body(one, self._by_maker[one.manufacturer].slugs, tags)
            for one in self.missing(wanted)
        }

    def _forget(self, wanted: Sequence[Wanted]) -> None:
        for one in wanted:
            self._by_maker.pop(one.manufacturer, None)


def _type_body(wanted: Wanted, taken: set[str], tags: Sequence[int]) -> dict[str, Any]:
    body, known = wanted.body, wanted.known
    mounted = body["category"] in {category.value for category in _IN_A_RACK}
    slug = same.slug(wanted.maker, body["model"], taken=taken)
    plain = {
        "manufacturer": wanted.manufacturer,
        "model": body["model"],
        "slug": known.slug if known and known.slug not in taken else slug,
        "part_number": body["part_number"] or "",
        # NetBox's own default is 1 for everything; a disk has no height in a rack.
        "u_height": body.get("u_height") or (1 if mounted else 0),
    }
    if known is None or not known.definition:
        return plain
    # What the device at hand says of its part number is not the type's.
    return {**plain, "part_number": "", **type_fields(known.definition), "tags": list(tags)}


def _numbers(body: dict[str, Any]) -> set[str]:
    """Return the keys of what may be a type's part number."""
    return {key for one in (body["model"], body["part_number"]) if one and (key := same.key(one))}
