"""Which value belongs to which words on a label: on the same line, beside it, or below."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwlab_cli.identify.values import find_macs, is_placeholder, key
from hwlab_cli.identify.vocabulary import Phrase, Role, phrases
from hwlab_cli.model import EvidenceKind, Reading

_SEPARATORS = " \t:;=#.,|*()[]-–—_/＃："
_LONGEST_MODEL = 60
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
)
_ELECTRIC = re.compile(
    r"[\d.,\-~/]+\s?(?:V|VAC|VDC|A|MA|W|HZ|GB|TB|MHZ|GHZ|KG|MM|VA)[~=]?", re.IGNORECASE
)
_BATCH = re.compile(r"/\d{3,4}(?:/r\d)?$")  # MikroTik prints the batch behind the serial
_SHORTEST = 4
_WORD = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")
_REACH_RIGHT = 14.0
_REACH_DOWN = 2.2
_REACH_PAST_BARCODE = 7.0
_STRAIGHT = math.cos(math.radians(35))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with the role that the label's own words give it."""

    role: Role
    value: str
    reading: Reading
    start: int
    words: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Words of the vocabulary behind which no printed value was found."""

    role: Role
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Placed:
    reading: Reading
    left: float
    top: float
    right: float
    bottom: float
    found: tuple[Phrase, ...]

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)


def labelled(readings: Sequence[Reading]) -> tuple[list[Labelled], list[Unfilled]]:
    """Pair words and values of one look at one photo, barcodes included.

    Returns the pairs in reading order, and the words whose value could not be read.
    """
    pairs: list[Labelled] = []
    unfilled: list[Unfilled] = []
    for placed in _frames(readings):
        taken: set[int] = set()
        for line in placed:
            for place, phrase in enumerate(line.found):
                end = line.found[place + 1].start if place + 1 < len(line.found) else None
                pair = _behind(line.reading, phrase, end)
                if pair is None and end is None and _asks(line.reading.text, phrase):
                    pair = _beside_or_below(line, phrase, placed, taken)
                    if pair is None:
                        unfilled.append(Unfilled(phrase.role, line.reading))
                if pair is not None:
                    pairs.append(pair)
    return pairs, unfilled


def value_in(text: str, role: Role, start: int = 0) -> tuple[str, int] | None:
    """Return the value of a role at the beginning of `text[start:]`, and where it begins."""
    first = start
    while first < len(text) and text[first] in _SEPARATORS:
        first += 1
    rest = text[first:].rstrip(" \t:;,|-")
    if not rest:
        return None
    if role is Role.MAC:
        macs = find_macs(rest)
        return (macs[0][0], first + macs[0][1]) if macs else None
    if role in {Role.MODEL, Role.PRODUCT, Role.REGULATORY, Role.TYPE, Role.MANUFACTURER}:
        value = rest[:_LONGEST_MODEL].strip()
        return (value, first) if _could_be_model(value, role) else None
    words = list(_WORD.finditer(rest))
    value = words[0].group().rstrip(".,;:)")
    if all(word.group().isdigit() for word in words):
        value = rest
    elif len(key(value)) < _SHORTEST and len(words) > 1:
        value = rest[: words[1].end()].rstrip(".,;:)")
    if role is Role.SERIAL:
        value = _BATCH.sub("", value)
    return (value, first) if _could_be_number(value, role) else None


def _frames(readings: Sequence[Reading]) -> Iterator[list[_Placed]]:
    """Yield the lines of each direction of print, in coordinates in which it is level."""
    texts = [reading for reading in readings if reading.kind is EvidenceKind.TEXT]
    codes = [reading for reading in readings if reading.kind is EvidenceKind.BARCODE]
    while texts:
        along = sum((_direction(reading) for reading in texts), 0j)
        unit = along / (abs(along) or 1.0)
        same = [
            reading
            for reading in texts
            if (_direction(reading) * unit.conjugate()).real >= _STRAIGHT * abs(_direction(reading))
        ]
        if not same:
            same, unit = texts[:1], _direction(texts[0]) / (abs(_direction(texts[0])) or 1.0)
        placed = [_placed(reading, unit) for reading in [*same, *codes]]
        yield sorted(placed, key=lambda line: (line.top + line.bottom, line.left))
        texts = [reading for reading in texts if reading not in same]


def _direction(reading: Reading) -> complex:
    (x0, y0), (x1, y1) = reading.box[0], reading.box[1]
    return complex(x1 - x0, y1 - y0)


def _placed(reading: Reading, unit: complex) -> _Placed:
    corners = [complex(x, y) * unit.conjugate() for x, y in reading.box]
    across, down = [corner.real for corner in corners], [corner.imag for corner in corners]
    text = reading.kind is EvidenceKind.TEXT
    found = tuple(phrases(reading.text)) if text else ()
    return _Placed(reading, min(across), min(down), max(across), max(down), found)


def _behind(reading: Reading, phrase: Phrase, end: int | None) -> Labelled | None:
    found = value_in(reading.text[:end], phrase.role, phrase.end)
    if found is None:
        return None
    words = reading.text[phrase.start : phrase.end]
    return Labelled(phrase.role, found[0], reading, found[1], words, reading.text[found[1] : end])


def _asks(text: str, phrase: Phrase) -> bool:
    """Tell whether words stand there for a value elsewhere, and not in a sentence."""
    if phrase.role is Role.OTHER:
        return key(text) == key(text[phrase.start : phrase.end])
    return not key(text[phrase.end :])


def _beside_or_below(
    line: _Placed, phrase: Phrase, placed: Sequence[_Placed], taken: set[int]
) -> Labelled | None:
    words = line.reading.text[phrase.start : phrase.end]
    near = sorted(
        (distance, nth)
        for nth, other in enumerate(placed)
        if other is not line
        and nth not in taken
        and other.reading.kind is EvidenceKind.TEXT
        and not _has_words_of_its_own(other)
        and (distance := _distance(line, other, placed)) is not None
    )
    for _, nth in near:
        other = placed[nth].reading
        found = value_in(other.text, phrase.role)
        if found is not None:
            taken.add(nth)
            return Labelled(phrase.role, found[0], other, found[1], words, other.text[found[1] :])
    return None


def _has_words_of_its_own(line: _Placed) -> bool:
    text = line.reading.text
    if not line.found:
        return text.rstrip().endswith((":", "："))
    return not key(text[: line.found[0].start]) or not key(text[line.found[-1].end :])


def _distance(line: _Placed, other: _Placed, placed: Sequence[_Placed]) -> float | None:
    """Return how far `other` is to the right of a line or below it, None where it is neither."""
    overlap = min(line.bottom, other.bottom) - max(line.top, other.top)
    gap = other.left - line.right
    if overlap >= 0.4 * min(line.height, other.height) and gap > -line.height:
        return gap / line.height if gap < _REACH_RIGHT * line.height else None
    shared = min(line.right, other.right) - max(line.left, other.left)
    drop = other.top - line.bottom
    if shared <= 0 or drop < -0.5 * line.height:
        return None
    between = any(
        code.reading.kind is EvidenceKind.BARCODE
        and line.bottom - line.height < (code.top + code.bottom) / 2 < other.top + other.height
        and min(code.right, other.right) > max(code.left, other.left)
        for code in placed
    )
    reach = _REACH_PAST_BARCODE if between else _REACH_DOWN
    # A value to the right is what people mean first; below comes after it.
    return 2.0 + drop / line.height if drop < reach * line.height else None


def _could_be_number(value: str, role: Role) -> bool:
    plain = key(value)
    shortest = _SHORTEST - 1 if role is Role.ASSET_TAG else _SHORTEST
    if not shortest <= len(plain) <= 40 or is_placeholder(value):
        return False
    if _DATE.fullmatch(value) or _ELECTRIC.fullmatch(value):
        return False
    return bool(_DIGIT.search(plain)) or (
        role is Role.SERIAL and plain.isupper() and len(plain) > 6
    )


def _could_be_model(value: str, role: Role) -> bool:
    plain = key(value)
    if len(plain) < 2 or is_placeholder(value):
        return False
    if _DATE.fullmatch(value) or _ELECTRIC.fullmatch(value):
        return False
    if role is Role.MANUFACTURER:
        return True
    return bool(_DIGIT.search(plain)) or (role is Role.MODEL and len(plain) > 3)
