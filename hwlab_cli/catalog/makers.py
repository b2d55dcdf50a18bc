"""Manufacturers as the catalog's texts name them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.words import words
from hwlab_cli.identify import makers as known_makers

_LEAST = 4  # letters: shorter names begin too many other words, and misread are others
_LONGEST = 4  # tokens


@lru_cache(4096)
def maker_of(name: str) -> str:
    """Return the same for every way in which a manufacturer is written."""
    known = known_makers.named(name)
    if known:
        return known.name
    tokens = naming.tokens(name)
    while len(tokens) > 1 and tokens[-1] in words().plain:  # Ltd, Networks
        tokens = tokens[:-1]
    return "".join(tokens) or name


@lru_cache(4096)
def maker_names(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which a manufacturer is written, as tokens, the longest first."""
    known = known_makers.named(name)
    written = (name, known.name, *known.aliases) if known else (name,)
    found = {naming.tokens(one) for one in written}
    return tuple(sorted((one for one in found if one), key=lambda one: (-len(one), one)))


def agrees(maker: str, named: Collection[str]) -> bool:
    """Tell whether a maker is one of those named, or sells what they sell."""
    return maker in named or not words().related.get(maker, frozenset()).isdisjoint(named)


@dataclass(frozen=True, slots=True)
class MakerNames:
    """Whom each name means, also misread or glued by OCR to what stands behind it."""

    means: dict[tuple[str, ...], str]
    misread: dict[str, str]
    may_be_glued: tuple[str, ...]

    @classmethod
    def of(cls, manufacturers: Iterable[str]) -> "MakerNames":
        """Return the names of these manufacturers."""
        means: dict[tuple[str, ...], str] = {}
        for name in manufacturers:
            for written in maker_names(name):
                means.setdefault(written, maker_of(name))
        long = sorted(one[0] for one in means if len(one) == 1 and len(one[0]) >= _LEAST)
        misread = {naming.skeleton(one): means[one,] for one in long}
        return cls(means, misread, tuple(long))

    def at(self, tokens: Sequence[str], place: int) -> tuple[str, int] | None:
        """Return who is named from a token on, and by how many of them."""
        for length in range(min(_LONGEST, len(tokens) - place), 0, -1):
            maker = self.means.get(tuple(tokens[place : place + length]))
            if maker:
                return maker, length
        maker = self.misread.get(naming.skeleton(tokens[place]))
        return (maker, 1) if maker else None
