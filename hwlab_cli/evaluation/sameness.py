"""Whether what was found of a field is what the truth says."""

from collections.abc import Iterator

from hwlab_cli.catalog import naming
from hwlab_cli.catalog.device_type import DeviceType
from hwlab_cli.catalog.makers import maker_of
from hwlab_cli.catalog.names import names, series_of
from hwlab_cli.catalog.words import words
from hwlab_cli.identify.values import key
from hwlab_cli.known_types import KnownType, KnownTypes
from hwlab_cli.model import IdentifiedField

_SHORTEST_LINE = 4  # letters; shorter words are parts of numbers as often


class Sameness:
    """Compares values as the rest of hwlab does: identifiers by their letters and digits.

    Case, spaces and punctuation make no difference; look-alikes do, `O` is no `0`. Manufacturers
    are the same by any of their names. So are models by any name that the catalog's matching
    knows for them (without the maker, without the product line), without words in front that can
    only be a product line's name, and where the catalog means the same type by both.
    """

    def __init__(self, types: KnownTypes) -> None:
        self._types = types

    def same(self, name: IdentifiedField, found: str, wanted: str, manufacturer: str) -> bool:
        """Tell whether a value is one that is wanted, for a device of this manufacturer."""
        if key(found) == key(wanted) and key(found):
            # An added plus is another model, and no punctuation.
            return name is not IdentifiedField.MODEL or found.count("+") == wanted.count("+")
        if name is IdentifiedField.MANUFACTURER:
            return maker_of(found) == maker_of(wanted)
        if name is IdentifiedField.MODEL:
            return self._same_model(found, wanted, manufacturer)
        return False

    def _same_model(self, found: str, wanted: str, manufacturer: str) -> bool:
        if _whole(found) in _names(manufacturer, wanted):
            return True
        if _whole(wanted) in _names(manufacturer, found):
            return True
        ours, theirs = self._meant(found, manufacturer), self._meant(wanted, manufacturer)
        return ours is not None and ours == theirs

    def _meant(self, model: str, manufacturer: str) -> tuple[str, str] | None:
        meant: KnownType | None = self._types.meant(manufacturer or None, model, None).type
        return (meant.manufacturer, meant.model) if meant else None


def _whole(model: str) -> str:
    return "".join(naming.tokens(model))


def _names(manufacturer: str, model: str) -> set[str]:
    """Return by which names a model goes, written together."""
    one = DeviceType(manufacturer=manufacturer, model=model, slug="", key="")
    known = {"".join(name.tokens) for name in names(one, series_of(maker_of(manufacturer)))}
    return known | set(_behind_its_line(naming.words(model)))


def _behind_its_line(parts: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Yield a model without the words in front: `ET-2850` of `EcoTank ET-2850`.

    What stands behind may be another model (`R720 xd`), and so may small words (`Pro 8`).
    """
    while len(parts) > 1 and _names_a_line(parts[0]):
        parts = parts[1:]
        rest = "".join(token for part in parts for token in part)
        if naming.has_digit(rest):
            yield rest


def _names_a_line(part: tuple[str, ...]) -> bool:
    word = "".join(part)
    return word.isalpha() and len(word) >= _SHORTEST_LINE and word not in words().variant
