"""Values as labels print them: what counts as the same, and what can't be one."""

import re
import unicodedata

MAC_DIGITS = 12
_MAC = re.compile(
    r"(?<![0-9A-Za-z:])(?:"
    r"(?:[0-9A-Fa-f]{2}[:\-. ]){5}[0-9A-Fa-f]{2}"
    r"|(?:[0-9A-Fa-f]{4}[.:\- ]){2}[0-9A-Fa-f]{4}"
    r"|[0-9A-Fa-f]{6}[-:][0-9A-Fa-f]{6}"
    r"|[0-9A-Fa-f]{12}"
    r")(?![0-9A-Fa-f]|[:][0-9A-Fa-f])"
)
# What OCR reads for one another; folded together, two spellings of one print are equal.
_LOOKALIKE = str.maketrans("OQDILSBZG", "000115826")
_PLACEHOLDERS = {
    "tobefilledbyoem",
    "tobefilledbyom",
    "defaultstring",
    "systemserialnumber",
    "systemproductname",
    "systemmanufacturer",
    "systemversion",
    "systemuuid",
    "chassisserialnumber",
    "baseboardserialnumber",
    "boardserialnumber",
    "assettag",
    "assettagnumber",
    "noassettag",
    "noassetinformation",
    "noassettagspecified",
    "defaultassettag",
    "serialnumber",
    "productserialnumber",
    "partnumber",
    "modelnumber",
    "notspecified",
    "notavailable",
    "notapplicable",
    "notprovided",
    "notset",
    "none",
    "null",
    "nil",
    "na",
    "unknown",
    "undefined",
    "unspecified",
    "empty",
    "invalid",
    "oem",
    "oemdefault",
    "default",
    "standard",
    "sample",
    "test",
    "tbd",
    "todo",
    "fillbyoem",
    "filledbyoem",
    "0123456789",
    "123456789",
    "1234567890",
    "12345678",
    "1234567",
    "123456",
    "012345678",
    "9876543210",
    "123456789abcdef",
    "0123456789abcdef",
    "abcdefghijk",
    "badindex",
    "insydeh2o",
    "typechassisserialnumber",
}
_PLACEHOLDER_MACS = {"001122334455", "0123456789AB", "123456789ABC", "AABBCCDDEEFF"}


def key(text: str) -> str:
    """Return what two spellings of one value have in common: upper-case letters and digits."""
    composed = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in composed if character.isalnum())


def lookalike_key(text: str) -> str:
    """Return the key with characters that print alike folded together: O and 0, I and 1, ..."""
    return key(text).translate(_LOOKALIKE)


def is_placeholder(text: str) -> bool:
    """Tell whether a value is what firmware and label templates write for none at all."""
    plain = key(text)
    if not plain or plain.lower() in _PLACEHOLDERS:
        return True
    return len(set(plain)) == 1 and (len(plain) > 2 or plain in {"0", "X", "00", "XX"})


def find_macs(text: str) -> list[tuple[str, int, int]]:
    """Find MAC addresses in a text: each as `AA:BB:CC:DD:EE:FF`, and its place."""
    found = []
    for match in _MAC.finditer(text):
        mac = as_mac(match.group())
        if mac is not None:
            found.append((mac, match.start(), match.end()))
    return found


def as_mac(text: str) -> str | None:
    """Return a MAC address as `AA:BB:CC:DD:EE:FF`; None for what can't be a device's own."""
    digits = "".join(character for character in text.upper() if character not in ":-. \t")
    if len(digits) != MAC_DIGITS or not set(digits) <= set("0123456789ABCDEF"):
        return None
    # All zeros or ones, the templates' examples, and group addresses name no device.
    if len(set(digits)) == 1 or digits in _PLACEHOLDER_MACS or int(digits[1], 16) & 1:
        return None
    return ":".join(digits[place : place + 2] for place in range(0, MAC_DIGITS, 2))


def is_gtin(text: str) -> bool:
    """Tell whether digits are a product code (EAN, UPC, GTIN) by their check digit.

    The digit makes the sum of all, weighted 3 and 1 in turn from the right, a multiple of
    ten (GS1 General Specifications, section 7.9).
    """
    if not (text.isascii() and text.isdigit()) or len(text) not in {8, 12, 13, 14}:
        return False
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return sum(weighted) % 10 == 0
