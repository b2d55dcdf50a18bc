"""From the text of an object to its data: strictly, else repaired."""

import json
from dataclasses import dataclass, field
from typing import Any

from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.regions import Region
from hwlab_cli.identify.reply.repairing import repaired
from hwlab_cli.identify.reply.truncation import CUT
from hwlab_cli.identify.reply.written import Digits

_NEVER_BARE = "\"'”’`}]),:[{(="
_BEFORE_BARE = ",:=[{\n"


@dataclass(slots=True)
class Data:
    """What stood in a reply: its data, whether it was cut short, and how it was repaired.

    `bends` says how much had to be bent to read it: 0 for JSON as it stands.
    """

    value: Any
    cut: bool = False
    bends: int = 0
    repairs: list[str] = field(default_factory=list)


def strictly(text: str) -> Data | None:
    """Return the data of a JSON text as it stands; None where it is none."""
    doubled: list[str] = []

    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found and found[key] != value:
                doubled.append(key)
            found[key] = value
        return found

    try:
        value = json.loads(
            text,
            strict=False,
            parse_int=Digits,
            parse_float=Digits,
            parse_constant=lambda _: None,
            object_pairs_hook=paired,
        )
    except (ValueError, RecursionError):
        # Nested too deeply is not an answer either.
        return None
    return Data(value, repairs=[f"“{key}” is given twice: the last was kept" for key in doubled])


def read(text: str, region: Region, effort: Effort) -> Data | None:
    """Return the data of an object that was found in a reply; None where it can't be read."""
    if region.closed:
        whole = text[region.start : region.end]
        data = strictly(whole)
        if data is None and region.mending and not region.mending.tangled:
            whole = region.mending.applied(region.start, region.end)
            data = strictly(whole)
            if data is not None:
                data.bends = 1
                data.repairs.append("mended what was not quite JSON")
        if data is not None:
            return data
        value = repaired(whole, effort)
    else:
        value = repaired(_marked(text, region), effort)
    wanted = dict if text[region.start] == "{" else list
    if not isinstance(value, wanted) or not value:
        return None
    how = "closed what the reply left open" if region.is_cut else "repaired broken JSON"
    return Data(value, region.is_cut, bends=2, repairs=[how])


def _marked(text: str, region: Region) -> str:
    """Return the text of an object that was never closed, marked where it was cut."""
    # What is in a string that was cut is never used.
    end = region.end if region.open_string is None else region.open_string
    mending = region.mending
    if mending and not mending.tangled:
        whole = mending.applied(region.start, end)
    else:
        whole = text[region.start : end]
    if region.open_string is not None:
        return f'{whole}"{CUT}'
    if region.at_end and whole and not whole[-1].isspace() and whole[-1] not in _NEVER_BARE:
        bare = 1 + max(whole.rfind(mark) for mark in _BEFORE_BARE)
        return f'{whole[:bare]} "{CUT}'
    return whole
