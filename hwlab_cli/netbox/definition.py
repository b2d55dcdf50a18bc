"""A device type's definition in the words of NetBox's API, so as NetBox's own import reads it.

What that import makes of each value was read off NetBox 4.7 (dcim/forms/object_import.py, and
its answers): a flag that is not there is off for the type itself, text may be written as a
number, and names that it does not know are passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_Reader = Callable[[Any], Any]
_WEIGHT_DECIMALS = 2
_SHOWN_KINDS = 4


class DefinitionError(ValueError):
    """A definition that NetBox's import would refuse; its message says why."""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _flag(value: Any) -> bool:
    # As an HTML form reads one: of texts, "false" alone is off.
    return value.lower() != "false" if isinstance(value, str) and value else bool(value)


def _weight(value: Any) -> Any:
    # A third decimal, which NetBox refuses, comes of a conversion from pounds.
    return round(value, _WEIGHT_DECIMALS) if isinstance(value, float) else value


def _as_it_is(value: Any) -> Any:
    return value


_NAMED: dict[str, _Reader] = {"name": _text, "label": _text, "description": _text}
_TYPED: dict[str, _Reader] = {**_NAMED, "type": _text}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of component templates: its key in a definition, and where the API has it.

    `fields` are those that the import takes. `refers` leads from a field to the key of the kind
    whose name stands there; `unique` is whether NetBox's database keeps names unique.
    """

    key: str
    fields: Mapping[str, _Reader]
    refers: Mapping[str, str] = field(default_factory=dict)
    unique: bool = True

    @property
    def endpoint(self) -> str:
        """Where the API has them."""
        return f"dcim/{self.key.removesuffix('s')}-templates/"

    @property
    def name(self) -> str:
        """What people call them."""
        return self.key.replace("-", " ")


# In the order of NetBox's import: what is referred to comes first.
KINDS = (
    Kind("console-ports", _TYPED),
    Kind("console-server-ports", _TYPED),
    Kind("power-ports", {**_TYPED, "maximum_draw": _as_it_is, "allocated_draw": _as_it_is}),
    Kind("power-outlets", {**_TYPED, "feed_leg": _text}, {"power_port": "power-ports"}),
    Kind(
        "cooling-intakes",
        {
            **_TYPED,
            "diameter": _as_it_is,
            "diameter_unit": _text,
            "max_flow": _as_it_is,
            "max_flow_unit": _text,
        },
    ),
    Kind(
        "cooling-outflows",
        {**_TYPED, "diameter": _as_it_is, "diameter_unit": _text},
        {"cooling_intake": "cooling-intakes"},
    ),
    Kind(
        "interfaces",
        {
            **_TYPED,
            "channels": _as_it_is,
            "channel_id": _as_it_is,
            "enabled": _flag,
            "mgmt_only": _flag,
            "poe_mode": _text,
            "poe_type": _text,
            "rf_role": _text,
        },
        {"parent": "interfaces"},
    ),
    Kind("rear-ports", {**_TYPED, "color": _text, "positions": _as_it_is}),
    # NetBox 4.4 and older want the rear port of each here; newer ones pass it over, as their
    # import does, and have `port-mappings` instead.
    Kind(
        "front-ports",
        {**_TYPED, "color": _text, "positions": _as_it_is, "rear_port_position": _as_it_is},
        {"rear_port": "rear-ports"},
    ),
    Kind("module-bays", {**_NAMED, "position": _text, "enabled": _flag}),
    Kind("device-bays", {**_NAMED, "enabled": _flag}),
    Kind("inventory-items", {**_NAMED, "part_id": _text}, unique=False),
)
_TYPE_FIELDS: dict[str, _Reader] = {
    "part_number": _text,
    "u_height": _as_it_is,
    "exclude_from_utilization": _flag,
    "is_full_depth": _flag,
    "subdevice_role": _text,
    "airflow": _text,
    "cooling_method": _text,
    "weight": _weight,
    "weight_unit": _text,
    "end_of_life": _as_it_is,
    "description": _text,
    "comments": _text,
}
_MAPPINGS = "port-mappings"


def type_fields(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a definition says of the type itself, but its manufacturer and its names."""
    body = _read(definition, _TYPE_FIELDS)
    body.setdefault("is_full_depth", False)
    if platform := definition.get("default_platform"):
        body["default_platform"] = {"name": _text(platform)}
    return body


def components(definition: Mapping[str, Any], kind: Kind) -> "list[Component]":
    """Return the templates of a kind; raises DefinitionError for what the import would refuse."""
    found = [_component(one, kind) for one in _listed(definition, kind.key)]
    twice = [name for name, count in Counter(one.name for one in found).items() if count > 1]
    if kind.unique and twice:
        raise DefinitionError(f"{kind.key}: {twice[0]} is there twice")
    return found


@dataclass(frozen=True, slots=True)
class Component:
    """One component template: what the API is told, and the names of others it refers to.

    `of_its_own` are those of them that are of its own kind. `manufacturer` is an inventory
    item's, by name.
    """

    name: str
    body: dict[str, Any]
    refers: dict[str, str] = field(default_factory=dict)
    manufacturer: str = ""
    of_its_own: frozenset[str] = frozenset()


def mappings(definition: Mapping[str, Any]) -> dict[str, list[tuple[int, str, int]]]:
    """Return by front port which of its positions leads to which rear port, at which position."""
    found: dict[str, list[tuple[int, str, int]]] = {}
    for one in _listed(definition, _MAPPINGS):
        try:
            place = (
                int(one.get("front_port_position") or 1),
                _text(one.get("rear_port")).strip(),
                int(one.get("rear_port_position") or 1),
            )
        except (TypeError, ValueError) as error:
            raise DefinitionError(f"{_MAPPINGS}: a position is no number") from error
        found.setdefault(_text(one.get("front_port")).strip(), []).append(place)
    return found


def fault(definition: Mapping[str, Any]) -> str:
    """Return why NetBox's import would refuse a definition for its form; empty where it is well.

    Whether NetBox takes each value is for NetBox to say.
    """
    try:
        names: dict[str, list[str]] = {}
        for kind in KINDS:
            before = names.setdefault(kind.key, [])
            for one in components(definition, kind):
                _check_references(one, kind, names)
                before.append(one.name)
        _check_mappings(mappings(definition), names)
    except DefinitionError as error:
        return str(error)
    return ""


def _check_mappings(
    mapped: Mapping[str, list[tuple[int, str, int]]], names: Mapping[str, list[str]]
) -> None:
    for front, places in mapped.items():
        if front not in names["front-ports"]:
            raise DefinitionError(f"{_MAPPINGS}: there is no front port {front}")
        for _, rear, _ in places:
            if rear not in names["rear-ports"]:
                raise DefinitionError(f"{_MAPPINGS}: there is no rear port {rear}")


def _check_references(one: "Component", kind: Kind, names: Mapping[str, list[str]]) -> None:
    # What newer NetBoxes pass over does no harm there, and older ones say so themselves.
    for word, name in one.refers.items() if kind.key != "front-ports" else ():
        if name not in names[kind.refers[word]]:
            raise DefinitionError(f"{kind.key}: {one.name}: there is no {word} {name} before it")


def manufacturers(definition: Mapping[str, Any]) -> list[str]:
    """Return who else must be known to NetBox: the makers of inventory items."""
    items = next(kind for kind in KINDS if kind.key == "inventory-items")
    named = (one.manufacturer for one in components(definition, items))
    return list(dict.fromkeys(filter(None, named)))


def summary(definition: Mapping[str, Any]) -> str:
    """Return in words what a type is made with, as in `24 interfaces, 2 power ports`."""
    counts = [
        f"{len(listed)} {kind.name if len(listed) > 1 else kind.name.removesuffix('s')}"
        for kind in KINDS
        if isinstance(listed := definition.get(kind.key), list) and listed
    ]
    more = [f"and {len(counts) - _SHOWN_KINDS} more kinds"] if len(counts) > _SHOWN_KINDS else []
    return ", ".join(counts[:_SHOWN_KINDS] + more)


def _component(one: Mapping[str, Any], kind: Kind) -> Component:
    body = _read(one, kind.fields)
    body["name"] = name = body.get("name", "").strip()
    if not name:
        raise DefinitionError(f"{kind.key}: one has no name")
    refers = {word: other for word in kind.refers if (other := _text(one.get(word)).strip())}
    if kind.unique:
        own = frozenset(refers[word] for word in refers if kind.refers[word] == kind.key)
        return Component(name, body, refers, of_its_own=own)
    if role := _text(one.get("role")):
        body["role"] = {"name": role}
    return Component(name, body, refers, _text(one.get("manufacturer")).strip())


def _read(said: Mapping[str, Any], fields: Mapping[str, _Reader]) -> dict[str, Any]:
    # A value of none is none at all to the import, but for flags, which it turns off.
    return {
        word: read(said[word])
        for word, read in fields.items()
        if word in said and (said[word] is not None or read is _flag)
    }


def _listed(definition: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    listed = definition.get(key) or []
    if not isinstance(listed, list):
        raise DefinitionError(f"{key} is not a list")
    for one in listed:
        if not isinstance(one, dict):
            raise DefinitionError(f"{key}: an entry is not a mapping of names to values")
        yield one
