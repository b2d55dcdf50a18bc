"""Which photos show one device, before they are taken in: a line a device."""

import sys
from collections.abc import Sequence
from typing import Any

from hwlab_cli.grouping.rule import By, Group
from hwlab_cli.grouping.shot import Kind
from hwlab_cli.names import shown
from hwlab_cli.show.plain import harmless

_CALLED = {
    Kind.LABEL: "label of",
    Kind.SERIAL: "serial",
    Kind.ASSET_TAG: "asset tag",
    Kind.MAC: "MAC",
}


def groups(found: Sequence[Group]) -> None:
    """Write the groups to stdout, as people read them."""
    photos = sum(len(group.shots) for group in found)
    devices = "1 device" if len(found) == 1 else f"{len(found)} devices"
    written = [f"{devices} on {'1 photo' if photos == 1 else f'{photos} photos'}:"]
    for number, group in enumerate(found, 1):
        names = ", ".join(shown(shot.path) for shot in group.shots)
        because = "; ".join([*_names(group), *_why(group)])
        written.append(f"{number:4}  {names}" + (f"  ({because})" if because else ""))
    sys.stdout.write("".join(harmless(line) + "\n" for line in written))
    sys.stdout.flush()


def line(group: Group, number: int) -> dict[str, Any]:
    """Return the JSON line of a group; they are numbered from 1."""
    names: dict[str, list[str]] = {}
    for name in group.proven:
        names.setdefault(name.kind.value, []).append(name.text)
    return {
        "type": "group",
        "number": number,
        "photos": [shown(shot.path) for shot in group.shots],
        "by": [by.value for by in group.by],
        "names": names,
        "known": sorted({shot.hw_id for shot in group.shots if shot.hw_id}),
    }


def _names(group: Group) -> list[str]:
    found = [
        f"{_CALLED[name.kind]} {name.text}" for name in group.proven if name.kind is not Kind.LABEL
    ]
    labels = {name.text for name in group.proven if name.kind is Kind.LABEL}
    known = {shot.hw_id for shot in group.shots if shot.hw_id}
    return [
        *(f"taken in before, as {name}" for name in sorted(known)),
        *(f"{_CALLED[Kind.LABEL]} {name}" for name in sorted(labels - known)),
        *found,
    ]


def _why(group: Group) -> list[str]:
    folders = dict.fromkeys(shown(shot.folder.name) for shot in group.shots if shot.of_device)
    return [
        *(f"folder {name}" for name in folders if By.FOLDER in group.by),
        *(["taken one after the other"] if By.TIME in group.by else []),
    ]
