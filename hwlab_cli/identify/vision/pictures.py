"""The pictures that a model is shown: whole photos within a budget, then labels close up.

Models read small print badly once a photo is scaled down, and labels are what matters: so what
the readings found is shown again at full resolution, turned upright.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hwlab_cli.model import Box, EvidenceKind, Quad, Reading
from hwlab_cli.photos import load
from hwlab_cli.photos.area import clusters, sides
from hwlab_cli.photos.engine import Corners
from hwlab_cli.photos.load import Photo

_QUALITY = 88
_REACH = 3.0  # lines of one label are at most so many of their heights apart
_MARGIN = 0.06  # of the close-up's longer side
_LEAST_MARGIN = 24.0  # in pixels
_CODE_WORTH = 4  # a barcode says as much as so many lines of print
_NEARLY_WHOLE = 0.8  # photos shown at more than this of their size have no need of close-ups
_LONGEST_SIDE = 8192


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to show: a JPEG with pixels alone, and what it is, for the prompt."""

    jpeg: bytes
    caption: str


def pictures(
    photos: Sequence[Photo],
    readings: Sequence[Reading],
    *,
    parts: Sequence[Box | None] = (),
    max_megapixels: float,
    crops: int,
) -> list[Picture]:
    """Return what to show of one device: each photo whole, then up to `crops` close-ups.

    Of a photo that shows other devices too, its part alone. No picture has more than
    `max_megapixels`. Raises PhotoError for a photo that can't be decoded.
    """
    several = len(photos) > 1
    shown = []
    reduced = []
    for number, (photo, part) in enumerate(zip_longest(photos, parts[: len(photos)]), 1):
        left, top, right, bottom = _within(photo, part)
        width, height = right - left, bottom - top
        long_side = fitting(width, height, max_megapixels)
        name = f"photo {number}" if several else "the photo"
        if part is None:
            shown.append(Picture(_jpeg(load.color(photo, long_side)), name))
        else:
            scale = min(1.0, long_side / max(width, height))
            picture = load.color(photo, math.ceil(scale * photo.long_side))
            scale = picture.width / photo.width
            corners = scale * left, scale * top, scale * right, scale * bottom
            shown.append(Picture(_jpeg(picture.crop(corners)), name))
        if long_side < _NEARLY_WHOLE * max(width, height):
            reduced.append(photo.name)
    close = [reading for reading in readings if reading.photo in reduced]
    return shown + close_ups(photos, close, max_megapixels=max_megapixels, crops=crops)


def close_ups(
    photos: Sequence[Photo], readings: Sequence[Reading], *, max_megapixels: float, crops: int
) -> list[Picture]:
    """Return up to `crops` labels around what was read, upright, those that say most.

    Limits and errors are those of `pictures`.
    """
    several = len(photos) > 1
    found: list[tuple[int, int, list[Corners]]] = []
    for number, photo in enumerate(photos, 1):
        own = [reading for reading in readings if reading.photo == photo.name]
        found += [(worth, number, boxes) for worth, boxes in _labels(own)]
    best = sorted(found, key=lambda one: -one[0])[:crops]
    shown: list[Picture] = []
    for number, photo in enumerate(photos, 1):
        labels = [boxes for _, of, boxes in best if of == number]
        if labels:
            shown += _close_ups(photo, labels, max_megapixels, f"photo {number}" if several else "")
    return shown


def smaller(shown: Sequence[Picture]) -> list[Picture]:
    """Return the same pictures with half the width and height, for a server that has no room."""
    halved = []
    for picture in shown:
        with Image.open(io.BytesIO(picture.jpeg)) as image:
            size = max(1, image.width // 2), max(1, image.height // 2)
            small = image.resize(size, Image.Resampling.LANCZOS)
        halved.append(replace(picture, jpeg=_jpeg(small)))
    return halved


def fitting(width: int, height: int, max_megapixels: float) -> int:
    """Return the longer side, in pixels, at which a picture is within a budget."""
    long, short, budget = max(width, height), min(width, height), max_megapixels * 1e6
    if long * short <= budget:
        return long
    side = max(1, math.floor(long * math.sqrt(budget / (long * short))))
    # The shorter side is rounded, and may come out too long.
    while side > 1 and side * max(1, round(short * side / long)) > budget:
        side -= 1
    return side


def _within(photo: Photo, part: Box | None) -> Box:
    """Return a part of a photo as far as the photo goes, all of it for None."""
    left, top, right, bottom = part or (0, 0, photo.width, photo.height)
    left, top = max(0, min(left, photo.width - 1)), max(0, min(top, photo.height - 1))
    return (
        left,
        top,
        max(left + 1, min(right, photo.width)),
        max(top + 1, min(bottom, photo.height)),
    )


def _labels(readings: Sequence[Reading]) -> list[tuple[int, list[Corners]]]:
    """Return groups of boxes that stand together, each with what it is worth."""
    worth: dict[Quad, int] = {}
    for reading in readings:
        is_code = reading.kind is EvidenceKind.BARCODE
        # Two looks at one line are one line.
        worth[reading.box] = max(worth.get(reading.box, 0), _CODE_WORTH if is_code else 1)
    boxes = {_key(corners): value for corners, value in worth.items()}
    groups = clusters([np.asarray(quad, np.float32) for quad in worth], _REACH)
    return [(sum(boxes[_key(box)] for box in group), group) for group in groups]


def _key(box: Quad | Corners) -> tuple[float, ...]:
    return tuple(float(one) for point in box for one in point)


def _close_ups(
    photo: Photo, labels: Sequence[Sequence[Corners]], max_megapixels: float, of: str
) -> list[Picture]:
    pixels = np.asarray(load.color(photo, _LONGEST_SIDE))
    scale = pixels.shape[1] / photo.width
    shown = []
    for boxes in labels:
        close = _upright(pixels, [box * np.float32(scale) for box in boxes])
        height, width = close.shape[:2]
        image = Image.fromarray(close)
        part = fitting(width, height, max_megapixels) / max(width, height)
        if part < 1:
            size = max(1, round(width * part)), max(1, round(height * part))
            image = image.resize(size, Image.Resampling.LANCZOS)
        shown.append(Picture(_jpeg(image), f"close-up of {of}" if of else "close-up"))
    return shown


def _upright(pixels: NDArray[np.uint8], boxes: Sequence[Corners]) -> NDArray[np.uint8]:
    """Cut out what is around boxes, turned so that their text runs from left to right."""
    angle = _direction(boxes)
    turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
    turned = cv2.transform(np.concatenate(boxes)[np.newaxis], turn)[0]
    low, high = turned.min(axis=0), turned.max(axis=0)
    margin = max(_LEAST_MARGIN, _MARGIN * float((high - low).max()))
    width, height = (max(1, math.ceil(float(side) + 2 * margin)) for side in high - low)
    turn[:, 2] -= low - margin
    cut = cv2.warpAffine(
        pixels,
        turn,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return np.asarray(cut, np.uint8)


def _direction(boxes: Sequence[Corners]) -> float:
    """Return the angle in degrees in which the text runs, 0 to the right, 90 down."""
    total = np.zeros(2)
    for box in boxes:
        along = (box[1] - box[0] + box[2] - box[3]).astype(np.float64)
        length = float(np.linalg.norm(along))
        if length:
            # By area: long lines of large print know best.
            total += along / length * math.prod(sides(box))
    return math.degrees(math.atan2(total[1], total[0]))


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.info.clear()  # else Pillow would pass color profile and comments on
    image.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
