"""Turned rectangles of a photo: where its labels are, and how to cut them out upright."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from hwlab_cli.photos.engine import LINE_HEIGHT, Corners, Gray

Affine = NDArray[np.float64]
"""A 2 x 3 matrix that takes a photo's pixels to a cutting's."""

_UPRIGHT_LINE = 1.5  # a box this much taller than wide is a line that runs up or down
_SHORTEST_LINE = 8
_LONGEST_LINE = 100 * LINE_HEIGHT  # longer ones are edges and stripes, and take memory


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a photo, turned by `angle` degrees, with text `line` pixels high in it."""

    center: tuple[float, float]
    width: float
    height: float
    angle: float
    line: float

    @property
    def pixels(self) -> float:
        """How many of the photo's pixels it covers."""
        return self.width * self.height


def around(boxes: Sequence[Corners], margin: float) -> Area:
    """Return the rectangle around lines of text, along their own direction.

    `margin` is a share of its longer side, added on every side.
    """
    angle = direction(boxes)
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
    turned = cv2.transform(np.concatenate(boxes)[np.newaxis], turn)[0]
    low, high = turned.min(axis=0), turned.max(axis=0)
    width, height = (float(side) for side in high - low)
    extra = margin * max(width, height)
    middle = cv2.transform(((low + high) / 2).reshape(1, 1, 2), cv2.invertAffineTransform(turn))
    heights = [min(sides(box)) for box in boxes]
    return Area(
        (float(middle[0, 0, 0]), float(middle[0, 0, 1])),
        width + 2 * extra,
        height + 2 * extra,
        angle,
        float(np.percentile(heights, 25)),
    )


def direction(boxes: Sequence[Corners]) -> float:
    """Return the angle in degrees, -90 to 90, in which most of the text runs."""
    total, _ = _doubled(boxes)
    return math.degrees(math.atan2(total.imag, total.real) / 2)


def agreement(boxes: Sequence[Corners]) -> float:
    """Return how far lines of text run in one direction: 1 all of them, 0 anyhow."""
    total, lengths = _doubled(boxes)
    return abs(total) / lengths if lengths else 0.0


def clusters(boxes: Sequence[Corners], reach: float) -> list[list[Corners]]:
    """Group lines whose distance is at most `reach` times their own height."""
    groups: list[tuple[NDArray[np.float32], list[Corners]]] = []
    for box in boxes:
        grown = reach * min(sides(box)) / 2
        bounds = np.array([box.min(axis=0) - grown, box.max(axis=0) + grown])
        members = [box]
        apart = []
        for other, held in groups:
            touching = (bounds[0] <= other[1]).all() and (other[0] <= bounds[1]).all()
            if touching:
                bounds = np.array(
                    [np.minimum(bounds[0], other[0]), np.maximum(bounds[1], other[1])]
                )
                members += held
            else:
                apart.append((other, held))
        groups = [*apart, (bounds, members)]
    return [members for _, members in groups]


def cut(photo: Gray, area: Area, scale: float) -> tuple[Gray, Affine]:
    """Cut an area out, turned upright and scaled; return it with the matrix that made it."""
    # Cutting samples four pixels, so that more than halving would lose thin strokes.
    halvings = max(0, math.floor(-math.log2(scale)))
    small, (across, down) = shrunk(photo, 0.5**halvings)
    width, height = max(1, round(area.width * scale)), max(1, round(area.height * scale))
    matrix = np.asarray(cv2.getRotationMatrix2D(area.center, area.angle, scale), np.float64)
    matrix[:, 2] += np.array([width / 2 - area.center[0], height / 2 - area.center[1]])
    from_small = matrix / np.array([across, down, 1.0])
    picture = cv2.warpAffine(
        small,
        from_small,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return as_gray(picture), matrix


def shrunk(photo: Gray, scale: float) -> tuple[Gray, tuple[float, float]]:
    """Return a photo scaled down, and by how much across and down: a pixel is kept of each."""
    height, width = photo.shape
    if scale >= 1.0:
        return photo, (1.0, 1.0)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    return as_gray(small), (size[0] / width, size[1] / height)


def as_gray(picture: MatLike) -> Gray:
    """Return what OpenCV made of a gray picture as what it is, without a copy."""
    return np.asarray(picture, np.uint8)


def back(boxes: Sequence[Corners], matrix: Affine) -> list[Corners]:
    """Return boxes in a cutting as boxes in the photo that it was cut from."""
    inverse = cv2.invertAffineTransform(matrix)
    return [np.asarray(cv2.transform(box[np.newaxis], inverse)[0], np.float32) for box in boxes]


def sides(box: Corners) -> tuple[float, float]:
    """Return a box's width and height in pixels, along its own edges."""
    top, right, bottom, left = (
        float(np.linalg.norm(box[end] - box[start]))
        for start, end in ((0, 1), (1, 2), (2, 3), (3, 0))
    )
    return max((top + bottom) / 2, 1.0), max((right + left) / 2, 1.0)


def along_text(box: Corners) -> Corners:
    """Return the box's corners in an order that makes its text run from left to right."""
    width, height = sides(box)
    if height < _UPRIGHT_LINE * width:
        return box
    return box[[3, 0, 1, 2]]


def line_picture(photo: Gray, box: Corners) -> Gray:
    """Cut one line of text out of the photo, `LINE_HEIGHT` pixels high, its corners squared."""
    width_there, height_there = sides(box)
    # At the photo's own scale first: shrinking by areas afterwards keeps thin strokes.
    native = min(height_there, 8.0 * LINE_HEIGHT)
    native_width = max(2, round(width_there * native / height_there))
    native_height = max(2, round(native))
    right, bottom = native_width - 1, native_height - 1
    target = np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], np.float32)
    square = cv2.getPerspectiveTransform(box.astype(np.float32), target)
    picture = cv2.warpPerspective(
        photo,
        square,
        (native_width, native_height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    width = round(native_width * LINE_HEIGHT / native_height)
    width = min(max(_SHORTEST_LINE, width), _LONGEST_LINE)
    method = cv2.INTER_AREA if native_height > LINE_HEIGHT else cv2.INTER_CUBIC
    return as_gray(cv2.resize(picture, (width, LINE_HEIGHT), interpolation=method))


def _doubled(boxes: Sequence[Corners]) -> tuple[complex, float]:
    """Add up the directions of lines by their lengths; return the sum, and the lengths'."""
    total, lengths = 0j, 0.0
    for box in boxes:
        width, height = sides(box)
        along = box[1] - box[0] if width >= height else box[3] - box[0]
        step = complex(float(along[0]), float(along[1]))
        # Its angle doubled, so that text that runs left counts as text that runs right.
        total += step**2 / max(abs(step), 1e-6)
        lengths += abs(step)
    return total, lengths
