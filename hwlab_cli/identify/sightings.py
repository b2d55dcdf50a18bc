"""What the print says of each field: every place where a value was seen, and how clearly."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hwlab_cli.identify.layout import Labelled, Unfilled, labelled
from hwlab_cli.identify.makers import Maker, find_models, named
from hwlab_cli.identify.makers import find as find_makers
from hwlab_cli.identify.values import find_macs, is_placeholder
from hwlab_cli.identify.vocabulary import Role, phrases
from hwlab_cli.model import EvidenceKind, IdentifiedField, Reading

# How clearly the words on a label give a value its meaning; only the order matters.
NAMED = 30  # `Model: R730`, `S/N ABC`
CODED = 34  # named, and in one of the maker's own formats
FORMAT = 26  # in one of the maker's own formats, with no words in front
ROUGHLY = 14  # `Product: …`
TYPED = 8  # `Type: …`
REGULATORY = 2  # `Reg Model: …`: the approval's name for a family of devices

_MTM = re.compile(r"\d{2}[A-Z0-9]{2}[- ]?[A-Z0-9]{4,6}")
_HPE_PART = re.compile(r"(?:\d{6}|[A-Z]\d{5})-(?:[A-Z]?\d{2,3})")
_APPROVAL = re.compile(
    r"HSTN[SMND][-A-Z0-9]+|TPN-\w+|[A-Z]\d{2,3}[A-Z](?:\d{3})?(?: Series)?|ISN\w+|TP\d{5}\w*"
)
_OF_APPROVAL = {"Dell", "HP", "HPE", "Lenovo"}
_RANGE = {"-", "–", "~", "to", "..", "..."}
_TRAILING = re.compile(r"[\s,;(/-]+(?:rev(?:ision)?|ver(?:sion)?|series)\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value seen for a field in one reading; `start` is its place in the reading's text."""

    field: IdentifiedField
    value: str
    reading: Reading
    start: int
    clarity: int

    @property
    def doubtful(self) -> bool:
        """Whether a character of the value was nearly read as another one."""
        end = self.start + len(self.value)
        domain = "0123456789ABCDEF" if self.field is IdentifiedField.MAC_ADDRESSES else None
        return any(
            self.start <= place < end and (domain is None or character in domain)
            for place, character in self.reading.rivals
        )


@dataclass(slots=True)
class Seen:
    """All that the print of a device's photos says."""

    sightings: list[Sighting] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)


def looks(readings: Sequence[Reading]) -> dict[tuple[str, str], list[Reading]]:
    """Group the lines of print by photo and look."""
    groups: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        if reading.kind is EvidenceKind.TEXT:
            groups.setdefault((reading.photo, reading.look), []).append(reading)
    return groups


def makers_seen(readings: Sequence[Reading]) -> list[tuple[Maker, Reading, int, int]]:
    """Return the makers named in print, or by a model's format: with place and weight."""
    found = []
    for reading in readings:
        if reading.kind is not EvidenceKind.TEXT:
            continue
        for hit in find_makers(reading.text):
            found.append((hit.maker, reading, hit.span[0], 3 if hit.strong else 1))
        for model in find_models(reading.text, None):
            found.append((model.maker, reading, model.span[0], 2))
    return found


def seen(readings: Sequence[Reading], maker: Maker | None) -> Seen:
    """Collect what the print of every look says of each field."""
    result = Seen()
    codes = [reading for reading in readings if reading.kind is EvidenceKind.BARCODE]
    for (photo, _), lines in looks(readings).items():
        pairs, unfilled = labelled([*lines, *(code for code in codes if code.photo == photo)])
        result.unfilled += unfilled
        for pair in pairs:
            _take(result, pair, maker)
        for reading in lines:
            result.sightings += _free(reading, maker)
    return result


def _take(result: Seen, pair: Labelled, maker: Maker | None) -> None:
    if is_placeholder(pair.value):
        result.placeholders.append(f"{pair.words} {pair.value}".strip())
        return
    if pair.role is Role.MAC:
        result.sightings += _all_macs(pair)
        return
    sighting = _sighting(pair, maker)
    if sighting is None:
        result.other.append(pair.value)
    else:
        result.sightings.append(sighting)


def _sighting(pair: Labelled, maker: Maker | None) -> Sighting | None:
    place = (pair.reading, pair.start)
    match pair.role:
        case Role.SERIAL:
            return Sighting(IdentifiedField.SERIAL, pair.value, *place, NAMED)
        case Role.PART_NUMBER:
            return Sighting(IdentifiedField.PART_NUMBER, pair.value, *place, NAMED)
        case Role.ASSET_TAG:
            return Sighting(IdentifiedField.ASSET_TAG, pair.value, *place, NAMED)
        case Role.TYPE if _MTM.fullmatch(pair.value.split()[0]):
            number = pair.value.split()[0]
            return Sighting(IdentifiedField.PART_NUMBER, number, *place, ROUGHLY)
        case Role.PID if _HPE_PART.match(pair.value):
            return Sighting(IdentifiedField.PART_NUMBER, pair.value, *place, NAMED)
        case Role.MODEL | Role.PID | Role.PRODUCT | Role.TYPE | Role.REGULATORY:
            return _model(pair, maker)
        case _:
            return None


def _all_macs(pair: Labelled) -> list[Sighting]:
    name, end = IdentifiedField.MAC_ADDRESSES, 0
    sightings = []
    for mac, start, stop in find_macs(pair.rest):
        # Two addresses with a dash between are a range: the first one is the device's.
        if not (sightings and pair.rest[end:start].strip() in _RANGE):
            sightings.append(Sighting(name, mac, pair.reading, pair.start + start, NAMED))
        end = stop
    return sightings


def _model(pair: Labelled, maker: Maker | None) -> Sighting | None:
    clarity = {
        Role.MODEL: NAMED,
        Role.PID: NAMED,
        Role.PRODUCT: ROUGHLY,
        Role.TYPE: TYPED,
        Role.REGULATORY: REGULATORY,
    }[pair.role]
    value, start = _without_maker(pair.value, pair.start)
    hits = find_models(value, maker) if maker else []
    approval = maker is not None and maker.name in _OF_APPROVAL and _APPROVAL.fullmatch(value)
    if approval and clarity > REGULATORY:
        clarity = REGULATORY
    elif hits and hits[0].span[0] == 0 and clarity > REGULATORY:
        value, clarity = hits[0].value, clarity + CODED - NAMED
    else:
        value = _TRAILING.sub("", value).strip()
    if not value:
        return None
    return Sighting(IdentifiedField.MODEL, value, pair.reading, start, clarity)


def _without_maker(value: str, start: int) -> tuple[str, int]:
    """Drop the maker's name from the front: `HP ProBook 450` is a ProBook 450."""
    words = value.split(" ")
    for count in range(min(3, len(words) - 1), 0, -1):
        front = " ".join(words[:count])
        if named(front) is not None:
            rest = value[len(front) :]
            return rest.strip(), start + len(front) + len(rest) - len(rest.lstrip())
    return value, start


def _free(reading: Reading, maker: Maker | None) -> Iterator[Sighting]:
    """Find what needs no words in front: models in a maker's format, MACs with colons."""
    known = phrases(reading.text)
    for hit in find_models(reading.text, maker):
        behind = [phrase for phrase in known if phrase.end <= hit.span[0]]
        if behind and behind[-1].role not in {Role.MODEL, Role.PID, Role.PRODUCT, Role.TYPE}:
            continue
        yield Sighting(IdentifiedField.MODEL, hit.value, reading, hit.span[0], FORMAT)
    if any(phrase.role is Role.OTHER for phrase in known):
        return
    for mac, start, end in find_macs(reading.text):
        # Digits without separators are MACs only where the print says so.
        if end - start > len(mac.replace(":", "")):
            yield Sighting(IdentifiedField.MAC_ADDRESSES, mac, reading, start, ROUGHLY)
