"""What the catalog makes of an identification: evidence, a name that was missing, a question.

It is asked by what is proven, by what is on the photos, and by all that is said: the catalog
knows which names belong together, not which of them is right. So its word is worth as much as
that by which it was found.
"""

from collections.abc import Callable
from dataclasses import replace

from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.wording import called
from hwlab_cli.known_types import Answer, KnownType, KnownTypes
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField

_MAKER, _MODEL = IdentifiedField.MANUFACTURER, IdentifiedField.MODEL
_NUMBER = IdentifiedField.PART_NUMBER
_ON_THE_PHOTOS = {EvidenceKind.BARCODE, EvidenceKind.TEXT, EvidenceKind.PERSON}


def with_types(found: Identification, types: KnownTypes) -> Identification:
    """Return an identification with the catalog's word on its device type.

    A type that is sure speaks for the model, and stands in where the model or the manufacturer
    was not read. Where several may be meant, a person is asked. What was read stays as it was
    read.
    """
    return with_answer(found, meant(found, types), types)


def meant(found: Identification, types: KnownTypes) -> Answer:
    """Return which type an identification means; none without a model and a part number.

    A part number that only a model says takes nothing away from a name that is known.
    """
    if found.model is None and found.part_number is None:
        return Answer()
    counts = found.model is None or _is_on_photos(found, _NUMBER)
    return types.meant(found.manufacturer, found.model, found.part_number if counts else None)


def with_answer(found: Identification, answer: Answer, types: KnownTypes) -> Identification:
    """Return an identification with what the catalog answered about it."""
    if answer.question and answer.question not in found.questions:
        return replace(found, questions=[*found.questions, answer.question])
    return _spoken_for(found, answer.type, types) if answer.type else found


def with_evidence(found: Identification, types: KnownTypes) -> Identification:
    """Return what `with_types` does, with no question where several may be meant."""
    known = meant(found, types).type
    return _spoken_for(found, known, types) if known else found


def _spoken_for(found: Identification, known: KnownType, types: KnownTypes) -> Identification:
    """Return an identification with what a type says of it that the catalog is sure of.

    Proven is what the catalog says by proven names alone: the names that are missing, and those
    that are this type's too, whoever says them. What is said and not on the photos gets nothing
    by it: that there is such a type is no evidence of this being one.
    """
    found = replace(
        found,
        evidence=dict(found.evidence),
        proven=list(found.proven),
        doubts=list(found.doubts),
    )
    proves = _means(known, found, types, lambda name: name in found.proven)
    supports = proves or _means(known, found, types, lambda name: _is_on_photos(found, name))
    piece = Evidence(EvidenceKind.CATALOG, f"{known.manufacturer} {known.model}")
    own = types.meant(known.manufacturer, found.model, None).type if found.model else known
    for name, value, agrees in (
        (_MAKER, known.manufacturer, True),  # else it would not be sure of the type
        (_MODEL, known.model, own == known),
    ):
        pieces = found.evidence.get(name, [])
        if getattr(found, name.value) is None:
            setattr(found, name.value, value)
            found.evidence[name] = [piece]
        elif not supports or (name is _MAKER and (not proves or name in found.proven)):
            continue
        elif piece not in pieces:
            found.evidence[name] = [*pieces, piece]
        if proves and agrees and name not in found.proven:
            found.proven.append(name)
            begins = f"the {called(name)} {getattr(found, name.value)} "
            found.doubts = [one for one in found.doubts if not one.startswith(begins)]
    found.confidence = confidence(found)
    return found


def _means(
    known: KnownType,
    found: Identification,
    types: KnownTypes,
    counts: Callable[[IdentifiedField], bool],
) -> bool:
    """Tell whether the catalog is sure of a type by the fields that count, and no others."""
    maker, model, number = (
        getattr(found, name.value) if counts(name) else None for name in (_MAKER, _MODEL, _NUMBER)
    )
    return bool(model or number) and types.meant(maker, model, number).type == known


def _is_on_photos(found: Identification, name: IdentifiedField) -> bool:
    return any(piece.kind in _ON_THE_PHOTOS for piece in found.evidence.get(name, []))
