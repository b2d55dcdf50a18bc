"""Lists of `key: value` lines, with bullets, in bold, or in one line."""

import re
from typing import Any

from hwlab_cli.identify.reply.fields import Slot, meaning
from hwlab_cli.identify.reply.found import Found
from hwlab_cli.identify.reply.truncation import CUT
from hwlab_cli.identify.reply.unwrap import is_envelope

_TAIL = 1 << 16
_BULLET = r"[ \t>]{0,20}(?:(?:[-*+•–▪‣]|\d{1,3}[.)])[ \t]{1,8})?"
_OPEN = r"(?:\*\*|__|`|\"|'|“)?"
_SHUT = r"(?:\*\*|__|`|\"|'|”)?"
_LINE = re.compile(
    rf"^{_BULLET}[{{(]?[ \t]{{0,4}}(?:#{{1,6}}[ \t]+)?{_OPEN}"
    r"(?P<key>[^\W\d_][^:\uff1a=|*`\"“”\n{}\[\]]{0,50}?)[ \t]{0,4}"
    # The colon may be inside of the emphasis, or behind it.
    rf"(?:(?P<inside>[:\uff1a])?{_SHUT}[ \t]{{0,4}}"
    r"(?(inside)|(?:[:\uff1a=]|->|→|=>|[-–—](?=[ \t]))))"
    r"(?:\*\*|__)?[ \t]{0,8}(?P<value>[^\n]*)$",
    re.MULTILINE,
)
_ITEM = re.compile(
    r"[ \t]+(?:[-*+•–]|\d{1,3}[.)])?[ \t]*(?P<item>\S[^\n]*)|[-*+•][ \t]+(?P<dash>\S[^\n]*)"
)
_INLINE = re.compile(
    r"\s*[,;|•/][ \t]*(?:\*\*)?(?P<key>[^\W\d_][\w /.#-]{0,30}?)(?:\*\*)?"
    r"[ \t]{0,3}[:\uff1a=](?:\*\*)?[ \t]*"
)
_TRAILING = " \t,;\"'`*_”"
_MOST_LINES = 2_000
_MOST_ITEMS = 64


def listings(text: str, *, cut: bool) -> list[Found]:
    """Return what lists of `key: value` lines tell; a field named again begins another device.

    `cut`: the last line may be only a part of what it was to be.
    """
    found: list[Found] = []
    seen: set[Slot] = set()
    offset = max(0, len(text) - _TAIL)
    for count, line in enumerate(_LINE.finditer(text, offset)):
        if count > _MOST_LINES:
            break
        pairs = _pairs(line, text)
        if cut and line.end() == len(text) and pairs:
            pairs[-1] = (pairs[-1][0], CUT)
        for key, value in pairs:
            means = meaning(key)
            if means is None or value == []:
                continue
            if not found or (means.slot in seen and means.slot not in {Slot.SPEC, Slot.AI_NOTES}):
                found.append(Found(line.start(), line.end(), {}, bends=1, kind="a list"))
                seen = set()
            if key not in found[-1].data:
                found[-1].data[key] = value
            found[-1].end = line.end()
            seen.add(means.slot)
    return [one for one in found if _is_list(one, text)]


def _is_list(found: Found, text: str) -> bool:
    """Tell a list from a sentence with a colon in it: by its length, or by standing alone."""
    return len(found.data) > 1 or text.strip() == text[found.start : found.end].strip()


def _pairs(line: re.Match[str], text: str) -> list[tuple[str, Any]]:
    """Return the keys and values of a line; further pairs may follow in it."""
    key, value = line["key"].strip(), line["value"]
    if meaning(key) is None:
        # `Answer: manufacturer=HPE; …`
        inner = _LINE.match(value) if is_envelope(key) else None
        return _pairs(inner, text) if inner else []
    pairs: list[tuple[str, Any]] = []
    place = 0
    for more in _INLINE.finditer(value[:2_000]):
        if meaning(more["key"].strip()) is None:
            continue
        pairs.append((key, value[place : more.start()]))
        key, place = more["key"].strip(), more.end()
    pairs.append((key, value[place:]))
    if len(pairs) == 1 and not value.strip(_TRAILING):
        return [(key, _items(text, line.end()))]
    if line.end() == len(text) and re.fullmatch(r"[\"“][^\"”]*", pairs[-1][1].strip()):
        pairs[-1] = (pairs[-1][0], CUT)
    return [(name, one.strip().rstrip("}").strip(_TRAILING)) for name, one in pairs]


def _items(text: str, place: int) -> list[str]:
    """Return the items below a key that stands alone on its line."""
    found: list[str] = []
    while len(found) < _MOST_ITEMS and text[place : place + 1] == "\n":
        item = _ITEM.match(text, place + 1)
        line = _LINE.match(text, place + 1)
        if item is None or (line and meaning(line["key"].strip())):
            break
        found.append((item["item"] or item["dash"]).strip(_TRAILING))
        place = item.end()
    return found
