"""Readings made by hand: lines of print with boxes and looks, and barcodes."""

import cmath
import math
from collections.abc import Sequence
from dataclasses import replace

from hwlab_cli.identify.label import identify
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Quad, Reading
from hwlab_cli.photos.text import LOOKS

LINE = 20
"""The height of a line in pixels; characters are half as wide."""
COLUMN = 300

Row = str | Sequence[str]


def box(left: float, top: float, width: float, height: float = LINE) -> Quad:
    """Make a level box of a place and a size in pixels."""
    x0, y0, x1, y1 = round(left), round(top), round(left + width), round(top + height)
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


def printed(
    text: str,
    left: float = 0,
    top: float = 0,
    *,
    look: str = LOOKS[0],
    photo: str = "label.jpg",
    rivals: Sequence[tuple[int, str]] = (),
) -> Reading:
    """Make one look at one line of print."""
    place = box(left, top, max(len(text), 1) * LINE / 2)
    return Reading(EvidenceKind.TEXT, text, photo, place, look, rivals=tuple(rivals))


def barcode(
    content: str,
    left: float = 0,
    top: float = 1000,
    *,
    symbology: str = "Code 128",
    photo: str = "label.jpg",
) -> Reading:
    """Make a barcode, far from all print unless it is placed."""
    place = box(left, top, 200, 2 * LINE)
    return Reading(EvidenceKind.BARCODE, content, photo, place, detail=symbology)


def qr(content: str) -> Reading:
    """Make a QR code."""
    return barcode(content, 900, 600, symbology="QR Code")


def seen_once(*rows: Row, look: str = LOOKS[0], photo: str = "label.jpg") -> list[Reading]:
    """Make one look at a label: a row of cells after another, two lines apart."""
    return [
        printed(cell, column * COLUMN, number * 2 * LINE, look=look, photo=photo)
        for number, row in enumerate(rows)
        for column, cell in enumerate([row] if isinstance(row, str) else row)
        if cell
    ]


def label(*rows: Row, photo: str = "label.jpg") -> list[Reading]:
    """Make both looks at a label, in agreement."""
    return [one for look in LOOKS for one in seen_once(*rows, look=look, photo=photo)]


def turned(readings: Sequence[Reading], degrees: float) -> list[Reading]:
    """Turn a whole photo clockwise; each text's own top left corner stays its first one."""
    turn = cmath.exp(1j * math.radians(degrees))

    def corner(point: tuple[int, int]) -> tuple[int, int]:
        moved = complex(*point) * turn
        return round(moved.real), round(moved.imag)

    def moved(place: Quad) -> Quad:
        return corner(place[0]), corner(place[1]), corner(place[2]), corner(place[3])

    return [replace(one, box=moved(one.box)) for one in readings]


def found(*readings: Reading | Sequence[Reading]) -> Identification:
    """Identify the device of these readings."""
    return identify(
        [one for part in readings for one in ([part] if isinstance(part, Reading) else part)]
    )


def proven(identification: Identification) -> dict[str, object]:
    """Return the fields that are proven, category aside, with their values."""
    return {
        name.value: getattr(identification, name.value)
        for name in identification.proven
        if name is not IdentifiedField.CATEGORY
    }
