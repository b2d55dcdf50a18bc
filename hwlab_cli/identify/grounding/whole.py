"""Where a value stands whole in a text, and not as a part of something longer."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_GAP = r"[ \-\u2010-\u2013]?"
_FOLDED_AWAY = re.compile(r"[\s\-\u2010-\u2013]+")
# What binds letters and digits into one number or one name: `WS-C2960X-48FPD`, `5P1.10`.
_BINDS = frozenset("-./_#+\u2010\u2011\u2012\u2013")
_LONGEST = 100


def plain(value: str) -> str:
    """Return what spellings of one value have in common: case, spaces and hyphens aside."""
    return _FOLDED_AWAY.sub("", unicodedata.normalize("NFKC", value)).upper()


def whole_in(text: str, value: str) -> Iterator[tuple[int, int]]:
    """Yield the places where a text has a value whole: a part of a longer token is none.

    `R720xd` does not have `R720`, nor does `WS-C2960X-48FPD-L` have `WS-C2960X-48FPD`.
    """
    pattern = _pattern(plain(value)[:_LONGEST])
    if pattern is None:
        return
    for match in pattern.finditer(text):
        start, end = match.span()
        bound_before = start > 1 and text[start - 1] in _BINDS and text[start - 2].isalnum()
        bound_behind = text[end : end + 1] in _BINDS and text[end + 1 : end + 2].isalnum()
        if text[end : end + 1] == "+" or bound_before or bound_behind:
            continue
        yield start, end


@lru_cache(maxsize=256)
def _pattern(value: str) -> re.Pattern[str] | None:
    if not any(map(str.isalnum, value)):
        return None
    body = _GAP.join(map(re.escape, value))
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])", re.IGNORECASE)
