"""All device types of the catalog, by all that they may be called. Built once a process."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.makers import MakerNames, maker_of
from hwlab_cli.catalog.names import Name, NameKind, bare_model, names, series_of
from hwlab_cli.catalog.verdict import Entry
from hwlab_cli.catalog.words import words
from hwlab_cli.netbox import same

LONGEST_NAME = 10
"""Tokens of the longest name that is looked up as it stands; longer ones are compared."""

_LINE = 3  # types of a maker that begin with one word make it the name of a line


@dataclass(slots=True)
class Index:
    """The types, and where each name leads.

    `by_skeleton` leads from a name, look-alikes made alike, to types with their names;
    `by_bag` from its words, whatever their order; `by_token` from one token with a digit.
    `texts` and `owners` are what fuzzy matching compares: the shortest forms of names in one
    piece, and whose they are; `of_maker` the places in there of one maker. `series` and
    `vocabulary` are the names of a maker's lines and all words without digits of its types.
    """

    entries: list[Entry]
    makers: MakerNames
    series: dict[str, frozenset[str]]
    by_skeleton: dict[str, list[tuple[int, Name]]] = field(default_factory=dict)
    by_bag: dict[str, list[tuple[int, Name]]] = field(default_factory=dict)
    by_token: dict[str, list[int]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    of_maker: dict[str, list[int]] = field(default_factory=dict)
    vocabulary: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Iterable[tuple[int, SourceKind, DeviceType]]) -> "Index":
        """Build the index of all types of a catalog, as `Catalog.types` yields them.

        A type that several sources have is one: the same maker's, with the same model or slug.
        """
        entries = _merged(types)
        makers = MakerNames.of(dict.fromkeys(one.type.manufacturer for one in entries))
        index = cls(entries, makers, _series(entries))
        for place in range(len(entries)):
            index._add(place)
        return index

    def _add(self, place: int) -> None:
        entry = self.entries[place]
        series = self.series[entry.maker]
        found: set[str] = set()
        shortest: dict[NameKind, str] = {}
        vocabulary = self.vocabulary.setdefault(entry.maker, set())
        for name in names(entry.type, series):
            key = "".join(name.tokens)
            self.by_skeleton.setdefault(naming.skeleton(key), []).append((place, name))
            for token in name.tokens:
                if naming.has_digit(token):
                    found.add(naming.skeleton(token))
                else:
                    vocabulary.add(token)
            if name.kind is not NameKind.SLUG:
                shortest[name.kind] = key
        for text in sorted(set(shortest.values())):
            self.of_maker.setdefault(entry.maker, []).append(len(self.texts))
            self.texts.append(text)
            self.owners.append(place)
        for token in found:
            self.by_token.setdefault(token, []).append(place)
        self._add_bags(place, series)

    def _add_bags(self, place: int, series: frozenset[str]) -> None:
        model = self.entries[place].type.model
        if " " not in model:
            return
        known = words()
        telling = [
            "".join(word)
            for word in naming.words(model)
            if not (len(word) == 1 and (word[0] in known.plain or word[0] in known.announcing))
        ]
        name = Name(NameKind.MODEL, naming.tokens(model), shortened=True)
        for key in bag_keys(telling, series):
            self.by_bag.setdefault(key, []).append((place, name))


def bag_keys(telling: Sequence[str], series: frozenset[str]) -> list[str]:
    """Return what stands for words in any order: all of them, and without a line's name."""
    rest = [word for word in telling if word not in series]
    return list(dict.fromkeys(key for one in (telling, rest) if (key := _bag_key(one))))


def _bag_key(telling: Sequence[str]) -> str:
    if len(telling) < 2 or not any(map(naming.has_digit, telling)):
        return ""
    return " ".join(sorted(map(naming.skeleton, telling)))


def _series(entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    first: dict[str, Counter[str]] = {}
    for entry in entries:
        model = bare_model(entry.type)
        counted = first.setdefault(entry.maker, Counter())
        if len(model) > 1 and len(model[0]) > 1 and not naming.has_digit(model[0]):
            counted[model[0]] += 1
    return {
        maker: series_of(maker, [word for word, count in counted.items() if count >= _LINE])
        for maker, counted in first.items()
    }


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
