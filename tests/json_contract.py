"""The JSON lines that docs/json.md promises, for every line that a test sees to be held against."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_DOCUMENT = Path(__file__).parents[1] / "docs" / "json.md"
_FINDINGS = _DOCUMENT.with_name("doctor.md")
_ROW = re.compile(r"^\| `(\w+)` \|[^|]*\| (.*) \|$", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`")
_ID_ROW = re.compile(r"^\| ((?:`\w+\.\w+`(?:, )?)+) \|", re.MULTILINE)
_ID = re.compile(r"`(\w+\.\w+)`")
_OF_ANY_SUBJECT = ("skipped", "overdue", "failed")


@cache
def shapes() -> dict[str, list[set[str]]]:
    """Return the fields of each type of line, one set for each row of the table."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    listed = text.split("The identification's fields are")[1].split(".")[0]
    found: dict[str, list[set[str]]] = {}
    for kind, fields in _ROW.findall(text):
        names = set(_NAME.findall(fields))
        if "the identification's fields" in fields:
            names |= set(_NAME.findall(listed))
        found.setdefault(kind, []).append(names | {"type"})
    return found


@cache
def finding_ids() -> set[str]:
    """Return the ids of findings that the doctor's page names."""
    rows = _ID_ROW.findall(_FINDINGS.read_text(encoding="utf-8"))
    return {name for row in rows for name in _ID.findall(row)}


def is_documented(line: Mapping[str, Any]) -> bool:
    """Tell whether a line has the very fields that the document names for its type."""
    fields = set(line)
    if line["type"] == "summary":
        counts = [value for name, value in line.items() if name != "type"]
        return "exit_code" in fields and all(type(value) is int for value in counts)
    if line["type"] == "finding" and line["id"] not in finding_ids():
        subject, _, name = line["id"].partition(".")
        return name in _OF_ANY_SUBJECT and subject == line["subject"]
    return fields in shapes().get(line["type"], [])
