"""What speaks against a hit: who made the thing, and what is left over beside the name."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.hits import Hit, Tier
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.makers import agrees
from hwlab_cli.catalog.marking import Mark, Marked
from hwlab_cli.catalog.words import series_makers, words

# What `python -m bench.catalog_match --sweep` shows of other values: a shorter distinctive name,
# from four characters down, is met by codes of other things. One more than it takes is chosen, as
# with look-alikes, of which none misled: each costs a few thousandths of what is found.
DISTINCTIVE = 6
"""Characters of a name, letters and digits, that say by themselves who made the thing."""
LOOKALIKE = 5
"""Characters of a name that may be read with look-alikes in it."""
SPELLED = 75.0
"""How alike, in percent, a word must be to a name's own to be that word, misread."""

_SHORT = 3


@dataclass(frozen=True, slots=True)
class Makers:
    """The makers that a query names: as its manufacturer, and in its texts."""

    given: str | None
    printed: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return self.printed | {self.given} if self.given else self.printed


def doubts(index: Index, hit: Hit, texts: list[Marked], makers: Makers) -> Iterator[str]:
    """Yield why a hit is not sure, as sentences for a person; nothing where it is."""
    text = texts[hit.text]
    entry = index.entries[hit.owner]
    key = "".join(hit.name.tokens)
    agreed = agrees(entry.maker, makers.all) or (
        makers.given is None and entry.maker in implied(text)
    )
    if not agreed and makers.all:
        yield f"the manufacturer is not {entry.type.manufacturer}"
    elif not agreed and not _distinctive(key):
        yield "the manufacturer was not read, and others may have such a name"
    elif not _telling(hit.name.tokens) and not (agreed and _alone(index, hit, text)):
        yield "the name says too little to stand for itself"
    if hit.tier is Tier.LOOKALIKE and (len(key) < LOOKALIKE or not agreed):
        yield "it was read with other characters that look like these"
    yield from (f"“{token}” is left over" for token in _left_over(index, hit, text))


def implied(text: Marked) -> frozenset[str]:
    """Return the makers of the lines that a text names, where only they and their kin have them."""
    found: set[str] = set()
    by_line, related = series_makers(), words().related
    for token in text.tokens:
        makers = by_line.get(token, frozenset())
        kin = frozenset[str]().union(makers, *(related.get(one, ()) for one in makers))
        if any(makers <= related.get(one, frozenset({one})) for one in makers):
            found |= kin
    return frozenset(found)


def _distinctive(key: str) -> bool:
    digits = sum(one.isdigit() for one in key)
    return len(key) >= DISTINCTIVE and digits >= 2 and len(key) - digits >= 2


def _telling(tokens: tuple[str, ...]) -> bool:
    """Tell whether a name has something like a code in it: more than words and a count."""
    key = "".join(tokens)
    return (
        len(key) > _SHORT
        and not key.isdigit()
        and any(
            naming.has_digit(one) and len(one) >= (_SHORT if not one.isdigit() else _SHORT + 1)
            for one in tokens
        )
    )


def _alone(index: Index, hit: Hit, text: Marked) -> bool:
    """Tell whether nothing stands in the text but the name and what says nothing."""
    own = _own_words(index, hit)
    return all(
        hit.start <= place < hit.end or mark is not Mark.WORD or _is_own(token, own)
        for place, (token, mark) in enumerate(zip(text.tokens, text.marks, strict=True))
    )


def _left_over(index: Index, hit: Hit, text: Marked) -> Iterator[str]:
    """Yield the words beside a name that may make it the name of something else."""
    own = _own_words(index, hit)
    vocabulary = index.vocabulary.get(index.entries[hit.owner].maker, set())
    for place in range(hit.end, len(text.tokens)):
        token, mark = text.tokens[place], text.marks[place]
        if mark in {Mark.OTHER, Mark.ANNOUNCING}:
            break
        if mark is Mark.REGION and token in vocabulary and token not in words().cipher:
            yield token
        elif mark is Mark.WORD and not _is_own(token, own):
            yield token
            break
    for place in range(hit.start - 1, -1, -1):
        token, mark = text.tokens[place], text.marks[place]
        if mark is Mark.OTHER:
            if place == hit.start - 1:
                yield token
            break
        if mark is Mark.ANNOUNCING:
            break
        if mark not in {Mark.WORD, Mark.REGION} or _is_own(token, own):
            continue
        if _glued(hit, text, place) or _tells_apart(hit, token, vocabulary):
            yield token
        break


def _glued(hit: Hit, text: Marked, place: int) -> bool:
    return text.word[place] == text.word[hit.start]


def _tells_apart(hit: Hit, token: str, vocabulary: set[str]) -> bool:
    """Tell whether a word before a name may make it the name of something else."""
    return (
        hit.tier is not Tier.SAME
        or naming.has_digit(token)
        or len(token) <= _SHORT
        or token in words().variant
        or token in vocabulary
    )


def _own_words(index: Index, hit: Hit) -> frozenset[str]:
    """Return the words that belong to the type's other names, and its lines' short forms."""
    one = index.entries[hit.owner]
    own = {*naming.tokens(one.type.model), *naming.tokens(one.type.part_number)}
    lines = words().series.get(one.maker, {})
    for word in list(own):
        own |= lines.get(word, frozenset())
    return frozenset(own.difference(hit.name.tokens))


def _is_own(token: str, own: frozenset[str]) -> bool:
    if token in own:
        return True
    if naming.has_digit(token) or len(token) <= _SHORT:
        return any(naming.skeleton(token) == naming.skeleton(one) for one in own)
    return any(
        len(one) > _SHORT and not naming.has_digit(one) and fuzz.ratio(token, one) >= SPELLED
        for one in own
    )
