"""Which readings of a photo stand together, as those of one label do, and apart from the others."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from hwlab_cli.model import Box, Quad, Reading

CLEARLY = 1.5
"""By how much the gap between groups is wider than the widest within any of them."""

_MOST_PLACES = 600  # of readings on one photo: more are no labels, and each pair is compared
_OWN = 0.4  # of the gap to the next group: so much around its readings is a group's own


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that stand together, and the part of the photo that is theirs alone."""

    box: Box
    readings: tuple[Reading, ...]


class _Link(NamedTuple):
    gap: float
    one: int
    other: int


def groupings(readings: Sequence[Reading]) -> Iterator[tuple[Group, ...]]:
    """Yield the ways in which one photo's readings clearly fall apart, into fewest groups first.

    Groups are clearly apart where the gap between any two is wider than a line is high, and
    `CLEARLY` wider than every gap within them; their parts of the photo have no place in common,
    and no reading lies in another group's. From left to right, and from top to bottom.
    """
    places = sorted({_hull([one.box]) for one in readings})
    if not 1 < len(places) <= _MOST_PLACES:
        return
    line = median(_height(one.box) for one in readings)
    links = _links(places)
    for number in range(len(links) - 1, -1, -1):
        within = links[number - 1].gap if number else 0.0
        if links[number].gap >= max(CLEARLY * within, line):
            found = _groups(readings, places, links[:number])
            if found:
                yield found


def within(readings: Sequence[Reading], box: Box) -> tuple[Reading, ...]:
    """Return the readings whose middles lie in a part of their photo."""
    return tuple(one for one in readings if _holds(box, one.box))


def _links(places: Sequence[Box]) -> list[_Link]:
    """Return the shortest links that make all places one group, the shortest first."""
    nearest = [_Link(_gap(places[0], place), 0, number) for number, place in enumerate(places)]
    left = set(range(1, len(places)))
    links = []
    while left:
        number = min(left, key=lambda one: nearest[one])
        left.remove(number)
        links.append(nearest[number])
        for other in left:
            gap = _gap(places[number], places[other])
            if gap < nearest[other].gap:
                nearest[other] = _Link(gap, number, other)
    return sorted(links)


def _groups(
    readings: Sequence[Reading], places: Sequence[Box], links: Sequence[_Link]
) -> tuple[Group, ...]:
    """Return the groups that links make; none where their parts of the photo are not apart."""
    group_of = list(range(len(places)))
    for link in links:
        old, new = group_of[link.other], group_of[link.one]
        group_of = [new if one == old else one for one in group_of]
    members: dict[int, list[Box]] = {}
    for place, group in zip(places, group_of, strict=True):
        members.setdefault(group, []).append(place)
    hulls = [_around(boxes) for boxes in members.values()]
    gaps = [
        min(_clearance(one, other) for other in hulls[:number] + hulls[number + 1 :])
        for number, one in enumerate(hulls)
    ]
    if min(gaps) <= 0:
        return ()
    parts = [_grown(hull, _OWN * gap) for hull, gap in zip(hulls, gaps, strict=True)]
    return tuple(Group(part, within(readings, part)) for part in _in_reading_order(parts))


def _in_reading_order(parts: Sequence[Box]) -> list[Box]:
    """Return parts as a person numbers them: rows from the top, each from the left."""
    rows: list[list[Box]] = []
    for part in sorted(parts, key=lambda box: (box[1] + box[3], box)):
        row = rows[-1] if rows else None
        if row and (part[1] + part[3]) / 2 < row[0][3]:
            row.append(part)
        else:
            rows.append([part])
    return [part for row in rows for part in sorted(row)]


def _hull(quads: Sequence[Quad]) -> Box:
    across = [x for quad in quads for x, _ in quad]
    down = [y for quad in quads for _, y in quad]
    return min(across), min(down), max(across), max(down)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _grown(box: Box, by: float) -> Box:
    more = math.floor(by)
    return max(0, box[0] - more), max(0, box[1] - more), box[2] + more, box[3] + more


def _holds(part: Box, quad: Quad) -> bool:
    left, top, right, bottom = _hull([quad])
    return part[0] <= (left + right) / 2 <= part[2] and part[1] <= (top + bottom) / 2 <= part[3]


def _gap(one: Box, other: Box) -> float:
    return math.hypot(*_apart(one, other))


def _clearance(one: Box, other: Box) -> int:
    """Return by how much two boxes may be wider together, on all sides, and not meet."""
    return max(_apart(one, other))


def _apart(one: Box, other: Box) -> tuple[int, int]:
    across = max(0, one[0] - other[2], other[0] - one[2])
    return across, max(0, one[1] - other[3], other[1] - one[3])


def _height(quad: Quad) -> float:
    (x0, y0), (x3, y3) = quad[0], quad[3]
    return max(1.0, math.hypot(x3 - x0, y3 - y0))
