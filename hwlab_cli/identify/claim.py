"""One value that a barcode states, held against what such a value can be."""

import re
from dataclasses import dataclass

from hwlab_cli.identify.values import as_mac, find_macs, is_identifier, key
from hwlab_cli.identify.vocabulary import Role, role_of

_NUMBERS = {Role.SERIAL, Role.PART_NUMBER, Role.ASSEMBLY, Role.ASSET_TAG}
_NAMES = {Role.MODEL, Role.PRODUCT, Role.PID, Role.TYPE, Role.REGULATORY}
_LONGEST_NAME = 60
# Keys of data and of links that no label spells out so; lower case, letters only.
_KEYS = {
    "s": Role.SERIAL,
    "ser": Role.SERIAL,
    "serno": Role.SERIAL,
    "serialnum": Role.SERIAL,
    "serialid": Role.SERIAL,
    "deviceserial": Role.SERIAL,
    "deviceserialnumber": Role.SERIAL,
    "productserial": Role.SERIAL,
    "devicesn": Role.SERIAL,
    "devsn": Role.SERIAL,
    "tag": Role.SERIAL,
    "p": Role.PART_NUMBER,
    "pnum": Role.PART_NUMBER,
    "partnum": Role.PART_NUMBER,
    "prodno": Role.PART_NUMBER,
    "mpn": Role.PART_NUMBER,
    "m": Role.MODEL,
    "mn": Role.MODEL,
    "mdl": Role.MODEL,
    "modelnumber": Role.MODEL,
    "devicemodel": Role.MODEL,
    "product": Role.PRODUCT,
    "productname": Role.PRODUCT,
    "devicename": Role.OTHER,
    "hostname": Role.OTHER,
    "name": Role.OTHER,
    "macaddr": Role.MAC,
    "ethmac": Role.MAC,
    "wlanmac": Role.MAC,
    "basemac": Role.MAC,
    "bmcmac": Role.MAC,
    "devicemac": Role.MAC,
    "assetno": Role.ASSET_TAG,
    "assetnumber": Role.ASSET_TAG,
    "assetid": Role.ASSET_TAG,
}
# What may as well be a session, a page, a campaign or a unit.
_VAGUE = {"s", "p", "m", "t", "tag", "ser", "mn", "product"}
_NOT_LETTERS = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that a barcode states; `role` is None where only the print can tell.

    `sure` is false where the content only may mean it: an `S` in front may be a data
    identifier or the serial's own first letter.
    """

    value: str
    role: Role | None
    sure: bool = True


def role_of_key(name: str) -> Role | None:
    """Return the role of a key in data or in a link, None for one that is not known."""
    letters = _NOT_LETTERS.sub("", name.lower())
    return _KEYS.get(letters) or role_of(name.replace("_", " ").strip())


def keyed(name: str, value: str) -> list[Claim]:
    """Return what `name = value` states; where the name says nothing, that it is nothing else."""
    role = role_of_key(name)
    if role is None:
        return [Claim(value, Role.OTHER)]
    return stated(role, value, sure=_NOT_LETTERS.sub("", name.lower()) not in _VAGUE)


def stated(role: Role, value: str, *, sure: bool = True) -> list[Claim]:
    """Return the claims of a value with a role; what it can't be, it does not claim to be."""
    value = value.strip(" \t\"'")
    if role is Role.MAC:
        addresses = [mac for mac, _, _ in find_macs(value)]
        return [Claim(mac, role, sure) for mac in addresses] or [Claim(value, Role.OTHER)]
    if role in _NUMBERS:
        mac = as_mac(value) if role is not Role.SERIAL else None
        if mac is not None:
            return [Claim(mac, Role.MAC, sure=False)]
        if not is_identifier(value):
            return [Claim(value, Role.OTHER)]
        # Upper and lower case mixed is how links hide a number, not how labels print it.
        return [Claim(value, role, sure and not _mixed(value))]
    if role in _NAMES and not _can_name(value):
        return [Claim(value, Role.OTHER)]
    return [Claim(value, role, sure)]


def _can_name(value: str) -> bool:
    return (
        value.isprintable()
        and len(key(value)) >= 2
        and len(value) <= _LONGEST_NAME
        and "://" not in value
        and not set(value) & set("=?&{}<>")
    )


def _mixed(value: str) -> bool:
    return any(map(str.islower, value)) and any(map(str.isupper, value))
