"""Barcodes on a photo, at any angle and of any size that the photo resolves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image

from hwlab_cli.photos import area, contested
from hwlab_cli.photos.area import Affine, Area
from hwlab_cli.photos.engine import Corners, Gray

_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.Code128,
        # As it stands: six characters may pass for Code 32, Italy's for medicines, and "/C" for
        # the "#" of Full ASCII, which hardware does not wear.
        zxingcpp.BarcodeFormat.Code39Std,
        zxingcpp.BarcodeFormat.Code93,
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.UPCE,
        zxingcpp.BarcodeFormat.ITF,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_OVERVIEW_LONG_SIDE = 1600
GLANCE = _OVERVIEW_LONG_SIDE
"""How many pixels a glance at a photo needs on its longer side."""
_AREA_LONG_SIDE = 2600
# Linear codes are found within some 10 degrees of level and plumb; these reach the rest.
_TURNS = (-15.0, 15.0, -30.0, 30.0, 45.0, -7.0, 7.0)
# Digits and letters: a few bars of anything make a shorter one.
_SHORTEST_UNCHECKED = {zxingcpp.BarcodeFormat.Code39: 4, zxingcpp.BarcodeFormat.ITF: 8}
_ITF = "ITF"
# A symbol of any other carries what corrects its errors.
_BARS = frozenset({"Code 128", "Code 39", "Code 93", "EAN-13", "EAN-8", "UPC-A", "UPC-E", _ITF})
_LOOKS = 8  # to find out how bars stand
_LEVEL = 4.0  # degrees
# What a line across other bars passes for once in a hundred times, not in ten.
_WELL_CHECKED = frozenset({"Code 128", "Code 93"})


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode: its content as encoded, its symbology, its corners in the photo."""

    text: str
    symbology: str
    box: Corners

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one with other readings of it: its symbology and its content."""
        return self.symbology, self.text


def read_codes(photo: Gray, areas: Sequence[Area]) -> list[Code]:
    """Read the barcodes on a photo, shape (height, width).

    Looks at the photo as a whole, then at the areas where print was found, upright and at
    full size, which finds small and tilted ones; where that finds none, at the whole photo
    turned and at full size.
    """
    found: dict[tuple[str, str], Code] = {}
    _collect(found, _read_whole(photo, _OVERVIEW_LONG_SIDE))
    for place in areas:
        scale = min(1.0, _AREA_LONG_SIDE / max(place.width, place.height))
        _collect(found, _read_within(photo, place, scale))
    confirmed = _without_misreadings(photo, list(found.values()))
    if not confirmed:
        for attempt in _harder(photo, areas):
            _collect(found, attempt)
            confirmed = _without_misreadings(photo, list(found.values()))
            if confirmed:
                break
    found = {code.key: code for code in confirmed}
    if any(symbology == _ITF for symbology, _ in found):
        for turn in _TURNS:
            _collect(found, _read_turned(photo, turn))
        whole = [code for code in found.values() if not _is_part(code, found)]
        confirmed = _without_misreadings(photo, whole)
    return confirmed


def overview(photo: Gray) -> list[Code]:
    """Read the barcodes that show in a photo as a whole, shape (height, width), and no more."""
    found: dict[tuple[str, str], Code] = {}
    _collect(found, _read_whole(photo, _OVERVIEW_LONG_SIDE))
    return _without_misreadings(photo, list(found.values()))


def glance(picture: Image.Image) -> list[str]:
    """Return what the QR codes on a picture in mode L say that are large enough in it."""
    found = zxingcpp.read_barcodes(
        np.asarray(picture),
        formats=_QR,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [one.text for one in found]


def _is_part(code: Code, found: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a code was read in part: nothing in an ITF's bars marks its two ends.

    A line across a tilted one begins or ends within it; turned so that it is level, it is read
    whole.
    """
    return code.symbology == _ITF and any(
        symbology == _ITF and code.text != text and code.text in text for symbology, text in found
    )


def _without_misreadings(photo: Gray, codes: Sequence[Code]) -> list[Code]:
    """Leave out, of codes that were read from the same bars, what a level look doesn't confirm.

    What it finds beside is added: those bars are then known to stand as the others do.
    """
    bars = [code for code in codes if code.symbology in _BARS]
    kept = {code.key: code for code in codes}
    for group in contested.groups([code.box for code in bars]):
        for number in group:
            del kept[bars[number].key]
        _collect(kept, _read_level(photo, [bars[number].box for number in group]))
    return list(kept.values())


def _read_level(photo: Gray, boxes: Sequence[Corners]) -> list[Code]:
    """Read the bars at a place by lines along them."""
    angles = contested.likely_angles(boxes)
    best: list[Code] = []
    for _ in range(_LOOKS):
        if not angles:
            break
        angle = angles.pop(0)
        codes = _bars_within(photo, contested.turned(boxes, angle))
        best = max(best, codes, key=_seen)
        tallest = max(codes, key=_surface, default=None)
        if tallest is None or contested.is_thin(tallest.box):
            continue
        told = contested.angle_of(tallest.box)
        if abs((told - angle + 90) % 180 - 90) < _LEVEL:
            break
        angles.insert(0, told)
    return [code for code in best if _is_whole(code, best)]


def _is_whole(code: Code, codes: Sequence[Code]) -> bool:
    """Tell whether a code is none that a line across the bars of another made."""
    if contested.is_thin(code.box) and code.symbology not in _WELL_CHECKED:
        return False
    return not any(
        _surface(other) > _surface(code) and contested.cover(other.box, code.box) for other in codes
    )


def _seen(codes: Sequence[Code]) -> float:
    return sum(_surface(code) for code in codes)


def _surface(code: Code) -> float:
    return contested.surface(code.box)


def _bars_within(photo: Gray, place: Area) -> list[Code]:
    scale = min(1.0, _AREA_LONG_SIDE / max(place.width, place.height))
    return [code for code in _read_within(photo, place, scale) if code.symbology in _BARS]


def _collect(found: dict[tuple[str, str], Code], codes: Sequence[Code]) -> None:
    for code in codes:
        found.setdefault(code.key, code)


def _harder(photo: Gray, areas: Sequence[Area]) -> Iterator[list[Code]]:
    reach = max(photo.shape)
    # A code stands as the print around it does, but perhaps out of the area's reach.
    for turn in [areas[0].angle] if areas else _TURNS:
        yield _read_turned(photo, turn)
    if reach > _OVERVIEW_LONG_SIDE:
        yield _read_whole(photo, reach)


def _read_whole(photo: Gray, long_side: int) -> list[Code]:
    picture, (across, down) = area.shrunk(photo, long_side / max(photo.shape))
    return _read(picture, np.array([[across, 0, 0], [0, down, 0]], np.float64))


def _read_turned(photo: Gray, turn: float) -> list[Code]:
    height, width = photo.shape
    reach = max(width, height)
    whole = Area((width / 2, height / 2), reach, reach, turn, 1.0)
    return _read_within(photo, whole, min(1.0, _OVERVIEW_LONG_SIDE / reach))


def _read_within(photo: Gray, place: Area, scale: float) -> list[Code]:
    return _read(*area.cut(photo, place, scale))


def _read(picture: Gray, matrix: Affine) -> list[Code]:
    codes = []
    for code in zxingcpp.read_barcodes(
        picture, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain
    ):
        text = code.text.rstrip("\x00")
        if len(text) < _SHORTEST_UNCHECKED.get(code.format, 0):
            continue
        if not text.strip():
            continue
        corners = (
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_right,
            code.position.bottom_left,
        )
        box = np.array([[corner.x, corner.y] for corner in corners], np.float32)
        codes.append(Code(text, _name(code.format), area.back([box], matrix)[0]))
    return codes


def _name(symbology: zxingcpp.BarcodeFormat) -> str:
    return str(symbology).removeprefix("BarcodeFormat.")
