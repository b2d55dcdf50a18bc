"""Shots made by hand, and the groups that they are to make."""

from collections.abc import Sequence
from pathlib import Path

from hwlab_cli.grouping.rule import grouped
from hwlab_cli.grouping.shot import Kind, Name, Shot, Shown
from hwlab_cli.photos.taken import Taken

GAP = 10.0
PHONE = ("Maker", "Phone", "", "local")


def names(text: str) -> frozenset[Name]:
    """Read `serial:ABCDE12 mac:…`."""
    pairs = (one.split(":") for one in text.split())
    return frozenset(Name(Kind(kind), value) for kind, value in pairs)


def shot(
    name: str,
    seconds: float | None = None,
    proven: str = "",
    doubtful: str = "",
    *,
    several: bool = False,
    folder: str = "",
    camera: tuple[str, ...] = PHONE,
) -> Shot:
    """Make a shot; one with a folder lies in one that stands for a device."""
    when = None if seconds is None else Taken(seconds, camera)
    place = Path("all") / folder
    shown = Shown(names(proven), names(doubtful), several)
    return Shot(place / name, place, bool(folder), when, shown)


def together(shots: Sequence[Shot], gap: float = GAP) -> set[frozenset[str]]:
    """Return the names of the shots of each group."""
    return {frozenset(one.path.name for one in group.shots) for group in grouped(shots, gap)}


def sets(text: str) -> set[frozenset[str]]:
    """Read `ab c`: the shots a and b, and the shot c."""
    return {frozenset(one) for one in text.split()}
