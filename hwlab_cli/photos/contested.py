"""Readings of one and the same bars that differ: only one of them can be right.

A line across a tilted barcode may leave its bars for a moment. What is read then can pass the
check digit by chance (Code 128, EAN), or has none to pass (Code 39).
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from hwlab_cli.photos import area
from hwlab_cli.photos.area import Area
from hwlab_cli.photos.engine import Corners

_SHARED = 0.2  # of the smaller one's surface: codes side by side or stacked share none
_THIN = 0.03  # of a code's length: its lines are few, and may be at the bars' very ends
_REACH = 0.4  # of its length, to either side: more than bars are high
_MARGIN = 0.1  # of the longer side: the quiet zone, without which no code is read
# Lines read a code that is tilted to them by less than its bars' height allows.
_TURNS = (0.0, 12.0, -12.0, 24.0, -24.0)


def groups(boxes: Sequence[Corners]) -> list[list[int]]:
    """Return which of these codes, by their numbers, want another look, by their places.

    Those that stand at one place with others, and those that a line or two read.
    """
    held: list[list[int]] = []
    for number, box in enumerate(boxes):
        touching = [group for group in held if any(_meet(box, boxes[one]) for one in group)]
        held = [group for group in held if group not in touching]
        held.append([*(one for group in touching for one in group), number])
    return [group for group in held if len(group) > 1 or is_thin(boxes[group[0]])]


def cover(one: Corners, other: Corners) -> bool:
    """Tell whether two codes were read from the same bars."""
    hulls = [cv2.convexHull(box) for box in (one, other)]
    shared, _ = cv2.intersectConvexConvex(hulls[0], hulls[1])
    return bool(shared > _SHARED * min(surface(one), surface(other)))


def turned(boxes: Sequence[Corners], angle: float) -> Area:
    """Return the place of these codes, turned by an angle in degrees."""
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
    corners = np.concatenate([_thickened(box) for box in boxes])
    upright = cv2.transform(corners[np.newaxis], turn)[0]
    low, high = upright.min(axis=0), upright.max(axis=0)
    width, height = (float(side) for side in high - low)
    extra = _MARGIN * max(width, height)
    middle = cv2.transform(((low + high) / 2).reshape(1, 1, 2), cv2.invertAffineTransform(turn))
    x, y = (float(part) for part in middle[0, 0])
    return Area((x, y), width + 2 * extra, height + 2 * extra, angle, height)


def likely_angles(boxes: Sequence[Corners]) -> list[float]:
    """Return by how many degrees codes may be turned, the likeliest first."""
    tallest = max(boxes, key=_height)
    told = [] if is_thin(tallest) else [angle_of(tallest)]
    along = area.direction([tallest])
    return [*told, *(along + turn for turn in _TURNS)]


def angle_of(box: Corners) -> float:
    """Return the angle in degrees in which a code runs.

    Its first and last bar tell: top and bottom are the lines that it was read by.
    """
    down = (box[3] - box[0]) + (box[2] - box[1])
    return math.degrees(math.atan2(-float(down[0]), float(down[1])))


def surface(box: Corners) -> float:
    """Return how many of the photo's pixels the lines cover that a code was read by."""
    return cv2.contourArea(cv2.convexHull(box))


def is_thin(box: Corners) -> bool:
    """Tell whether only a line or two read a code, whose ends can't tell its direction."""
    length, height = area.sides(box)
    return height <= _THIN * length


def _height(box: Corners) -> float:
    return area.sides(box)[1]


def _meet(one: Corners, other: Corners) -> bool:
    return cover(_thickened(one), _thickened(other))


def _thickened(box: Corners) -> Corners:
    """Return the place of a code that lines read: where its bars may reach."""
    length, height = area.sides(box)
    if height > _REACH * length:
        return box
    left, right = (box[0] + box[3]) / 2, (box[1] + box[2]) / 2
    along = (right - left) / length
    across = np.array([-along[1], along[0]], np.float32) * (_REACH * length)
    return np.array([left - across, right - across, right + across, left + across], np.float32)
