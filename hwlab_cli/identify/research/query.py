"""What may be sent to a search engine: what the label itself calls a part number or a model.

Never what tells one device from all others, nor what only a model says: that may be anything.
"""

from collections.abc import Iterator

from hwlab_cli import hw_id
from hwlab_cli.errors import HwlabError
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.values import as_mac, find_macs, is_placeholder, key
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField

_PRIVATE = {IdentifiedField.SERIAL, IdentifiedField.ASSET_TAG, IdentifiedField.MAC_ADDRESSES}
_ON_THE_PHOTOS = {EvidenceKind.BARCODE, EvidenceKind.TEXT}
# All that names are made of. The rest is syntax to SearXNG or to an engine: `!!` leads elsewhere.
_TAKEN = frozenset("-._/+# ")
_LEAST, _MOST = 3, 60


def searchable(found: Identification, looked: Looked) -> str | None:
    """Return the printed name by which a device can be looked up, None where there is none.

    The model where one is known, else the part number.
    """
    witness = Witness(looked.readings)
    private = set(_private(found, looked, witness))
    for name in (IdentifiedField.MODEL, IdentifiedField.PART_NUMBER):
        for who in (looked.embedded, found):
            value = getattr(who, name.value)
            # What nothing calls a name may be a serial, as in a barcode without words.
            if not value or name not in witness.named_as(value):
                continue
            if _is_printed(who, name) and _may_go(value, private, witness):
                return str(value)
    return None


def words(value: str, looked: Looked) -> str:
    """Return the words to search for: the maker's name, where the photos have it, and the value."""
    named = [] if looked.embedded.manufacturer is None else [looked.embedded.manufacturer]
    return " ".join(filter(None, (_tame(one) for one in [*named, value])))


def _private(found: Identification, looked: Looked, witness: Witness) -> Iterator[str]:
    """Yield all that may tell the device from others, whoever takes it for that."""
    for who in (looked.embedded, found):
        yield from (key(one) for one in (who.serial, who.asset_tag) if one)
        yield from (key(one) for one in who.mac_addresses)
    for reading in looked.readings:
        yield from (key(mac) for mac, _, _ in find_macs(reading.text))
    for field in _PRIVATE:
        yield from (key(one) for one in witness.others(field, ""))


def _is_printed(who: Identification, name: IdentifiedField) -> bool:
    return any(piece.kind in _ON_THE_PHOTOS for piece in who.evidence.get(name, []))


def _may_go(value: str, private: set[str], witness: Witness) -> bool:
    plain = key(value)
    if not _LEAST <= len(plain) <= _MOST or is_placeholder(value) or as_mac(value):
        return False
    if witness.named_as(value) & _PRIVATE:
        return False
    if any(plain in one or (len(one) > _LEAST and one in plain) for one in private):
        return False
    return not any(_is_hw_id(one) for one in value.split())


def _is_hw_id(text: str) -> bool:
    try:
        hw_id.parse(text)
    except HwlabError:
        return False
    return True


def _tame(text: str) -> str:
    kept = "".join(one if one.isalnum() or one in _TAKEN else " " for one in text)
    # A hyphen in front takes a word out of what is looked for.
    return " ".join(filter(None, (one.strip("-._/+#") for one in kept.split())))
