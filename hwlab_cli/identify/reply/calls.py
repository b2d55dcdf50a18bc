"""Tool calls written as Python: `report_device(manufacturer="HPE", serial="CZJ5470B2K")`."""

import ast
import re
from typing import Any

from hwlab_cli.identify.reply.fields import meaning
from hwlab_cli.identify.reply.found import Found
from hwlab_cli.identify.reply.written import Digits

_CALL = re.compile(r"(?<![\w.])[A-Za-z_][\w.]{0,60}\((?=\s{0,20}[A-Za-z_]\w{0,40}\s?=(?!=))")
_LONGEST = 8_000
_MOST = 200


def calls(text: str) -> list[Found]:
    """Return the arguments of the calls in a reply that name fields."""
    found: list[Found] = []
    place = 0
    for _ in range(_MOST):
        call = _CALL.search(text, place)
        if call is None:
            break
        end = _end(text, call.end())
        place = call.end()
        data = _arguments(text[call.start() : end]) if end else None
        if data and end:
            found.append(Found(call.start(), end, data, bends=1, kind="a call"))
            place = end
    return found


def _end(text: str, place: int) -> int | None:
    """Return where the parenthesis before `place` is closed, None where it is not soon."""
    depth, quote = 1, ""
    for at in range(place, min(len(text), place + _LONGEST)):
        one = text[at]
        if quote:
            quote = "" if one == quote and text[at - 1] != "\\" else quote
        elif one in "\"'":
            quote = one
        elif one in "([{":
            depth += 1
        elif one in ")]}":
            depth -= 1
            if depth == 0:
                return at + 1
        if depth > 20:
            return None
    return None


def _arguments(source: str) -> dict[str, Any] | None:
    # Leading zeros are no Python, and are what matters most.
    source = re.sub(r"=\s?(0\d+)(?=\s?[,)])", r'="\1"', source)
    try:
        call = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(call, ast.Call):
        return None
    named = [one for one in call.keywords if one.arg and meaning(one.arg) is not None]
    return {str(one.arg): _value(one.value, source) for one in named} or None


def _value(node: ast.expr, source: str) -> Any:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return Digits(ast.get_source_segment(source, node) or "")
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_value(item, source) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {
                str(_value(name, source)): _value(value, source)
                for name, value in zip(keys, values, strict=True)
                if name is not None
            }
    return None
