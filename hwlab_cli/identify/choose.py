"""Choose each field's value among what was seen, and tell whether the photos prove it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hwlab_cli.identify.confirm import GUESSED, Confirmed
from hwlab_cli.identify.sightings import REGULATORY, Sighting
from hwlab_cli.identify.values import key, lookalike_key
from hwlab_cli.model import Evidence, EvidenceKind, IdentifiedField

_LOOKS_THAT_PROVE = 2


@dataclass(slots=True)
class Choice:
    """A field's value, why, whether it is proven, and what a person should know."""

    value: str
    evidence: list[Evidence]
    proven: bool
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def choose(
    name: IdentifiedField, printed: Sequence[Sighting], confirmed: Confirmed
) -> Choice | None:
    """Choose the best-supported value of a field; None where none was seen."""
    seen = [one for one in (*confirmed.sightings, *printed) if one.field is name]
    groups = _grouped(name, seen, confirmed)
    if not groups:
        return None
    best = max(groups.values(), key=_weight)
    choice = _judged(name, best, [group for group in groups.values() if group is not best])
    for (field_name, wrong), right in confirmed.corrections.items():
        if field_name is name and key(right) == key(choice.value) and wrong != key(right):
            choice.notes.append(
                f"print reads {wrong}, the barcode {key(right)}: the barcode is believed"
            )
    return choice


def macs(printed: Sequence[Sighting], confirmed: Confirmed) -> Choice | None:
    """Choose every MAC address that was seen; `value` is the list, joined by commas."""
    name = IdentifiedField.MAC_ADDRESSES
    seen = [one for one in (*confirmed.sightings, *printed) if one.field is name]
    groups = _grouped(name, seen, confirmed)
    if not groups:
        return None
    choices = [_judged(name, group, []) for group in groups.values()]
    # Where some are proven, one that is not may be another look's misreading of them.
    kept = [
        one
        for one in choices
        if one.proven or not any(_near(one.value, other.value) for other in choices if other.proven)
    ]
    proven = all(one.proven for one in kept)
    doubts = [doubt for one in kept for doubt in one.doubts]
    return Choice(
        ",".join(one.value for one in kept),
        [piece for one in kept for piece in one.evidence],
        proven,
        doubts,
    )


def _grouped(
    name: IdentifiedField, seen: Sequence[Sighting], confirmed: Confirmed
) -> dict[str, list[Sighting]]:
    groups: dict[str, list[Sighting]] = {}
    for one in seen:
        plain = key(one.value)
        corrected = confirmed.corrections.get((name, plain))
        groups.setdefault(key(corrected) if corrected else plain, []).append(one)
    return groups


def _weight(group: Sequence[Sighting]) -> tuple[int, int, int]:
    clearest = max(one.clarity for one in group)
    return clearest, len(_looks(group)), len(group)


def _looks(group: Sequence[Sighting]) -> set[tuple[str, str]]:
    return {
        (one.reading.photo, one.reading.look)
        for one in group
        if one.reading.kind is EvidenceKind.TEXT
    }


def _judged(
    name: IdentifiedField, group: Sequence[Sighting], others: Sequence[Sequence[Sighting]]
) -> Choice:
    coded = [one for one in group if one.reading.kind is EvidenceKind.BARCODE]
    text = [one for one in group if one.reading.kind is EvidenceKind.TEXT]
    value = _spelled(coded, text)
    evidence = [Evidence.of(one.reading) for one in _distinct([*coded, *text])]
    words = name.value.replace("_", " ")
    if any(one.clarity > GUESSED for one in coded):
        return Choice(value, evidence, proven=True)
    if coded:
        doubt = f"the {words} {value} is only a guess: a barcode says it, but no word names it"
        return Choice(value, evidence, proven=False, doubts=[doubt])
    if max(one.clarity for one in group) <= REGULATORY:
        doubt = (
            f"{value} is an approval's name for the {words}: what the maker calls it is not read"
        )
        return Choice(value, evidence, proven=False, doubts=[doubt])
    rivals = sorted({one.value for other in others for one in other if _alike(one.value, value)})
    if rivals:
        doubt = f"the {words} {value} was also read as {', '.join(rivals)}"
    elif any(one.doubtful for one in text):
        doubt = f"the {words} {value} has a character that may be another one"
    elif len(_looks(text)) < _LOOKS_THAT_PROVE:
        doubt = f"the {words} {value} was read in only one look at the print"
    else:
        return Choice(value, evidence, proven=True)
    return Choice(value, evidence, proven=False, doubts=[doubt])


def _spelled(coded: Sequence[Sighting], text: Sequence[Sighting]) -> str:
    """Return the value as printed, where a barcode's characters and the print's are the same."""
    if not coded:
        return max(text, key=lambda one: one.clarity).value
    content = coded[0].value
    return next((one.value for one in text if key(one.value) == key(content)), content)


def _distinct(group: Sequence[Sighting]) -> list[Sighting]:
    unique = {(one.reading.photo, one.reading.look, one.reading.box): one for one in group}
    return list(unique.values())


def _alike(one: str, other: str) -> bool:
    return lookalike_key(one) == lookalike_key(other) or _near(one, other)


def _near(one: str, other: str) -> bool:
    """Tell whether two values have one length and differ in at most two places."""
    first, second = key(one), key(other)
    if len(first) != len(second):
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) <= 2
