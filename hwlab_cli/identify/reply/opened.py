"""A reply as text that can be read: not too long, in characters that mean something."""

import re

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply.truncation import CUT
from hwlab_cli.identify.values import clean

LONGEST = 1 << 20
"""Bytes of UTF-8 in the longest reply that is read: an answer has a few thousand."""

_SHOWN = 80
# How Gemma's tool calls write a quotation mark.
_QUOTE_TOKENS = ('<|"|>', "<|'|>", "<escape>")
# Blanks that are none to JSON, and what has no width at all.
_UNSEEN = {
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\ufeff\u200b\u2060"), ""),
}
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def opened(reply: str) -> str:
    """Return a reply's text with one kind of line ends; raises ReplyError for what is no text."""
    if len(reply) > LONGEST or len(reply.encode("utf-8", "replace")) > LONGEST:
        raise ReplyError(
            f"the reply is longer than {LONGEST >> 20} MiB, and begins {start_of(reply)}",
            hint="a model that does not stop needs a lower limit of tokens",
        )
    text = _LINE_ENDS.sub("\n", reply.replace(CUT, "").translate(_UNSEEN))
    for token in _QUOTE_TOKENS:
        text = text.replace(token, '"')
    return text


def start_of(reply: str) -> str:
    """Return how a reply begins, in quotation marks, harmless and on one line."""
    head = reply[: _SHOWN * 4]
    flat = " ".join(clean(head.encode("utf-8", "replace").decode()).split())
    whole = len(flat) <= _SHOWN and head == reply
    return f"“{flat}”" if whole else f"“{flat[: _SHOWN - 1]}…”"
