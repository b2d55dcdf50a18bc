"""A part's name that stands in several bays: the parts of a device, and not the device."""

from collections.abc import Sequence
from itertools import combinations

from hwlab_cli.identify.looks import Look
from hwlab_cli.identify.values import key
from hwlab_cli.model import Category, Reading

# What is put into a device, several at a time.
_PARTS = frozenset(
    {
        Category.CPU,
        Category.DISK,
        Category.GPU,
        Category.MEMORY,
        Category.NIC,
        Category.PSU,
        Category.TRANSCEIVER,
    }
)
_MOST = 6  # places of one text: more tell nothing new
_LEAST = 3  # letters and digits: less stands in many places by chance


def in_bays(model: str, category: Category, views: Sequence[Look]) -> bool:
    """Tell whether a part's model stands in one photo more than once, as installed parts do.

    Each with the same print around it: the rear of a switch has `AC OK` and `PWR-C1-1100WAC` on
    each of its power supplies. A label may well have its own model in two places, never all of
    its print.
    """
    return category in _PARTS and any(_repeats(key(model), view.lines) for view in views)


def _repeats(model: str, lines: Sequence[Reading]) -> bool:
    places: dict[str, list[Reading]] = {}
    for line in lines:
        if len(plain := key(line.text)) >= _LEAST:
            places.setdefault(model if model in plain else plain, []).append(line)
    others = [
        (one, other)
        for plain, some in places.items()
        if plain != model
        for one, other in combinations(some[:_MOST], 2)
    ]
    return any(
        _as_far(first, second, one, other) or _as_far(first, second, other, one)
        for first, second in combinations(places.get(model, [])[:_MOST], 2)
        for one, other in others
    )


def _as_far(first: Reading, second: Reading, one: Reading, other: Reading) -> bool:
    """Tell whether two pairs of lines are equally far apart, to within a line's height."""
    height = abs(first.box[3][1] - first.box[0][1]) + abs(first.box[3][0] - first.box[0][0])
    return all(
        abs((second.box[0][axis] - first.box[0][axis]) - (other.box[0][axis] - one.box[0][axis]))
        <= height
        for axis in (0, 1)
    )
