"""Which value belongs to which words on a label: on the same line, beside it, or below."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hwlab_cli.identify.first_value import is_mark, may_go_on, value_in
from hwlab_cli.identify.values import is_placeholder, key
from hwlab_cli.identify.vocabulary import Phrase, Role, phrases
from hwlab_cli.model import EvidenceKind, Reading

_NAMING = {":", "#", "："}
_REACH_RIGHT = 14.0
_REACH_DOWN = 2.2
_REACH_PAST_BARCODE = 7.0
_STRAIGHT = math.cos(math.radians(35))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with the role that the label's own words give it.

    `rest` is the line from the value on; `doubtful` tells that the value may go on behind a space.
    """

    role: Role
    value: str
    reading: Reading
    start: int
    words: str
    rest: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Words of the vocabulary behind which no printed value was found."""

    role: Role
    reading: Reading


class _Lines(NamedTuple):
    """The lines of one direction from top to bottom, where their middles are, and the barcodes."""

    placed: list["_Placed"]
    middles: list[float]
    codes: list["_Placed"]
    tallest: float

    @classmethod
    def of(cls, placed: list["_Placed"]) -> "_Lines":
        texts = [line for line in placed if line.reading.kind is EvidenceKind.TEXT]
        codes = [line for line in placed if line.reading.kind is EvidenceKind.BARCODE]
        tallest = max((line.height for line in texts), default=0.0)
        return cls(texts, [line.middle for line in texts], codes, tallest)

    def near(self, line: "_Placed") -> range:
        """Return the places of those lines that can be beside a line or below it."""
        first = bisect_left(self.middles, line.top - self.tallest)
        deepest = line.bottom + _REACH_PAST_BARCODE * line.height + self.tallest
        return range(first, bisect_right(self.middles, deepest))


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

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def labelled(readings: Sequence[Reading]) -> tuple[list[Labelled], list[Unfilled]]:
    """Pair words and values of one look at one photo, barcodes included.

    Returns the pairs in reading order, and the words whose value could not be read.
    """
    pairs: list[Labelled] = []
    unfilled: list[Unfilled] = []
    for placed in _frames(readings):
        lines = _Lines.of(placed)
        taken: set[int] = set()
        for line in lines.placed:
            found = _parting(line)
            for place, phrase in enumerate(found):
                end = found[place + 1].start if place + 1 < len(found) else None
                pair = _behind(line.reading, phrase, end)
                if pair is None and end is None and _asks(line.reading.text, phrase):
                    pair = _beside_or_below(line, phrase, lines, taken)
                    if pair is None:
                        unfilled.append(Unfilled(phrase.role, line.reading))
                if pair is not None:
                    pairs.append(pair)
    return pairs, unfilled


def _frames(readings: Sequence[Reading]) -> Iterator[list[_Placed]]:
    """Yield the lines of each direction of print, in coordinates in which it is level."""
    texts = [reading for reading in readings if reading.kind is EvidenceKind.TEXT]
    codes = [reading for reading in readings if reading.kind is EvidenceKind.BARCODE]
    while texts:
        # The longest line says best which way its label's print runs.
        longest = max((_direction(reading) for reading in texts), key=abs)
        toward = longest / (abs(longest) or 1.0)
        same = [_runs(reading, toward) for reading in texts]
        along = sum((_direction(one) for one, fits in zip(texts, same, strict=True) if fits), 0j)
        unit = along / (abs(along) or 1.0) if along else 1 + 0j
        level = [one for one, fits in zip(texts, same, strict=True) if fits]
        placed = [_placed(reading, unit) for reading in [*level, *codes]]
        yield sorted(placed, key=lambda line: (line.middle, line.left))
        texts = [one for one, fits in zip(texts, same, strict=True) if not fits]


def _runs(reading: Reading, toward: complex) -> bool:
    direction = _direction(reading)
    return (direction * toward.conjugate()).real >= _STRAIGHT * abs(direction)


def _direction(reading: Reading) -> complex:
    (x0, y0), (x1, y1) = reading.box[0], reading.box[1]
    return complex(x1 - x0, y1 - y0)


def _placed(reading: Reading, unit: complex) -> _Placed:
    corners = [complex(x, y) * unit.conjugate() for x, y in reading.box]
    across, down = [corner.real for corner in corners], [corner.imag for corner in corners]
    text = reading.kind is EvidenceKind.TEXT
    found = tuple(phrases(reading.text)) if text else ()
    return _Placed(reading, min(across), min(down), max(across), max(down), found)


def _parting(line: _Placed) -> list[Phrase]:
    """Return a line's words without those inside a value: `Model: Raspberry Pi 4 Model B`."""
    parting: list[Phrase] = []
    for phrase in line.found:
        named = line.reading.text[phrase.end :].lstrip(" .")[:1] in _NAMING
        if parting and phrase.role is parting[-1].role is Role.MODEL and not named:
            continue
        parting.append(phrase)
        # `Asset Tag: No Asset Tag`
        if is_placeholder(line.reading.text[phrase.end :].lstrip(" :.")):
            break
    return parting


def _behind(reading: Reading, phrase: Phrase, end: int | None) -> Labelled | None:
    found = value_in(reading.text[:end], phrase.role, phrase.end)
    if found is None:
        return None
    words = reading.text[phrase.start : phrase.end]
    return _pair(phrase.role, found, reading, words, end)


def _pair(
    role: Role, found: tuple[str, int], reading: Reading, words: str, end: int | None = None
) -> Labelled:
    value, start = found
    rest = reading.text[start:end]
    return Labelled(role, value, reading, start, words, rest, may_go_on(value, role, rest))


def _asks(text: str, phrase: Phrase) -> bool:
    """Tell whether words stand there for a value elsewhere, and not in a sentence."""
    if phrase.role is Role.OTHER:
        return key(text) == key(text[phrase.start : phrase.end])
    return not key(text[phrase.end :])


def _beside_or_below(
    line: _Placed, phrase: Phrase, lines: _Lines, taken: set[int]
) -> Labelled | None:
    words = line.reading.text[phrase.start : phrase.end]
    near = sorted(
        (distance, nth)
        for nth in lines.near(line)
        if nth not in taken
        and lines.placed[nth] is not line
        and not _has_words_of_its_own(lines.placed[nth])
        and (distance := _distance(line, lines.placed[nth], lines.codes)) is not None
    )
    for _, nth in near:
        other = lines.placed[nth].reading
        found = value_in(other.text, phrase.role)
        if found is not None and not is_mark(found[0]):
            taken.add(nth)
            return _pair(phrase.role, found, other, words)
    return None


def _has_words_of_its_own(line: _Placed) -> bool:
    text = line.reading.text
    if not line.found:
        return text.rstrip().endswith((":", "："))
    return not key(text[: line.found[0].start]) or not key(text[line.found[-1].end :])


def _distance(line: _Placed, other: _Placed, codes: Sequence[_Placed]) -> float | None:
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
        line.bottom - line.height < code.middle < other.top + other.height
        and min(code.right, other.right) > max(code.left, other.left)
        for code in codes
    )
    reach = _REACH_PAST_BARCODE if between else _REACH_DOWN
    # A value to the right is what people mean first; below comes after it.
    return 2.0 + drop / line.height if drop < reach * line.height else None
