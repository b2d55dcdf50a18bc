"""From an identification to the ops owed: what NetBox is to be asked for, or why to wait."""

from collections.abc import Sequence
from typing import Any, Literal

from hwlab_cli.identify.values import key
from hwlab_cli.identify.wording import called
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, OpKind, State
from hwlab_cli.oplog.append import NewOp
from hwlab_cli.oplog.kept import KeptPhoto

Unproven = Literal["hold", "note"]


def ops_for(
    identification: Identification, photos: Sequence[KeptPhoto], unproven: Unproven
) -> list[NewOp]:
    """Return the ops that an identification leads to: the device, then its photos.

    The device's creation is held, with one reason a sentence, while what it is stands in
    doubt. Identifiers that are not proven stay out of its body, held or not.
    """
    reasons = _reasons(identification, unproven)
    create = NewOp(
        OpKind.CREATE_DEVICE,
        body(identification),
        State.HELD if reasons else State.READY,
        "held" if reasons else "planned",
        "; ".join(reasons),
    )
    return [
        create,
        *(NewOp(OpKind.ATTACH_PHOTO, {"sha256": photo.sha256}) for photo in photos),
    ]


def identity_key(identification: Identification) -> str | None:
    """Return what makes two intakes the same device: manufacturer and serial, None without.

    A serial that only a model says makes no twins: models invent the same one again and again.
    """
    if not identification.manufacturer or not identification.serial:
        return None
    pieces = identification.evidence.get(IdentifiedField.SERIAL, [])
    only_said = pieces and all(piece.kind is EvidenceKind.MODEL for piece in pieces)
    if only_said and IdentifiedField.SERIAL not in identification.proven:
        return None
    return f"{key(identification.manufacturer)}:{key(identification.serial)}"


def body(identification: Identification) -> dict[str, Any]:
    """Return what the device's creation may say: identifiers only where they are proven."""
    proven = set(identification.proven)

    def where_proven(name: IdentifiedField) -> Any:
        return getattr(identification, name.value) if name in proven else None

    return {
        "manufacturer": identification.manufacturer,
        "model": identification.model,
        "serial": where_proven(IdentifiedField.SERIAL),
        "asset_tag": where_proven(IdentifiedField.ASSET_TAG),
        "part_number": where_proven(IdentifiedField.PART_NUMBER),
        "mac_addresses": where_proven(IdentifiedField.MAC_ADDRESSES) or [],
        "category": identification.category.value if identification.category else None,
        "confidence": identification.confidence,
        "comments": "\n".join([*filter(None, [identification.ai_notes]), *identification.notes]),
        **({"as_named": True} if identification.as_named else {}),
    }


def _reasons(identification: Identification, unproven: Unproven) -> list[str]:
    reasons = [question.replace(";", ",") for question in identification.questions]
    for name in (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL):
        value = getattr(identification, name.value)
        if value is None:
            if name is not IdentifiedField.SERIAL:
                reasons.append(f"the {name.value} is unknown")
        elif name not in identification.proven and not _only_noted(name, unproven):
            reasons.append(_doubt(identification, name, value).replace(";", ","))
    return reasons


def _doubt(identification: Identification, name: IdentifiedField, value: str) -> str:
    """Return the sentence that says why a value is not proven."""
    begins = f"the {called(name)} {value} "
    of_it = [one for one in identification.doubts if one.startswith(begins)]
    naming_it = [one for one in identification.doubts if str(value) in one]
    return next(iter([*of_it, *naming_it]), f"{begins}is not proven")


def _only_noted(name: IdentifiedField, unproven: Unproven) -> bool:
    return name is IdentifiedField.SERIAL and unproven == "note"
