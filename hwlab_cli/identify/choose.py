"""Choose each field's value among what was seen, and tell whether the photos prove it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hwlab_cli.identify.confirm import GUESSED, Confirmed
from hwlab_cli.identify.sightings import AS_PART, CODED, FORMAT, NAMED, REGULATORY, Sighting
from hwlab_cli.identify.values import key, lookalike_key
from hwlab_cli.identify.wording import called
from hwlab_cli.model import Evidence, EvidenceKind, IdentifiedField, Quad

_LOOKS_THAT_PROVE = 2
_MAC_LENGTH = 12
_Group = Sequence[Sighting]


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
    best = max(groups, key=lambda plain: (_weight(groups[plain]), len(plain), plain))
    others = [group for plain, group in groups.items() if plain != best]
    choice = _judged(name, groups[best], others)
    denial = confirmed.denied.get(best) if name is IdentifiedField.SERIAL else None
    if choice.proven and denial and not _is_coded(groups[best]):
        choice.proven = False
        choice.doubts.append(f"the serial {choice.value} stands by a barcode that says {denial}")
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
    choices = {plain: _judged(name, group, []) for plain, group in groups.items()}
    sure = [plain for plain, choice in choices.items() if choice.proven]
    kept = [
        choice
        for plain, choice in choices.items()
        if choice.proven or not any(_misread(groups[plain], groups[other]) for other in sure)
    ]
    return Choice(
        ",".join(one.value for one in kept),
        [piece for one in kept for piece in one.evidence],
        all(one.proven for one in kept),
        [doubt for one in kept for doubt in one.doubts],
    )


def _misread(group: _Group, proven: _Group) -> bool:
    """Tell whether an address is what other looks, at the same lines, read as a proven one.

    A device's addresses follow one another, so being near is not enough.
    """
    if not _near(group[0].value, proven[0].value):
        return False
    places = {_place(one) for one in proven}
    photos = {photo for photo, _, _ in places}
    return all(_place(one) in places or one.reading.photo not in photos for one in group)


def _place(one: Sighting) -> tuple[str, Quad, int]:
    # Looks at one line agree where in it a value begins, a dropped space or two aside.
    return one.reading.photo, one.reading.box, one.start // _MAC_LENGTH


def _grouped(
    name: IdentifiedField, seen: _Group, confirmed: Confirmed
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


def _judged(name: IdentifiedField, group: _Group, others: Sequence[_Group]) -> Choice:
    coded = [one for one in group if one.reading.kind is EvidenceKind.BARCODE]
    text = [one for one in group if one.reading.kind is EvidenceKind.TEXT]
    value = _spelled(coded, text)
    evidence = [Evidence.of(one.reading) for one in _distinct([*coded, *text])]
    doubt = _doubt(name, value, group, others)
    return Choice(value, evidence, proven=doubt is None, doubts=[doubt] if doubt else [])


def _doubt(
    name: IdentifiedField, value: str, group: _Group, others: Sequence[_Group]
) -> str | None:
    """Return why a field's best value is not proven; None where it is."""
    coded = [one for one in group if one.reading.kind is EvidenceKind.BARCODE]
    text = [one for one in group if one.reading.kind is EvidenceKind.TEXT]
    words = called(name)
    if coded and all(one.clarity <= GUESSED for one in coded):
        return f"the {words} {value} is only a guess: a barcode says it, but no word names it"
    if max(one.clarity for one in group) <= REGULATORY:
        return f"the {words} {value} is an approval's name: what the maker calls it is not read"
    equal = sorted(
        {
            other[0].value
            for other in others
            if _as_good(name, other, group) and (_apart(other, group) or _both_coded(other, group))
        }
    )
    if equal:
        return f"the {words} {value} stands beside {', '.join(equal)}, which may be meant as well"
    if coded and max(one.clarity for one in group) != AS_PART:
        return None
    # Makers print short and long names of a model; a number has one length.
    rival = _alike if name is IdentifiedField.MODEL else _rival
    rivals = sorted({one.value for other in others for one in other if rival(one.value, value)})
    if rivals:
        return f"the {words} {value} was also read as {', '.join(rivals)}"
    if max(one.clarity for one in group) == AS_PART:
        return f"the {words} {value} stands there as the part number"
    doubtful = {(one.reading.photo, one.reading.box): one.doubt for one in text if one.doubt}
    sure = [one for one in text if (one.reading.photo, one.reading.box) not in doubtful]
    if len(_looks(sure)) >= _LOOKS_THAT_PROVE:
        return None
    if doubtful:
        return f"the {words} {value} {next(iter(doubtful.values()))}"
    return f"the {words} {value} was read in only one look at the print"


def _is_coded(group: _Group) -> bool:
    return any(one.reading.kind is EvidenceKind.BARCODE for one in group)


def _as_good(name: IdentifiedField, other: _Group, group: _Group) -> bool:
    """Tell whether another value is stated as clearly, by as good a witness, as the best one."""
    clearest = max(one.clarity for one in group)
    if max(one.clarity for one in other) >= clearest and _is_witnessed(other, clearest):
        return True
    # `Model: …` may give an approval's name, or be cut short, where the label shows a known one.
    if name is IdentifiedField.MODEL and clearest < CODED and _is_witnessed(other, FORMAT + 1):
        return True
    # Two serials in the words of one label: the barcode may be that of a part.
    return name is IdentifiedField.SERIAL and _is_witnessed(other, NAMED)


def _is_witnessed(group: _Group, clarity: int) -> bool:
    clear = [one for one in group if one.clarity >= clarity]
    return _is_coded(clear) or len(_looks(clear)) >= _LOOKS_THAT_PROVE


def _apart(other: _Group, group: _Group) -> bool:
    """Tell whether two values are two things, not one misread, nor one with more said of it."""
    one, two = key(other[0].value), key(group[0].value)
    return not (_alike(one, two) or one in two or two in one)


def _both_coded(other: _Group, group: _Group) -> bool:
    """Tell whether two values are barcodes' own: those are not misread, however near they are.

    The serials of two things that were made one after the other differ in a character.
    """
    coded = [
        {key(one.value) for one in some if one.reading.kind is EvidenceKind.BARCODE}
        for some in (other, group)
    ]
    one, two = key(other[0].value), key(group[0].value)
    return one in coded[0] and two in coded[1] and not (one in two or two in one)


def _spelled(coded: Sequence[Sighting], text: Sequence[Sighting]) -> str:
    """Return the value as printed, where a barcode's characters and the print's are the same."""
    if not coded:
        return max(text, key=lambda one: (one.clarity, one.value)).value
    content = coded[0].value
    return next((one.value for one in text if key(one.value) == key(content)), content)


def _distinct(group: Sequence[Sighting]) -> list[Sighting]:
    unique = {(one.reading.photo, one.reading.look, one.reading.box): one for one in group}
    return list(unique.values())


def _rival(one: str, value: str) -> bool:
    """Tell whether another reading makes a value doubtful: it is like it, or has more of it."""
    return _alike(one, value) or (key(value) in key(one) and key(value) != key(one))


def _alike(one: str, other: str) -> bool:
    return lookalike_key(one) == lookalike_key(other) or _near(one, other)


def _near(one: str, other: str) -> bool:
    """Tell whether two values have one length and differ in at most two places."""
    first, second = key(one), key(other)
    if len(first) != len(second):
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) <= 2
