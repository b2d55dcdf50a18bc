"""NetBox's device types: found by model, slug or part number; made where none fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hwlab_cli.model import Category
from hwlab_cli.netbox import same
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.making import made

_ENDPOINT = "dcim/device-types/"
_FIELDS = ("id", "model", "slug", "part_number", "manufacturer")
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
    """A device type that is looked for: its manufacturer's id and name, and what is known."""

    manufacturer: int
    maker: str
    body: dict[str, Any]

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.maker} {self.body['model']}"


class DeviceTypes:
    """The device types of the manufacturers that were asked for, loaded once and kept."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._by_maker: dict[int, list[dict[str, Any]]] = {}
        self._created: set[tuple[int, str]] = set()

    def load(self, manufacturers: Iterable[int]) -> None:
        """Load the types of these manufacturers, unless they are here."""
        absent = [one for one in dict.fromkeys(manufacturers) if one not in self._by_maker]
        for start in range(0, len(absent), _MAKERS_AT_ONCE):
            some = absent[start : start + _MAKERS_AT_ONCE]
            self._by_maker.update({one: [] for one in some})
            for found in self._client.find(_ENDPOINT, fields=_FIELDS, manufacturer_id=some):
                # A filter that NetBox does not know would give everybody's types.
                if found["manufacturer"]["id"] in self._by_maker:
                    self._by_maker[found["manufacturer"]["id"]].append(found)

    def find(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Return the types that fit: by model first, then by part number."""
        types = self._by_maker.get(wanted.manufacturer, [])
        model = wanted.body["model"]
        keys = _keys(wanted.maker, model)
        for fits in (
            [one for one in types if one["model"] == model],
            [one for one in types if _keys(wanted.maker, one["model"]) & keys],
            [one for one in types if same.key(one["slug"]) in keys],
            [one for one in types if _part_number_fits(one, wanted.body)],
        ):
            if fits:
                return fits
        return []

    def was_created(self, wanted: Wanted) -> bool:
        """Tell whether it was made by this run."""
        return (wanted.manufacturer, same.key(wanted.body["model"])) in self._created

    def make(self, wanted: Sequence[Wanted]) -> dict[str, str]:
        """Make those of these that NetBox lacks; return why some could not be, by name."""
        before = {one.name: one for one in wanted if not self.find(one)}
        refused = made(
            self._client, _ENDPOINT, lambda: self._missing(wanted), lambda: self._forget(wanted)
        )
        self._created.update(
            (one.manufacturer, same.key(one.body["model"]))
            for name, one in before.items()
            if name not in refused
        )
        return refused

    def _missing(self, wanted: Sequence[Wanted]) -> dict[str, dict[str, Any]]:
        self.load(one.manufacturer for one in wanted)
        bodies: dict[tuple[int, str], tuple[str, dict[str, Any]]] = {}
        for one in wanted:
            place = (one.manufacturer, same.key(one.body["model"]))
            if place not in bodies and not self.find(one):
                taken = {found["slug"] for found in self._by_maker[one.manufacturer]}
                bodies[place] = (one.name, _type_body(one, taken))
        return dict(bodies.values())

    def _forget(self, wanted: Sequence[Wanted]) -> None:
        for one in wanted:
            self._by_maker.pop(one.manufacturer, None)


def _type_body(wanted: Wanted, taken: set[str]) -> dict[str, Any]:
    body = wanted.body
    mounted = body["category"] in {category.value for category in _IN_A_RACK}
    return {
        "manufacturer": wanted.manufacturer,
        "model": body["model"],
        "slug": same.slug(wanted.maker, body["model"], taken=taken),
        "part_number": body["part_number"] or "",
        # NetBox's own default is 1 for everything; a disk has no height in a rack.
        "u_height": body.get("u_height") or (1 if mounted else 0),
    }


def _keys(maker: str, model: str) -> set[str]:
    """Return the key of a model, and that without the maker's name in front."""
    whole, prefix = same.key(model), same.key(maker)
    stripped = whole.removeprefix(prefix)
    return {whole, stripped} if stripped else {whole}


def _part_number_fits(found: dict[str, Any], body: dict[str, Any]) -> bool:
    number = same.key(found["part_number"] or "")
    known = {same.key(one) for one in (body["model"], body["part_number"]) if one}
    return bool(number) and number in known
