"""The device types that the benches of the catalog work on: a library's folder, made larger."""

import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench import scratch
from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.library import Library, import_library
from hwlab_cli.catalog.store import Catalog

VARIABLE = "HWLAB_BENCH_DEVICETYPES"
_OURS = Path(__file__).parents[1] / "tests" / "catalog" / "library"


def library() -> Library:
    """Return the library that the variable names, else the small one of the tests."""
    chosen = os.environ.get(VARIABLE, "")
    found = Library.at(Path(chosen) if chosen else _OURS)
    if chosen:
        print(f"{len(found.files)} device types, from {VARIABLE}")
    else:
        print(
            f"{len(found.files)} device types of the tests: too few to say much; "
            f"{VARIABLE} may name a checkout of a library",
            file=sys.stderr,
        )
    return found


def types(found: Library) -> list[DeviceType]:
    """Return the types of a library."""
    with scratch.folder() as folder, Catalog.open(folder) as catalog:
        import_library(catalog, found)
        return [one for _, _, one in catalog.types()]


def index(some: Sequence[DeviceType]) -> Index:
    """Return an index of types."""
    return Index.of((row, SourceKind.FOLDER, one) for row, one in enumerate(some))


def grown(some: Sequence[DeviceType], count: int, rng: random.Random) -> list[DeviceType]:
    """Return so many types: those given, and others whose names are made after theirs."""
    found = list(some[:count])
    names = {(one.manufacturer, one.model) for one in found}
    while len(found) < count:
        one = rng.choice(some)
        for model, number in _renumbered(one, rng):
            if (one.manufacturer, model) not in names:
                names.add((one.manufacturer, model))
                slug = f"{one.slug[:80]}-{len(found)}"
                found.append(replace(one, model=model, part_number=number, slug=slug))
    return found[:count]


def _renumbered(one: DeviceType, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield a type's names with other digits: the same others in both of them."""
    swap = {digit: str(rng.randrange(10)) for digit in "0123456789"}
    tail = rng.choice(["", "", "-E", "-DC", "P", "X", " Plus"])

    def other(name: str) -> str:
        return re.sub(r"\d", lambda found: swap[found.group()], name)

    model = other(one.model) + tail
    if model != one.model and len(model) <= 100:
        yield model, other(one.part_number) + tail.strip() if one.part_number else ""
