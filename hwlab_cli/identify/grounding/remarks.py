"""What a model wrote for people, without the numbers that nothing proves.

Its remarks become the device's comments in NetBox, where no invented number may stand either.
"""

import re
from collections.abc import Iterable

from hwlab_cli.identify.first_value import value_in
from hwlab_cli.identify.grounding.whole import whole_in
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.values import find_macs, is_identifier, key
from hwlab_cli.identify.vocabulary import Role, phrases

LEFT_OUT = "[not proven]"
_NUMBERS = {Role.SERIAL, Role.ASSET_TAG, Role.PART_NUMBER, Role.MAC}
_BETWEEN = re.compile(r"\s*(?:numbers?|no\.?|is|was|reads?|says?|of|[:#=])\s*", re.IGNORECASE)


def remarks(text: str | None, unproven: Iterable[str], witness: Witness) -> str | None:
    """Return the remarks with every number left out that is not on the photos.

    Left out are `unproven` values, and what stands in the remarks as a serial or the like.
    """
    if not text:
        return text
    for value in unproven:
        text = _without(text, whole_in(text, value))
    named = [span for span in _named(text) if not witness.has(text[slice(*span)])]
    return _without(text, named)


def _named(text: str) -> Iterable[tuple[int, int]]:
    yield from ((start, end) for _, start, end in find_macs(text))
    for phrase in phrases(text):
        start = phrase.end
        while (between := _BETWEEN.match(text, start)) and between.end() > start:
            start = between.end()
        found = value_in(text, phrase.role, start) if phrase.role in _NUMBERS else None
        if found and is_identifier(found[0]) and any(map(str.isdigit, key(found[0]))):
            yield found[1], found[1] + len(found[0])


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start] + LEFT_OUT + text[end:]
    return text
