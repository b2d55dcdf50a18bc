"""What the print says of each field: every place where a value was seen, and how clearly."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hwlab_cli.identify.layout import Labelled, Unfilled
from hwlab_cli.identify.looks import Look
from hwlab_cli.identify.makers import Maker, ModelHit, find_models, is_foreign, named
from hwlab_cli.identify.values import find_macs, is_mac_by_shape, is_placeholder, key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import IdentifiedField, Reading

# How clearly the words on a label give a value its meaning; only the order matters.
NAMED = 30  # `Model: R730`, `S/N ABC`
CODED = 34  # named, and in one of the maker's own formats
FORMAT = 26  # in one of the maker's own formats, with no words in front
UNUSUAL = 24  # `Model: …`, not in a format of a maker who often means the approval's name by it
ASSEMBLED = 18  # `FRU: …`, `Spare: …`: the part number of a part, or of what replaces the thing
AS_PART = 16  # `P/N: …`, in one of the maker's formats of models
ROUGHLY = 14  # `Product: …`
TYPED = 8  # `Type: …`
REGULATORY = 2  # `Reg Model: …`: the approval's name for a family of devices

_MTM = re.compile(r"\d{2}[A-Z0-9]{2}[- ]?[A-Z0-9]{4,6}")
_HPE_PART = re.compile(r"(?:\d{6}|[A-Z]\d{5})-(?:[A-Z]?\d{2,3})")
_APPROVAL = re.compile(
    r"HSTN[SMND]\S*|TPN\S*|[A-Z]\d{2,3}[A-Z](?:\d{3})?(?: Series)?|ISN\w+|TP\d{5}\w*"
)
_OF_APPROVAL = {"Dell", "HP", "HPE", "Lenovo"}
# Modules are sold, printed and asked for by the code that is their maker's part number.
_MODEL_IS_PART = {"memory"}
_MODELS = {Role.MODEL, Role.PID, Role.PRODUCT, Role.TYPE}
_HEXADECIMAL = frozenset("0123456789ABCDEF")
_RANGE = {"-", "–", "~", "to", "..", "..."}
_TRAILING = re.compile(r"[\s,;(/-]+(?:rev(?:ision)?|ver(?:sion)?|series)\b.*$", re.IGNORECASE)


_ANOTHER = "has a character that may be another one"
_CUT = "may go on behind a space"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value seen for a field in one reading.

    `start` is its place in the reading's text; `doubt` says why this reading of it may be wrong,
    in words that follow the value: mostly, that another character was nearly read in it.
    """

    field: IdentifiedField
    value: str
    reading: Reading
    start: int
    clarity: int
    doubt: str = ""


@dataclass(slots=True)
class Seen:
    """All that the print of a device's photos says."""

    sightings: list[Sighting] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)


def seen(looks: Sequence[Look], maker: Maker | None, codes: Sequence[str] = ()) -> Seen:
    """Collect what the print of every look says of each field.

    `codes` are the contents of the barcodes: what one of them holds is less likely a model.
    """
    result = Seen()
    held = {key(code) for code in codes}
    for look in looks:
        result.unfilled += look.unfilled
        for pair in look.pairs:
            _take(result, pair, maker)
        for reading in look.lines:
            result.sightings += _free(look, reading, maker, held)
    _drop_numbers_in_a_models_format(result)
    return result


def field_of(role: Role, value: str) -> IdentifiedField | None:
    """Return the field of a value to which words or data give a role; None where it has none."""
    match role:
        case Role.SERIAL:
            return IdentifiedField.SERIAL
        case Role.PART_NUMBER | Role.ASSEMBLY:
            return IdentifiedField.PART_NUMBER
        case Role.ASSET_TAG:
            return IdentifiedField.ASSET_TAG
        case Role.MAC:
            return IdentifiedField.MAC_ADDRESSES
        case Role.TYPE if _MTM.fullmatch(value.split(maxsplit=1)[0]):
            return IdentifiedField.PART_NUMBER
        case Role.PID if _HPE_PART.match(value):
            return IdentifiedField.PART_NUMBER
        case Role.MODEL | Role.PID | Role.PRODUCT | Role.TYPE | Role.REGULATORY:
            return IdentifiedField.MODEL
        case _:
            return None


def _drop_numbers_in_a_models_format(result: Seen) -> None:
    """Where a value stands as a serial or the like, its format alone makes no model of it."""
    numbers = {IdentifiedField.SERIAL, IdentifiedField.ASSET_TAG}
    named_so = {key(one.value) for one in result.sightings if one.field in numbers}
    result.sightings = [
        one
        for one in result.sightings
        if one.field is not IdentifiedField.MODEL
        or one.clarity > FORMAT + 1
        or key(one.value) not in named_so
    ]


def _take(result: Seen, pair: Labelled, maker: Maker | None) -> None:
    name = field_of(pair.role, pair.value)
    if name is None:
        result.other.append(pair.value)
    elif is_placeholder(pair.value):
        result.placeholders.append(f"{pair.words} {pair.value}".strip())
    elif name is IdentifiedField.MAC_ADDRESSES:
        result.sightings += _addresses(pair.rest, pair.reading, pair.start, NAMED)
    elif name is IdentifiedField.MODEL:
        sighting = _model(pair, maker)
        if sighting is not None:
            result.sightings.append(sighting)
    else:
        result.sightings += _numbers(pair, name, maker)


def _numbers(pair: Labelled, name: IdentifiedField, maker: Maker | None) -> Iterator[Sighting]:
    value, clarity = pair.value, NAMED
    if pair.role is Role.TYPE:
        value, clarity = value.split(maxsplit=1)[0], ROUGHLY
    elif pair.role is Role.ASSEMBLY:
        clarity = ASSEMBLED
    doubt = _CUT if pair.doubtful else _ANOTHER if _rivals(pair.reading, pair.start, value) else ""
    yield Sighting(name, value, pair.reading, pair.start, clarity, doubt)
    if pair.role is Role.PART_NUMBER and maker is not None and is_model(value, maker):
        doubt = _doubt(value, pair.reading, pair.start, maker)
        yield Sighting(IdentifiedField.MODEL, value, pair.reading, pair.start, AS_PART, doubt)


def _addresses(
    text: str, reading: Reading, start: int, clarity: int, *, unnamed: bool = False
) -> Iterator[Sighting]:
    """Yield the MACs of a text that begins at a place of a line; of a range the first one."""
    end = 0
    for mac, first, last in find_macs(text):
        # Two addresses with a dash between are a range: the first one is the device's.
        between = text[end:first].strip() if end else ""
        end = last
        if between in _RANGE or (unnamed and not is_mac_by_shape(text[first:last])):
            continue
        rivals = _rivals(reading, start + first, " " * (last - first))
        doubtful = any(character in _HEXADECIMAL for _, character in rivals)
        doubt = _ANOTHER if doubtful else ""
        name = IdentifiedField.MAC_ADDRESSES
        yield Sighting(name, mac, reading, start + first, clarity, doubt)


def _model(pair: Labelled, maker: Maker | None) -> Sighting | None:
    clarity = {
        Role.MODEL: NAMED,
        Role.PID: NAMED,
        Role.PRODUCT: ROUGHLY,
        Role.TYPE: TYPED,
        Role.REGULATORY: REGULATORY,
    }[pair.role]
    value, start = pair.value, pair.start
    hits = find_models(value, maker) if maker else []
    # The name stays where it is the product's own: a Raspberry Pi 4 is none without it.
    if not (hits and hits[0].span[0] == 0):
        value, start = without_maker(value, start)
        hits = find_models(value, maker) if maker else []
    approves = maker is not None and maker.name in _OF_APPROVAL
    if approves and _APPROVAL.fullmatch(value):
        clarity = REGULATORY
    elif hits and hits[0].span[0] == 0 and clarity > REGULATORY:
        value, clarity = hits[0].value, clarity + CODED - NAMED
    else:
        value = _TRAILING.sub("", value).strip()
        clarity = min(clarity, UNUSUAL) if approves else clarity
    if not value:
        return None
    doubt = _doubt(value, pair.reading, start, maker)
    return Sighting(IdentifiedField.MODEL, value, pair.reading, start, clarity, doubt)


def without_maker(value: str, start: int) -> tuple[str, int]:
    """Drop the maker's name from the front: `HP ProBook 450` is a ProBook 450."""
    words = value.split(" ")
    for count in range(min(3, len(words) - 1), 0, -1):
        front = " ".join(words[:count])
        if named(front) is not None:
            rest = value[len(front) :]
            return rest.strip(), start + len(front) + len(rest) - len(rest.lstrip())
    return value, start


def _free(look: Look, reading: Reading, maker: Maker | None, held: set[str]) -> Iterator[Sighting]:
    """Find what needs no words in front: models in a maker's format, MACs with colons."""
    for hit in find_models(reading.text, maker):
        role = look.role_at(reading, *hit.span)
        # A serial may look like some model; its barcode then stands on the label as well.
        coded = key(hit.value) in held and not hit.distinctive
        start, end = hit.span
        foreign = is_foreign(reading.text[:start], reading.text[end:])
        if coded or foreign or not (role is None or role in _MODELS):
            continue
        yield from _by_format(hit, reading)
    # Words for addresses have been followed already; others say that these are none.
    if not any(phrase.role in {Role.OTHER, Role.MAC} for phrase in look.words_in(reading)):
        yield from _addresses(reading.text, reading, 0, ROUGHLY, unnamed=True)


def _by_format(hit: ModelHit, reading: Reading) -> Iterator[Sighting]:
    start = hit.span[0]
    doubt = _doubt(hit.value, reading, start, hit.maker)
    clarity = FORMAT + (hit.category is not None)
    yield Sighting(IdentifiedField.MODEL, hit.value, reading, start, clarity, doubt)
    if hit.category in _MODEL_IS_PART:
        yield Sighting(IdentifiedField.PART_NUMBER, hit.value, reading, start, FORMAT, doubt)


def _rivals(reading: Reading, start: int, value: str) -> list[tuple[int, str]]:
    """Return what was nearly read within a value: its places there, and the characters."""
    return [
        (place - start, character)
        for place, character in reading.rivals
        if start <= place < start + len(value)
    ]


def _doubt(value: str, reading: Reading, start: int, maker: Maker | None) -> str:
    """Return whether a model would still be one of its maker's with a rival in place, in words."""
    rivals = _rivals(reading, start, value)
    if not rivals or maker is None or not is_model(value, maker):
        return _ANOTHER if rivals else ""
    others = (value[:place] + other + value[place + 1 :] for place, other in rivals)
    return _ANOTHER if any(is_model(one, maker) for one in others) else ""


def is_model(value: str, maker: Maker) -> bool:
    """Tell whether a value as a whole is in one of a maker's formats of models."""
    return any(hit.span == (0, len(value)) for hit in find_models(value, maker))
