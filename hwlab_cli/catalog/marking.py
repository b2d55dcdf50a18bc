"""What each token of a text is: a maker's name, a word around names, or part of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.words import words

_MOST_TOKENS = 40
_LONGEST_MAKER = 4


class Mark(Enum):
    """What a token is. The first three end what stands before or behind them."""

    MAKER = auto()
    ANNOUNCING = auto()
    OTHER = auto()
    PLAIN = auto()
    REVISION = auto()
    REGION = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Marked:
    """A text as tokens, what each is, and the makers that it names."""

    tokens: tuple[str, ...]
    marks: tuple[Mark, ...]
    makers: frozenset[str]

    @property
    def core(self) -> tuple[str, ...]:
        """What may be part of a name, and comes before what is something else."""
        kept = []
        for token, mark in zip(self.tokens, self.marks, strict=True):
            if mark is Mark.OTHER and kept:
                break
            if mark is Mark.WORD or mark is Mark.REGION:
                kept.append(token)
        return tuple(kept)


def marked(text: str, makers: Mapping[tuple[str, ...], str]) -> Marked:
    """Say what each token of a text is; `makers` leads from their names to whom they mean."""
    tokens = naming.tokens(text)[:_MOST_TOKENS]
    marks = [_mark(token) for token in tokens]
    named = set()
    place = 0
    while place < len(tokens):
        length = _maker_at(tokens, place, makers)
        if length:
            named.add(makers[tokens[place : place + length]])
            marks[place : place + length] = [Mark.MAKER] * length
        elif marks[place] is Mark.REVISION and place + 1 < len(tokens):
            # What stands behind the word is the revision itself.
            marks[place + 1] = Mark.REVISION
            place += 1
        place += length or 1
    for place in range(1, len(tokens)):
        if marks[place] is Mark.WORD and _is_revision(tokens[place]):
            marks[place] = Mark.REVISION
    return Marked(tokens, tuple(marks), frozenset(named))


def _maker_at(tokens: tuple[str, ...], place: int, makers: Mapping[tuple[str, ...], str]) -> int:
    for length in range(min(_LONGEST_MAKER, len(tokens) - place), 0, -1):
        if tokens[place : place + length] in makers:
            return length
    return 0


def _mark(token: str) -> Mark:
    known = words()
    if token in known.announcing:
        return Mark.ANNOUNCING
    if token in known.other:
        return Mark.OTHER
    if token in known.plain:
        return Mark.PLAIN
    if token in known.revision:
        return Mark.REVISION
    return Mark.REGION if token in known.region else Mark.WORD


def _is_revision(token: str) -> bool:
    """Tell whether a token is a revision as Cisco (`V05`) and Dell (`A00`) write them."""
    return len(token) == 3 and token[0] in "va" and token[1] in "0o" and token[2].isdigit()
