"""What the content of a barcode says: typed where it says so itself, else bare tokens."""

import json
import re
from collections.abc import Iterator

from hwlab_cli.identify.claim import Claim, keyed, stated
from hwlab_cli.identify.links import LINK, link_claims
from hwlab_cli.identify.values import MAC_DIGITS, as_mac, is_gtin
from hwlab_cli.identify.vocabulary import Role, phrases

_PRODUCT_SYMBOLOGIES = {"EAN-13", "EAN-8", "UPC-A", "UPC-E", "EAN13", "EAN8", "UPCA", "UPCE"}
# ANSI MH10.8.2 data identifiers that hardware carries. 3S and 4S number a package, 25S puts a
# company's number in front of the serial: none of them is what the label calls the serial.
_IDENTIFIERS = {
    "S": Role.SERIAL,
    "P": Role.PART_NUMBER,
    "1P": Role.PART_NUMBER,
    "30P": Role.PART_NUMBER,
    "23S": Role.MAC,
}
_ENVELOPE = re.compile(r"^\[\)>\x1e?(?:\d\d)?\x1d?(.*?)(?:\x1e?\x04)?$", re.DOTALL)
_FIELD = re.compile(r"^(\d{0,2}[A-Z])(.+)$", re.DOTALL)
_PREFIXED = re.compile(r"^(S|1P|P|30P|23S)([A-Z0-9][A-Z0-9\-/.+#]{3,})$")
_LETTERED = re.compile(r"^(S|1P|P|M|R|V|Q|L):?([A-Z0-9][A-Za-z0-9\-/.+#]*)$")
_LETTERED_AT_LEAST = 2
_UBIQUITI = re.compile(r"^([0-9A-Fa-f]{12})-[A-Za-z0-9]{6}$")
# Machine type and model, then the serial: Lenovo's ten and eight characters, IBM's seven and seven.
_LENOVO = re.compile(r"^1S(?:(\d\w{9})(\w{8})|(\d\w{6})(\w{7}))$")
_SEPARATORS = re.compile(r"[|;,&\t\r\n\x1c-\x1f]+")
_PAIR = re.compile(r"^[\"'{\s]*([^\"'=:]{1,30}?)[\"']?\s*[=:]\s*(.*?)[\"'}\s]*$", re.DOTALL)
_NAMES_IT = re.compile(r"[\"']?\s*[:=#]|\s")
_OTHER_MATTERS = re.compile(r"^(?:WIFI|MECARD|DPP|MATMSG|SMSTO|TEL|GEO|BEGIN):", re.IGNORECASE)
# GS1 element strings: a product code with its serial, as scanners write it or as it is encoded.
_GS1 = re.compile(r"^(\](?:C1|d2|Q3)01|\(01\)|01(?=.{14}[1-4]))(\d{14})(.*)$", re.DOTALL)
_GS1_FIELD = re.compile(
    r"\(?(?:(1[1-7])\)?\d{6}|(10|21|240|241|250|30|37)\)?([^\x1d(]{1,30}))\x1d?"
)
_MOST_LEAVES = 200
_AROUND = " \t:=#.\"'(){}"


def claims(content: str, symbology: str) -> list[Claim]:
    """Return what a barcode states, in the order in which it stands there."""
    text = content.strip("\x00 \r\n")
    if symbology in _PRODUCT_SYMBOLOGIES or is_gtin(text):
        return [Claim(text, Role.OTHER)]
    if text.startswith("[)>"):
        return list(_envelope(text))
    if _OTHER_MATTERS.match(text):
        return []
    if (product := _GS1.match(text)) and is_gtin(product.group(2)):
        return list(_elements(product.group(3)))
    if (leaves := _json(text)) is not None:
        return [claim for name, value in leaves for claim in keyed(name, value)]
    found = [claim for link in LINK.findall(text) for claim in link_claims(link)]
    rest = LINK.sub(" ", text).strip()
    return found + _plain(rest) if rest else found


def _plain(text: str) -> list[Claim]:
    tokens = [token.strip() for token in _SEPARATORS.split(text) if token.strip()]
    named = [_named(token) for token in tokens]
    if all(named):
        return [claim for one in named for claim in one]
    lettered = [_lettered(token) for token in tokens]
    if len(tokens) > _LETTERED_AT_LEAST and all(
        pair or letter for pair, letter in zip(named, lettered, strict=True)
    ):
        both = zip(named, lettered, strict=True)
        return [claim for pair, letter in both for claim in pair or letter]
    bare = [
        claim for token, pair in zip(tokens, named, strict=True) for claim in pair or _token(token)
    ]
    return bare if len(tokens) == 1 else [*bare, Claim(text, None, sure=False)]


def _envelope(text: str) -> Iterator[Claim]:
    """Read an ISO/IEC 15434 message: fields between group separators, each with its identifier."""
    match = _ENVELOPE.match(text)
    for part in re.split("[\x1d\x1e]", match.group(1) if match else text):
        found = _FIELD.match(part.strip("\x04 "))
        if found:
            role = _IDENTIFIERS.get(found.group(1), Role.OTHER)
            yield from stated(role, found.group(2).strip())


def _elements(text: str) -> Iterator[Claim]:
    """Read the GS1 fields behind a product code (General Specifications, section 3)."""
    place = 0
    while field := _GS1_FIELD.match(text, place):
        place = field.end()
        if field.group(2) == "21":
            yield from stated(Role.SERIAL, field.group(3))


def _json(text: str) -> list[tuple[str, str]] | None:
    """Return the leaves of JSON data, each with its key; None for what is no JSON object."""
    if text[:1] not in {"{", "["}:
        return None
    try:
        # Numbers keep their digits: a serial may have more of them than a float does.
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    leaves: list[tuple[str, str]] = []
    waiting: list[tuple[str, object]] = [("", data)]
    while waiting and len(leaves) < _MOST_LEAVES:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += reversed([(str(one), inner) for one, inner in value.items()])
        elif isinstance(value, list):
            waiting += reversed([(name, inner) for inner in value])
        elif isinstance(value, str):
            leaves.append((name, value))
    return leaves


def _named(token: str) -> list[Claim]:
    """Read a token that has words in front: `SN=…`, `"mac": "…"`, `Serial No. … Model: …`."""
    token = token.strip("\"'{} ")
    if as_mac(token) is not None:
        return []
    found = [phrase for phrase in phrases(token) if _NAMES_IT.match(token, phrase.end)]
    if found and found[0].start == 0:
        ends = [phrase.start for phrase in found[1:]] + [len(token)]
        values = [token[one.end : end] for one, end in zip(found, ends, strict=True)]
        return [
            claim
            for phrase, value in zip(found, values, strict=True)
            for claim in _first(phrase.role, value.strip(_AROUND))
        ]
    pair = _PAIR.match(token)
    if pair and pair.group(2) and any(map(str.isalpha, pair.group(1))):
        return keyed(pair.group(1), pair.group(2))
    return []


def _first(role: Role, value: str) -> list[Claim]:
    """Read a value, or its first word where more follows that is none of it."""
    whole = stated(role, value)
    if role is Role.OTHER or whole[0].role is not Role.OTHER or " " not in value:
        return whole if value else []
    return stated(role, value.split(maxsplit=1)[0], sure=False)


def _lettered(token: str) -> list[Claim]:
    """Read one of several values that each have a letter in front: `PMCX4121A;SMT2139B8`."""
    match = _LETTERED.match(token)
    if match is None:
        return []
    letter, value = match.groups()
    role = Role.MAC if letter == "M" else _IDENTIFIERS.get(letter, Role.OTHER)
    return stated(role, value)


def _token(token: str) -> Iterator[Claim]:
    mac = as_mac(token)
    if mac is not None and (len(token) > MAC_DIGITS or not token.isdigit()):
        yield Claim(mac, Role.MAC, sure=len(token) > MAC_DIGITS)
    if is_gtin(token):
        yield Claim(token, Role.OTHER)
        return
    adoption = _UBIQUITI.match(token)
    if adoption and (mac := as_mac(adoption.group(1))):
        yield Claim(mac, Role.MAC, sure=False)
        return
    lenovo = _LENOVO.match(token)
    if lenovo:
        machine, serial = [group for group in lenovo.groups() if group]
        yield from stated(Role.SERIAL, serial, sure=False)
        yield from stated(Role.PART_NUMBER, machine, sure=False)
    prefixed = _PREFIXED.match(token)
    if prefixed:
        yield from stated(_IDENTIFIERS[prefixed.group(1)], prefixed.group(2), sure=False)
    yield Claim(token, None)
    parts = token.split()
    if len(parts) > 1:
        yield from (Claim(part, None, sure=False) for part in parts)
