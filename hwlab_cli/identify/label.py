"""The embedded recognizer: from what was read off the photos to an identification, no model."""

from collections.abc import Sequence
from dataclasses import replace

from hwlab_cli.identify.bays import in_bays
from hwlab_cli.identify.category import categorize
from hwlab_cli.identify.choose import Choice, choose, macs
from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.confirm import Coded, confirm
from hwlab_cli.identify.looks import Look, looks
from hwlab_cli.identify.makers import Maker
from hwlab_cli.identify.manufacturer import manufacturer
from hwlab_cli.identify.payload import claims
from hwlab_cli.identify.sightings import seen
from hwlab_cli.identify.values import clean
from hwlab_cli.model import (
    Category,
    Evidence,
    EvidenceKind,
    Identification,
    IdentifiedField,
    Reading,
)

NAME = "label"
_CHOSEN = (
    IdentifiedField.SERIAL,
    IdentifiedField.MODEL,
    IdentifiedField.PART_NUMBER,
    IdentifiedField.ASSET_TAG,
)
# No label has a line so long; what has is no print.
_LONGEST_LINE = 500


def identify(readings: Sequence[Reading]) -> Identification:
    """Return what the readings of one device's photos say it is, with evidence and doubts.

    The same readings in another order give the same answer.
    """
    result = Identification(recognizer=NAME)
    lines, codes = prepared(readings)
    views = looks([*lines, *(code for code, _ in codes)])
    maker = _manufacturer(result, views, codes)
    print_says = seen(views, maker, [code.text for code, _ in codes])
    barcodes_say = confirm(print_says, codes, maker)
    for name in _CHOSEN:
        _fill(result, name, choose(name, print_says.sightings, barcodes_say))
    addresses = macs(print_says.sightings, barcodes_say)
    if addresses is not None:
        _fill(result, IdentifiedField.MAC_ADDRESSES, addresses)
        result.mac_addresses = addresses.value.split(",")
    _categorize(result, maker, views)
    _doubt_parts(result, views)
    for dropped in dict.fromkeys([*print_says.placeholders, *barcodes_say.placeholders]):
        result.notes.append(f"“{dropped}” is a placeholder and was dropped")
    result.confidence = confidence(result)
    return result


def prepared(readings: Sequence[Reading]) -> tuple[list[Reading], list[Coded]]:
    """Put readings in one order, and print in characters that only say something."""
    ordered = sorted(
        set(readings),
        key=lambda one: (one.photo, one.look, one.box, one.text, one.detail, one.rivals, one.kind),
    )
    lines = [
        replace(reading, text=clean(reading.text))
        for reading in ordered
        if reading.kind is EvidenceKind.TEXT and len(reading.text) <= _LONGEST_LINE
    ]
    codes: list[Coded] = [
        (reading, tuple(claims(reading.text, reading.detail)))
        for reading in ordered
        if reading.kind is EvidenceKind.BARCODE
    ]
    return lines, codes


def _fill(result: Identification, name: IdentifiedField, choice: Choice | None) -> None:
    if choice is None:
        return
    if name is not IdentifiedField.MAC_ADDRESSES:
        setattr(result, name.value, choice.value)
    result.evidence[name] = choice.evidence
    if choice.proven:
        result.proven.append(name)
    result.doubts += choice.doubts
    result.notes += choice.notes


def _manufacturer(
    result: Identification, views: Sequence[Look], codes: Sequence[Coded]
) -> Maker | None:
    found = manufacturer(views, codes)
    if found is None:
        return None
    result.manufacturer = found.maker.name
    result.evidence[IdentifiedField.MANUFACTURER] = found.evidence
    result.doubts += found.doubts
    if found.proven:
        result.proven.append(IdentifiedField.MANUFACTURER)
    return found.maker


def _doubt_parts(result: Identification, views: Sequence[Look]) -> None:
    """Believe no model that is a part's, installed several times over."""
    # Twin stickers on one thing's box name its serial too.
    if not result.model or not result.category or result.serial:
        return
    if in_bays(result.model, result.category, views):
        names = {IdentifiedField.MODEL, IdentifiedField.CATEGORY}
        result.proven = [name for name in result.proven if name not in names]
        result.doubts.append(
            f"the model {result.model} stands there several times, as parts in a device do"
        )


def _categorize(result: Identification, maker: Maker | None, views: Sequence[Look]) -> None:
    name = IdentifiedField.CATEGORY
    by_model = categorize(maker, result.model, []) if result.model else None
    if by_model is not None and by_model.strength == "model":
        result.category = Category(by_model.category)
        result.evidence[name] = [Evidence(EvidenceKind.CATALOG, by_model.why)]
        # The model says it, so it is as sure as the model is.
        if IdentifiedField.MODEL in result.proven:
            result.proven.append(name)
        return
    prints = [[line.text for line in view.lines] for view in views]
    guesses = (categorize(maker, result.model, lines) for lines in [*prints, []])
    guess = next((guess for guess in guesses if guess is not None), None)
    if guess is not None:
        kind = EvidenceKind.CATALOG if guess.strength == "model" else EvidenceKind.TEXT
        result.category = Category(guess.category)
        result.evidence[name] = [Evidence(kind, guess.why)]
