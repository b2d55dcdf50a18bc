"""The category: the catalog's where the model tells it, else the better guess."""

from hwlab_cli.identify import makers
from hwlab_cli.identify.category import categorize
from hwlab_cli.identify.grounding.said import Held, distinct, kept, own_word, spoken
from hwlab_cli.model import Category, Evidence, EvidenceKind, Identification, IdentifiedField

_NAME = IdentifiedField.CATEGORY


def category(answer: Identification, embedded: Identification, grounded: Identification) -> Held:
    """Return the category, given what the manufacturer and the model turned out to be."""
    found, word = kept(embedded, _NAME), own_word(answer, _NAME)
    said = Category(word) if word else None
    evidence = [spoken(answer, word)] if word else []
    by_model = _of_model(grounded)
    if by_model is not None:
        agreeing = evidence if said is by_model.value else []
        by_model.evidence = distinct([*by_model.evidence, *agreeing])
        return by_model
    if said is None or found.proven:
        return found
    # What a vision model sees of the thing says more than a word on its label.
    return Held(said, distinct([*(found.evidence if found.value is said else []), *evidence]))


def _of_model(grounded: Identification) -> Held | None:
    if not grounded.model:
        return None
    maker = makers.named(grounded.manufacturer) if grounded.manufacturer else None
    guess = categorize(maker, grounded.model, [])
    if guess is None or guess.strength != "model":
        return None
    evidence = [Evidence(EvidenceKind.CATALOG, guess.why)]
    return Held(Category(guess.category), evidence, IdentifiedField.MODEL in grounded.proven)
