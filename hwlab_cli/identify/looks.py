"""The looks at a device's photos: each with its lines, and which words there name which value."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hwlab_cli.identify.layout import Labelled, Unfilled, labelled
from hwlab_cli.identify.values import find_macs, key
from hwlab_cli.identify.vocabulary import Phrase, Role, phrases
from hwlab_cli.model import EvidenceKind, Reading


@dataclass(slots=True)
class Look:
    """One look at one photo: its lines of print from top to bottom, and what they name."""

    lines: list[Reading]
    pairs: list[Labelled]
    unfilled: list[Unfilled]
    _named: dict[Reading, list[tuple[int, int, Role]]] = field(default_factory=dict)
    _words: dict[Reading, list[Phrase]] = field(default_factory=dict)

    def words_in(self, line: Reading) -> list[Phrase]:
        """Return the vocabulary's phrases in a line."""
        if line not in self._words:
            self._words[line] = phrases(line.text)
        return self._words[line]

    def role_at(self, line: Reading, start: int, end: int) -> Role | None:
        """Return what the label's words say of a part of a line; None where they say nothing."""
        for first, last, role in self._named.get(line, []):
            if start < last and first < end:
                return role
        before = [phrase for phrase in self.words_in(line) if phrase.end <= start]
        return before[-1].role if before else None


def looks(readings: Sequence[Reading]) -> list[Look]:
    """Take readings apart by photo and look, and pair words and values in each."""
    groups: dict[tuple[str, str], list[Reading]] = {}
    codes: dict[str, list[Reading]] = {}
    for reading in readings:
        if reading.kind is EvidenceKind.TEXT:
            groups.setdefault((reading.photo, reading.look), []).append(reading)
        elif reading.kind is EvidenceKind.BARCODE:
            codes.setdefault(reading.photo, []).append(reading)
    return [_look(lines, codes.get(photo, [])) for (photo, _), lines in groups.items()]


def _look(lines: list[Reading], codes: list[Reading]) -> Look:
    pairs, unfilled = labelled([*lines, *codes])
    result = Look(lines, pairs, unfilled)
    for line in lines:
        spans = [(start, end, Role.MAC) for _, start, end in find_macs(line.text)]
        if spans:
            result._named[line] = spans
    for pair in pairs:
        spans = result._named.setdefault(pair.reading, [])
        spans.append((pair.start, pair.start + len(pair.value), pair.role))
    return result


def serials_named(found: Sequence[Look]) -> set[str]:
    """Return the keys of all values that words call a serial."""
    return {key(pair.value) for look in found for pair in look.pairs if pair.role is Role.SERIAL}
