"""From data, however wrapped, to the devices in it: what is said of each, field by field."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hwlab_cli.identify.reply.fields import Meaning, Slot, folded, known_name, meaning, table
from hwlab_cli.identify.reply.truncation import is_cut

_DEEPEST = 8
_MOST_KEYS = 300
_MOST_DEVICES = 256
_VALUE_KEYS = ("value", "val", "text", "content", "answer", "result", "raw", "reading", "printed")
_NAME_KEYS = ("name", "display", "label", "title")
_NAMES_OF_PAIRS = ("field", "key", "name", "attribute", "property", "label")
_BEGINS_DATA = {"{", "[", "`", "<", '"'}
_HOLDS_DATA = re.compile(r"[{`|]|\n.*:", re.DOTALL)
_CALLS = {"name", "function", "type", "id", "tool", "toolname", "recipientname"}
_NAMED = {Slot.MANUFACTURER, Slot.MODEL, Slot.CATEGORY, Slot.TYPE}
_IDENTITY = {
    Slot.MANUFACTURER,
    Slot.MODEL,
    Slot.PART_NUMBER,
    Slot.SERIAL,
    Slot.ASSET_TAG,
    Slot.MAC_ADDRESSES,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One value that a reply gives for a field, under the key that it used."""

    key: str
    value: Any
    rank: int


@dataclass(slots=True)
class Told:
    """All that a reply tells of one device, and the names of what was wrapped around it."""

    said: dict[Slot, list[Said]] = field(default_factory=dict)
    wrappers: list[str] = field(default_factory=list)

    def add(self, key: str, value: Any, means: Meaning) -> None:
        """Add what is said under a key."""
        self.said.setdefault(means.slot, []).append(Said(key, value, means.rank))

    def names_something(self) -> bool:
        """Tell whether a field that tells devices apart has a value."""
        return any(
            not _is_nothing(one.value)
            for slot in _IDENTITY & self.said.keys()
            for one in self.said[slot]
            if one.rank < 2
        )

    def fill(self, other: "Told", *, but: set[Slot]) -> None:
        """Take over what is said elsewhere of fields that nothing is said of here."""
        for slot, said in other.said.items():
            if slot not in but and not any(
                not _is_nothing(o.value) for o in self.said.get(slot, [])
            ):
                self.said[slot] = said


Embedded = Callable[[str], list[Told]]
"""Finds the devices in a text that stands inside the data."""


def devices(data: Any, embedded: Embedded, depth: int = 0) -> list[Told]:
    """Return what data tells, a device at a time; nothing for data that tells of none.

    Side by side in an array are several devices. Wrappers are taken off; parts of one device
    that were sorted into objects of their own are put together.
    """
    if depth > _DEEPEST:
        return []
    match data:
        case dict():
            return _of_object(data, embedded, depth)
        case list():
            return _of_array(data, embedded, depth)
        case str() if depth and not is_cut(data) and data.lstrip()[:1] in _BEGINS_DATA:
            return embedded(data)
    return []


def leaf(value: Any, slot: Slot) -> Any:
    """Return the value in `{"value": …, "confidence": …}` and its like; any other as it is."""
    for _ in range(3):
        if not isinstance(value, dict):
            return value
        plain = {folded(str(key)): one for key, one in list(value.items())[:_MOST_KEYS]}
        keys = _VALUE_KEYS + (_NAME_KEYS if slot in _NAMED else ())
        found = next((key for key in keys if key in plain), None)
        if found is None:
            return None
        value = plain[found]
        unit = plain.get("unit") or plain.get("units")
        if isinstance(value, str) and isinstance(unit, str):
            value = f"{value} {unit}"
    return value


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or value in ([], {})


def _of_array(data: list[Any], embedded: Embedded, depth: int) -> list[Told]:
    pairs = _as_pairs(data)
    if pairs is not None:
        return devices(pairs, embedded, depth + 1)
    found = [told for one in data[:_MOST_KEYS] for told in devices(one, embedded, depth + 1)]
    return _joined(found[:_MOST_DEVICES])


def _as_pairs(data: list[Any]) -> dict[str, Any] | None:
    """Return `[{"field": "serial", "value": "…"}, …]` as one object; None for anything else.

    `[["serial", "…"], …]` is the same.
    """
    found: dict[str, Any] = {}
    for one in data[:_MOST_KEYS]:
        name, value = _pair(one)
        if name is None or name in found or known_name(name) is None:
            return None
        found[name] = value
    return found or None


def _pair(one: Any) -> tuple[str | None, Any]:
    """Return the name and the value of one field in a list of fields; no name for anything else."""
    if isinstance(one, list) and len(one) == 2:
        return (one[0], one[1]) if isinstance(one[0], str) else (None, None)
    if not isinstance(one, dict):
        return None, None
    plain = {folded(str(key)): value for key, value in one.items()}
    name = next((plain[key] for key in _NAMES_OF_PAIRS if key in plain), None)
    value = next((key for key in _VALUE_KEYS if key in plain), None)
    return (name, plain[value]) if isinstance(name, str) and value else (None, None)


def _joined(found: list[Told]) -> list[Told]:
    """Put an object a field together: no device is told apart by one field alone."""
    slots = [slot for told in found for slot in told.said]
    if len(found) > 1 and len(slots) == len(found) == len(set(slots)):
        whole = Told()
        for told in found:
            whole.fill(told, but=set())
        return [whole]
    return found


def _of_object(data: dict[str, Any], embedded: Embedded, depth: int) -> list[Told]:
    items = [(str(key), value) for key, value in list(data.items())[:_MOST_KEYS]]
    called = _of_call(dict(items), embedded, depth)
    if called is not None:
        return called
    own, wrapped = _sorted(items)
    if own.names_something():
        for key, value in wrapped:
            if is_envelope(key, "group"):
                for part in devices(value, embedded, depth + 1)[:1]:
                    own.fill(part, but=set())
        return [own]
    found = _of_wrapped(wrapped, embedded, depth)
    if not found:
        # Empty but for what names nothing: a category, notes.
        return [own] if own.said else []
    extras = _IDENTITY | {Slot.TYPE, Slot.SPEC}
    for told in found:
        told.fill(own, but=extras if len(found) > 1 else {Slot.TYPE})
    return found


def _sorted(items: list[tuple[str, Any]]) -> tuple[Told, list[tuple[str, Any]]]:
    """Sort an object's members into fields and what may wrap something."""
    own, wrapped = Told(), []
    # What hwlab wrote itself names its fields, and nothing else that it says is one.
    ours = dict(items).get("type") == "device" and "ai_notes" in dict(items)
    for key, value in items:
        means = meaning(key)
        if ours and means and (means.rank > 0 or means.slot is Slot.TYPE):
            continue
        envelope = isinstance(value, dict | list) and (
            is_envelope(key, "final") or is_envelope(key, "primary")
        )
        is_value = means is not None and not _wraps(value, means.slot, envelope=envelope)
        if means is not None and is_value:
            own.add(key, value, means)
        elif isinstance(value, dict | list | str) and value and not is_cut(key):
            wrapped.append((key, value))
    return own, [] if ours else wrapped


def _wraps(value: Any, slot: Slot, *, envelope: bool) -> bool:
    """Tell whether a value is too much for a field, and may be a device instead."""
    if slot is Slot.SPEC and envelope:
        return True
    if slot in {Slot.SPECS, Slot.SPEC, Slot.MAC_ADDRESSES, Slot.CONFIDENCE, Slot.AI_NOTES}:
        return False
    if isinstance(value, dict):
        return leaf(value, slot) is None and not _is_nothing(value)
    return isinstance(value, list) and any(
        isinstance(one, dict) and leaf(one, slot) is None for one in value[:_MOST_KEYS]
    )


def _of_call(data: dict[str, Any], embedded: Embedded, depth: int) -> list[Told] | None:
    """Return the devices in a tool call or in a server's whole answer; None for neither."""
    plain = {folded(key): value for key, value in data.items()}
    for key in ("arguments", "parameters", "args", "toolinput", "input"):
        value = plain.get(key)
        is_data = isinstance(value, dict) or (isinstance(value, str) and value.lstrip()[:1] == "{")
        if is_data and not _CALLS.isdisjoint(plain):
            return next(_each([(key, value)], embedded, depth), [])
    message = plain.get("message")
    for value in (
        plain.get("choices"),
        message if isinstance(message, dict) and "content" in message else None,
        plain.get("content") if "role" in plain else None,
        plain.get("response") if "done" in plain else None,
    ):
        if value:
            return _together(list(_each([("content", value)], embedded, depth, embedded)))
    return None


def _of_wrapped(wrapped: list[tuple[str, Any]], embedded: Embedded, depth: int) -> list[Told]:
    for kind in ("final", "primary"):
        named = [(key, value) for key, value in wrapped if is_envelope(key, kind)]
        spoken = embedded if kind == "final" else None
        found = _together(list(_each(named, embedded, depth, spoken)))
        if found:
            if kind == "primary" and len(found) == 1:
                rest = [(key, value) for key, value in wrapped if is_envelope(key, "group")]
                for part in _each(rest, embedded, depth):
                    found[0].fill(part[0], but=set())
            return found
    best = [(key, value) for key, value in wrapped if is_envelope(key, "alternatives")]
    if best:
        return next((found[:1] for found in _each(best, embedded, depth)), [])
    rest = [(key, value) for key, value in wrapped if not is_envelope(key, "ignored")]
    return _together(list(_each(rest, embedded, depth)))


def _each(
    wrapped: list[tuple[str, Any]],
    embedded: Embedded,
    depth: int,
    spoken: Embedded | None = None,
) -> Iterator[list[Told]]:
    """Yield the devices in each value; `spoken` reads texts that are more than data."""
    for key, value in wrapped:
        if spoken and isinstance(value, str) and _HOLDS_DATA.search(value):
            found = spoken(value)
        else:
            found = devices(value, embedded, depth + 1)
        found = [told for told in found if told.said]
        for told in found:
            told.wrappers.append(key)
        if found:
            yield found


def _together(found: list[list[Told]]) -> list[Told]:
    """Put objects side by side together: as one device where none speaks of another's fields."""
    if len(found) > 1 and all(len(one) == 1 for one in found):
        slots = [slot for one in found for slot in one[0].said]
        if len(slots) == len(set(slots)):
            whole = Told()
            for one in found:
                whole.fill(one[0], but=set())
            return [whole]
    several = [told for one in found for told in one]
    named = [told for told in several if told.names_something()]
    return (named or several)[:_MOST_DEVICES]


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(folded(name) for name in table("envelope")[kind])


def is_envelope(key: str, kind: str = "final") -> bool:
    """Tell whether a key only wraps something, and as what kind of wrapping."""
    plain = folded(key)
    return plain in _names(kind) or plain.rstrip("0123456789") in _names(kind)
