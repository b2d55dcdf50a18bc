"""What the content of a barcode says: typed where it says so itself, else bare tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from hwlab_cli.identify.values import MAC_DIGITS, as_mac, is_gtin
from hwlab_cli.identify.vocabulary import Role, role_of

_PRODUCT_SYMBOLOGIES = {"EAN-13", "EAN-8", "UPC-A", "UPC-E", "EAN13", "EAN8", "UPCA", "UPCE"}
# ANSI MH10.8.2 data identifiers that hardware carries.
_IDENTIFIERS = {
    "S": Role.SERIAL,
    "3S": Role.SERIAL,
    "25S": Role.SERIAL,
    "P": Role.PART_NUMBER,
    "1P": Role.PART_NUMBER,
    "30P": Role.PART_NUMBER,
    "23S": Role.MAC,
    "18V": Role.OTHER,
    "4L": Role.OTHER,
    "2P": Role.OTHER,
    "1T": Role.OTHER,
    "10D": Role.OTHER,
    "16D": Role.OTHER,
    "9D": Role.OTHER,
    "Q": Role.OTHER,
    "L": Role.OTHER,
    "V": Role.OTHER,
    "1V": Role.OTHER,
    "K": Role.OTHER,
}
_ENVELOPE = re.compile(r"^\[\)>\x1e?(?:06|12|05)?\x1d?(.*?)(?:\x1e?\x04)?$", re.DOTALL)
_FIELD = re.compile(r"^(\d{0,2}[A-Z])(.+)$", re.DOTALL)
_PAIR = re.compile(r"^\s*\"?([^\"=:]{1,30})\"?\s*[=:]\s*\"?(.*?)\"?\s*$", re.DOTALL)
_PREFIXED = re.compile(r"^(S|1P|P|30P|23S|3S)([A-Z0-9][A-Z0-9\-/.+#]{3,})$")
_LETTERED = re.compile(r"^(S|1P|P|M|R|V|Q|L):?([A-Z0-9][A-Za-z0-9\-/.+#]*)$")
_LETTERED_AT_LEAST = 2
_UBIQUITI = re.compile(r"^([0-9A-Fa-f]{12})-[A-Za-z0-9]{6}$")
_LENOVO = re.compile(r"^1S(\w{7,10}?)(\w{8})$")
_SEPARATORS = re.compile(r"[|;,\t\r\n\x1d\x1e]+")
_PARAMETERS = {
    "sn": Role.SERIAL,
    "s": Role.SERIAL,
    "serial": Role.SERIAL,
    "serialnumber": Role.SERIAL,
    "serialno": Role.SERIAL,
    "servicetag": Role.SERIAL,
    "tag": Role.SERIAL,
    "pn": Role.PART_NUMBER,
    "partnumber": Role.PART_NUMBER,
    "sku": Role.PART_NUMBER,
    "model": Role.MODEL,
    "mod": Role.MODEL,
    "product": Role.PRODUCT,
    "mac": Role.MAC,
    "macaddress": Role.MAC,
    "asset": Role.ASSET_TAG,
    "assettag": Role.ASSET_TAG,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that a barcode states; `role` is None where only the print can tell.

    `sure` is false where the content only may mean it: an `S` in front may be a data
    identifier or the serial's own first letter.
    """

    value: str
    role: Role | None
    sure: bool = True


def claims(content: str, symbology: str) -> list[Claim]:
    """Return what a barcode states, in the order in which it stands there."""
    text = content.strip("\x00 \r\n")
    if symbology in _PRODUCT_SYMBOLOGIES or is_gtin(text):
        return [Claim(text, Role.OTHER)]
    if text.startswith("[)>"):
        return list(_envelope(text))
    if "://" in text or text.upper().startswith("WIFI:"):
        return list(_link(text))
    tokens = [token.strip() for token in _SEPARATORS.split(text.strip("{}")) if token.strip()]
    pairs = [pair for token in tokens if (pair := _pair(token))]
    if len(pairs) == len(tokens):
        return pairs
    letters = [claim for token in tokens if (claim := _lettered(token))]
    if len(letters) + len(pairs) == len(tokens) > _LETTERED_AT_LEAST:
        return letters + pairs
    found = [claim for token in tokens for claim in _token(token)]
    return found if len(tokens) == 1 else [*found, Claim(text, None, sure=False)]


def _envelope(text: str) -> Iterator[Claim]:
    """Read an ISO/IEC 15434 message: fields between group separators, each with its identifier."""
    match = _ENVELOPE.match(text)
    for part in (match.group(1) if match else text).split("\x1d"):
        found = _FIELD.match(part.strip("\x1e\x04 "))
        if found and found.group(1) in _IDENTIFIERS:
            yield Claim(found.group(2).strip(), _IDENTIFIERS[found.group(1)])


def _link(text: str) -> Iterator[Claim]:
    try:
        parts = urlsplit(text)
        query = parse_qsl(parts.query, max_num_fields=50)
    except ValueError:
        return
    for name, value in query:
        role = _PARAMETERS.get(re.sub(r"[^a-z]", "", name.lower()))
        if role is not None and value.strip():
            # A link's `s` may be a session or a size: the print has to agree.
            yield Claim(value.strip(), role, sure=len(name) > 1)
    for segment in parts.path.split("/"):
        if segment:
            yield Claim(segment, None, sure=False)


def _pair(part: str) -> Claim | None:
    match = _PAIR.match(part)
    if match is None or as_mac(part) is not None:
        return None
    role = role_of(match.group(1)) or _PARAMETERS.get(match.group(1).strip().lower())
    value = match.group(2).strip()
    return Claim(value, role) if role is not None and value else None


def _lettered(token: str) -> Claim | None:
    """Read one of several values that each have a letter in front: `PMCX4121A;SMT2139B8`."""
    match = _LETTERED.match(token)
    if match is None:
        return None
    if match.group(1) == "M":
        mac = as_mac(match.group(2))
        return Claim(mac, Role.MAC) if mac else None
    return Claim(match.group(2), _IDENTIFIERS.get(match.group(1), Role.OTHER))


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
        yield Claim(lenovo.group(2), Role.SERIAL, sure=False)
        yield Claim(lenovo.group(1), Role.PART_NUMBER, sure=False)
    prefixed = _PREFIXED.match(token)
    if prefixed:
        role = _IDENTIFIERS[prefixed.group(1)]
        yield Claim(prefixed.group(2), role, sure=False)
    yield Claim(token, None)
