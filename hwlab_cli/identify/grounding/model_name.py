"""The model: proven where those of its words that have digits stand whole on the photos."""

import re

from hwlab_cli.identify.grounding.near import nearest, tokens
from hwlab_cli.identify.grounding.said import (
    Held,
    add_other,
    distinct,
    is_the_catalogs,
    kept,
    overrule,
    own_word,
    spoken,
)
from hwlab_cli.identify.grounding.whole import plain
from hwlab_cli.identify.grounding.witness import Place, Witness
from hwlab_cli.identify.makers import Maker
from hwlab_cli.identify.sightings import is_model, without_maker
from hwlab_cli.identify.values import key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.identify.wording import called
from hwlab_cli.model import Evidence, Identification, IdentifiedField, Reading

_NAME = IdentifiedField.MODEL
_LOOKS_THAT_PROVE = 2
_SHORTEST = 3
_NAMES = {None, Role.MODEL, Role.PRODUCT, Role.PID, Role.TYPE}


def model_name(answer: Identification, embedded: Identification, witness: Witness) -> Held:
    """Hold the model that a model says against the photos.

    The names of models are in what it was told, so that its word proves none.
    """
    found, said = kept(embedded, _NAME), own_word(answer, _NAME)
    if said is None:
        return found
    value = without_maker(said, 0)[0] or said
    same = bool(found.value) and _significant(str(found.value)) == _significant(value)
    if found.proven:
        if same:
            found.evidence = distinct([*found.evidence, spoken(answer, said)])
        elif not (_goes_with(value, str(found.value)) or _of_the_same(value, found, embedded)):
            return overrule(found, _NAME, value)
        return found
    lines, doubt = support(value, embedded, witness)
    evidence = distinct([*map(Evidence.of, lines), spoken(answer, said)])
    if not doubt:
        return Held(value, evidence, proven=True)
    doubt = f"the model {value} {doubt}"
    if not found.value:
        return Held(value, evidence, doubts=[doubt])
    if same or len(lines) <= len(found.evidence):
        found.evidence = distinct([*found.evidence, *([spoken(answer, said)] if same else [])])
        return found if same else add_other(found, _NAME, value)
    return Held(value, evidence, doubts=[doubt, *found.doubts])


def support(value: str, embedded: Identification, witness: Witness) -> tuple[list[Reading], str]:
    """Return the readings that have a model, and why they don't prove it; empty where they do."""
    meanings = witness.named_as(value)
    if _NAME not in meanings and (meanings or key(value) in _identifiers(embedded)):
        return [], f"stands there as the {called(min(meanings)) if meanings else 'serial'}"
    codes = [
        code
        for code, claims in witness.codes
        for claim in claims
        if claim.role in _NAMES and claim.sure and plain(claim.value) == plain(value)
    ]
    if codes:
        return codes, ""
    words_only = not any(map(str.isdigit, value))
    if words_only and _NAME not in meanings:
        fits = witness.maker is not None and is_model(value, witness.maker)
        if not fits:
            return [], "is a word that nothing on the photos calls the model"
    lines: list[Reading] = []
    sure: set[tuple[str, str]] | None = None
    missing = []
    for token in _significant(value):
        places = [place for place in witness.printed(token).places if place.role in _NAMES]
        if not places:
            missing.append(token)
        lines += [place.reading for place in places]
        looks = _sure_looks(token, value, places, witness)
        sure = looks if sure is None else sure & looks
    if missing:
        return lines, _missing(value, missing, witness)
    if sure is None:
        return [], "is not printed; only the vision model says it"
    if len(sure) < _LOOKS_THAT_PROVE:
        return lines, "was not read alike in two looks at the print"
    return lines, ""


def _significant(value: str) -> list[str]:
    """Return the words of a model that tell it from others; all of it where they are short."""
    words = [word for word in tokens(value) if any(map(str.isdigit, word))]
    if not words or any(len(word) < _SHORTEST or word.isdigit() for word in words):
        return [value] if len(key(value)) >= _SHORTEST else []
    return words


def _goes_with(one: str, other: str) -> bool:
    """Tell whether one name of a model only says more than another: `R720xd` is no `R720`."""
    first, second = ({plain(word) for word in _significant(name)} for name in (one, other))
    return first <= second or second <= first


def _of_the_same(value: str, found: Held, embedded: Identification) -> bool:
    """Tell whether a name is a part of the names by which the catalog knows a device.

    `C3750X` is one of `WS-C3750X-24T-S`, whatever the maker calls that.
    """
    names = [str(found.value), embedded.part_number or ""] if is_the_catalogs(found) else []
    whole = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", re.IGNORECASE)
    return any(whole.search(name) for name in names)


def _sure_looks(
    token: str, value: str, places: list[Place], witness: Witness
) -> set[tuple[str, str]]:
    """Return the looks that have a word of a model, with no other character nearly read.

    One that is in its maker's format, and would not be with another character, is sure.
    """
    fits = witness.maker is not None and any(is_model(one, witness.maker) for one in (token, value))
    return {
        (place.reading.photo, place.reading.look)
        for place in places
        if place.sure or (fits and not _may_be_another(token, value, place, witness.maker))
    }


def _may_be_another(token: str, value: str, place: Place, maker: Maker | None) -> bool:
    if maker is None:
        return True
    others = [
        token[: at - place.start] + other + token[at - place.start + 1 :]
        for at, other in place.reading.rivals
        if place.start <= at < place.start + len(token)
    ]
    return any(
        is_model(one, maker) for other in others for one in (other, value.replace(token, other))
    )


def _missing(value: str, missing: list[str], witness: Witness) -> str:
    near = nearest(missing[0], witness.all_printed()) or nearest(missing[0], witness.all_coded())
    if near:
        return f"is the vision model's reading; the photos say {near}"
    what = "" if key(missing[0]) == key(value) else f" with {missing[0]}"
    return f"is not printed{what}; only the vision model says it"


def _identifiers(embedded: Identification) -> set[str]:
    proven = IdentifiedField.SERIAL in embedded.proven and embedded.serial
    return {key(proven)} if proven else set()
