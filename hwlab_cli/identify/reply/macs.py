"""MAC addresses in any notation, several to a text."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from hwlab_cli.identify.reply.truncation import is_cut
from hwlab_cli.identify.values import as_mac, find_macs

_MOST = 256
_LONGEST = 2_000
_DEEPEST = 4
_MARKS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212_"), "-")
# As some systems print them, without the leading zeros: with none of them.
_SHORT = re.compile(
    r"(?<![0-9A-Za-z:])(?:(?:[0-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]):){5}"
    r"(?:[0-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f])(?![0-9A-Za-z:])"
)
_PREFIX = re.compile(r"(?<![0-9A-Za-z])0x(?=[0-9A-Fa-f]{12}(?![0-9A-Fa-f]))")
_ANY = re.compile(r"[0-9A-Fa-f]{2}(?:[:\-. ]?[0-9A-Fa-f]{2}){3,}")


def addresses(value: Any) -> tuple[list[str], list[str], bool]:
    """Return the addresses in a value; what looks like one and is none; whether it was cut."""
    found: dict[str, None] = {}
    refused: dict[str, None] = {}
    cut = False
    for text in _texts(value, 0):
        if is_cut(text):
            cut = True
            continue
        plain = _plain(text)
        macs = [mac for mac, _, _ in find_macs(plain)]
        found.update(dict.fromkeys(macs))
        if not macs and _ANY.search(plain):
            refused[text[:60]] = None
        if len(found) >= _MOST:
            break
    return list(found)[:_MOST], list(refused)[:_MOST], cut


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).translate(_MARKS)
    plain = _SHORT.sub(_padded, plain)
    plain = _PREFIX.sub("", plain)
    return plain if as_mac(plain) is None else as_mac(plain) or plain


def _padded(match: re.Match[str]) -> str:
    """Return an address with its leading zeros, unless only one is missing: it may be damaged."""
    pairs = match.group().split(":")
    if pairs[0] != "0" and sum(len(pair) == 1 for pair in pairs) < 2:
        return match.group()
    return ":".join(pair.zfill(2) for pair in pairs)


def _texts(value: Any, depth: int) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict() if depth < _DEEPEST:
            for key, one in list(value.items())[:_MOST]:
                # Some give the address as the key: `{"A0:36:9F:00:11:22": "eth0"}`.
                if find_macs(str(key)):
                    yield str(key)
                yield from _texts(one, depth + 1)
        case list() if depth < _DEEPEST:
            for one in value[:_MOST]:
                yield from _texts(one, depth + 1)
