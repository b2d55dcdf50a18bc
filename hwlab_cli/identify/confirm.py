"""Hold barcodes against print: what a barcode says by itself, and what it confirms."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from netaddr import EUI, NotRegisteredError

from hwlab_cli.identify.claim import Claim
from hwlab_cli.identify.makers import Maker
from hwlab_cli.identify.placing import belongs
from hwlab_cli.identify.sightings import AS_PART, NAMED, ROUGHLY, Seen, Sighting, field_of, is_model
from hwlab_cli.identify.values import as_mac, is_identifier, is_placeholder, key, lookalike_key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import IdentifiedField, Reading

STATED = 40
"""Clarity of a value that a barcode names itself, or that print names and a barcode holds."""
PLACED = 20
"""Clarity of the one barcode left over, beside the one word left over, which asks for a serial."""
GUESSED = 1
"""Clarity of the one barcode left over, where no word asks for anything."""

_LEAST_WITHIN = 7
_SERIAL_LENGTHS = range(6, 31)
# Who writes machine type and serial in one, behind `1S`.
_OF_ONE_S = {"Lenovo", "IBM"}

Coded = tuple[Reading, Sequence[Claim]]
"""A barcode and what its content states."""


@dataclass(slots=True)
class Confirmed:
    """What barcodes say, and the printed values that they correct: field and printed key.

    `denied` are the keys of printed serials beside which a barcode holds something else.
    """

    sightings: list[Sighting] = field(default_factory=list)
    corrections: dict[tuple[IdentifiedField, str], str] = field(default_factory=dict)
    denied: dict[str, str] = field(default_factory=dict)
    placeholders: list[str] = field(default_factory=list)


def confirm(seen: Seen, codes: Sequence[Coded], maker: Maker | None = None) -> Confirmed:
    """Return what the barcodes of a device's photos state, given what its print says."""
    return _Held(seen, maker).against(codes)


class _Held:
    """The print's values by what they have in common with a barcode's, and what is found."""

    def __init__(self, seen: Seen, maker: Maker | None) -> None:
        self.seen = seen
        self.maker = maker
        self.result = Confirmed()
        self.exact: dict[str, list[Sighting]] = {}
        self.alike: dict[str, list[Sighting]] = {}
        self.clear = [one for one in seen.sightings if one.clarity >= ROUGHLY]
        for one in self.clear:
            self.exact.setdefault(key(one.value), []).append(one)
            self.alike.setdefault(lookalike_key(one.value), []).append(one)
        self.other = {key(value) for value in seen.other}

    def against(self, codes: Sequence[Coded]) -> Confirmed:
        silent: list[Coded] = []
        identifiers = False
        for reading, claims in codes:
            named = [self._take(reading, claim) for claim in claims]
            identifiers |= any(
                done and claim.role is not None and not claim.sure and claim.role is not Role.MAC
                for done, claim in zip(named, claims, strict=True)
            )
            if not any(named) and not self._composite(reading):
                silent.append((reading, claims))
        self._name_the_rest(silent, identifiers=identifiers)
        return self.result

    def _take(self, code: Reading, claim: Claim) -> bool:
        """Take what one claim of a barcode states, by itself or together with the print."""
        if claim.role is Role.OTHER:
            return True
        if claim.role is Role.MAC:
            if claim.sure or self._is_address(claim.value):
                return self._state(code, IdentifiedField.MAC_ADDRESSES, claim.value)
            return False
        name = field_of(claim.role, claim.value) if claim.role else None
        if claim.sure and name is not None:
            self._as_model(code, claim)
            return self._state(code, name, claim.value)
        return self._agree(code, claim, name)

    def _state(
        self, code: Reading, name: IdentifiedField, value: str, clarity: int = STATED
    ) -> bool:
        if name is IdentifiedField.MAC_ADDRESSES:
            mac = as_mac(value)
            if mac is None:
                return False
            value = mac
        if is_placeholder(value):
            self.result.placeholders.append(value)
        else:
            self.result.sightings.append(Sighting(name, value, code, 0, clarity))
        return True

    def _as_model(self, code: Reading, claim: Claim) -> None:
        """Let a part number that is in one of its maker's formats of models stand for one."""
        if claim.role is Role.PART_NUMBER and self.maker and is_model(claim.value, self.maker):
            self._state(code, IdentifiedField.MODEL, claim.value, AS_PART)

    def _agree(self, code: Reading, claim: Claim, name: IdentifiedField | None) -> bool:
        """Match a value with the print that names it, look-alikes included."""
        content, matched = key(claim.value), False
        for sighting in self.exact.get(content, []):
            if name in {None, sighting.field}:
                matched |= self._state(code, sighting.field, sighting.value, _held(sighting))
        for sighting in self.alike.get(lookalike_key(claim.value), []):
            if name in {None, sighting.field} and key(sighting.value) != content:
                matched |= self._correct(code, sighting, content)
        return matched or (claim.role is None and content in self.other)

    def _correct(self, code: Reading, sighting: Sighting, content: str) -> bool:
        value = _respelled(sighting.value, content)
        self.result.corrections[sighting.field, key(sighting.value)] = value
        return self._state(code, sighting.field, value, _held(sighting))

    def _composite(self, code: Reading) -> bool:
        """Find two printed values that a barcode runs together, and nothing beside them.

        Where one value and something unknown make up the barcode, the value may be cut short.
        """
        content, alike = key(code.text), lookalike_key(code.text)
        fronts: dict[int, list[Sighting]] = {}
        backs: dict[int, list[Sighting]] = {}
        for sighting in self.clear:
            plain = lookalike_key(sighting.value)
            if _LEAST_WITHIN <= len(plain) < len(content):
                if alike.startswith(plain):
                    fronts.setdefault(len(plain), []).append(sighting)
                if alike.endswith(plain):
                    backs.setdefault(len(content) - len(plain), []).append(sighting)
        both = fronts.keys() & backs.keys()
        for cut in sorted(both):
            for part, sightings in ((content[:cut], fronts[cut]), (content[cut:], backs[cut])):
                for sighting in sightings:
                    if key(sighting.value) == part:
                        self._state(code, sighting.field, sighting.value, _held(sighting))
                    else:
                        self._correct(code, sighting, part)
        return bool(both)

    def _name_the_rest(self, codes: Sequence[Coded], *, identifiers: bool) -> None:
        """Give a meaning to the barcodes that nothing named yet, where only one can be meant."""
        left = []
        for code, claims in codes:
            prefixed = [claim for claim in claims if claim.role is not None and not claim.sure]
            names = [field_of(claim.role, claim.value) for claim in prefixed if claim.role]
            # The label's other barcodes carry data identifiers, or it is Lenovo's: so does this.
            if (identifiers or self._one_s(code, prefixed)) and all(names) and prefixed:
                for name, claim in zip(names, prefixed, strict=True):
                    if name is not None:
                        self._state(code, name, claim.value)
            elif (value := _like_a_serial(claims)) is not None and not self._holds(value):
                left.append((code, value))
        for code, value in left:
            self._deny(code, value)
        if len({key(value) for _, value in left}) == 1:
            for code, value in left:
                self._only_one(code, value)

    def _deny(self, code: Reading, value: str) -> None:
        """Note printed serials that a barcode makes doubtful, as nothing on the label explains it.

        It holds more than the print says, or stands right beside it and says something else.
        """
        content = lookalike_key(value)
        for one in self.clear:
            if one.field is IdentifiedField.SERIAL:
                part = lookalike_key(one.value) in content
                if part or belongs(code, one.reading):
                    self.result.denied[key(one.value)] = value

    def _holds(self, value: str) -> bool:
        """Tell whether a value has a model or another number in it: it is more than a serial."""
        content = key(value)
        return any(
            len(key(one.value)) >= _LEAST_WITHIN - 2 and key(one.value) in content
            for one in self.clear
            if one.field is not IdentifiedField.SERIAL
        )

    def _one_s(self, code: Reading, prefixed: Sequence[Claim]) -> bool:
        lenovo = self.maker is not None and self.maker.name in _OF_ONE_S
        return lenovo and code.text.startswith("1S") and len(prefixed) > 1

    def _only_one(self, code: Reading, value: str) -> None:
        serials = [one for one in self.clear if one.field is IdentifiedField.SERIAL]
        misread = [one for one in serials if _one_off(one.value, value)]
        if misread:
            self.result.corrections[IdentifiedField.SERIAL, key(misread[0].value)] = value
            self._state(code, IdentifiedField.SERIAL, value)
        elif not serials and not self._stated(IdentifiedField.SERIAL, code):
            asking = [words for words in self.seen.unfilled if words.role is not Role.OTHER]
            alone = {words.role for words in asking} == {Role.SERIAL}
            beside = alone and any(belongs(code, words.reading) for words in asking)
            self._state(code, IdentifiedField.SERIAL, value, PLACED if beside else GUESSED)

    def _stated(self, name: IdentifiedField, code: Reading) -> bool:
        return any(one.field is name and one.reading != code for one in self.result.sightings)

    def _is_address(self, mac: str) -> bool:
        """Tell whether twelve digits are an address: print says so, or a registered maker's."""
        named_so = {one.field for one in self.exact.get(key(mac), [])}
        if IdentifiedField.MAC_ADDRESSES in named_so:
            return True
        # Some makers' serials have twelve such digits too, and digits alone are often a product's.
        if named_so or key(mac) in self.other or key(mac).isdigit():
            return False
        try:
            EUI(mac).oui.registration()
        except NotRegisteredError:
            return False
        return True


def _held(sighting: Sighting) -> int:
    """Return the clarity of a value that print names, more or less clearly, and a barcode holds."""
    return STATED + min(0, sighting.clarity - NAMED)


def _like_a_serial(claims: Sequence[Claim]) -> str | None:
    whole = [claim.value for claim in claims if claim.role is None and claim.sure]
    if len(whole) != 1 or len(claims) > 2:
        return None
    value = whole[0]
    fits = is_identifier(value) and len(key(value)) in _SERIAL_LENGTHS and " " not in value
    return value if fits and any(map(str.isdigit, value)) else None


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
    if sum(map(str.isalnum, printed)) != len(content):
        return content
    characters = iter(content)
    return "".join(next(characters) if one.isalnum() else one for one in printed)
