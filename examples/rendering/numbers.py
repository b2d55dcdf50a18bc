"""Made-up serials, MAC addresses and product codes in the formats that makers use."""

import random
from typing import Final

DIGITS: Final = "0123456789"
UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALNUM: Final = DIGITS + UPPER
CONSONANTS: Final = DIGITS + "BCDFGHJKLMNPQRSTVWXYZ"
HEXADECIMAL: Final = "0123456789ABCDEF"
# The pairs that people and recognizers mix up; real serials are full of them.
CONFUSABLE: Final = "0OB8S5I1Z2"

_ALPHABETS: Final = {"#": DIGITS, "A": UPPER, "*": ALNUM, "?": CONSONANTS, "x": HEXADECIMAL}


def made(rng: random.Random, pattern: str) -> str:
    """Fill a pattern: # digit, A letter, * either, ? no vowel, x hexadecimal, 'literal'."""
    result: list[str] = []
    literal = False
    for sign in pattern:
        if sign == "'":
            literal = not literal
        elif literal or sign not in _ALPHABETS:
            result.append(sign)
        else:
            alphabet = _ALPHABETS[sign]
            likely = [each for each in CONFUSABLE if each in alphabet]
            result.append(rng.choice(likely if rng.random() < 0.3 else alphabet))
    return "".join(result)


def week(rng: random.Random, first: int = 14, last: int = 23) -> str:
    """Return a year and week of manufacture as four digits."""
    return f"{rng.randint(first, last):02}{rng.randint(1, 52):02}"


def mac(rng: random.Random, prefixes: tuple[str, ...]) -> str:
    """Return a MAC address below one of a maker's prefixes, such as 'F09FC2'."""
    return rng.choice(prefixes) + "".join(rng.choice(HEXADECIMAL) for _ in range(6))


def colons(address: str) -> str:
    """Write twelve hexadecimal digits with colons."""
    return ":".join(address[at : at + 2] for at in range(0, 12, 2))


def dashes(address: str) -> str:
    """Write twelve hexadecimal digits with hyphens."""
    return colons(address).replace(":", "-")


def dots(address: str) -> str:
    """Write twelve hexadecimal digits in three groups, as Cisco does."""
    return ".".join(address[at : at + 4] for at in range(0, 12, 4)).lower()


def following(address: str, step: int = 1) -> str:
    """Return a later address of the same block."""
    return f"{int(address, 16) + step:012X}"


def ean13(rng: random.Random, prefix: str) -> str:
    """Return a product code with its check digit."""
    body = prefix + "".join(rng.choice(DIGITS) for _ in range(12 - len(prefix)))
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return body + str(-total % 10)


def upc(rng: random.Random, prefix: str) -> str:
    """Return a twelve-digit product code with its check digit."""
    return ean13(rng, "0" + prefix)[1:]


def service_tag(rng: random.Random) -> str:
    """Return a Dell service tag, which never starts with a zero."""
    return made(rng, "?").replace("0", "8") + made(rng, "??????")


def express_code(service_tag: str) -> str:
    """Return the number that Dell prints beside a service tag, which is the tag in decimal."""
    number = str(int(service_tag, 36))
    return " ".join(number[at : at + 3] for at in range(0, len(number), 3))
