"""json-repair, wrapped: numbers keep their digits, and no input takes more than it is worth."""

import re
from typing import Any, Self, SupportsIndex

from json_repair.json_parser import JSONParser

from hwlab_cli.identify.reply.effort import Effort, SpentError
from hwlab_cli.identify.reply.written import Digits

LONGEST = 1 << 15
"""Characters of the longest text that is repaired."""

_COMMENT = re.compile(r"\s(?://|#|/\*)")
_BARE = re.compile(r"[^,}\]\n\"']*")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+(?=\s*+(?:[,}\n]|\Z))")


def repaired(text: str, effort: Effort) -> Any:
    """Return the data that a broken JSON text is meant to be; None where it can't be made out."""
    if len(text) > LONGEST:
        return None
    try:
        return _Parser(_Metered(text, effort)).parse()
    except (SpentError, RecursionError, ValueError, IndexError):
        # Nested too deeply, or too tangled: not worth more.
        return None


class _Metered(str):
    """A text that counts how often the parser looks at it: its look-aheads can be endless."""

    __slots__ = ("_effort",)
    _effort: Effort

    def __new__(cls, text: str, effort: Effort) -> Self:
        made = super().__new__(cls, text)
        made._effort = effort
        return made

    def __getitem__(self, place: SupportsIndex | slice) -> str:
        found = super().__getitem__(place)
        if isinstance(place, slice):
            self._effort.repair(1 + len(found) // 16)
            return _Metered(found, self._effort)
        self._effort.repair()
        return found

    def __add__(self, other: str) -> str:
        self._effort.repair(1 + (len(self) + len(other)) // 16)
        return _Metered(super().__add__(other), self._effort)

    def find(self, *arguments: Any) -> int:
        """Find a text, and count the way to it."""
        found = super().find(*arguments)
        start = arguments[1] if len(arguments) > 1 else 0
        self._effort.repair(1 + ((found if found >= 0 else len(self)) - start) // 16)
        return found


class _Parser(JSONParser):
    """The library's parser, but a number is what was written: `00123`, `1E10234`, 23 digits."""

    def __init__(self, text: _Metered) -> None:
        super().__init__(text, None, logging=False)

    def parse_number(self) -> Any:
        """Read a bare value that begins like a number, as far as the next comma or bracket."""
        text = str(self.json_str[self.index : self.index + 200])
        number = _DECIMAL_COMMA.match(text)
        bare = number.group() if number else _bare(text)
        if not bare or len(bare) >= 200:
            return super().parse_number()
        self.index += len(bare)
        return Digits(bare.rstrip())


def _bare(text: str) -> str:
    match = _BARE.match(text)
    found = match.group() if match else ""
    comment = _COMMENT.search(found)
    return found[: comment.start()] if comment else found
