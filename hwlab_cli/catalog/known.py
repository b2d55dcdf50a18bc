"""The catalog's word on device types, for rooms that know nothing of the catalog."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from hwlab_cli.catalog.device_type import DeviceType, SourceKind
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
            (known,) = self._known([found.entry])
            return Answer(known)
        possible = [
            one
            for one in found.candidates
            if may_be_incomplete(one.entry.type, texts, index.series[one.entry.maker])
        ][:_SHOWN]
        types = self._known([one.entry for one in possible])
        return Answer(
            None,
            tuple(
                Candidate(known, f"{one.score:.2f}: {', '.join(one.why)}")
                for one, known in zip(possible, types, strict=True)
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
            for known in self._known(fits):
                if known.definition:
                    return known
        return None

    def _all(self) -> Index:
        with self._reading:
            if self._index is None:
                self._index = _index(self._home, _stamps(self._home))
            return self._index

    def _known(self, entries: Sequence[Entry]) -> list[KnownType]:
        """Return these types with all that is known of them."""
        if not any(_row(entry) is not None for entry in entries):
            return [_named(entry.type) for entry in entries]
        # Once for all of them: opening costs more than reading.
        with Catalog.open(self._home, create=False) as catalog:
            return [_in_full(catalog, entry) for entry in entries]


def _in_full(catalog: Catalog, entry: Entry) -> KnownType:
    row = _row(entry)
    if row is None:
        return _named(entry.type)
    one = catalog.type(row)
    pictures = partial(elevations, Path(catalog.place(row)), one.key, one.slug, one.data)
    return replace(_named(one), definition=one.data, elevations=pictures)


def _named(one: DeviceType) -> KnownType:
    return KnownType(one.manufacturer, one.model, one.slug, one.part_number)


def _row(entry: Entry) -> int | None:
    return next((row for kind, row in entry.ids if kind is SourceKind.FOLDER), None)


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
