"""Everything that can be read off a photo without a model: its barcodes and its print."""

import numpy as np
from numpy.typing import NDArray

from hwlab_cli.model import EvidenceKind, Quad, Reading
from hwlab_cli.photos import load
from hwlab_cli.photos.codes import GLANCE, Code, overview, read_codes
from hwlab_cli.photos.engine import Corners, Gray, Line, engine
from hwlab_cli.photos.kept_readings import KeptReadings
from hwlab_cli.photos.load import Photo
from hwlab_cli.photos.text import LOOKS, read_print

DOUBT = 0.02
"""How likely another character must be at a place for the place to count as doubtful.

Measured on rendered labels: every look-alike that was read wrong had a rival above this in
at least one of the two looks, while of those read right one in thirty had.
"""
WORKING_LONG_SIDE = 4200
"""In pixels: a 12-megapixel photo is read whole, a 48-megapixel one at half its size."""

_FULL_LONG_SIDE = 16_384  # OpenCV can turn no picture of more than 32,766 pixels
_ahead = KeptReadings()
_SMALL_PRINT = 18.0  # a line's height in pixels at which its characters begin to suffer


def read(photo: Photo) -> list[Reading]:
    """Return a photo's readings: barcodes first, then lines of print, each look by itself.

    Boxes are in pixels of the upright photo. Raises PhotoError when it can't be decoded and
    StateError when text recognition is not installed whole.
    """
    pixels = np.asarray(load.gray(photo, WORKING_LONG_SIDE))
    printed = read_print(pixels, engine())
    smallest = min((place.line for place in printed.areas), default=_SMALL_PRINT)
    if smallest < _SMALL_PRINT and max(pixels.shape) < photo.long_side:
        pixels = np.asarray(load.gray(photo, _FULL_LONG_SIDE))
        printed = read_print(pixels, engine())
    scale = _scale(photo, pixels)
    readings = [_coded(code, photo.name, scale) for code in read_codes(pixels, printed.areas)]
    for place, look in enumerate(LOOKS):
        readings += [
            _reading(line.looks[place], photo.name, _quad(line.box, scale), look)
            for line in printed.lines
        ]
    return readings


def read_or_kept(photo: Photo) -> list[Reading]:
    """Return what `read` does, without reading a photo that was read ahead."""
    kept = _ahead.take(photo.sha256, photo.name)
    return read(photo) if kept is None else kept


def read_ahead(photo: Photo) -> list[Reading]:
    """Read a photo as `read` does, and keep what was read for when its device is looked at."""
    found = read(photo)
    _ahead.keep(photo.sha256, found)
    return found


def glance(photo: Photo) -> list[Reading]:
    """Return the barcodes that show in a photo as a whole, in a fraction of a second.

    Raises PhotoError when it can't be decoded.
    """
    pixels = np.asarray(load.gray(photo, GLANCE))
    scale = _scale(photo, pixels)
    return [_coded(code, photo.name, scale) for code in overview(pixels)]


def _scale(photo: Photo, pixels: Gray) -> NDArray[np.float64]:
    return np.array([photo.width / pixels.shape[1], photo.height / pixels.shape[0]])


def _coded(code: Code, photo: str, scale: NDArray[np.float64]) -> Reading:
    box = _quad(code.box, scale)
    return Reading(EvidenceKind.BARCODE, code.text, photo, box, detail=code.symbology)


def _reading(line: Line, photo: str, box: Quad, look: str) -> Reading:
    rivals = tuple(
        (rival.place, rival.character) for rival in line.rivals if rival.probability > DOUBT
    )
    return Reading(EvidenceKind.TEXT, line.text, photo, box, look, rivals=rivals)


def _quad(box: Corners, scale: NDArray[np.float64]) -> Quad:
    first, second, third, fourth = ((round(float(x)), round(float(y))) for x, y in box * scale)
    return first, second, third, fourth
