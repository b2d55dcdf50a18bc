"""Values as labels print them: what counts as the same, and what can't be one."""

import re
import unicodedata

MAC_DIGITS = 12
_MAC = re.compile(
    # Words may be glued before it (`E06:48:A9:…`), but not a pair more, as a WWN has.
    r"(?<![0-9A-Za-z])(?<!\W[0-9A-Fa-f]{2}:)(?<!^[0-9A-Fa-f]{2}:)(?:"
    r"(?:[0-9A-Fa-f]{2}[:\-. ]){5}[0-9A-Fa-f]{2}"
    r"|(?:[0-9A-Fa-f]{4}[.:\- ]){2}[0-9A-Fa-f]{4}"
    r"|[0-9A-Fa-f]{6}[-:][0-9A-Fa-f]{6}"
    r"|[0-9A-Fa-f]{12}(?![0-9A-Za-z](?![A-Za-z]{2,5}:))"
    r")(?![0-9A-Fa-f]|[:][0-9A-Fa-f])"
)
# OCR drops the space between two addresses; a WWN has sixteen digits, never so many.
_GLUED_MACS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{12}){2,4}(?![0-9A-Za-z])")
_OUI_DIGITS = 6
_LONGEST_MAC = 17
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
_IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|[-./_#+](?=[A-Za-z0-9])){2,}\+?|\d+(?: \d+)+")
_LONGEST = 40
_LETTERS_ALONE = 7  # a Dell service tag may have no digit, but never a vowel
_VOWELS = frozenset("AEIOU")
_PLACEHOLDER_MACS = {"001122334455", "0123456789AB", "123456789ABC", "AABBCCDDEEFF"}
# `To be filled by 0.E.M.`; folded, short words may well be a number.
_MISREAD_PLACEHOLDERS = {
    phrase.upper().translate(_LOOKALIKE)
    for phrase in _PLACEHOLDERS
    if phrase.isalpha() and len(phrase) > _LETTERS_ALONE
}


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
    if not plain or plain.lower() in _PLACEHOLDERS or plain in _PLACEHOLDER_MACS:
        return True
    if lookalike_key(text) in _MISREAD_PLACEHOLDERS:
        return True
    return len(set(plain)) == 1 and (len(plain) > 2 or plain in {"0", "X", "00", "XX"})


def find_macs(text: str) -> list[tuple[str, int, int]]:
    """Find MAC addresses in a text: each as `AA:BB:CC:DD:EE:FF`, and its place."""
    places = [match.span() for match in _MAC.finditer(text)]
    for match in _GLUED_MACS.finditer(text):
        starts = range(match.start(), match.end(), MAC_DIGITS)
        # Only those of one maker: anything else may be a key or a hash.
        if len({text[start : start + _OUI_DIGITS].upper() for start in starts}) == 1:
            places += [(start, start + MAC_DIGITS) for start in starts]
    found = [(as_mac(text[start:end]), start, end) for start, end in sorted(places)]
    return [(mac, start, end) for mac, start, end in found if mac is not None]


def is_mac_by_shape(text: str) -> bool:
    """Tell whether a MAC address as printed can be nothing else, with no words to say so.

    Twelve digits bare, in groups of four or six, or parted by spaces are as often a key.
    """
    pairs = len(text) == _LONGEST_MAC and " " not in text
    return pairs and (":" in text or not key(text).isdigit())


def is_identifier(text: str) -> bool:
    """Tell whether a text can be a serial, a part number or an asset tag: no more, no less.

    Letters and digits with single marks between them, or groups of digits: what else is in it
    belongs to the words around it, to a link, or to another value.
    """
    if len(text) > _LONGEST or not _IDENTIFIER.fullmatch(text):
        return False
    plain = key(text)
    if any(map(str.isdigit, plain)):
        return True
    return len(plain) == _LETTERS_ALONE and text.isupper() and not _VOWELS & set(plain)


def clean(text: str) -> str:
    """Return a line of print with each character in its own place, and none that acts.

    What terminals obey or don't show becomes a space; a wide letter becomes the plain one.
    """
    return "".join(map(_plain, text)) if not (text.isascii() and text.isprintable()) else text


def _plain(character: str) -> str:
    composed = unicodedata.normalize("NFKC", character)
    plain = composed if len(composed) == 1 else character
    return plain if plain.isprintable() else " "


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
