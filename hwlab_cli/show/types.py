"""Device types of the catalog, for people and for scripts: what it has, and what matches."""

import sys
from collections.abc import Iterable
from typing import Any

from hwlab_cli.catalog.device_type import Source, SourceKind
from hwlab_cli.catalog.verdict import Candidate, Entry, Match, Verdict
from hwlab_cli.show.plain import harmless


def source_line(source: Source) -> dict[str, Any]:
    """Return the JSON line of one source of device types."""
    return {
        "type": "source",
        "kind": source.kind.value,
        "place": source.place,
        "types": source.types,
        "manufacturers": source.manufacturers,
        "imported_at": source.imported_at,
    }


def match_line(found: Match) -> dict[str, Any]:
    """Return the JSON line of a match; what is not sure has no type of its own."""
    return {
        "type": "match",
        "state": found.verdict.value,
        **_type(found.entry),
        "candidates": [
            {**_type(one.entry), "score": one.score, "why": list(one.why)}
            for one in found.candidates
        ],
    }


def sources(listed: Iterable[Source]) -> None:
    """Write what the catalog was made from to stdout, a line each."""
    for one in listed:
        name = "NetBox" if one.kind is SourceKind.NETBOX else "folder"
        since = one.imported_at[:16].replace("T", " ")
        text = (
            f"{name} {one.place}: {one.types} device types of {one.manufacturers} "
            f"manufacturers, as of {since} UTC"
        )
        sys.stdout.write(harmless(text) + "\n")


def match(found: Match) -> None:
    """Write a match to stdout: the type, or those to choose from."""
    if found.verdict is Verdict.UNKNOWN:
        sys.stdout.write("No device type of the catalog is like this.\n")
        return
    if found.verdict is Verdict.AMBIGUOUS:
        sys.stdout.write("Not sure; it may be:\n")
    sys.stdout.writelines(f"{harmless(line)}\n" for one in found.candidates for line in _told(one))


def _told(one: Candidate) -> list[str]:
    number = one.entry.type.part_number
    name = f"{one.entry.name} ({number})" if number else one.entry.name
    return [f"{one.score:5.2f}  {name}", f"       {'; '.join(one.why)}"]


def _type(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return dict.fromkeys(("manufacturer", "model", "slug", "part_number", "netbox_id"))
    one = entry.type
    in_netbox = entry.ids[0][0] is SourceKind.NETBOX
    return {
        "manufacturer": one.manufacturer,
        "model": one.model,
        "slug": one.slug,
        "part_number": one.part_number,
        "netbox_id": int(one.key) if in_netbox else None,
    }
