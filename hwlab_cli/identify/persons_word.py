"""A person's word on an identification: confirmed as it stands, and kept when it is made anew."""

from collections.abc import Iterable
from dataclasses import replace

from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.typed import EDITABLE, from_person
from hwlab_cli.identify.wording import called
from hwlab_cli.known_types import asks_which
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField


def unproven(found: Identification) -> list[IdentifiedField]:
    """Return the fields that have a value which nothing proves, but for the category."""
    return [
        name
        for name in EDITABLE
        if name is not IdentifiedField.CATEGORY
        and getattr(found, name.value)
        and name not in found.proven
    ]


def confirmed(found: Identification, names: Iterable[IdentifiedField]) -> Identification:
    """Return an identification of which a person said that these fields are right.

    What was read stays beside the person's word. Raises UsageError for a value that can't be
    one, as `from_person` does.
    """
    chosen = list(names)
    values = {name.value: _text(found, name) for name in chosen}
    sure = from_person(values, found)
    for name in chosen:
        sure.evidence[name] = [*found.evidence.get(name, []), *sure.evidence[name]]
    return sure


def with_word_of(before: Identification | None, found: Identification) -> Identification:
    """Return a newer identification with what a person said of the earlier one.

    A person's word stands, whatever is read later; what speaks for it in the photos is kept.
    """
    said = [name for name in EDITABLE if before and _is_said(before, name)]
    if before is None or not said:
        return found
    found = replace(
        found,
        proven=list(dict.fromkeys([*found.proven, *said])),
        evidence=dict(found.evidence),
        doubts=[one for one in found.doubts if not one.startswith(_begins(said))],
    )
    for name in said:
        value = getattr(before, name.value)
        same = value == getattr(found, name.value)
        word = [one for one in before.evidence[name] if one.kind is EvidenceKind.PERSON]
        found.evidence[name] = [*(found.evidence.get(name, []) if same else []), *word]
        setattr(found, name.value, value)
    if IdentifiedField.MODEL in said:
        found.questions = [one for one in found.questions if not asks_which(one)]
        found.as_named = before.as_named
    found.confidence = confidence(found)
    return found


def has_word(found: Identification) -> bool:
    """Tell whether a person said anything of a device."""
    return any(_is_said(found, name) for name in EDITABLE)


def _is_said(found: Identification, name: IdentifiedField) -> bool:
    return any(one.kind is EvidenceKind.PERSON for one in found.evidence.get(name, []))


def _begins(names: Iterable[IdentifiedField]) -> tuple[str, ...]:
    return tuple(f"the {called(name)} " for name in names)


def _text(found: Identification, name: IdentifiedField) -> str:
    value = getattr(found, name.value)
    return " ".join(value) if isinstance(value, list) else str(value)
