"""The typeface of labels, and the size at which a line fits.

It is Aileron (CC0), which Pillow has within it: nothing to install, nothing to look for, the same
on every machine. It has the characters of ASCII, and an ellipsis.
"""

import functools
from dataclasses import dataclass

from PIL import ImageFont

_ELLIPSIS = "…"
_LARGE = 200


@dataclass(frozen=True, slots=True)
class Fit:
    """A line as it fits: its text, perhaps cut, the typeface's size, its capitals' height."""

    text: str
    font_size: int
    capitals: int


@functools.lru_cache(256)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the typeface at a size in dots."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType")
    return found


def fitted(text: str, room: int, most: int, least: int, *, cut: bool) -> Fit | None:
    """Return a line at the largest size that is no wider than `room`, all in dots.

    Its capitals are `most` high or less, never under `least`: there it is cut with an
    ellipsis, if it may be, or None.
    """
    for capitals in range(most, least - 1, -1):
        size = _size(capitals)
        if _width(text, size) <= room:
            return Fit(text, size, capitals)
    if not cut or most < least:
        return None
    size = _size(least)
    for length in range(len(text) - 1, 0, -1):
        shorter = text[:length].rstrip() + _ELLIPSIS
        if _width(shorter, size) <= room:
            return Fit(shorter, size, least)
    return None


def overhang(text: str, size: int) -> int:
    """Return how far a line's ink begins before its place, as some commas do; in dots."""
    return max(0, -int(font(size).getbbox(text, mode="1", anchor="ls")[0]))


def _width(text: str, size: int) -> float:
    right = font(size).getbbox(text, mode="1", anchor="ls")[2]
    return max(right, font(size).getlength(text)) + overhang(text, size)


@functools.cache
def _size(capitals: int) -> int:
    """Return the largest size whose capitals are no higher than this."""
    size = round(capitals / (_capitals(_LARGE) / _LARGE)) + 1
    while _capitals(size) > capitals:
        size -= 1
    return size


def _capitals(size: int) -> int:
    return -int(font(size).getbbox("H", mode="1", anchor="ls")[1])
