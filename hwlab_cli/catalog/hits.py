"""Where in a text the name of a device type stands whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.index import LONGEST_NAME, Index, bag_keys
from hwlab_cli.catalog.marking import Mark, Marked
from hwlab_cli.catalog.names import Name


class Tier(IntEnum):
    """How well a name agrees with what is written, best first."""

    SAME = 0
    SHORTENED = 1
    LOOKALIKE = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A type's name in a text: from which token to which, and how well it agrees."""

    owner: int
    name: Name
    text: int
    start: int
    end: int
    tier: Tier


def hits(index: Index, text: Marked, number: int) -> list[Hit]:
    """Return the names of types in one text, but those that are part of a longer one."""
    found = [*_all_hits(index, text, number), *_shuffled(index, text, number)]
    # By place, not by hit: a name may be that of very many types.
    places = {(hit.start, hit.end) for hit in found}
    inner = {
        (start, end)
        for start, end in places
        if any(a <= start and end <= b and (a, b) != (start, end) for a, b in places)
    }
    return [hit for hit in found if (hit.start, hit.end) not in inner]


def _all_hits(index: Index, text: Marked, number: int) -> Iterator[Hit]:
    count = len(text.tokens)
    alike = [naming.skeleton(token) for token in text.tokens]
    for start in range(count):
        key = ""
        for end in range(start + 1, min(count, start + LONGEST_NAME) + 1):
            key += alike[end - 1]
            owners = index.by_skeleton.get(key)
            if owners:
                # Around a name, "server" and the maker say nothing; they are not the name.
                if all(mark is not Mark.WORD for mark in text.marks[start:end]) and not any(
                    map(naming.has_digit, text.tokens[start:end])
                ):
                    continue
                yield from _agreeing(owners, text.tokens[start:end], (number, start, end))


def _shuffled(index: Index, text: Marked, number: int) -> Iterator[Hit]:
    """Yield types whose words are all there and nothing else is, whatever the order."""
    seen = set()
    for series in {frozenset(), *(index.series.get(one, frozenset()) for one in text.makers)}:
        for key in bag_keys(text.bag, series):
            for owner, name in index.by_bag.get(key, ()):
                if owner not in seen:
                    seen.add(owner)
                    yield Hit(owner, name, number, 0, len(text.tokens), Tier.SHORTENED)


def _agreeing(
    owners: list[tuple[int, Name]], written: tuple[str, ...], place: tuple[int, int, int]
) -> Iterator[Hit]:
    joined = "".join(written)
    exact = [(owner, name) for owner, name in owners if "".join(name.tokens) == joined]
    for owner, name in exact or owners:
        if not _parted_alike(written, name.tokens, lookalike=not exact):
            continue
        tier = Tier.SHORTENED if name.shortened else Tier.SAME
        yield Hit(owner, name, *place, tier if exact else Tier.LOOKALIKE)


def _parted_alike(written: tuple[str, ...], name: tuple[str, ...], *, lookalike: bool) -> bool:
    """Tell whether what parts the tokens that are written parts those of the name, too.

    1-11 is not 11-1; but 111 may be either, with its hyphen lost.
    """
    if not lookalike:
        return naming.cuts(written, of_digits=True) <= naming.cuts(name, of_digits=True)
    if not naming.cuts(written, of_digits=False) <= naming.cuts(name, of_digits=False):
        return False
    # A character alone is nothing by which to tell that it is another one, misread.
    return all(len(token) > 1 or token in name for token in written)
