"""Whether a box cuts through its line of print, and how far the line goes on."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hwlab_cli.photos import area
from hwlab_cli.photos.engine import LINE_HEIGHT, Corners, Gray

# All in heights of the line, by what separates letters, words and columns in print.
_REACH = 4.0
_BLANK = 0.3  # between words
_NEXT = 0.15  # between letters of one word
_MARGIN = 0.1
_INNER = 0.15  # above and below stand the neighbors' strokes
_INK = 0.45  # of the contrast that the line's own strokes have
_LEAST_CONTRAST = 2.0  # of strokes against blank paper: less is no print
_FAINTEST = 16.0  # levels of gray


def uncut(photo: Gray, box: Corners) -> Corners:
    """Return a line's box, stretched where its ends run through ink.

    The detector now and then cuts a line's last characters off, and what is left looks whole.
    A box is stretched to where the ink ends, by four heights of the line at most.
    """
    width, height = area.sides(box)
    picture = area.line_picture(photo, _stretched(box, _REACH * height, _REACH * height))
    ink = _columns_with_ink(picture)
    margin = round(_REACH * LINE_HEIGHT * picture.shape[1] / _width(width, height))
    right = _overhang(ink[len(ink) - margin :], ink[: len(ink) - margin])
    left = _overhang(ink[:margin][::-1], ink[margin:][::-1])
    if not (left or right):
        return box
    return _stretched(box, left * height, right * height)


def _width(width: float, height: float) -> float:
    return LINE_HEIGHT * (width / height + 2 * _REACH)


def _stretched(box: Corners, left: float, right: float) -> Corners:
    top, bottom = box[1] - box[0], box[2] - box[3]
    above = top / max(float(np.linalg.norm(top)), 1.0)
    below = bottom / max(float(np.linalg.norm(bottom)), 1.0)
    ends = [box[0] - above * left, box[1] + above * right]
    ends += [box[2] + below * right, box[3] - below * left]
    return np.asarray(ends, np.float32)


def _columns_with_ink(picture: Gray) -> NDArray[np.bool_]:
    """Tell of each column of a line's picture whether a stroke crosses it, dark or light."""
    height = picture.shape[0]
    smooth = cv2.GaussianBlur(picture, (3, 3), 0).astype(np.int16)
    inner = smooth[round(_INNER * height) : round((1 - _INNER) * height)]
    contrast = inner.max(axis=0) - inner.min(axis=0)
    strokes, blank = np.percentile(contrast, 90), np.percentile(contrast, 10)
    if strokes < _LEAST_CONTRAST * max(blank, _FAINTEST / 2):
        return np.zeros(len(contrast), np.bool_)
    return np.asarray(contrast > blank + _INK * (strokes - blank), np.bool_)


def _overhang(beyond: NDArray[np.bool_], within: NDArray[np.bool_]) -> float:
    """Return how far ink goes on behind an end, in heights of the line; 0 where it does not."""
    if not (beyond.any() and within.any()):
        return 0.0
    apart = int(beyond.argmax()) + int(within[::-1].argmax())
    if apart > _NEXT * LINE_HEIGHT:
        return 0.0
    blank = round(_BLANK * LINE_HEIGHT)
    ends = (
        start
        for start in range(int(beyond.argmax()), len(beyond) - blank)
        if not beyond[start : start + blank].any()
    )
    end = next(ends, None)
    return _REACH if end is None else end / LINE_HEIGHT + _MARGIN
