"""The value with which a text begins, by what it is meant to be."""

import re

from hwlab_cli.identify.values import MAC_DIGITS, find_macs, is_identifier, is_placeholder, key
from hwlab_cli.identify.vocabulary import Role

_SEPARATORS = " \t:;=#.,|*()[]-–—_/＃："
_BEHIND = ".,;:)*"
_LONGEST_MODEL = 60
_SHORTEST = 4
_WHOLE = 7
_NAMES = {Role.MODEL, Role.PRODUCT, Role.REGULATORY, Role.TYPE, Role.MANUFACTURER}
_NUMBERS = {Role.SERIAL, Role.PART_NUMBER, Role.ASSEMBLY, Role.ASSET_TAG}
_WORD = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
)
_ELECTRIC = re.compile(
    r"[\d.,\-~/]+\s?(?:V|VAC|VDC|A|MA|W|HZ|GB|TB|MHZ|GHZ|KG|MM|VA)[~=]?", re.IGNORECASE
)
# What approvals print beside everything, and what looks like a number there.
_MARK = re.compile(
    r"N\d{2,5}|[EDRT]\d{5,6}|94V-?[012]|UL94.*|IP\d\d|(?:EN|IEC|ICES|NMB|AS/NZS)[ -]?\d.*|C\d{1,2}",
    re.IGNORECASE,
)
_REVISION = re.compile(r"(?:REV)?[A-Z]?\d{1,2}", re.IGNORECASE)
_IDENTIFIER = re.compile(r"\s?\((?:\d{1,2}[A-Z]?|[A-Z])\)")
_GLUED_WORD = re.compile(r"(?<=[0-9A-Z])[A-Z][a-z]{3,}$")  # `H11526-005Assembled in Mexico`
_BATCH = re.compile(r"/\d{3,4}(?:/r\d)?$")  # MikroTik prints the batch behind the serial


def value_in(text: str, role: Role, start: int = 0) -> tuple[str, int] | None:
    """Return the value of a role at the beginning of `text[start:]`, and where it begins.

    A placeholder counts as a value here: it stands where the value would.
    """
    # `S/N (21): …`: the identifier by which a scanner knows what the barcode holds.
    identifier = _IDENTIFIER.match(text, start)
    first = identifier.end() if identifier else start
    while first < len(text) and (text[first] in _SEPARATORS or text[first].isspace()):
        first += 1
    rest = text[first:].rstrip(" \t:;,|-")
    if not key(rest):
        return None
    if role is Role.MAC:
        value, offset = _mac(rest)
    else:
        value, offset = _name(rest, role) if role in _NAMES else _number(rest, role), 0
    return (value, first + offset) if value else None


def may_go_on(value: str, role: Role, rest: str) -> bool:
    """Tell whether the word behind a short number may be the rest of it, parted by OCR."""
    more = rest[len(value) :]
    if role not in _NUMBERS or len(key(value)) >= _WHOLE or not more.startswith(" "):
        return False
    word = more.split(maxsplit=1)[0].rstrip(_BEHIND) if more.strip() else ""
    upper = is_identifier(word) and (word.isupper() or word.isdigit())
    return upper and not _DATE.fullmatch(word) and not _REVISION.fullmatch(word)


def is_mark(value: str) -> bool:
    """Tell whether a text is an approval's mark, as they stand beside a label's values."""
    return bool(_MARK.fullmatch(value))


def _mac(rest: str) -> tuple[str | None, int]:
    macs = find_macs(rest)
    if macs:
        return rest[macs[0][1] : macs[0][2]], macs[0][1]
    # All zeros, or an example: an address by its shape, and no device's own.
    word = rest.split(maxsplit=1)[0]
    return (word if len(key(word)) == MAC_DIGITS and is_placeholder(word) else None), 0


def _name(rest: str, role: Role) -> str | None:
    value = rest[:_LONGEST_MODEL].rstrip()
    plain = key(value)
    if is_placeholder(value):
        return value
    if len(plain) < 2 or _DATE.fullmatch(value) or _ELECTRIC.fullmatch(value):
        return None
    named = role is Role.MANUFACTURER or (role is Role.MODEL and len(plain) >= _SHORTEST)
    return value if named or _DIGIT.search(plain) else None


def _number(rest: str, role: Role) -> str | None:
    if is_placeholder(rest):
        return rest
    words = list(_WORD.finditer(rest))
    value = _GLUED_WORD.sub("", words[0].group().rstrip(_BEHIND))
    if all(word.group().isdigit() for word in words):
        value = rest
    elif _may_be_a_half(value) and len(words) > 1:
        value = rest[: words[1].end()].rstrip(_BEHIND)
    if role is Role.SERIAL:
        value = _BATCH.sub("", value)
    return value if is_placeholder(value) or could_be_number(value, role) else None


def _may_be_a_half(value: str) -> bool:
    """Tell whether a short text may be the first half of a number; `the serial is …` has none."""
    word = value.isalpha() and value.islower()
    return len(key(value)) < _SHORTEST and not word and not _ELECTRIC.fullmatch(value)


def could_be_number(value: str, role: Role) -> bool:
    """Tell whether a text can be a number of a role, and no date, no voltage and no words."""
    shortest = _SHORTEST - 1 if role is Role.ASSET_TAG else _SHORTEST
    if len(key(value)) < shortest or _DATE.fullmatch(value) or _ELECTRIC.fullmatch(value):
        return False
    return role is Role.OTHER or is_identifier(value) or is_identifier(value.replace(" ", "-", 1))
