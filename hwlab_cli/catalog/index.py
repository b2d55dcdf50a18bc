"""All device types of the catalog, by all that they may be called. Built once a process."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.names import Name, NameKind, maker_names, maker_of, names
from hwlab_cli.catalog.verdict import Entry
from hwlab_cli.netbox import same

LONGEST_NAME = 10
"""Tokens of the longest name that is looked up as it stands; longer ones are compared."""


@dataclass(slots=True)
class Index:
    """The types, and where each name leads.

    `by_skeleton` leads from a name, look-alikes made alike, to types with their names;
    `by_token` from one token with a digit to types; `texts` and `owners` are what fuzzy
    matching compares: the shortest forms of names in one piece, and whose they are; `of_maker` the
    places in there of one maker. `makers` leads from a maker's name to whom it means.
    """

    entries: list[Entry] = field(default_factory=list)
    by_skeleton: dict[str, list[tuple[int, Name]]] = field(default_factory=dict)
    by_token: dict[str, list[int]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    of_maker: dict[str, list[int]] = field(default_factory=dict)
    makers: dict[tuple[str, ...], str] = field(default_factory=dict)
    vocabulary: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Iterable[tuple[int, SourceKind, DeviceType]]) -> "Index":
        """Build the index of all types of a catalog, as `Catalog.types` yields them.

        A type that several sources have is one: the same maker's, with the same model or slug.
        """
        index = cls()
        for entry in _merged(types):
            index._add(entry)
        return index

    def _add(self, entry: Entry) -> None:
        place = len(self.entries)
        self.entries.append(entry)
        found: set[str] = set()
        shortest: dict[NameKind, str] = {}
        vocabulary = self.vocabulary.setdefault(entry.maker, set())
        for name in names(entry.type):
            key = naming.skeleton("".join(name.tokens))
            self.by_skeleton.setdefault(key, []).append((place, name))
            for token in name.tokens:
                if naming.has_digit(token):
                    found.add(naming.skeleton(token))
                else:
                    vocabulary.add(token)
            if name.kind is not NameKind.SLUG:
                shortest[name.kind] = "".join(name.tokens)
        for text in set(shortest.values()):
            self.of_maker.setdefault(entry.maker, []).append(len(self.texts))
            self.texts.append(text)
            self.owners.append(place)
        for token in found:
            self.by_token.setdefault(token, []).append(place)
        for written in maker_names(entry.type.manufacturer):
            self.makers.setdefault(written, entry.maker)


def _merged(types: Iterable[tuple[int, SourceKind, DeviceType]]) -> list[Entry]:
    entries: list[Entry] = []
    places: dict[tuple[str, str], int] = {}
    for row, source, one in types:
        maker = maker_of(one.manufacturer)
        keys = [(maker, f"model {same.key(one.model)}"), (maker, f"slug {one.slug}")]
        place = next((places[key] for key in keys if key in places), None)
        # Two of one source are two, however alike their names: it tells them apart itself.
        if place is None or any(kind is source for kind, _ in entries[place].ids):
            place = len(entries)
            entries.append(Entry(one, ((source, row),), maker))
        else:
            known = entries[place]
            entries[place] = Entry(known.type, (*known.ids, (source, row)), maker)
        for key in keys:
            places.setdefault(key, place)
    return entries
