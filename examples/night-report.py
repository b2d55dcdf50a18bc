"""Tells what came of a folder of photos, from what hwlab said in JSON.

    python3 night-report.py INTAKE_LINES QUEUE_LINES

The first file is what `hwlab intake --json` said, the second what `hwlab queue list --json`
says now: an intake that waited at the time may have been delivered since.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NO_PHOTO = 4


def events(path: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON lines of a file; a line that a crash cut short is passed over."""
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def plain(text: str) -> str:
    """Return text without what a terminal would obey: it may come from a label or a file name."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def line_of(event: dict[str, Any]) -> str:
    """Return what is told of one intake."""
    reasons = [op["reason"] for op in event["ops"] if op["reason"]]
    where = {
        "done": event["netbox_url"] or "no NetBox is configured",
        "held": "waits for a person: " + "; ".join(reasons),
        "failed": "refused: " + "; ".join(reasons),
    }.get(event["state"], "safe in the queue")
    return f"  {event['hw_id']} {event['state']}: {where} ({', '.join(event['photos'])})"


def main() -> None:
    """Write the report."""
    taken_in, errors = set(), []
    for event in events(sys.argv[1]):
        if event["type"] == "intake":
            taken_in.add(event["hw_id"])
        elif event["type"] == "error":
            errors.append(event)
    counts: Counter[str] = Counter()
    for event in events(sys.argv[2]):
        if event["type"] == "intake" and event["hw_id"] in taken_in:
            counts[event["state"]] += 1
            print(plain(line_of(event)))
    for event in errors:
        # Else it is about NetBox or a model, and what it kept waiting stands above.
        if event["exit_code"] == NO_PHOTO:
            counts["not taken in"] += 1
            print(plain(f"  not taken in: {event['item']}: {event['message']}"))
    names = ("done", "held", "failed", "ready", "sent", "discarded", "not taken in")
    print("  " + ", ".join(f"{counts[name]} {name}" for name in names if counts[name]))


main()
