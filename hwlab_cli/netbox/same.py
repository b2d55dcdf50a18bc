"""When two names are the same thing: case, punctuation and accents do not count."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from hwlab_cli.identify import makers

_LONGEST_SLUG = 100


def key(name: str) -> str:
    """Return what stays of a name when case, accents, spacing and punctuation go.

    A plus and a sharp stay: they tell models apart.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in folded if one.isalnum() or one in "+#")


def maker_key(name: str) -> str:
    """Return the same for every way in which a manufacturer is written."""
    known = makers.named(name)
    return key(known.name if known else name)


def model_keys(maker: str, model: str) -> set[str]:
    """Return the keys of a model, with and without its manufacturer's name in front."""
    keys = {key(model)}
    for name in _names(maker):
        rest = model[len(name) :]
        if model[: len(name)].casefold() == name.casefold() and not rest[:1].isalnum():
            keys.add(key(rest))
    # What is punctuation all through has nothing to be told apart by but itself.
    return {one for one in keys if one} or {model}


def slug_keys(maker: str, of_type: str) -> set[str]:
    """Return the keys of a device type's slug, with and without its manufacturer's in front."""
    fronts = (f"{slug(name)}-" for name in _names(maker))
    return {key(of_type), *(key(of_type.removeprefix(front)) for front in fronts)}


@lru_cache(4096)
def _names(maker: str) -> tuple[str, ...]:
    known = makers.named(maker)
    return (maker, known.name, *known.aliases) if known else (maker,)


def slug(*names: str, taken: Collection[str] = ()) -> str:
    """Return a slug that is not taken: ASCII letters, digits and hyphens, at most 100."""
    whole = " ".join(names)
    text = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    text = text.lower().replace("+", "-plus-").replace("#", "-sharp-")
    text = re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:_LONGEST_SLUG].strip("-")
    if text and text not in taken:
        return text
    # Other names give the same letters, or a script leaves none: the same slug each time.
    mark = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return "-".join(filter(None, (text[: _LONGEST_SLUG - 9].strip("-"), mark)))
