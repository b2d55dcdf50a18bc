"""Names as they are compared: cut into tokens, joined again, and with look-alikes made alike."""

import re
import unicodedata
from itertools import pairwise

MAX_TEXT = 300
"""Characters of one text that are looked at: no name and no line of a label has more."""

_TOKEN = re.compile(r"(?:[^\W_]|\+)+")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[®™©]|\((?:r|tm|c)\)")
_ABBREVIATED = re.compile(r"(?<![^\W_])([a-z])/([a-z])(?![^\W_])")
_COUNTRY = re.compile(r"#[a-z0-9]{3}(?![^\W_])")
# The ninth generation is Gen9, Gen 9 or G9 to the same maker.
_GENERATION = re.compile(r"(?<![^\W_])gen(?:eration)?[ .-]{0,2}(\d{1,2})(?!\d)")
# What OCR takes for each other, on labels more than anywhere: capitals and digits.
_LOOKALIKES = str.maketrans("oilsbzg", "0115826")


def fold(text: str) -> str:
    """Return a text in lower case, without accents, trade marks and ends like `#ABA`."""
    text = text[:MAX_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _MARKS.sub(" ", text))
        text = "".join(one for one in text if not unicodedata.combining(one))
    text = text.casefold()
    # Most names have nothing of this, and there are many names.
    if "(" in text:
        text = _MARKS.sub(" ", text)
    if "/" in text:
        text = _ABBREVIATED.sub(r"\1\2", text)
    if "#" in text:
        text = _COUNTRY.sub(" ", text)
    return _GENERATION.sub(r"g\1", text) if "gen" in text else text


def tokens(text: str) -> tuple[str, ...]:
    """Return the runs of letters, digits and plus signs of a text: a plus tells models apart."""
    return tuple(_TOKEN.findall(fold(text)))


def words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the same, gathered by the words that spaces part: `WS-C3750` has two in one."""
    return tuple(tuple(found) for word in fold(text).split() if (found := _TOKEN.findall(word)))


def skeleton(text: str) -> str:
    """Return a text in which characters that OCR takes for each other are the same."""
    return text.translate(_LOOKALIKES)


def has_digit(token: str) -> bool:
    """Tell whether a token has a digit in it: those tell sizes and generations apart."""
    return _DIGIT.search(token) is not None


def cuts(parts: tuple[str, ...], *, of_digits: bool) -> set[int]:
    """Return where, counted in characters, tokens part: all of them, or digits from digits."""
    places, at = set(), 0
    for left, right in pairwise(parts):
        at += len(left)
        if not of_digits or (left[-1].isdigit() and right[0].isdigit()):
            places.add(at)
    return places
