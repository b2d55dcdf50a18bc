"""Categories by the names that models give them."""

import re
from functools import cache

from hwlab_cli.identify.reply.fields import folded, table
from hwlab_cli.model import Category

_WORD = re.compile(r"[^\W_]+")
_REMARK = re.compile(r"[(\[].*")
_PARTED = re.compile(r"\s*(?:/|,|;|\||\bor\b|\boder\b|\bou\b)\s*")
_MOST_WORDS = 12


def category(text: str) -> Category | None:
    """Return the category that a text names: by all of it, else by the words it ends with.

    `Rack-mount server (2U)` is a server, a `server power supply` a power supply. None where it
    names none; of `switch / router` the first.
    """
    for part in _PARTED.split(_REMARK.sub("", text[:200]) or text[1:200]):
        words = _WORD.findall(part)[:_MOST_WORDS]
        for first in range(len(words)):
            found = _names().get(folded("".join(words[first:])))
            if found:
                return found
        # `Switch, 48 ports` and `Server rack-mounted` begin with it.
        for last in range(len(words) - 1, 0, -1):
            found = _names().get(folded("".join(words[:last])))
            if found:
                return found
    return None


@cache
def _names() -> dict[str, Category]:
    found = {folded(category): category for category in Category}
    for category, names in table("category").items():
        found.update({folded(name): Category(category) for name in names})
    return found
