"""Which field a key means, whatever a model calls it."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from hwlab_cli.identify.reply.truncation import is_cut
from hwlab_cli.identify.vocabulary import Role, role_of


class Slot(StrEnum):
    """What a value in a reply can be; `type` and `spec` are sorted out later."""

    MANUFACTURER = "manufacturer"
    MODEL = "model"
    PART_NUMBER = "part_number"
    SERIAL = "serial"
    ASSET_TAG = "asset_tag"
    CATEGORY = "category"
    TYPE = "type"
    MAC_ADDRESSES = "mac_addresses"
    U_HEIGHT = "u_height"
    SPECS = "specs"
    SPEC = "spec"
    AI_NOTES = "ai_notes"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field, and how sure its name is: 0 the field's own name, 1 another one, 2 a vague one."""

    slot: Slot
    rank: int


_LONGEST = 60
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]{0,40})[)\]]\s*$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
_OF_LABELS = {
    Role.SERIAL: Slot.SERIAL,
    Role.MODEL: Slot.MODEL,
    Role.PRODUCT: Slot.MODEL,
    Role.PID: Slot.PART_NUMBER,
    Role.PART_NUMBER: Slot.PART_NUMBER,
    Role.ASSET_TAG: Slot.ASSET_TAG,
    Role.MAC: Slot.MAC_ADDRESSES,
    Role.MANUFACTURER: Slot.MANUFACTURER,
}


def folded(text: str) -> str:
    """Return what two spellings of a key have in common: lower-case letters and digits."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table of `aliases.toml`."""
    text = files("hwlab_cli.identify.reply").joinpath("aliases.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)[name]
    return found


@lru_cache(maxsize=2048)
def meaning(key: str) -> Meaning | None:
    """Return the field that a key means, None for a key that means none."""
    if len(key) > _LONGEST or is_cut(key):
        return None
    if known := _known(key):
        return known
    bare, found = _PARENTHESIS.sub("", key), _PARENTHESIS.search(key)
    if found:
        inside = _known(found.group(1)) if len(found.group(1)) > 1 else None
        return (meaning(bare) if bare else None) or inside
    return _without_qualifiers(key) or _of_labels(key)


def known_name(text: str) -> Slot | None:
    """Return the field whose name a text is, by the names in `aliases.toml` alone."""
    known = _known(text) if len(text) <= _LONGEST else None
    return known.slot if known and known.slot is not Slot.SPEC else None


@cache
def _names() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for slot, row in table("field").items():
        for rank, names in ((2, row.get("weak", [])), (1, row["names"])):
            found.update({folded(name): Meaning(Slot(slot), rank) for name in names})
    found.update({folded(slot): Meaning(slot, 0) for slot in Slot if slot is not Slot.SPEC})
    return found


def _known(key: str) -> Meaning | None:
    return _names().get(folded(key))


def _without_qualifiers(key: str) -> Meaning | None:
    words = [word.casefold() for word in _WORD.findall(key)]
    if any(re.fullmatch(r"macs?\d{0,2}|macaddr(?:ess(?:es)?)?\d{0,2}", word) for word in words):
        return Meaning(Slot.MAC_ADDRESSES, 1)
    qualifiers = table("words")
    while len(words) > 1 and (words[0] in qualifiers["before"] or words[-1] in qualifiers["after"]):
        words = words[1:] if words[0] in qualifiers["before"] else words[:-1]
        known = _known("".join(words))
        if known and known.rank < 2:
            return Meaning(known.slot, 1)
    return None


def _of_labels(key: str) -> Meaning | None:
    role = role_of(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", key))
    slot = _OF_LABELS.get(role) if role else None
    return Meaning(slot, 1) if slot else None
