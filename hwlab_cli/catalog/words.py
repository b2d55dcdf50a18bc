"""The words in and around the names of device types, as words.toml has them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """What words say. `series` gives for each word of a line its names, by maker."""

    series: dict[str, dict[str, frozenset[str]]]
    related: dict[str, frozenset[str]]
    plain: frozenset[str]
    announcing: frozenset[str]
    other: frozenset[str]
    revision: frozenset[str]
    variant: frozenset[str]
    region: frozenset[str]
    cipher: frozenset[str]


@cache
def words() -> Words:
    """Return all of them."""
    import tomllib  # start-up must not pay for it

    path = Path(__file__).with_name("words.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    around: dict[str, Any] = data["around"]
    return Words(
        series={
            maker: {word: frozenset(line) for line in lines for word in line}
            for maker, lines in data["series"].items()
        },
        related={
            maker: frozenset(group) for group in data["families"]["related"] for maker in group
        },
        **{name: frozenset(listed) for name, listed in around.items()},
    )


@cache
def series_makers() -> dict[str, frozenset[str]]:
    """Return the makers that have a line of this name, by the name of each line."""
    found: dict[str, set[str]] = {}
    for maker, lines in words().series.items():
        for word in lines:
            found.setdefault(word, set()).add(maker)
    return {word: frozenset(makers) for word, makers in found.items()}
