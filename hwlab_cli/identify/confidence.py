"""How sure an identification is, 0 to 1, by a formula that anybody can check."""

from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField

# A device is told apart by its serial first, then by what it is.
SHARES = {
    IdentifiedField.SERIAL: 0.45,
    IdentifiedField.MODEL: 0.35,
    IdentifiedField.MANUFACTURER: 0.20,
}
BELIEFS = {
    EvidenceKind.PERSON: 1.0,
    EvidenceKind.BARCODE: 1.0,
    EvidenceKind.TEXT: 0.95,
    EvidenceKind.CATALOG: 0.9,
    EvidenceKind.MODEL: 0.5,
    EvidenceKind.RESEARCH: 0.5,
    EvidenceKind.OUI: 0.5,
}
UNPROVEN = 0.4
"""What is left of a belief in a value that is not proven."""


def confidence(identification: Identification) -> float:
    """Return the sum, over serial, model and manufacturer, of share times belief.

    A field's belief is that of its best evidence, times `UNPROVEN` where it is not proven; a
    field without a value adds nothing. Rounded to two decimals.
    """
    total = 0.0
    for name, share in SHARES.items():
        if getattr(identification, name.value) is None:
            continue
        pieces = identification.evidence.get(name, [])
        belief = max((BELIEFS[piece.kind] for piece in pieces), default=0.0)
        total += share * belief * (1.0 if name in identification.proven else UNPROVEN)
    return round(total, 2)
