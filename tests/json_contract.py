"""The JSON lines that docs/json.md promises, for every line that a test sees to be held against."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hwlab_cli.show.line_types import mistakes_in

_FINDINGS = Path(__file__).parents[1] / "docs" / "doctor.md"
_ID_ROW = re.compile(r"^\| ((?:`\w+\.\w+`(?:, )?)+) \|", re.MULTILINE)
_ID = re.compile(r"`(\w+\.\w+)`")
_OF_ANY_SUBJECT = ("skipped", "overdue", "failed")


@cache
def finding_ids() -> set[str]:
    """Return the ids of findings that the doctor's page names."""
    rows = _ID_ROW.findall(_FINDINGS.read_text(encoding="utf-8"))
    return {name for row in rows for name in _ID.findall(row)}


def undocumented(line: Mapping[str, Any]) -> list[str]:
    """Return what of a line is not as the page says, in words; empty where all of it is."""
    found = mistakes_in(dict(line))
    if line["type"] == "finding" and line["id"] not in finding_ids():
        subject, _, name = line["id"].partition(".")
        if name not in _OF_ANY_SUBJECT or subject != line["subject"]:
            found.append(f"the id {line['id']} is unknown")
    return found
