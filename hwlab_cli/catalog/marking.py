"""What each token of a text is: a maker's name, a word around names, or part of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.makers import MakerNames
from hwlab_cli.catalog.words import series_makers, words

_MOST_TOKENS = 40


class Mark(Enum):
    """What a token is."""

    MAKER = auto()
    ANNOUNCING = auto()
    OTHER = auto()
    PLAIN = auto()
    REVISION = auto()
    REGION = auto()
    WORD = auto()


@dataclass(frozen=True)
class Marked:
    """A text as tokens, what each is, and the makers that it names.

    `word` numbers the tokens by the words they stand in: those of `WS-C3750` are one word's.
    """

    tokens: tuple[str, ...]
    marks: tuple[Mark, ...]
    word: tuple[int, ...]
    makers: frozenset[str]

    @cached_property
    def core(self) -> tuple[str, ...]:
        """What may be part of a name, and comes before what is something else."""
        kept: list[str] = []
        for token, mark in zip(self.tokens, self.marks, strict=True):
            if mark is Mark.OTHER and kept:
                break
            if mark in {Mark.WORD, Mark.REGION}:
                kept.append(token)
        return tuple(kept)

    @cached_property
    def bag(self) -> tuple[str, ...]:
        """The words that are no maker's and say more than what kind of thing it is."""
        found: dict[int, str] = {}
        for token, mark, word in zip(self.tokens, self.marks, self.word, strict=True):
            if mark in {Mark.WORD, Mark.REGION}:
                found[word] = found.get(word, "") + token
        return tuple(found.values())


def marked(text: str, makers: MakerNames) -> Marked:
    """Say what each token of a text is."""
    tokens, word = _tokens(text, makers)
    marks = [_mark(token) for token in tokens]
    named = set()
    place = 0
    while place < len(tokens):
        maker, length = makers.at(tokens, place) or ("", 0)
        if maker:
            named.add(maker)
            marks[place : place + length] = [Mark.MAKER] * length
        elif marks[place] is Mark.REVISION and place + 1 < len(tokens):
            # What stands behind the word is the revision itself.
            marks[place + 1] = Mark.REVISION
            place += 1
        place += length or 1
    for place in range(1, len(tokens)):
        if marks[place] is Mark.WORD and _is_revision(tokens[place]):
            marks[place] = Mark.REVISION
        if _is_voltage(tokens[place]) and tokens[place - 1].isdigit():
            marks[place - 1] = marks[place] = Mark.OTHER
    return Marked(tokens, tuple(marks), word, frozenset(named))


def _tokens(text: str, makers: MakerNames) -> tuple[tuple[str, ...], tuple[int, ...]]:
    found = [
        (part, number)
        for number, word in enumerate(naming.words(text))
        for token in word
        for part in _parted(token, makers)
    ][:_MOST_TOKENS]
    return tuple(token for token, _ in found), tuple(number for _, number in found)


def _parted(token: str, makers: MakerNames) -> Iterator[str]:
    """Part a maker's name from what OCR has glued to it."""
    if token.startswith(makers.may_be_glued):
        front = max((one for one in makers.may_be_glued if token.startswith(one)), key=len)
        rest = token.removeprefix(front)
        if naming.has_digit(rest) or rest in series_makers():
            yield front
            yield rest
            return
    yield token


def _is_voltage(token: str) -> bool:
    """Tell whether a token ends a range as in `100-240V`; `48V` alone may be part of a name."""
    return token.rstrip("acd") in {"240v", "230v", "250v", "264v", "127v", "60v", "72v", "75v"}


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
    return Mark.REGION if token in known.region or token in known.cipher else Mark.WORD


def _is_revision(token: str) -> bool:
    """Tell whether a token is a revision as Cisco (`V05`) and Dell (`A00`) write them."""
    return len(token) == 3 and token[0] in "va" and token[1] in "0o" and token[2].isdigit()
