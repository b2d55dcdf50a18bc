"""The types whose names come nearest to what is written, and how near they come."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.marking import Marked
from hwlab_cli.catalog.words import series_makers

NEAREST = 60.0
"""How alike, in percent, a name must be to what is written to come into question."""
_MOST = 12
_COMPARED_TEXTS = 3
_MOST_SHARING = 400


def nearby(index: Index, texts: Sequence[Marked], makers: frozenset[str]) -> dict[int, float]:
    """Return types that may be meant, by their place in the index, each with a score, 0 to 1."""
    found: dict[int, float] = {}
    for written in _written(texts):
        for owner, score in [*_alike(index, written, makers), *_sharing(index, written, makers)]:
            found[owner] = max(found.get(owner, 0.0), score)
    return found


def _written(texts: Sequence[Marked]) -> list[tuple[str, ...]]:
    """Return what may be names in the texts, the most telling first, and not all of it."""
    lines = series_makers()
    cores = dict.fromkeys(
        tuple(token for token in text.core if token not in lines) or text.core for text in texts
    )
    telling = [one for one in cores if one and len("".join(one)) > 1]
    telling.sort(key=lambda one: (not any(map(naming.has_digit, one)), len("".join(one)) > 40))
    return telling[:_COMPARED_TEXTS]


def _alike(
    index: Index, written: tuple[str, ...], makers: frozenset[str]
) -> Iterator[tuple[int, float]]:
    query = "".join(written)
    places = [place for maker in sorted(makers) for place in index.of_maker.get(maker, ())]
    if places:
        near = list(_extracted(query, [index.texts[place] for place in places]))
        if near:
            for place, score in near:
                yield index.owners[places[place]], score
            return
    for place, score in _extracted(query, index.texts):
        yield index.owners[place], score


def _extracted(query: str, choices: list[str]) -> Iterator[tuple[int, float]]:
    found = process.extract(
        query, choices, scorer=fuzz.ratio, limit=_MOST, score_cutoff=NEAREST, processor=None
    )
    for _, score, place in found:
        yield place, score / 100


def _sharing(
    index: Index, written: tuple[str, ...], makers: frozenset[str]
) -> Iterator[tuple[int, float]]:
    """Yield types with a name that has a token in it which is written, as `C3750X` is."""
    telling = {naming.skeleton(token) for token in written if naming.has_digit(token)}
    for token in telling:
        owners = index.by_token.get(token, ()) if len(token) > 2 else ()
        if len(owners) > _MOST_SHARING:
            continue
        for owner in owners:
            names = index.entries[owner]
            if makers and names.maker not in makers:
                continue
            share = len(token) / max(len("".join(written)), len(token))
            yield owner, 0.6 + 0.3 * share
