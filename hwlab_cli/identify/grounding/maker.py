"""The manufacturer: by the name that makers are known under, proven by the print."""

from hwlab_cli.identify import makers
from hwlab_cli.identify.grounding.said import (
    Held,
    add_other,
    distinct,
    kept,
    overrule,
    own_word,
    spoken,
)
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.values import key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import Evidence, Identification, IdentifiedField, Reading

_NAME = IdentifiedField.MANUFACTURER
_LOOKS_THAT_PROVE = 2
_SHORTEST = 3


def maker(answer: Identification, embedded: Identification, witness: Witness) -> Held:
    """Hold the manufacturer that a model says against the photos.

    The names of makers are in what the model was told, so that its word proves none: print
    does, in two looks. A MAC address that is registered to a maker supports it.
    """
    found, said = kept(embedded, _NAME), own_word(answer, _NAME)
    if said is None:
        return found
    known = makers.named(said)
    value = known.name if known else said
    if found.value and key(found.value) == key(value):
        found.evidence = distinct([*found.evidence, spoken(answer, said)])
        if not found.proven and _is_proven(_lines(value, known, witness)):
            found.proven, found.doubts = True, []
        return found
    if found.proven:
        return overrule(found, _NAME, value)
    lines = _lines(value, known, witness)
    if _is_proven(lines) and (known or not found.value):
        return Held(value, [*map(Evidence.of, lines), spoken(answer, said)], proven=True)
    if found.value:
        return add_other(found, _NAME, value)
    doubt = (
        f"the manufacturer {value} was read in only one look at the print"
        if lines
        else f"the manufacturer {value} is not printed; only the vision model says it"
    )
    return Held(value, [*map(Evidence.of, lines), spoken(answer, said)], doubts=[doubt])


def _lines(value: str, known: makers.Maker | None, witness: Witness) -> list[Reading]:
    """Return the lines of print that name a maker as the one who made the thing."""
    if known is not None:
        return [
            line
            for view in witness.views
            for line in view.lines
            if any(hit.strong and hit.maker is known for hit in makers.find(line.text))
        ]
    if len(key(value)) < _SHORTEST:
        return []
    allowed = {None, Role.MANUFACTURER}
    return [place.reading for place in witness.printed(value).places if place.role in allowed]


def _is_proven(lines: list[Reading]) -> bool:
    return len({(line.photo, line.look) for line in lines}) >= _LOOKS_THAT_PROVE
