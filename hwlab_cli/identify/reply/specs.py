"""Specifications: whatever a reply says of the thing, as flat texts under their own names."""

from collections.abc import Iterator
from typing import Any

from hwlab_cli.identify.reply.fields import Slot
from hwlab_cli.identify.reply.nothing import says_nothing
from hwlab_cli.identify.reply.templates import is_template
from hwlab_cli.identify.reply.texts import plain
from hwlab_cli.identify.reply.truncation import is_cut

_MOST = 100
_DEEPEST = 4
_LONGEST_NAME = 60
_LONGEST_VALUE = 500


def flat(value: Any, name: str = "") -> dict[str, str]:
    """Return specifications as one level of texts; what is empty, cut or a template is left out."""
    found: dict[str, str] = {}
    for key, text in _pairs(value, plain(name[:200]), 0):
        if is_cut(text) or is_cut(key):
            continue
        named = key[:_LONGEST_NAME].strip() or "other"
        said = plain(text[: 2 * _LONGEST_VALUE])
        if says_nothing(said) or is_template(said, Slot.SPECS):
            continue
        if named in found and found[named] != said:
            said = f"{found[named]}; {said}"
        found[named] = said if len(said) <= _LONGEST_VALUE else said[: _LONGEST_VALUE - 1] + "…"
        if len(found) >= _MOST:
            break
    return found


def _pairs(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    match value:
        case bool():
            yield name, "yes" if value else "no"
        case str() if name:
            yield name, value
        case str():
            key, colon, rest = value.partition(":")
            is_pair = colon and rest.strip() and len(key) <= _LONGEST_NAME
            yield (plain(key), rest) if is_pair else ("other", value)
        case dict() if depth < _DEEPEST:
            for key, one in list(value.items())[:_MOST]:
                inner = plain(str(key)[:200])
                yield from _pairs(one, f"{name} {inner}" if name else inner, depth + 1)
        case list() if depth < _DEEPEST:
            for one in value[:_MOST]:
                yield from _pairs(one, name, depth + 1)
