"""What makes plain JSON of an object written nearly so: edits, place by place.

Only where it is certain what was meant; all else is left to the repairing library.
"""

import json
import re

from hwlab_cli.identify.reply import grammar
from hwlab_cli.identify.reply.effort import Effort

Edit = tuple[int, int, str]
"""From, to, and what is to stand there instead."""

_LITERAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity")
# The first one was forgotten; behind a digit it is an inch.
_LOST_QUOTE = re.compile(r"[^\"]*[^\"\d]\"")
_PYTHON = {"None": "null", "True": "true", "False": "false", "undefined": "null"}


class Mending:
    """Collects the edits of one object; `tangled` where what was meant is a guess."""

    def __init__(self, text: str, effort: Effort) -> None:
        self.edits: list[Edit] = []
        self.tangled = False
        self._text = text
        self._effort = effort

    def replace(self, start: int, end: int, instead: str) -> None:
        """Put something else in a place."""
        self.edits.append((start, end, instead))

    def key(self, start: int, end: int) -> None:
        """Give a bare key, and whatever stands for its colon, the form of JSON."""
        written = self._text[start:end]
        name = written.rstrip(" \t\n\f(").rstrip("=>:").strip(" \t\n\f\"'")
        self.edits.append((start, end, f"{json.dumps(name)}: "))

    def value(self, start: int, end: int) -> None:
        """Give a bare value the form of JSON: a number or a literal stays, all else is a text."""
        written = self._text[start:end]
        bare = written.strip()
        if _LOST_QUOTE.fullmatch(bare):
            bare = bare[:-1]
        if not bare:
            self.edits.append((start, end, "null"))
        elif "\n" in bare or len(bare) > grammar.LONGEST_BARE:
            self.tangled = True
        elif not _LITERAL.fullmatch(bare):
            self.edits.append((start, end, _PYTHON.get(bare, json.dumps(bare))))

    def string(self, at: int, end: int, *, is_key: bool) -> None:
        """Give a string plain quotation marks around it, and escaped ones inside."""
        quote, inside = self._text[at], self._text[at + 1 : end - 1]
        self._effort.look(1 + len(inside) // 64)
        inner = [at + 1 + one.start() for one in grammar.INNER_QUOTE.finditer(inside)]
        self.edits += [(place, place + 1, '\\"') for place in inner]
        if quote != grammar.PLAIN:
            self.edits += [(at, at + 1, '"'), (end - 1, end, '"')]
            escaped = [at + 1 + one.start() for one in re.finditer(r"\\'", inside)]
            self.edits += [(place, place + 1, "") for place in escaped]
        if (is_key and inner) or grammar.MEMBER_INSIDE.search(inside):
            self.tangled = True

    def applied(self, start: int, end: int) -> str:
        """Return the text from `start` as far as `end`, mended."""
        pieces, place = [], start
        for begin, stop, instead in sorted(self.edits):
            if stop > end:
                break
            pieces += [self._text[place:begin], instead]
            place = stop
        return "".join([*pieces, self._text[place:end]])
