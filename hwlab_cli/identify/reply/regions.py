"""Where in a reply objects stand: found in one pass, through quotation marks gone wrong."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from hwlab_cli.identify.reply import grammar
from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.mending import Mending

# Reading strictly costs little where it succeeds; where it keeps failing it is given up.
_STRICT_FAILURES = 32
_MOST_OBJECTS = 1_000
_BETWEEN = " \t\n,"


@dataclass(slots=True)
class Region:
    """An object or an array of objects in a reply, from `start` to `end`.

    `closed`: its last brace is there. `open_string`: where a string begins that never ends,
    else None. `at_end`: the reply ends in it. `mending` is what makes plain JSON of it, None for
    what is plain. `children`: what is whole inside of it.
    """

    start: int
    end: int
    closed: bool
    open_string: int | None = None
    at_end: bool = False
    mending: Mending | None = None
    children: "list[Region]" = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Whether the reply was cut short in it."""
        return not self.closed and (self.at_end or self.open_string is not None)


def regions(text: str, effort: Effort) -> Iterator[Region]:
    """Yield the objects and arrays of objects in a text that are in no other one, in order.

    Where the text is too tangled for the effort that is left, what is behind is not looked at.
    """
    from hwlab_cli.identify.reply.scan import Scan, Seen  # which makes regions

    decoder = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
    seen = Seen(text, effort)
    place, strict_left = 0, _STRICT_FAILURES
    while effort.look() and (begin := grammar.START.search(text, place)):
        region = None
        if strict_left:
            region = _strict(decoder, text, begin.start())
            strict_left -= region is None
        if region is None:
            region = Scan(seen, begin.start()).region()
        if effort.is_spent:
            return
        yield region
        place = max(region.end, begin.start() + 1)


def is_all_json(text: str) -> bool:
    """Tell whether a text is JSON and nothing else: objects and arrays, side by side or alone."""
    decoder = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
    place = 0
    for _ in range(_MOST_OBJECTS):
        while text[place : place + 1] in _BETWEEN and place < len(text):
            place += 1
        if place == len(text):
            return True
        region = _strict(decoder, text, place) if text[place] in "{[" else None
        if region is None:
            return False
        place = region.end
    return False


def _strict(decoder: json.JSONDecoder, text: str, start: int) -> Region | None:
    """Return the region of what is JSON as it stands."""
    try:
        _, end = decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        # Nested too deeply counts as not read: the pass that follows needs no recursion.
        return None
    return Region(start, end, closed=True)
