"""Which device type of the catalog is meant, for sure, or which may be.

A name counts as read where it stands whole in a text: its tokens with digits as they are, or
with look-alikes for each other, and nothing beside it that could make it another's. What is
only near is never a match, however near it is: one digit is one generation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hwlab_cli.catalog.doubts import Makers, doubts, implied
from hwlab_cli.catalog.hits import Hit, Tier, hits
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.makers import agrees, maker_of
from hwlab_cli.catalog.marking import Marked, marked
from hwlab_cli.catalog.nearby import nearby
from hwlab_cli.catalog.verdict import Candidate, Match, Verdict

SHOWN = 8
"""Candidates in an answer that is not sure."""
POSSIBLE = 0.7
"""The score below which a type is not worth a person's look."""

_MOST_TEXTS = 60
_TIERS = {Tier.SAME: 1.0, Tier.SHORTENED: 0.98, Tier.LOOKALIKE: 0.96}
_DOUBTED = 0.05  # what each doubt takes from a name that stands there whole
_LEAST_DOUBTED = 0.8
_OTHER_MAKER = 0.85
_NEARLY = 0.9  # names that do not stand there whole come behind those that do


@dataclass(slots=True)
class _Found:
    """What speaks for one type: its best hit, the texts that it stands in, what is doubted."""

    hit: Hit
    doubts: tuple[str, ...]
    texts: set[int]

    @property
    def rank(self) -> tuple[int, int, int]:
        length = sum(map(len, self.hit.name.tokens))
        return (len(self.doubts), self.hit.tier, -length)


def match(index: Index, manufacturer: str | None, texts: Sequence[str]) -> Match:
    """Return the type that a device is, given its manufacturer, if known, and what is on it.

    `texts` are its model, its part number, lines of print: in any order. The same answer comes
    for the same texts, whatever their case, punctuation and order.
    """
    # In an order of their own, for the answer not to depend on the one in which they came.
    read = [marked(text, index.makers) for text in sorted(set(texts[:_MOST_TEXTS]))]
    given = maker_of(manufacturer) if manufacturer and manufacturer.strip() else None
    makers = Makers(given, frozenset(one for text in read for one in text.makers))
    found = _found(index, read, makers)
    sure = _sure(found)
    if sure is not None:
        return Match(Verdict.MATCHED, (_candidate(index, sure, found[sure]),))
    candidates = _candidates(index, read, makers, found)
    return Match(Verdict.AMBIGUOUS if candidates else Verdict.UNKNOWN, tuple(candidates))


def _found(index: Index, read: Sequence[Marked], makers: Makers) -> dict[int, _Found]:
    found: dict[int, _Found] = {}
    for number, text in enumerate(read):
        for hit in hits(index, text, number):
            one = _Found(hit, tuple(doubts(index, hit, list(read), makers)), {number})
            known = found.get(hit.owner)
            if known is None:
                found[hit.owner] = one
                continue
            one.texts |= known.texts
            known.texts |= one.texts
            if one.rank < known.rank:
                found[hit.owner] = one
    return found


def _sure(found: dict[int, _Found]) -> int | None:
    """Return the one type that fits without a doubt; None where none does, or several do."""
    fitting = {owner: one for owner, one in found.items() if not one.doubts}
    if not fitting:
        return None
    best = min(one.hit.tier for one in fitting.values())
    # One that stands in every text in which the others do, and in one more, is meant.
    for owner, one in fitting.items():
        rivals = [other for key, other in fitting.items() if key != owner]
        if all(_beats(one, other) for other in rivals) and (
            one.hit.tier == best or not rivals or len(one.texts) > 1
        ):
            return owner
    return None


def _beats(one: _Found, other: _Found) -> bool:
    if one.texts > other.texts:
        return True
    return one.texts >= other.texts and one.hit.tier < other.hit.tier


def _candidate(index: Index, owner: int, one: _Found) -> Candidate:
    score = _TIERS[one.hit.tier]
    if one.doubts:
        score = max(_LEAST_DOUBTED, score - _DOUBTED * len(one.doubts))
    return Candidate(index.entries[owner], round(score, 3), (_says(one.hit), *one.doubts))


def _says(hit: Hit) -> str:
    kind = hit.name.kind.value
    match hit.tier:
        case Tier.SAME:
            return f"its {kind} stands there"
        case Tier.SHORTENED:
            return f"its {kind} stands there, but for words that may be left out"
        case Tier.LOOKALIKE:
            return f"its {kind} stands there, with characters that look alike"


def _candidates(
    index: Index, read: Sequence[Marked], makers: Makers, found: dict[int, _Found]
) -> list[Candidate]:
    candidates = {owner: _candidate(index, owner, one) for owner, one in found.items()}
    meant = makers.all.union(*(implied(text) for text in read))
    for owner, likeness in nearby(index, read, meant).items():
        if owner in candidates:
            continue
        entry = index.entries[owner]
        why = [f"its name is {likeness:.0%} like what stands there"]
        score = _NEARLY * likeness
        if meant and not agrees(entry.maker, meant):
            score *= _OTHER_MAKER
            why.append(f"the manufacturer is not {entry.type.manufacturer}")
        candidates[owner] = Candidate(entry, round(score, 3), tuple(why))
    possible = [one for one in candidates.values() if one.score >= POSSIBLE * _NEARLY]
    possible.sort(key=lambda one: (-one.score, one.entry.name, one.entry.id))
    return possible[:SHOWN]
