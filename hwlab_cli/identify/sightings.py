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

# How much a mention of a maker weighs; a product often names its parts' makers too.
_STRONG, _BY_FORMAT, _WEAK = 3, 2, 1

_MTM = re.compile(r"\d{2}[A-Z0-9]{2}[- ]?[A-Z0-9]{4,6}")
_HPE_PART = re.compile(r"(?:\d{6}|[A-Z]\d{5})-(?:[A-Z]?\d{2,3})")
_APPROVAL = re.compile(
    r"HSTN[SMND][-A-Z0-9]+|TPN-\w+|[A-Z]\d{2,3}[A-Z](?:\d{3})?(?: Series)?|ISN\w+|TP\d{5}\w*"
)
_OF_APPROVAL = {"Dell", "HP", "HPE", "Lenovo"}
_HEXADECIMAL = frozenset("0123456789ABCDEF")
_RANGE = {"-", "–", "~", "to", "..", "..."}
_TRAILING = re.compile(r"[\s,;(/-]+(?:rev(?:ision)?|ver(?:sion)?|series)\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value seen for a field in one reading.

    `start` is its place in the reading's text; `doubtful` tells that one of its characters was
    nearly read as another one that could stand there too.
    """

    field: IdentifiedField
    value: str
    reading: Reading
    start: int
    clarity: int
    doubtful: bool = False


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


def makers_seen(readings: Sequence[Reading]) -> list[tuple[Maker, Reading, int]]:
    """Return the makers named in print, or by a model's format, each with a weight."""
    found: list[tuple[Maker, Reading, int]] = []
    for reading in readings:
        if reading.kind is not EvidenceKind.TEXT:
            continue
        found += [
            (hit.maker, reading, _STRONG if hit.strong else _WEAK)
            for hit in find_makers(reading.text)
        ]
        found += [(model.maker, reading, _BY_FORMAT) for model in find_models(reading.text, None)]
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
    def sighted(name: IdentifiedField, value: str, clarity: int) -> Sighting:
        doubtful = any(_rivals(pair.reading, pair.start, value))
        return Sighting(name, value, pair.reading, pair.start, clarity, doubtful)

    match pair.role:
        case Role.SERIAL:
            return sighted(IdentifiedField.SERIAL, pair.value, NAMED)
        case Role.PART_NUMBER:
            return sighted(IdentifiedField.PART_NUMBER, pair.value, NAMED)
        case Role.ASSET_TAG:
            return sighted(IdentifiedField.ASSET_TAG, pair.value, NAMED)
        case Role.TYPE if _MTM.fullmatch(pair.value.split()[0]):
            return sighted(IdentifiedField.PART_NUMBER, pair.value.split()[0], ROUGHLY)
        case Role.PID if _HPE_PART.match(pair.value):
            return sighted(IdentifiedField.PART_NUMBER, pair.value, NAMED)
        case Role.MODEL | Role.PID | Role.PRODUCT | Role.TYPE | Role.REGULATORY:
            return _model(pair, maker)
        case _:
            return None


def _all_macs(pair: Labelled) -> list[Sighting]:
    end = 0
    sightings: list[Sighting] = []
    for mac, start, stop in find_macs(pair.rest):
        # Two addresses with a dash between are a range: the first one is the device's.
        if not (sightings and pair.rest[end:start].strip() in _RANGE):
            sightings.append(_mac(mac, pair.reading, pair.start + start, stop - start, NAMED))
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
    doubtful = _could_be_another(value, pair.reading, start, maker)
    return Sighting(IdentifiedField.MODEL, value, pair.reading, start, clarity, doubtful)


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
        start = hit.span[0]
        doubtful = _could_be_another(hit.value, reading, start, hit.maker)
        clarity = FORMAT + (hit.category is not None)
        yield Sighting(IdentifiedField.MODEL, hit.value, reading, start, clarity, doubtful)
    if any(phrase.role is Role.OTHER for phrase in known):
        return
    for mac, start, end in find_macs(reading.text):
        # Digits without separators are MACs only where the print says so.
        if end - start > len(mac.replace(":", "")):
            yield _mac(mac, reading, start, end - start, ROUGHLY)


def _mac(mac: str, reading: Reading, start: int, length: int, clarity: int) -> Sighting:
    rivals = _rivals(reading, start, " " * length)
    doubtful = any(character in _HEXADECIMAL for _, character in rivals)
    return Sighting(IdentifiedField.MAC_ADDRESSES, mac, reading, start, clarity, doubtful)


def _rivals(reading: Reading, start: int, value: str) -> list[tuple[int, str]]:
    """Return what was nearly read within a value: its places there, and the characters."""
    return [
        (place - start, character)
        for place, character in reading.rivals
        if start <= place < start + len(value)
    ]


def _could_be_another(value: str, reading: Reading, start: int, maker: Maker | None) -> bool:
    """Tell whether a model would still be one of its maker's with a rival in place."""
    rivals = _rivals(reading, start, value)
    if not rivals or maker is None or not _is_model(value, maker):
        return bool(rivals)
    return any(
        _is_model(value[:place] + character + value[place + 1 :], maker)
        for place, character in rivals
    )


def _is_model(value: str, maker: Maker) -> bool:
    return any(hit.span == (0, len(value)) for hit in find_models(value, maker))
