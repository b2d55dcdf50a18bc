"""One field of an answer after it was held against the photos."""

from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.identify.wording import called
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField


@dataclass(slots=True)
class Held:
    """A field's value, why, whether it is proven, and what a person should know.

    Sentences that name a value which was not believed are doubts, never notes: notes go to
    NetBox, and what is not proven stays here. `overruled` where the photos prove another value
    than the model says.
    """

    value: Any
    evidence: list[Evidence] = field(default_factory=list)
    proven: bool = False
    doubts: list[str] = field(default_factory=list)
    overruled: bool = False


def own_words(answer: Identification, name: IdentifiedField) -> list[str]:
    """Return what the model itself says of a field, as it says it; empty for nothing.

    In an answer that was grounded before, some values are the photos': what is the model's own
    stands in the evidence.
    """
    if answer.evidence:
        pieces = answer.evidence.get(name, [])
        return [piece.text for piece in pieces if piece.kind is EvidenceKind.MODEL]
    value = getattr(answer, name.value)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [str(one) for one in values if one]


def own_word(answer: Identification, name: IdentifiedField) -> str | None:
    """Return what the model itself says of a field that has one value."""
    return next(iter(own_words(answer, name)), None)


def spoken(answer: Identification, value: str) -> Evidence:
    """Return the evidence that a model says so."""
    return Evidence(EvidenceKind.MODEL, value, detail=answer.recognizer)


def kept(embedded: Identification, name: IdentifiedField) -> Held:
    """Return a field as the embedded recognizer has it, with its doubts."""
    begins = f"the {called(name)} "
    return Held(
        getattr(embedded, name.value) or None,
        list(embedded.evidence.get(name, [])),
        name in embedded.proven,
        [doubt for doubt in embedded.doubts if doubt.startswith(begins)],
    )


def distinct(evidence: list[Evidence]) -> list[Evidence]:
    """Return evidence without repetitions."""
    return list(dict.fromkeys(evidence))


def overrule(found: Held, name: IdentifiedField, value: str) -> Held:
    """Note that a model says otherwise of a field that the photos prove."""
    kinds = {piece.kind for piece in found.evidence}
    how = "a barcode holds" if EvidenceKind.BARCODE in kinds else "the print reads"
    if is_the_catalogs(found):
        how = "by its part number it is"
    words = f"the {called(name)} is not {value}, as the vision model says"
    found.doubts.append(f"{words}: {how} {found.value}")
    found.overruled = True
    return found


def is_the_catalogs(found: Held) -> bool:
    """Tell whether a field is not on the photos, but what the catalog has for what is."""
    kinds = {piece.kind for piece in found.evidence}
    return EvidenceKind.CATALOG in kinds and not kinds & {EvidenceKind.BARCODE, EvidenceKind.TEXT}


def add_other(found: Held, name: IdentifiedField, value: str) -> Held:
    """Note that a model says otherwise of a field that nothing proves."""
    found.doubts.append(f"the {called(name)} may be {value}, which only the vision model says")
    return found
