"""The same reply, undone of what was done to all of it: escaped, encoded, without its brace."""

import html
import json
import re
from collections.abc import Iterator

from hwlab_cli.identify.reply import grammar

_ESCAPED = re.compile(r"[{\[,:]\s{0,40}\\[\"']")
_ESCAPE = re.compile(r"\\([\"'\\/nrt])")
_MEANT = {"n": "\n", "r": "\n", "t": "\t"}
# East Asian keyboards write the marks of JSON as wide as their letters.
_WIDE = {ord(mark) + 0xFEE0: mark for mark in '{}[]:,"'}


def loosened(text: str) -> Iterator[tuple[str, str]]:
    """Yield other readings of a reply, each with what was done; only those that make sense."""
    inside = _string(text)
    if inside is not None:
        yield inside, "read the JSON inside a JSON string"
    if grammar.MEMBER.search(text):
        yield grammar.MEMBER.sub(_braced, text), "added the missing opening brace"
    if _ESCAPED.search(text):
        yield (
            _ESCAPE.sub(lambda match: _MEANT.get(match.group(1), match.group(1)), text),
            "read escaped JSON",
        )
    if "&quot;" in text or "&#34;" in text:
        yield html.unescape(text), "read encoded characters"
    if any(chr(wide) in text for wide in _WIDE):
        yield text.translate(_WIDE), "read wide marks as plain ones"


def _braced(match: re.Match[str]) -> str:
    return f"{match.group()}{{"


def _string(text: str) -> str | None:
    if text.lstrip()[:1] != '"':
        return None
    try:
        inside = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return inside if isinstance(inside, str) else None
