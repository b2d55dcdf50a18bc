"""YAML as plain data, read fast, and refused where it would take this process down."""

import re
from typing import Any

import yaml

LARGEST = 1 << 20
"""Bytes of one definition: the largest known, of a chassis with a thousand ports, have a tenth."""

_DEEPEST = 64
_MOST_VALUES = 200_000
_FEW_BRACKETS = 64
# A block within a block stands further to the right, or behind dashes on the same line.
_FAR_TO_THE_RIGHT = re.compile(rb"^[ ?-]{64}", re.MULTILINE)


class YamlError(ValueError):
    """A text that is no YAML, or none that is safe to read; its message says why."""


def read(text: bytes) -> Any:
    """Return what a YAML text says; raises YamlError.

    libyaml's loader recurses in C and takes the process down where values are nested deeply,
    and aliases of aliases may stand for more values than there is memory for: what has
    the makings of either is looked through first. Hardly any definition has.
    """
    if len(text) > LARGEST:
        raise YamlError(f"it is larger than {LARGEST >> 20} MiB")
    try:
        if _may_be_deep(text):
            _refuse_depth(text)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        if b"*" in text and b"&" in text:
            _refuse_bombs(data)
    except yaml.MarkedYAMLError as error:
        raise YamlError(_in_words(error)) from error
    except yaml.YAMLError as error:
        raise YamlError(f"not YAML: {' '.join(str(error).split())[:200]}") from error
    except (ValueError, OverflowError, TypeError, AttributeError, LookupError) as error:
        if isinstance(error, YamlError):
            raise
        # What its constructors of dates, numbers and binary data raise on impossible ones.
        raise YamlError(f"a value in it can't be read: {error}") from error
    return data


def _may_be_deep(text: bytes) -> bool:
    if text[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True  # UTF-16, in which the patterns below are not seen
    brackets = text.count(b"[") + text.count(b"{")
    return brackets > _FEW_BRACKETS or bool(_FAR_TO_THE_RIGHT.search(text))


def _refuse_depth(text: bytes) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise YamlError(f"its values are nested deeper than {_DEEPEST} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refuse_bombs(data: Any) -> None:
    """Count values as they would be written out, each alias in full."""
    values, ahead = 0, [data]
    while ahead:
        one = ahead.pop()
        values += 1
        if values > _MOST_VALUES:
            raise YamlError("its aliases stand for more values than any device type has")
        if isinstance(one, dict):
            ahead += one.values()
        elif isinstance(one, list):
            ahead += one


def _in_words(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "it can't be read"
    where = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
    return f"not YAML: {problem}{where}"
