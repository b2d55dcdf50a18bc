"""The catalog's word on device types, for NetBox's room, which knows nothing of the catalog."""

from pathlib import Path

from hwlab_cli.catalog.device_type import SourceKind
from hwlab_cli.catalog.index import Index
from hwlab_cli.catalog.makers import maker_of
from hwlab_cli.catalog.match import match
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.catalog.verdict import Candidate, Entry
from hwlab_cli.netbox import same
from hwlab_cli.netbox.known_types import Answer, KnownType

_SHOWN = 5


class CatalogTypes:
    """The device types of the catalog in a state folder, read when the first is asked for."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._index: Index | None = None

    def meant(self, manufacturer: str, model: str, part_number: str | None) -> Answer:
        """Return which type is meant by what is known of a device.

        Raises StateError and LockedError where the catalog can't be read.
        """
        texts = [one for one in (model, part_number) if one]
        found = match(self._all(), manufacturer, texts)
        if found.entry is not None:
            return Answer(self._known(found.entry))
        return Answer(None, tuple(map(_in_words, found.candidates[:_SHOWN])))

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
        if self._index is None:
            # Opened for each use: who asks does so from one thread or another.
            with Catalog.open(self._home, create=False) as catalog:
                self._index = Index.of(catalog.types())
        return self._index

    def _known(self, entry: Entry) -> KnownType:
        row = next((row for kind, row in entry.ids if kind is SourceKind.FOLDER), None)
        one = entry.type
        if row is not None:
            with Catalog.open(self._home, create=False) as catalog:
                one = catalog.type(row)
        definition = one.data if row is not None else {}
        return KnownType(one.manufacturer, one.model, one.slug, one.part_number, definition)


def _in_words(one: Candidate) -> str:
    return f"{one.entry.name} ({one.score:.2f}: {', '.join(one.why)})"
