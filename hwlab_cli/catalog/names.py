"""By which names a device type may be called, in full and shortened."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType
from hwlab_cli.catalog.words import words
from hwlab_cli.identify import makers


class NameKind(StrEnum):
    """What a name is to its type."""

    PART_NUMBER = "part number"
    MODEL = "model"
    SLUG = "slug"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a type, as tokens; shortened where something was left out that may be."""

    kind: NameKind
    tokens: tuple[str, ...]
    shortened: bool = False


@lru_cache(4096)
def maker_of(name: str) -> str:
    """Return the same for every way in which a manufacturer is written."""
    known = makers.named(name)
    return known.name if known else "".join(naming.tokens(name)) or name


@lru_cache(4096)
def maker_names(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which a manufacturer is written, as tokens."""
    known = makers.named(name)
    written = (name, known.name, *known.aliases) if known else (name,)
    found = {naming.tokens(one) for one in written}
    return tuple(sorted((one for one in found if one), key=lambda one: (-len(one), one)))


def names(one: DeviceType) -> Iterator[Name]:
    """Yield the names of a type, each once."""
    seen: set[str] = set()
    for name in _all_names(one):
        key = "".join(name.tokens)
        if key and key not in seen:
            seen.add(key)
            yield name


def _all_names(one: DeviceType) -> Iterator[Name]:
    maker = maker_of(one.manufacturer)
    model, number = naming.tokens(one.model), naming.tokens(one.part_number)
    slug = _without_maker(naming.tokens(one.slug), one.manufacturer)
    yield Name(NameKind.PART_NUMBER, number)
    yield Name(NameKind.MODEL, model)
    bare = _without_maker(model, one.manufacturer)
    yield Name(NameKind.MODEL, bare, shortened=True)
    yield Name(NameKind.MODEL, _without_series(bare, maker), shortened=True)
    yield Name(NameKind.PART_NUMBER, _without_ends(number, maker), shortened=True)
    yield Name(NameKind.SLUG, slug)


def _without_maker(tokens: tuple[str, ...], manufacturer: str) -> tuple[str, ...]:
    for name in maker_names(manufacturer):
        if tokens[: len(name)] == name and len(tokens) > len(name):
            return tokens[len(name) :]
    return tokens


def _without_series(tokens: tuple[str, ...], maker: str) -> tuple[str, ...]:
    series = words().series.get(maker, {})
    rest = tuple(token for token in tokens if token not in series)
    # Something must stay that tells one type from another.
    return rest if any(map(naming.has_digit, rest)) else ()


def _without_ends(tokens: tuple[str, ...], maker: str) -> tuple[str, ...]:
    series, region = words().series.get(maker, {}), words().region
    while len(tokens) > 1 and tokens[0] in series:
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1] in region:
        tokens = tokens[:-1]
    return tokens if any(map(naming.has_digit, tokens)) else ()
