"""What kind of hardware it is: by its model, by the words in print, by what its maker makes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from hwlab_cli.identify.makers import Maker, find_models

_SPACE = re.compile(r"\\.|\[[^\]]*\]| ")
_MAX_LINES = 500
_MAX_LINE = 400


@dataclass(frozen=True, slots=True)
class CategoryGuess:
    """A category, why it was chosen, and how strong the reason is."""

    category: str
    why: str
    strength: Literal["model", "word", "maker"]


@dataclass(frozen=True, slots=True)
class _Words:
    category: str
    weight: int
    pattern: re.Pattern[str]


@cache
def _rules() -> tuple[re.Pattern[str], tuple[_Words, ...]]:
    import tomllib  # start-up must not pay for it

    text = Path(__file__).with_name("category.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    words = tuple(
        _Words(row["category"], row["weight"], _compiled(row["words"])) for row in data["rule"]
    )
    return _compiled(data["distractors"], whole_words=False), words


def _loosened(match: re.Match[str]) -> str:
    return r"[\s\-]{0,2}" if match.group() == " " else match.group()


def _compiled(sources: Iterable[str], *, whole_words: bool = True) -> re.Pattern[str]:
    body = "|".join(_SPACE.sub(_loosened, source) for source in sources)
    if whole_words:
        body = rf"(?<![^\W_])(?:{body})(?![^\W_])"
    return re.compile(body, re.IGNORECASE)


def categorize(
    maker: Maker | None, model: str | None, lines: Iterable[str]
) -> CategoryGuess | None:
    """The category of a device, or None when nothing says it."""
    lines = [line[:_MAX_LINE] for line in islice(lines, _MAX_LINES)]
    if model:
        named = model[:_MAX_LINE]
        guess = _by_model(maker, [named]) or _by_model(None, [named]) or _by_words([named, *lines])
        return guess or _by_model(maker, lines) or _by_maker(maker)
    return _by_model(maker, lines) or _by_words(lines) or _by_maker(maker)


def _by_model(maker: Maker | None, texts: list[str]) -> CategoryGuess | None:
    hits = (hit for text in texts for hit in find_models(text, maker))
    for hit in hits:
        if hit.category:
            return CategoryGuess(hit.category, f"model pattern of {hit.maker.name}", "model")
    return None


def _by_words(lines: list[str]) -> CategoryGuess | None:
    distractors, rules = _rules()
    scores: dict[str, int] = {}
    first: dict[str, str] = {}
    cleaned = [distractors.sub("\n", line) for line in lines]
    for rule in rules:
        for line in cleaned:
            if match := rule.pattern.search(line):
                scores[rule.category] = scores.get(rule.category, 0) + rule.weight
                first.setdefault(rule.category, " ".join(match.group().split()))
                break
    if not scores:
        return None
    best, *others = sorted(scores, key=lambda category: -scores[category])
    if others and scores[others[0]] == scores[best]:
        return None
    return CategoryGuess(best, f"printed word '{first[best]}'", "word")


def _by_maker(maker: Maker | None) -> CategoryGuess | None:
    if maker is None or maker.only is None:
        return None
    return CategoryGuess(maker.only, f"{maker.name} makes nothing else", "maker")
