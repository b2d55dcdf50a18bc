"""What the photos say of a value: where it stands whole, and what it is called there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from hwlab_cli.identify.confirm import Coded, Confirmed, confirm
from hwlab_cli.identify.first_value import could_be_number, is_mark
from hwlab_cli.identify.grounding.near import tokens, tokens_in
from hwlab_cli.identify.grounding.whole import plain, whole_in
from hwlab_cli.identify.label import prepared
from hwlab_cli.identify.looks import Look, looks
from hwlab_cli.identify.makers import find_models, is_foreign
from hwlab_cli.identify.manufacturer import manufacturer
from hwlab_cli.identify.sightings import ROUGHLY, Seen, Sighting, field_of, seen
from hwlab_cli.identify.values import key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import IdentifiedField, Reading

_LOWER_CASE_WORD = re.compile(r"\b[a-zà-ÿ]{2,}\b")
_WORDS_OF_A_SENTENCE = 3
_LEAST_WITHIN = 5
_LEAST_SERIAL = 6
_LEAST_DIGITS = 2
_DIGITS_ALONE = 8


class Says(Enum):
    """What a barcode that holds a value says of it, with regard to one field."""

    THE_FIELD = auto()
    NOTHING = auto()
    PERHAPS = auto()
    ANOTHER = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """Where print has a value whole, and what the label's words call it there, if anything.

    `sure` tells that no other character was nearly read in it.
    """

    reading: Reading
    start: int
    role: Role | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """All places at which print has a value."""

    places: tuple[Place, ...]

    @property
    def sure_looks(self) -> set[tuple[str, str]]:
        """The looks that read it without a rival; where one had a rival, neither is sure."""
        unsure = {_line(one.reading) for one in self.places if not one.sure}
        return {
            (one.reading.photo, one.reading.look)
            for one in self.places
            if _line(one.reading) not in unsure
        }


class Witness:
    """The photos' readings, put in order and taken apart once, to be asked about values."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        lines, self.codes = prepared(readings)
        self.views: list[Look] = looks([*lines, *(code for code, _ in self.codes)])
        found = manufacturer(self.views, self.codes)
        self.maker = found.maker if found else None
        self.seen: Seen = seen(self.views, self.maker, [code.text for code, _ in self.codes])
        self.confirmed: Confirmed = confirm(self.seen, self.codes, self.maker)
        self._sightings = [*self.confirmed.sightings, *self.seen.sightings]
        self._other = {key(value) for value in self.seen.other}

    def printed(self, value: str) -> Printed:
        """Return where print has a value whole, sentences and other things' names aside."""
        places = []
        for view in self.views:
            named = {
                (pair.reading, pair.start): pair
                for pair in view.pairs
                if plain(pair.value) == plain(value) and not pair.doubtful
            }
            for line in view.lines:
                spans = dict(whole_in(line.text, value))
                for (reading, start), pair in named.items():
                    if reading == line:  # parted from its words, where OCR glued them
                        spans.setdefault(start, start + len(pair.value))
                for start, end in spans.items():
                    if (line, start) in named or _stands_alone(view, line, start, end):
                        role = view.role_at(line, start, end)
                        sure = not any(start <= place < end for place, _ in line.rivals)
                        places.append(Place(line, start, role, sure))
        return Printed(tuple(places))

    def coded(self, name: IdentifiedField, value: str) -> list[tuple[Reading, Says]]:
        """Return the barcodes that hold a value as a whole, and what each says of it."""
        found = []
        for code in self.codes:
            says = _says(code, name, value)
            if says is not None:
                named = {
                    one.field
                    for one in self.confirmed.sightings
                    if one.reading == code[0] and key(one.value) == key(value)
                }
                if named and name not in named:
                    says = Says.ANOTHER
                found.append((code[0], says))
        return found

    def named_as(self, value: str) -> set[IdentifiedField]:
        """Return the fields that words or barcodes say a value is."""
        return {
            one.field
            for one in self._sightings
            if one.clarity >= ROUGHLY and key(one.value) == key(value)
        }

    def is_something_else(self, value: str) -> bool:
        """Tell whether words say that a value is none of a device's identifiers."""
        return key(value) in self._other

    def runs_together(self, name: IdentifiedField, value: str) -> str | None:
        """Return a value of another field that is a part of this one, if words name one."""
        whole = key(value)
        return next(
            (
                one.value
                for one in self._sightings
                if one.field is not name
                and one.clarity >= ROUGHLY
                and _LEAST_WITHIN <= len(key(one.value)) < len(whole)
                and key(one.value) in whole
            ),
            None,
        )

    def is_the_only_one(self, value: str) -> bool:
        """Tell whether no other number stands on the label that no words name.

        Numbers are what could be a serial: six letters and digits or more, of both kinds, or
        eight digits.
        """
        return not any(
            like_a_serial(token)
            and key(token) not in key(value)
            and view.role_at(line, start, start + len(token)) is None
            and not self.named_as(token)
            and not find_models(token, None)
            for view in self.views
            for line in view.lines
            for token, start in tokens_in(line.text)
        )

    def others(self, name: IdentifiedField, value: str) -> list[str]:
        """Return the other values that the photos name for a field, sorted."""
        found = set()
        for one in self._sightings:
            if one.field is not name or one.clarity < ROUGHLY:
                continue
            right = self.confirmed.corrections.get((name, key(one.value)), one.value)
            if key(right) != key(value):
                found.add(right)
        return sorted(found)

    def denial(self, value: str) -> str | None:
        """Return what a barcode beside a printed serial holds instead of it, if one does."""
        return self.confirmed.denied.get(key(value))

    def sightings(self, name: IdentifiedField, value: str) -> list[Sighting]:
        """Return where the embedded recognizer saw a value for a field."""
        return [
            one for one in self._sightings if one.field is name and key(one.value) == key(value)
        ]

    def all_printed(self) -> list[str]:
        """Return the words and numbers of the print, each as often as it was read."""
        return [token for view in self.views for line in view.lines for token in tokens(line.text)]

    def all_coded(self) -> list[str]:
        """Return what the barcodes hold, whole and by the values in them."""
        return [
            text for code, claims in self.codes for text in (code.text, *(c.value for c in claims))
        ]

    def has(self, value: str) -> bool:
        """Tell whether a value stands whole anywhere on the photos."""
        held = any(plain(text) == plain(value) for text in self.all_coded())
        return held or any(
            True for view in self.views for line in view.lines for _ in whole_in(line.text, value)
        )


def like_a_serial(value: str) -> bool:
    """Tell whether a number with no words beside it is written as serials mostly are."""
    plain_value = key(value)
    digits = sum(map(str.isdigit, plain_value))
    long = len(plain_value) >= _DIGITS_ALONE or digits < len(plain_value)
    written = digits >= _LEAST_DIGITS and len(plain_value) >= _LEAST_SERIAL and long
    return written and could_be_number(value, Role.SERIAL) and not is_mark(value)


def _says(code: Coded, name: IdentifiedField, value: str) -> Says | None:
    """Return what a barcode says of a value that it holds; None where it does not hold it."""
    reading, claims = code
    same = [claim for claim in claims if plain(claim.value) == plain(value)]
    if not same:
        return Says.PERHAPS if plain(reading.text) == plain(value) else None
    fields = {field_of(claim.role, claim.value) for claim in same if claim.role is not None}
    if name in fields:
        sure = any(claim.sure and claim.role is not None for claim in same)
        return Says.THE_FIELD if sure else Says.PERHAPS
    if fields:
        return Says.ANOTHER
    # `S…` may be a serial behind a data identifier, or a serial that begins with an S; and of
    # a barcode with several words in it, each may be but a part.
    whole = plain(reading.text) == plain(value) and all(claim.sure for claim in claims)
    return Says.NOTHING if whole else Says.PERHAPS


def _stands_alone(view: Look, line: Reading, start: int, end: int) -> bool:
    """Tell whether a value stands there as labels print them, and not within words."""
    # `SN 12345` is a serial with its words, and no serial that begins with SN.
    if any(phrase.start < end and start < phrase.end for phrase in view.words_in(line)):
        return False
    before, behind = line.text[:start], line.text[end:]
    if len(_LOWER_CASE_WORD.findall(before)) >= _WORDS_OF_A_SENTENCE:
        return False
    return not is_foreign(before, behind)


def _line(reading: Reading) -> tuple[str, object]:
    return reading.photo, reading.box
