"""The catalog's word on device types, for rooms that know nothing of the catalog."""

import threading
from functools import lru_cache, partial
from pathlib import Path

from hwlab_cli.catalog.device_type import SourceKind
from hwlab_cli.catalog.elevations import elevations
from hwlab_cli.catalog.incomplete import may_be_incomplete
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.makers import maker_of
from hwlab_cli.catalog.match import match
from hwlab_cli.catalog.store import CATALOG_NAME, Catalog
from hwlab_cli.catalog.verdict import Entry
from hwlab_cli.known_types import Answer, Candidate, KnownType
from hwlab_cli.netbox import same

_SHOWN = 9  # a digit each, and no more than a person reads


class CatalogTypes:
    """The device types of the catalog in a state folder, read when the first is asked for.

    May be asked from several threads.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._index: Index | None = None
        self._reading = threading.Lock()

    def read(self) -> None:
        """Read the catalog now; raises StateError and LockedError where that can't be done."""
        self._all()

    def meant(self, manufacturer: str | None, model: str | None, part_number: str | None) -> Answer:
        """Return which type is meant by what is known of a device; raises what `read` does.

        Of those that only look alike none may be meant: next to any model there is another, and
        a device whose model is known is not to wait for a catalog that has only its neighbors.
        """
        texts = [one for one in (model, part_number) if one]
        index = self._all()
        found = match(index, manufacturer, texts)
        if found.entry is not None:
            return Answer(self._known(found.entry))
        possible = [
            one
            for one in found.candidates
            if may_be_incomplete(one.entry.type, texts, index.series[one.entry.maker])
        ]
        return Answer(
            None,
            tuple(
                Candidate(self._known(one.entry), f"{one.score:.2f}: {', '.join(one.why)}")
                for one in possible[:_SHOWN]
            ),
        )

    def named(self, manufacturer: str, model: str, slug: str) -> KnownType | None:
        """Return the type of just this name, None where there is none or only its name."""
        maker, key = maker_of(manufacturer), same.key(model)
        ours = [one for one in self._all().entries if one.maker == maker]
        for fits in (
            [one for one in ours if same.key(one.type.model) == key],
            [one for one in ours if one.type.slug == slug],
        ):
            for one in fits:
                known = self._known(one)
                if known.definition:
                    return known
        return None

    def _all(self) -> Index:
        with self._reading:
            if self._index is None:
                self._index = _index(self._home, _stamps(self._home))
            return self._index

    def _known(self, entry: Entry) -> KnownType:
        row = next((row for kind, row in entry.ids if kind is SourceKind.FOLDER), None)
        one = entry.type
        if row is None:
            return KnownType(one.manufacturer, one.model, one.slug, one.part_number)
        with Catalog.open(self._home, create=False) as catalog:
            one, place = catalog.type(row), catalog.place(row)
        pictures = partial(elevations, Path(place), one.key, one.slug, one.data)
        return KnownType(one.manufacturer, one.model, one.slug, one.part_number, one.data, pictures)


@lru_cache(1)
def _index(home: Path, _: tuple[object, ...]) -> Index:
    """Return all types, the same again until the catalog changes: a replay asks in many runs."""
    # Opened for each use: a connection belongs to one thread.
    with Catalog.open(home, create=False) as catalog:
        return Index.of(catalog.types())


def _stamps(home: Path) -> tuple[object, ...]:
    """Return what changes when the catalog does: it is in its file, or yet in the log beside."""
    stamps: list[object] = []
    for name in (CATALOG_NAME, f"{CATALOG_NAME}-wal"):
        try:
            status = (home / name).stat()
        except OSError:
            stamps.append(None)
        else:
            stamps.append((status.st_mtime_ns, status.st_size) if status.st_size else None)
    return tuple(stamps)
