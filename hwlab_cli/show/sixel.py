"""A picture as sixels: six rows of pixels a line, for terminals that draw no other way.

The format is that of the VT330/VT340 programmer reference manual (DEC EK-VT3XX-GP), chapter 14.
"""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_COLORS = 64  # labels have few; a VT340's 16 show banding
_ROWS = 6
_FIRST = 63  # the character of six pixels none of which is set
_SHORTEST_RUN = 4  # from so many on a count is shorter than the characters themselves


def sixels(image: Image.Image) -> str:
    """Return the escape sequence that draws a picture where the cursor is."""
    flat = image.convert("RGB").quantize(_COLORS)
    palette = np.asarray(flat.getpalette() or [], np.int32).reshape(-1, 3)
    pixels = np.asarray(flat)
    height, width = pixels.shape
    colors = "".join(
        f"#{number};2;" + ";".join(str(round(int(part) * 100 / 255)) for part in color)
        for number, color in enumerate(palette)
    )
    bands = (_band(pixels[top : top + _ROWS]) for top in range(0, height, _ROWS))
    # Pixels are square, and what is not drawn stays as it is.
    return f'\x1bP0;1;0q"1;1;{width};{height}{colors}{"-".join(bands)}\x1b\\'


def _band(rows: NDArray[np.uint8]) -> str:
    weights = (1 << np.arange(len(rows), dtype=np.uint8))[:, np.newaxis]
    parts = []
    for color in np.unique(rows):
        bits = ((rows == color) * weights).sum(axis=0, dtype=np.uint8)
        parts.append(f"#{color}" + "".join(_runs(bits)))
    return "$".join(parts)


def _runs(bits: NDArray[np.uint8]) -> Iterator[str]:
    starts = np.concatenate([[0], np.flatnonzero(np.diff(bits)) + 1, [len(bits)]])
    for start, end in itertools.pairwise(starts):
        character, count = chr(_FIRST + int(bits[start])), int(end - start)
        yield f"!{count}{character}" if count >= _SHORTEST_RUN else character * count
