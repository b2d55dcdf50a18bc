"""Fields that a person typed: checked, cleaned, and believed."""

from collections.abc import Mapping
from dataclasses import replace

from hwlab_cli.errors import UsageError
from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.values import as_mac, is_placeholder
from hwlab_cli.identify.wording import called
from hwlab_cli.model import Category, Evidence, EvidenceKind, Identification, IdentifiedField

# NetBox's own limits (4.7, dcim models): what is longer would be refused there.
LONGEST = {
    IdentifiedField.MANUFACTURER: 100,
    IdentifiedField.MODEL: 100,
    IdentifiedField.PART_NUMBER: 50,
    IdentifiedField.SERIAL: 50,
    IdentifiedField.ASSET_TAG: 50,
}
_NAMING = {IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.PART_NUMBER}
EDITABLE = (*LONGEST, IdentifiedField.CATEGORY, IdentifiedField.MAC_ADDRESSES)


def from_person(
    values: Mapping[str, str | None], before: Identification | None = None
) -> Identification:
    """Return an identification with what a person typed, on top of what was known before.

    Keys are names of fields; None leaves a field as it is, an empty text clears it. Raises
    UsageError for a field that there is not, and for a value that can't be one.
    """
    found = replace(before) if before else Identification(recognizer="person")
    found.proven, found.evidence = list(found.proven), dict(found.evidence)
    for word, value in values.items():
        name = _field(word)
        if value is None:
            continue
        text = value.strip()
        if not text:
            _clear(found, name)
            continue
        _set(found, name, text)
        found.evidence[name] = [Evidence(EvidenceKind.PERSON, text)]
        if name not in found.proven:
            found.proven.append(name)
    spoken_for = [called(_field(word)) for word, value in values.items() if value is not None]
    found.doubts = [
        doubt
        for doubt in found.doubts
        if not any(doubt.startswith(f"the {words} ") for words in spoken_for)
    ]
    if any(_field(word) in _NAMING for word, value in values.items() if value is not None):
        found.as_named = False
    # Who types a field has looked at the device, and says which one it is.
    found.questions, found.several = [], []
    found.confidence = confidence(found)
    return found


def _field(word: str) -> IdentifiedField:
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    short = {"mac": "mac_addresses", "macs": "mac_addresses", "maker": "manufacturer"}
    name = short.get(plain, plain)
    if name not in {field.value for field in EDITABLE}:
        raise UsageError(
            "no such field",
            item=word,
            hint=f"the fields are {', '.join(field.value for field in EDITABLE)}",
        )
    return IdentifiedField(name)


def _set(found: Identification, name: IdentifiedField, text: str) -> None:
    if name is IdentifiedField.CATEGORY:
        try:
            found.category = Category(text.lower())
        except ValueError:
            raise UsageError(
                "no such category", item=text, hint=f"one of {', '.join(Category)}"
            ) from None
        return
    if name is IdentifiedField.MAC_ADDRESSES:
        found.mac_addresses = [_mac(part) for part in text.replace(",", " ").split()]
        return
    if len(text) > LONGEST[name]:
        raise UsageError(
            f"the {name.value.replace('_', ' ')} is longer than NetBox stores:"
            f" {len(text)} characters of {LONGEST[name]}",
            item=text,
            hint="shorten it",
        )
    if not text.isprintable():
        raise UsageError(
            f"the {name.value.replace('_', ' ')} has control characters in it",
            item=ascii(text),
            hint="type it by hand",
        )
    if name in {IdentifiedField.SERIAL, IdentifiedField.ASSET_TAG} and is_placeholder(text):
        raise UsageError(
            f"this {name.value.replace('_', ' ')} is a placeholder, and would make devices twins",
            item=text,
            hint="leave it out where there is none",
        )
    setattr(found, name.value, text)


def _mac(text: str) -> str:
    mac = as_mac(text)
    if mac is None:
        raise UsageError(
            "not a device's MAC address",
            item=text,
            hint="twelve hexadecimal digits, as in AA:BB:CC:DD:EE:FF",
        )
    return mac


def _clear(found: Identification, name: IdentifiedField) -> None:
    setattr(found, name.value, [] if name is IdentifiedField.MAC_ADDRESSES else None)
    found.evidence.pop(name, None)
    if name in found.proven:
        found.proven.remove(name)
