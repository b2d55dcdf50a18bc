"""Hold barcodes against print: what a barcode says by itself, and what it confirms."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from netaddr import EUI, NotRegisteredError

from hwlab_cli.identify.payload import Claim, claims
from hwlab_cli.identify.sightings import ROUGHLY, Seen, Sighting
from hwlab_cli.identify.values import as_mac, is_placeholder, key, lookalike_key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import EvidenceKind, IdentifiedField, Reading

STATED = 40
"""Clarity of a value that a barcode names itself, or that print names and a barcode holds."""
PLACED = 20
"""Clarity of the one barcode left over, where the one word left over asks for a serial."""
GUESSED = 1
"""Clarity of the one barcode left over, where no word asks for anything."""

_FIELDS = {
    Role.SERIAL: IdentifiedField.SERIAL,
    Role.PART_NUMBER: IdentifiedField.PART_NUMBER,
    Role.ASSET_TAG: IdentifiedField.ASSET_TAG,
    Role.MAC: IdentifiedField.MAC_ADDRESSES,
    Role.MODEL: IdentifiedField.MODEL,
    Role.PRODUCT: IdentifiedField.MODEL,
}
_LEAST_WITHIN = 7
_SERIAL_LENGTHS = range(6, 31)


@dataclass(slots=True)
class Confirmed:
    """What barcodes say, and the printed values that they correct: field and printed key."""

    sightings: list[Sighting] = field(default_factory=list)
    corrections: dict[tuple[IdentifiedField, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Code:
    reading: Reading
    claims: tuple[Claim, ...]


def confirm(seen: Seen, readings: Sequence[Reading]) -> Confirmed:
    """Return what the barcodes of a device's photos state, given what its print says."""
    result = Confirmed()
    silent = []
    identifiers = False
    for reading in readings:
        if reading.kind is not EvidenceKind.BARCODE:
            continue
        code = _Code(reading, tuple(claims(reading.text, reading.detail)))
        named = [_take(result, seen, code, claim) for claim in code.claims]
        identifiers |= any(
            done and claim.role is not None and not claim.sure and claim.role is not Role.MAC
            for done, claim in zip(named, code.claims, strict=True)
        )
        if not any(named) and not _composite(result, seen, code):
            silent.append(code)
    _name_the_rest(result, seen, silent, identifiers=identifiers)
    return result


def _take(result: Confirmed, seen: Seen, code: _Code, claim: Claim) -> bool:
    """Take what one claim of a barcode states, by itself or together with the print."""
    if claim.role is Role.OTHER:
        return True
    if claim.role is Role.MAC:
        if claim.sure or _registered(claim.value) or _printed(seen, claim.value):
            return _state(result, code, IdentifiedField.MAC_ADDRESSES, claim.value)
        return False
    if claim.sure and claim.role in _FIELDS:
        return _state(result, code, _FIELDS[claim.role], claim.value)
    return _agree(result, seen, code, claim)


def _state(
    result: Confirmed, code: _Code, name: IdentifiedField, value: str, clarity: int = STATED
) -> bool:
    if name is IdentifiedField.MAC_ADDRESSES:
        mac = as_mac(value)
        if mac is None:
            return False
        value = mac
    if not is_placeholder(value):
        result.sightings.append(Sighting(name, value, code.reading, 0, clarity))
    return True


def _agree(result: Confirmed, seen: Seen, code: _Code, claim: Claim) -> bool:
    """Match a bare value with the print that names it, look-alikes included."""
    content, alike = key(claim.value), lookalike_key(claim.value)
    matched = False
    for sighting in seen.sightings:
        if claim.role is not None and _FIELDS.get(claim.role) is not sighting.field:
            continue
        if sighting.clarity < ROUGHLY:
            continue
        if key(sighting.value) == content:
            matched |= _state(result, code, sighting.field, sighting.value)
        elif lookalike_key(sighting.value) == alike:
            matched |= _correct(result, code, sighting, content)
    return matched or (claim.role is None and content in {key(other) for other in seen.other})


def _correct(result: Confirmed, code: _Code, sighting: Sighting, content: str) -> bool:
    value = _respelled(sighting.value, content)
    result.corrections[sighting.field, key(sighting.value)] = value
    return _state(result, code, sighting.field, value)


def _composite(result: Confirmed, seen: Seen, code: _Code) -> bool:
    """Find printed values that a barcode runs together: serial and part number in one."""
    content, alike = key(code.reading.text), lookalike_key(code.reading.text)
    matched = False
    for sighting in seen.sightings:
        printed, length = lookalike_key(sighting.value), len(key(sighting.value))
        if length < _LEAST_WITHIN or sighting.clarity < ROUGHLY or length >= len(content):
            continue
        for start in (0, len(content) - length):
            part = content[start : start + length]
            if part == key(sighting.value):
                matched |= _state(result, code, sighting.field, sighting.value)
                break
            if alike[start : start + length] == printed:
                matched |= _correct(result, code, sighting, part)
                break
    return matched


def _name_the_rest(
    result: Confirmed, seen: Seen, codes: Sequence[_Code], *, identifiers: bool
) -> None:
    """Give a meaning to the barcodes that nothing named yet, where only one can be meant."""
    left = []
    for code in codes:
        prefixed = [claim for claim in code.claims if claim.role in _FIELDS and not claim.sure]
        if identifiers and prefixed:
            # The label's other barcodes carry data identifiers, so this one does too.
            _state(result, code, _FIELDS[prefixed[0].role or Role.OTHER], prefixed[0].value)
        elif (value := _like_a_serial(code)) is not None:
            left.append((code, value))
    if len({key(value) for _, value in left}) != 1:
        return
    serials = [one for one in seen.sightings if one.field is IdentifiedField.SERIAL]
    for code, value in left:
        misread = [one for one in serials if _one_off(one.value, value)]
        if misread:
            result.corrections[IdentifiedField.SERIAL, key(misread[0].value)] = value
            _state(result, code, IdentifiedField.SERIAL, value)
        elif not serials and _confirmed(result, IdentifiedField.SERIAL) is None:
            asked = any(words.role is Role.SERIAL for words in seen.unfilled)
            clarity = PLACED if asked else GUESSED
            _state(result, code, IdentifiedField.SERIAL, value, clarity)


def _confirmed(result: Confirmed, name: IdentifiedField) -> Sighting | None:
    return next((one for one in result.sightings if one.field is name), None)


def _like_a_serial(code: _Code) -> str | None:
    whole = [claim.value for claim in code.claims if claim.role is None and claim.sure]
    if len(whole) != 1 or len(code.claims) > 2:
        return None
    value = whole[0]
    fits = value.isascii() and len(key(value)) in _SERIAL_LENGTHS and " " not in value
    return value if fits and any(one.isdigit() for one in value) else None


def _one_off(printed: str, content: str) -> bool:
    """Tell whether print and barcode differ in one place, look-alikes aside."""
    one, other = lookalike_key(printed), lookalike_key(content)
    if min(len(one), len(other)) < _LEAST_WITHIN or abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[same + (len(one) >= len(other)) :] == other[same + (len(other) >= len(one)) :]


def _respelled(printed: str, content: str) -> str:
    """Write the barcode's characters with the print's spacing and hyphens."""
    characters = iter(content)
    return "".join(next(characters) if one.isalnum() else one for one in printed)


def _printed(seen: Seen, mac: str) -> bool:
    return any(
        one.value == mac for one in seen.sightings if one.field is IdentifiedField.MAC_ADDRESSES
    )


def _registered(mac: str) -> bool:
    # Digits alone are more often a product's number than an address.
    if mac.replace(":", "").isdigit():
        return False
    try:
        EUI(mac).oui.registration()
    except NotRegisteredError:
        return False
    return True
