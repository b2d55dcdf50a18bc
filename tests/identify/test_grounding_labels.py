"""A model that takes any number on a label for any other: over labels as the makers print them."""

from collections.abc import Iterator

import pytest
from handmade import found
from test_label import LABELS, readings_of

from hwlab_cli.identify.grounding.ground import IDENTIFIERS, grounded
from hwlab_cli.identify.grounding.near import tokens
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.values import key
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading

ALIKE = str.maketrans("O0I1S5B8", "0O1I5S8B")


def numbers(readings: list[Reading]) -> set[str]:
    """What a model could take for a number: all that stands there, and what looks like it."""
    there = {token for one in readings for token in tokens(one.text)}
    there |= {one.text for one in readings if one.kind is EvidenceKind.BARCODE}
    near = {one.translate(ALIKE) for one in there} | {one[:-1] for one in there if len(one) > 5}
    return there | near


def mistaken(readings: list[Reading]) -> Iterator[tuple[IdentifiedField, str, Identification]]:
    embedded, witness = found(readings), Witness(readings)
    for name in IDENTIFIERS:
        for number in sorted(numbers(readings)):
            said = Identification(recognizer="desk", **{name.value: number})  # type: ignore[arg-type]
            yield name, number, grounded(said, witness, embedded)


@pytest.mark.parametrize("name", LABELS)
def test_no_number_is_proven_to_be_what_it_is_not(name: str) -> None:
    """But a barcode without words may be the serial or the part number, if a model says so."""
    readings = readings_of(name)
    truth, embedded = LABELS[name]["proven"], found(readings)
    for field, number, result in mistaken(readings):
        value = getattr(result, field.value)
        if field not in result.proven or key(value) == key(truth.get(field.value, "")):
            continue
        kinds = {piece.kind for piece in result.evidence[field]}
        assert field not in embedded.proven, (field, number)
        assert kinds >= {EvidenceKind.BARCODE}, (field, number)


@pytest.mark.parametrize("name", [name for name in LABELS if "serial" in LABELS[name]["proven"]])
def test_no_other_number_takes_the_place_of_a_serial_that_is_covered(name: str) -> None:
    serial = LABELS[name]["proven"]["serial"]
    seen = [one for one in readings_of(name) if key(serial) not in key(one.text)]
    for field, number, result in mistaken(seen):
        if field is IdentifiedField.SERIAL and field in result.proven:
            kinds = {piece.kind for piece in result.evidence[field]}
            assert kinds >= {EvidenceKind.BARCODE}, number
