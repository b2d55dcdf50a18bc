"""The corpus of replies as tests see it, and what hwlab makes of a reply as plain data."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply.answer import read
from hwlab_cli.show import lines

FOLDER = Path(__file__).with_name("replies")
CONTRACT = "contract"
"""The file in which a device names just the fields that count, null for one that is empty."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a reply: its devices' fields, empty ones left out; none for an error."""

    devices: list[dict[str, Any]]
    truncated: bool
    repairs: list[str]
    error: str = ""


def rows(*names: str) -> list[dict[str, Any]]:
    """Return the lines of some files of the corpus, of all of them by default."""
    files = [FOLDER / f"{name}.jsonl" for name in names] or sorted(FOLDER.glob("*.jsonl"))
    return [
        {**json.loads(line), "file": file.stem}
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def understood(reply: str, finish_reason: str | None = None) -> Understood:
    """Read a reply."""
    try:
        found = read(reply, finish_reason=finish_reason)
    except ReplyError as error:
        return Understood([], error.truncated, [], error.message)
    devices = [
        {name: value for name, value in one.fields_to_json().items() if value not in (None, [], {})}
        for one in found.devices
    ]
    return Understood(devices, found.truncated, found.repairs)


def is_right(row: dict[str, Any], found: Understood) -> bool:
    """Tell whether a reply was understood as its line says."""
    if "truncated" in row and row["truncated"] is not found.truncated:
        return False
    if row["file"] != CONTRACT:
        return bool(found.devices == row["expect"])
    return len(found.devices) == len(row["expect"]) and all(
        device.get(name) == value
        for device, fields in zip(found.devices, row["expect"], strict=True)
        for name, value in fields.items()
    )


def printed(reply: str, finish_reason: str | None = None) -> str:
    """Return what `hwlab parse --json` prints for a reply that has an answer."""
    found = read(reply, finish_reason=finish_reason)
    last = lines.parsed(len(found.devices), found.repairs, truncated=found.truncated)
    written = [*(lines.device(one, []) for one in found.devices), last]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in written)
