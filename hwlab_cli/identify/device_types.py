"""What the catalog makes of an identification: evidence, a name that was missing, a question."""

from dataclasses import replace

from hwlab_cli.identify.confidence import confidence
from hwlab_cli.known_types import Answer, KnownType, KnownTypes
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField

_NAMES = (IdentifiedField.MODEL, IdentifiedField.PART_NUMBER)


def with_types(found: Identification, types: KnownTypes) -> Identification:
    """Return an identification with the catalog's word on its device type.

    A type that is sure speaks for the model, and stands in where the model or the manufacturer
    was not read: proven then where what it was found by is. Where several may be meant, a
    person is asked. What was read stays as it was read.
    """
    return with_answer(found, meant(found, types))


def meant(found: Identification, types: KnownTypes) -> Answer:
    """Return which type an identification means; none without a model and a part number."""
    if found.model is None and found.part_number is None:
        return Answer()
    return types.meant(found.manufacturer, found.model, found.part_number)


def with_answer(found: Identification, answer: Answer) -> Identification:
    """Return an identification with what the catalog answered about it."""
    if answer.question and answer.question not in found.questions:
        return replace(found, questions=[*found.questions, answer.question])
    return _spoken_for(found, answer.type) if answer.type else found


def _spoken_for(found: Identification, known: KnownType) -> Identification:
    piece = Evidence(EvidenceKind.CATALOG, f"{known.manufacturer} {known.model}")
    found = replace(found, evidence=dict(found.evidence), proven=list(found.proven))
    names = [name for name in _NAMES if getattr(found, name.value) is not None]
    # By all that the catalog was asked for: which of them it was, it does not say.
    sure = all(name in found.proven for name in names)
    for name, value in (
        (IdentifiedField.MANUFACTURER, known.manufacturer),
        (IdentifiedField.MODEL, known.model),
    ):
        if getattr(found, name.value) is None:
            setattr(found, name.value, value)
            found.evidence[name] = [piece]
            if sure:
                found.proven.append(name)
        elif name is IdentifiedField.MODEL and piece not in found.evidence.get(name, []):
            found.evidence[name] = [*found.evidence.get(name, []), piece]
    found.confidence = confidence(found)
    return found
