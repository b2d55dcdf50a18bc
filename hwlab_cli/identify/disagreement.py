"""Where tiers name different numbers, what only a model's look proved is proven no more."""

from collections.abc import Sequence

from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.grounding.ground import IDENTIFIERS
from hwlab_cli.identify.grounding.said import own_words
from hwlab_cli.identify.opinion import Opinion
from hwlab_cli.identify.values import key
from hwlab_cli.identify.wording import called
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField


def weighed(best: Opinion, others: Sequence[Opinion], embedded: Identification) -> Identification:
    """Return the best opinion with less belief in the numbers that tiers disagree on.

    A barcode decides, and so do two looks at the print, which no model had a part in; a doubt
    says who said what either way.
    """
    found = best.found
    for name in IDENTIFIERS:
        said = {one.tier.name: own_words(one.said, name) for one in (best, *others)}
        values = {tier: words[0] for tier, words in said.items() if words}
        if len({key(value) for value in values.values()}) > 1:
            _doubt(found, name, values, embedded)
    found.confidence = confidence(found)
    return found


def _doubt(
    found: Identification,
    name: IdentifiedField,
    values: dict[str, str],
    embedded: Identification,
) -> None:
    kept = getattr(found, name.value)
    who = ", ".join(f"{tier} says {value}" for tier, value in values.items())
    pieces = found.evidence.get(name, [])
    coded = any(piece.kind is EvidenceKind.BARCODE for piece in pieces)
    if name in found.proven and not coded and name not in embedded.proven:
        found.proven.remove(name)
    # First, since it is the reason that is told where the field is not proven.
    found.doubts.insert(0, f"the {called(name)} {kept} is not agreed on: {who}")
