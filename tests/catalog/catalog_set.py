"""The small library of the tests, and ways to write other ones."""

import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.library import Imported, Library, import_library
from hwlab_cli.catalog.match import match
from hwlab_cli.catalog.store import Catalog

LIBRARY = Path(__file__).parent / "library"
R720 = {"manufacturer": "Dell", "model": "PowerEdge R720", "slug": "dell-poweredge-r720"}


@cache
def types() -> tuple[DeviceType, ...]:
    """Return the types of the small library."""
    with TemporaryDirectory() as home, Catalog.open(Path(home)) as catalog:
        import_library(catalog, Library.at(LIBRARY))
        return tuple(one for _, _, one in catalog.types())


@cache
def index() -> Index:
    """Return the index of all of them."""
    return index_of(*types())


def index_of(*some: DeviceType) -> Index:
    """Return an index of some types."""
    return Index.of((row, SourceKind.FOLDER, one) for row, one in enumerate(some))


def said(manufacturer: str | None, *texts: str) -> tuple[str, list[str]]:
    """Return how sure the small library is, and the models that may be meant, best first."""
    found = match(index(), manufacturer, texts)
    return found.verdict.value, [one.entry.type.model for one in found.candidates]


def write(root: Path, maker: str, name: str, text: str | bytes) -> Path:
    """Write one file of a library."""
    path = root / "device-types" / maker / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
    return path


def yaml(fields: Mapping[str, Any]) -> str:
    """Return a definition with these fields, written as YAML takes them."""
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def imported(home: Path, root: Path) -> Imported:
    """Bring the catalog of a state folder up to date with a library."""
    with Catalog.open(home) as catalog:
        return import_library(catalog, Library.at(root))


def models(home: Path) -> list[str]:
    """Return the models that a catalog has, in the order of their names."""
    with Catalog.open(home) as catalog:
        return sorted(one.model for _, _, one in catalog.types())


def counts(done: Imported) -> tuple[int, int, int, int]:
    """Return how many types were added, updated, left alone and removed."""
    changes = done.changes
    return changes.added, changes.updated, changes.unchanged, changes.removed
