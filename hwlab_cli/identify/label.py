"""The embedded recognizer: from what was read off the photos to an identification, no model."""

from collections import defaultdict
from collections.abc import Sequence

from netaddr import EUI, NotRegisteredError

from hwlab_cli.identify import makers as known
from hwlab_cli.identify.category import categorize
from hwlab_cli.identify.choose import Choice, choose, macs
from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.confirm import confirm
from hwlab_cli.identify.makers import Maker
from hwlab_cli.identify.sightings import looks, makers_seen, seen
from hwlab_cli.identify.values import find_macs
from hwlab_cli.model import (
    Category,
    Evidence,
    EvidenceKind,
    Identification,
    IdentifiedField,
    Reading,
)

NAME = "label"
_CHOSEN = (
    IdentifiedField.SERIAL,
    IdentifiedField.MODEL,
    IdentifiedField.PART_NUMBER,
    IdentifiedField.ASSET_TAG,
)
_OUI_WEIGHT = 2


def identify(readings: Sequence[Reading]) -> Identification:
    """Return what the readings of one device's photos say it is, with evidence and doubts."""
    result = Identification(recognizer=NAME)
    maker = _manufacturer(result, readings)
    print_says = seen(readings, maker)
    barcodes_say = confirm(print_says, readings)
    for name in _CHOSEN:
        _fill(result, name, choose(name, print_says.sightings, barcodes_say))
    addresses = macs(print_says.sightings, barcodes_say)
    if addresses is not None:
        _fill(result, IdentifiedField.MAC_ADDRESSES, addresses)
        result.mac_addresses = addresses.value.split(",")
    _categorize(result, maker, readings)
    for dropped in dict.fromkeys(print_says.placeholders):
        result.notes.append(f"“{dropped}” is a placeholder and was dropped")
    result.confidence = confidence(result)
    return result


def _fill(result: Identification, name: IdentifiedField, choice: Choice | None) -> None:
    if choice is None:
        return
    if name is not IdentifiedField.MAC_ADDRESSES:
        setattr(result, name.value, choice.value)
    result.evidence[name] = choice.evidence
    if choice.proven:
        result.proven.append(name)
    result.doubts += choice.doubts
    result.notes += choice.notes


def _manufacturer(result: Identification, readings: Sequence[Reading]) -> Maker | None:
    weights: defaultdict[str, int] = defaultdict(int)
    named: dict[str, Maker] = {}
    found = makers_seen(readings)
    for maker, _, weight in found:
        weights[maker.name] += weight
        named[maker.name] = maker
    registered = _registrants(readings)
    for maker, _ in registered:
        weights[maker.name] += _OUI_WEIGHT
        named[maker.name] = maker
    # A weak mention in one line is no maker's mark; read in both looks it weighs two.
    if not weights or max(weights.values()) < _OUI_WEIGHT:
        return None
    best = max(weights, key=lambda name: weights[name])
    result.manufacturer = best
    name = IdentifiedField.MANUFACTURER
    printed = [reading for maker, reading, _ in found if maker.name == best]
    by_oui = [piece for maker, piece in registered if maker.name == best]
    result.evidence[name] = [Evidence.of(reading) for reading in dict.fromkeys(printed)] + by_oui
    if len({(reading.photo, reading.look) for reading in printed}) > 1:
        result.proven.append(name)
    elif printed:
        result.doubts.append(f"the manufacturer {best} was read in only one look at the print")
    else:
        result.doubts.append(f"the manufacturer {best} is not printed: a MAC address is {best}'s")
    return named[best]


def _registrants(readings: Sequence[Reading]) -> list[tuple[Maker, Evidence]]:
    found: dict[str, tuple[Maker, Evidence]] = {}
    for reading in readings:
        for mac, _, _ in find_macs(reading.text):
            try:
                organization = str(EUI(mac).oui.registration()["org"])
            except NotRegisteredError:
                continue
            maker = known.of_oui(organization)
            if maker is not None:
                text = f"{mac[:8]} is registered to {organization}"
                piece = Evidence(EvidenceKind.OUI, text, reading.photo, reading.box)
                found.setdefault(maker.name, (maker, piece))
    return list(found.values())


def _categorize(result: Identification, maker: Maker | None, readings: Sequence[Reading]) -> None:
    for lines in looks(readings).values():
        guess = categorize(maker, result.model, [reading.text for reading in lines])
        if guess is not None:
            break
    else:
        guess = categorize(maker, result.model, [])
    if guess is None:
        return
    result.category = Category(guess.category)
    name = IdentifiedField.CATEGORY
    kind = EvidenceKind.CATALOG if guess.strength == "model" else EvidenceKind.TEXT
    result.evidence[name] = [Evidence(kind, guess.why)]
    if guess.strength == "model" and IdentifiedField.MODEL in result.proven:
        result.proven.append(name)
