"""Serials, asset tags and part numbers: proven by the photos, or only said."""

from dataclasses import dataclass

from hwlab_cli.identify.first_value import could_be_number, is_mark
from hwlab_cli.identify.grounding.near import alike, nearest
from hwlab_cli.identify.grounding.said import (
    Held,
    add_other,
    distinct,
    kept,
    overrule,
    own_word,
    own_words,
    spoken,
)
from hwlab_cli.identify.grounding.whole import plain
from hwlab_cli.identify.grounding.witness import Place, Says, Witness, like_a_serial
from hwlab_cli.identify.sightings import field_of, is_model
from hwlab_cli.identify.values import is_identifier, is_placeholder, key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.identify.wording import called
from hwlab_cli.model import Evidence, Identification, IdentifiedField, Reading

_LOOKS_THAT_PROVE = 2
_SHORTEST = 4
# Drives and cards are often called by their part number.
_NEVER_THE_SAME = {
    IdentifiedField.SERIAL: (
        IdentifiedField.MODEL,
        IdentifiedField.PART_NUMBER,
        IdentifiedField.ASSET_TAG,
    ),
    IdentifiedField.PART_NUMBER: (IdentifiedField.SERIAL, IdentifiedField.ASSET_TAG),
    IdentifiedField.ASSET_TAG: (IdentifiedField.SERIAL, IdentifiedField.PART_NUMBER),
}
_CODED_PROOF = {Says.THE_FIELD, Says.NOTHING}


@dataclass(slots=True)
class Judged:
    """What the photos have of a value, and why it is not proven; `doubt` is empty where it is."""

    evidence: list[Evidence]
    doubt: str = ""


def identifier(
    name: IdentifiedField,
    answer: Identification,
    embedded: Identification,
    witness: Witness,
    told: str,
) -> Held:
    """Hold what a model says of an identifier against the photos.

    `told` is what the model was asked, in which a value may have been given away: then saying
    it again is no look of its own.
    """
    found, value = kept(embedded, name), own_word(answer, name)
    if value is None or is_placeholder(value):
        return found
    if found.value and key(found.value) == key(value):
        return _agreed(name, answer, found, witness, told)
    if found.proven:
        return overrule(found, name, value)
    twice = _said_twice(name, value, answer)
    if twice:
        return found if found.value else Held(value, [spoken(answer, value)], doubts=[twice])
    right = _by_barcode(name, value, witness)
    said = _judged(name, right or value, witness, told, own=value)
    evidence = distinct([*said.evidence, spoken(answer, value)])
    mine = Held(right or value, evidence, not said.doubt, [said.doubt] if said.doubt else [])
    if right and mine.proven:
        mine.doubts.append(_looks_alike(name, value, right))
    if mine.proven or not found.value:
        return mine
    if len(said.evidence) > len(found.evidence):
        mine.doubts += found.doubts
        return mine
    return add_other(found, name, value)


def _said_twice(name: IdentifiedField, value: str, answer: Identification) -> str:
    """Return the doubt about a value that a model gives two fields; empty where it does not.

    In an answer that was grounded before, the other field may be the photos' by now.
    """
    begins = f"the {called(name)} {value} is what the vision model calls the "
    others = (
        other
        for other in _NEVER_THE_SAME[name]
        if any(key(one) == key(value) for one in own_words(answer, other))
    )
    now = (f"{begins}{called(other)} as well" for other in others)
    before = (doubt for doubt in answer.doubts if doubt.startswith(begins))
    return next(before, "") or next(now, "")


def _agreed(
    name: IdentifiedField, answer: Identification, found: Held, witness: Witness, told: str
) -> Held:
    """Add a model's word to a value that the embedded recognizer has as well."""
    value = str(found.value)
    if not found.proven:
        said = _judged(name, value, witness, told, own=value)
        found.evidence = distinct([*found.evidence, *said.evidence])
        if not said.doubt:
            found.proven, found.doubts = True, []
    found.evidence = distinct([*found.evidence, spoken(answer, value)])
    return found


def _judged(name: IdentifiedField, value: str, witness: Witness, told: str, *, own: str) -> Judged:
    """Return whether a value is proven; `own` is what the model itself reads."""
    coded = witness.coded(name, value)
    printed = witness.printed(value)
    evidence = _evidence([reading for reading, _ in coded], printed.places)
    doubt = (
        _unlike(name, value)
        or _contradicted(name, value, witness, coded, printed.places)
        or _contested(name, value, witness)
    )
    if doubt:
        return Judged(evidence, f"the {called(name)} {value} {doubt}")
    looks = len(printed.sure_looks)
    holding = {says for _, says in coded}
    independent = plain(own) not in plain(told)
    # A barcode without words may be a part's or a carton's: no model makes an owner's tag of it.
    enough = _CODED_PROOF if name is not IdentifiedField.ASSET_TAG else {Says.THE_FIELD}
    if holding & enough:
        return Judged(evidence)
    words = called(name)
    if looks >= _LOOKS_THAT_PROVE or (looks and (independent or holding)):
        unnamed = _unnamed(name, value, witness, printed.places)
        return Judged(evidence, f"the {words} {value} {unnamed}" if unnamed else "")
    if not evidence:
        return Judged([], f"the {words} {value} {_found_nowhere(value, witness)}")
    if looks:
        why = "was read in only one look at the print, and the vision model knew it from there"
    elif printed.places:
        why = "has a character that may be another one"
    elif holding & _CODED_PROOF:
        why = "stands in a barcode, but only the vision model says that it is one"
    else:
        why = "is only a part of what a barcode holds"
    return Judged(evidence, f"the {words} {value} {why}")


def _unlike(name: IdentifiedField, value: str) -> str:
    shortest = _SHORTEST - 1 if name is IdentifiedField.ASSET_TAG else _SHORTEST
    groups = value.replace(" ", "-")
    fits = len(key(value)) >= shortest and (is_identifier(value) or is_identifier(groups))
    return "" if fits else f"is written as no {called(name)} is"


def _contradicted(
    name: IdentifiedField,
    value: str,
    witness: Witness,
    coded: list[tuple[Reading, Says]],
    places: tuple[Place, ...],
) -> str:
    """Return why a value is something else by the photos; empty where nothing says so."""
    meanings = witness.named_as(value)
    if name in meanings:
        return ""
    if meanings:
        return f"stands there as the {called(min(meanings))}"
    part = witness.runs_together(name, value)
    if part:
        return f"has {part} in it, which is something else"
    if any(says is Says.ANOTHER for _, says in coded):
        return "stands in a barcode that says something else"
    if witness.is_something_else(value):
        return "stands there as something else"
    roles = [place.role for place in places if place.role is not None]
    if roles and all(field_of(role, value) is not name for role in roles):
        return "stands behind words that mean something else"
    return _no_number(name, value, witness)


def _no_number(name: IdentifiedField, value: str, witness: Witness) -> str:
    """Return why a value that no words name is something else by its form."""
    if name is IdentifiedField.PART_NUMBER:
        return ""
    if is_mark(value) or not could_be_number(value, Role.SERIAL):
        return f"is written as no {called(name)} is"
    if witness.maker is not None and is_model(value, witness.maker):
        return f"is written as a model of {witness.maker.name} is"
    return ""


def _unnamed(name: IdentifiedField, value: str, witness: Witness, places: tuple[Place, ...]) -> str:
    """Return why print that reads a value does not make it this field; empty where it does.

    Print proves how a number is written, and words what it is. Without words, only a serial
    is known for what it is, and only where it has a line to itself and no other number could
    be meant.
    """
    if name in witness.named_as(value):
        return ""
    if name is not IdentifiedField.SERIAL:
        return "stands there, but only the vision model says that it is one"
    alone = any(key(place.reading.text) == key(value) for place in places)
    if alone and like_a_serial(value) and witness.is_the_only_one(value):
        return ""
    return "stands there among other numbers, and only the vision model says that it is this one"


def _contested(name: IdentifiedField, value: str, witness: Witness) -> str:
    """Return why another value may be meant; empty where none is named."""
    denial = witness.denial(value) if name is IdentifiedField.SERIAL else None
    if denial:
        return f"stands by a barcode that says {denial}"
    others = witness.others(name, value)
    if name is not IdentifiedField.SERIAL and name in witness.named_as(value):
        # Labels have many part numbers; a model may say which is meant, not how it is read.
        others = [other for other in others if alike(other, value)]
    if not others:
        return ""
    near = nearest(value, others)
    if near:
        return f"is the vision model's reading; print and barcodes say {near}"
    return f"stands beside {', '.join(others[:3])}, which the label calls the {called(name)}"


def _found_nowhere(value: str, witness: Witness) -> str:
    held = nearest(value, witness.all_coded())
    if held:
        return f"is the vision model's reading; a barcode holds {held}"
    printed = nearest(value, witness.all_printed())
    if printed:
        return f"is the vision model's reading; print reads {printed}"
    if witness.has(value):
        return "stands among other words on the photos, and not as a label's value"
    return "stands nowhere on the photos; only the vision model says it"


def _by_barcode(name: IdentifiedField, value: str, witness: Witness) -> str | None:
    """Return what a barcode holds where it differs from a value in look-alikes alone."""
    if witness.has(value):
        return None
    held = {
        claim.value
        for _, claims in witness.codes
        for claim in claims
        if alike(claim.value, value)
        and any(says in _CODED_PROOF for _, says in witness.coded(name, claim.value))
    }
    return held.pop() if len(held) == 1 else None


def _looks_alike(name: IdentifiedField, value: str, right: str) -> str:
    return f"the {called(name)} is {right} by its barcode, where the vision model reads {value}"


def _evidence(codes: list[Reading], places: tuple[Place, ...]) -> list[Evidence]:
    return distinct([Evidence.of(one) for one in [*codes, *(place.reading for place in places)]])
