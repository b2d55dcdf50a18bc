"""What a model is told of the readings: their words, but no number that is not proven yet.

A model that is given a number repeats it; only one that reads it by itself has looked.
"""

from collections.abc import Iterable, Iterator, Sequence

from hwlab_cli.identify.first_value import could_be_number
from hwlab_cli.identify.grounding.near import tokens_in
from hwlab_cli.identify.grounding.whole import whole_in
from hwlab_cli.identify.label import prepared
from hwlab_cli.identify.looks import looks
from hwlab_cli.identify.makers import Maker, find_models, named
from hwlab_cli.identify.values import find_macs
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading

MASK = "?"
_NUMBERS = {Role.SERIAL, Role.PART_NUMBER, Role.ASSEMBLY, Role.ASSET_TAG, Role.MAC}
_SHOWN = (
    IdentifiedField.SERIAL,
    IdentifiedField.MODEL,
    IdentifiedField.PART_NUMBER,
    IdentifiedField.ASSET_TAG,
    IdentifiedField.MAC_ADDRESSES,
)
_LONGEST_LINE = 160
_MOST_LINES = 80

Spans = Iterable[tuple[int, int]]


def hints(readings: Sequence[Reading], embedded: Identification) -> list[str]:
    """Return a line for each reading, barcodes first, then print from top to bottom.

    Each is told once, however many looks read it; at most 80 lines of 160 characters.
    """
    lines, codes = prepared(readings)
    photos = {photo: place for place, photo in enumerate(dict.fromkeys(r.photo for r in readings))}
    masking = _Masking(lines, [code for code, _ in codes], embedded)
    ordered = sorted(
        [*(code for code, _ in codes), *lines],
        key=lambda one: (one.kind is EvidenceKind.TEXT, photos[one.photo], _top(one), one.look),
    )
    told = dict.fromkeys(
        f"{_where(one, photos)}: {masking.masked(one)[:_LONGEST_LINE]}" for one in ordered
    )
    return list(told)[:_MOST_LINES]


def masked(text: str, spans: Spans) -> str:
    """Return a text with letters and digits masked in these places."""
    characters = list(text)
    for start, end in spans:
        for place in range(start, end):
            if characters[place].isalnum():
                characters[place] = MASK
    return "".join(characters)


class _Masking:
    """Knows which numbers of the readings are proven, and which must not be given away."""

    def __init__(
        self, lines: Sequence[Reading], codes: Sequence[Reading], embedded: Identification
    ) -> None:
        self._maker: Maker | None = named(embedded.manufacturer or "")
        self._proven = [
            value
            for name in _SHOWN
            if name in embedded.proven
            for value in _values(getattr(embedded, name.value))
        ]
        self._unproven = [
            value
            for name in _SHOWN
            if name is not IdentifiedField.MODEL and name not in embedded.proven
            for value in _values(getattr(embedded, name.value) or [])
        ]
        self._named: dict[Reading, list[tuple[int, int]]] = {}
        for look in looks([*lines, *codes]):
            for pair in look.pairs:
                if pair.role in _NUMBERS:
                    span = pair.start, pair.start + len(pair.value)
                    self._named.setdefault(pair.reading, []).append(span)

    def masked(self, reading: Reading) -> str:
        text = reading.text
        spans = [*self._named.get(reading, []), *((a, b) for _, a, b in find_macs(text))]
        models = [hit.span for hit in find_models(text, self._maker)]
        spans += [span for span in _numbers(text) if not _overlaps(span, models)]
        spans += [span for value in self._unproven for span in whole_in(text, value)]
        shown = [span for value in self._proven for span in whole_in(text, value)]
        return masked(text, [span for span in spans if not _overlaps(span, shown)])


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for token, start in tokens_in(text):
        if any(map(str.isdigit, token)) and could_be_number(token, Role.OTHER):
            yield start, start + len(token)


def _values(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _overlaps(span: tuple[int, int], others: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _top(reading: Reading) -> tuple[int, int]:
    return min(y for _, y in reading.box), min(x for x, _ in reading.box)


def _where(reading: Reading, photos: dict[str, int]) -> str:
    what = f"barcode ({reading.detail})" if reading.kind is EvidenceKind.BARCODE else "print"
    return f"photo {photos[reading.photo] + 1}, {what}" if len(photos) > 1 else what
