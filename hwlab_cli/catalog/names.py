"""By which names a device type may be called, in full and shortened."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType
from hwlab_cli.catalog.makers import maker_names
from hwlab_cli.catalog.words import words


class NameKind(StrEnum):
    """What a name is to its type."""

    PART_NUMBER = "part number"
    MODEL = "model"
    SLUG = "slug"


class Name(NamedTuple):
    """One name of a type, as tokens; shortened where something was left out that may be."""

    kind: NameKind
    tokens: tuple[str, ...]
    shortened: bool = False


_LEAST_SHORTENED = 3  # characters that a shortened name must have to say anything


def series_of(maker: str, learned: Collection[str] = ()) -> frozenset[str]:
    """Return the names of a maker's lines: those known, and those that its types begin with."""
    return frozenset({*words().series.get(maker, ()), *learned})


def names(one: DeviceType, series: frozenset[str]) -> Iterator[Name]:
    """Yield the names of a type, each once; words of `series` may be left out."""
    seen: set[str] = set()
    for name in _all_names(one, series):
        key = "".join(name.tokens)
        if len(key) >= (_LEAST_SHORTENED if name.shortened else 1) and key not in seen:
            seen.add(key)
            yield name


def bare_model(one: DeviceType) -> tuple[str, ...]:
    """Return the tokens of a type's model, without its manufacturer's name in front."""
    return _without_maker(naming.tokens(one.model), one.manufacturer)


def _all_names(one: DeviceType, series: frozenset[str]) -> Iterator[Name]:
    number = naming.tokens(one.part_number)
    bare = bare_model(one)
    yield Name(NameKind.PART_NUMBER, number)
    yield Name(NameKind.MODEL, naming.tokens(one.model))
    yield Name(NameKind.MODEL, bare, shortened=True)
    yield Name(NameKind.MODEL, _without_series(bare, series), shortened=True)
    yield Name(NameKind.PART_NUMBER, _without_ends(number, series), shortened=True)
    # Mostly made from the model; where it is not, it is one more name.
    yield Name(NameKind.SLUG, _without_maker(naming.tokens(one.slug), one.manufacturer))


def _without_maker(tokens: tuple[str, ...], manufacturer: str) -> tuple[str, ...]:
    for name in maker_names(manufacturer):
        if tokens[: len(name)] == name and len(tokens) > len(name):
            return tokens[len(name) :]
    return tokens


def _without_series(tokens: tuple[str, ...], series: frozenset[str]) -> tuple[str, ...]:
    rest = tuple(token for token in tokens if token not in series)
    # Something must stay that tells one type from another.
    return rest if any(map(naming.has_digit, rest)) else ()


def _without_ends(tokens: tuple[str, ...], series: frozenset[str]) -> tuple[str, ...]:
    while len(tokens) > 1 and tokens[0] in series:
        tokens = tokens[1:]
    if len(tokens) > 1 and tokens[-1] in words().cipher:
        tokens = tokens[:-1]
    return tokens if any(map(naming.has_digit, tokens)) else ()
