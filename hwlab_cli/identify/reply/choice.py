"""A model's choice among numbered things: one number, read strictly."""

import json
from typing import Any

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.regions import regions
from hwlab_cli.identify.reply.thinking import spoken

_KEY = "choice"
_HINT = "nothing is lost: a person chooses"


def choice(reply: str, count: int) -> int | None:
    """Return the number that a reply chooses, from 1 to `count`; None where it chooses none.

    That is the number under `choice` in an object of JSON as it stands, the only one that the
    reply has; 0 and null choose none. Raises ReplyError for anything else: a number in words may
    be a guess of ours, and one that there is not is no choice.
    """
    said = spoken(reply)
    text = "" if said.unfinished else said.text
    objects = [text[one.start : one.end] for one in regions(text, Effort())]
    chosen = [one[_KEY] for one in map(_strictly, objects) if one is not None and _KEY in one]
    if not chosen:
        raise ReplyError("no choice is in the reply", hint=_HINT, truncated=said.unfinished)
    # True is 1 to Python, and so is 1.0.
    if any(type(one) is not int and one is not None for one in chosen):
        raise ReplyError("what the reply chooses is no number", hint=_HINT)
    if len(set(chosen)) > 1:
        raise ReplyError("the reply chooses twice", hint=_HINT)
    number = chosen[0] or 0
    if not 0 <= number <= count:
        raise ReplyError(f"the reply chooses what is not among the {count}", hint=_HINT)
    return number or None


def _strictly(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
