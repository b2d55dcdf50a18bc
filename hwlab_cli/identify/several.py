"""Several devices on one photo: whether it surely shows them, and where each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from hwlab_cli.identify.grouping import Group, groupings
from hwlab_cli.identify.label import identify
from hwlab_cli.identify.values import key
from hwlab_cli.identify.vocabulary import Role, phrases
from hwlab_cli.model import (
    Box,
    Category,
    EvidenceKind,
    Identification,
    IdentifiedField,
    Reading,
)

_WHOLE = (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.CATEGORY)
# What stands on its own, so that several of one kind side by side are several devices. Other
# things are mostly seen where they are installed: the labels of a chassis' power supplies are
# not two devices to take in, but what is in view of one.
_ALONE = frozenset(
    {
        Category.ACCESS_POINT,
        Category.DISK,
        Category.FIREWALL,
        Category.LAPTOP,
        Category.MINI_PC,
        Category.MONITOR,
        Category.PDU,
        Category.ROUTER,
        Category.SERVER,
        Category.STORAGE,
        Category.SWITCH,
        Category.UPS,
        Category.WORKSTATION,
    }
)
# None of these is ever in another one of them.
_NEVER_WITHIN = frozenset({Category.ACCESS_POINT, Category.DISK, Category.LAPTOP, Category.MONITOR})
# What has modules side by side whose labels name the maker, the line and a serial as its own does:
# an array's controllers, a UPS's battery packs.
_OF_MODULES = frozenset({Category.STORAGE, Category.UPS})


@dataclass(frozen=True, slots=True)
class Part:
    """One device of several on a photo: where its readings are, and what they alone say of it."""

    box: Box
    readings: tuple[Reading, ...]
    found: Identification


@dataclass(frozen=True, slots=True)
class Several:
    """The devices that a photo seems to show, and why that is not certain.

    `doubt` is empty where it is. `wants` says what keeps it from being so only until a model that
    sees the photo names the same devices.
    """

    parts: tuple[Part, ...]
    doubt: str = ""
    wants: str = ""

    def is_certain(self, listed: Sequence[Identification] = ()) -> bool:
        """Tell whether these are devices, and all of them; `listed` is a model's own list."""
        if self.doubt:
            return False
        if not listed:
            return not self.wants
        said = sorted(key(one.serial or "") for one in listed)
        return said == sorted(_serial(part) for part in self.parts)

    @property
    def why(self) -> str:
        """Why it is not certain; empty where it is."""
        return self.doubt or self.wants


def several(readings: Sequence[Reading]) -> Several | None:
    """Return the devices that one photo's readings prove serials of; None for fewer than two.

    The readings of each are a group that is clearly apart from the others.
    """
    best: Several | None = None
    for groups in groupings(readings):
        found = _judged(groups)
        if found is not None and (best is None or _worth(found) > _worth(best)):
            best = found
    return best


def _worth(found: Several) -> tuple[bool, bool, int]:
    return not found.doubt, not found.wants, len(_serials(found.parts))


def _judged(groups: Sequence[Group]) -> Several | None:
    each = [Part(group.box, group.readings, identify(group.readings)) for group in groups]
    parts = tuple(one for one in each if IdentifiedField.SERIAL in one.found.proven)
    if len(_serials(parts)) < 2:
        return None
    others = [one for one in each if IdentifiedField.SERIAL not in one.found.proven]
    doubt = _in_doubt(parts) or _left_over(others)
    return Several(parts, doubt, "" if doubt else _wanting(parts))


def _in_doubt(parts: Sequence[Part]) -> str:
    """Return why serials, each in its own place, may not be those of as many devices."""
    for one, other in combinations(map(_serial, parts), 2):
        if one in other or other in one:
            return "a serial stands in two places, or is a part of another one"
    for part in parts:
        missing = next((name for name in _WHOLE if getattr(part.found, name.value) is None), None)
        if missing:
            return f"beside the serial {part.found.serial} stands no {missing.value}"
    kinds = {part.found.category for part in parts}
    installed = [kind.value for kind in Category if kind in kinds and kind not in _ALONE]
    if Category.DISK in kinds and len(kinds) > 1:
        installed.append(Category.DISK.value)
    if installed:
        return f"a {installed[0]} may be installed in what the photo shows"
    return ""


def _wanting(parts: Sequence[Part]) -> str:
    """Return what a second witness is wanted for; empty where labels alone are enough.

    A chassis and what is in it, or a device and its maker's make of it, are of different makes.
    """
    if not all(_is_coded(part) for part in parts):
        return "not every serial stands in a barcode"
    if len({key(part.found.manufacturer or "") for part in parts}) > 1:
        return "they are of different makers, as a device and what is in it may be"
    kinds = {part.found.category for part in parts}
    if kinds & _OF_MODULES:
        return "they may be controllers or batteries of one device"
    models = {key(part.found.model or "") for part in parts}
    if len(models) > 1 and not (len(kinds) == 1 and kinds <= _NEVER_WITHIN):
        return "they are different models, as a device and what is in it may be"
    return ""


def _left_over(others: Sequence[Part]) -> str:
    """Return what else the photo shows that may be of a device; empty for print that says nothing.

    A label whose serial can't be read is a device too, or tells of one of the others.
    """
    for one in others:
        if any(reading.kind is EvidenceKind.BARCODE for reading in one.readings):
            return "it shows a barcode that belongs to none of them"
        if one.found.serial or one.found.model or one.found.mac_addresses:
            return "it shows a label that belongs to none of them"
        words = (phrase for text in one.readings for phrase in phrases(text.text))
        if any(phrase.role is not Role.OTHER for phrase in words):
            return "it shows a label that belongs to none of them"
    return ""


def _is_coded(part: Part) -> bool:
    pieces = part.found.evidence.get(IdentifiedField.SERIAL, [])
    return any(piece.kind is EvidenceKind.BARCODE for piece in pieces)


def _serials(parts: Sequence[Part]) -> set[str]:
    return {_serial(part) for part in parts}


def _serial(part: Part) -> str:
    return key(part.found.serial or "")
