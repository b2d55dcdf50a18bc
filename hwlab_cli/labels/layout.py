"""Where everything on a label goes, in whole dots of the printer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt
import zxingcpp

from hwlab_cli.errors import UsageError
from hwlab_cli.labels.content import Content
from hwlab_cli.labels.sizes import DOTS_PER_MM, Size
from hwlab_cli.labels.typeface import fitted

Modules = npt.NDArray[np.bool_]

# ISO/IEC 18004: four modules of quiet zone on each side. A phone's camera at arm's length wants
# a quarter of a millimeter a module at least.
_QUIET = 4
_LEAST_MODULE_MM = 0.25
_MOST_OF_WIDTH = 0.5
# Print of this height is read by people, and by the text recognition in a close-up.
_LEAST_CAPITALS_MM = 1.2
_LEAST_NAME_MM = 1.5
_MOST_CAPITALS_MM = 5.0
_NAME_SHARE = 0.42
_LEADING = 0.55  # of a line's height that its capitals have


@dataclass(frozen=True, slots=True)
class Print:
    """One line of print: its left end, its base line, its typeface's size."""

    text: str
    left: int
    base: int
    font_size: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A label in dots: its size, the QR code, its place and its modules' size, the print."""

    width: int
    height: int
    modules: Modules
    code_left: int
    code_top: int
    module: int
    prints: tuple[Print, ...]


def layout(content: Content, size: Size, dpi: int) -> Layout:
    """Lay a label out; raises UsageError where it is too small for the code and the name.

    A line that is too long is printed smaller, then cut with an ellipsis; the name never is.
    """
    scale = DOTS_PER_MM[dpi]
    width, height = round(size.width * scale), round(size.height * scale)
    left, top = ceil(size.margin_x * scale), ceil(size.margin_y * scale)
    room_x, room_y = width - 2 * left, height - 2 * top
    modules = qr(content.code)
    across = len(modules) + 2 * _QUIET
    module = min(room_y, floor(_MOST_OF_WIDTH * room_x)) // across
    if module < ceil(_LEAST_MODULE_MM * scale - 1e-6):
        raise _too_small(content, size)
    side = module * across
    text_left = left + side
    prints = _prints(content, text_left, left + room_x - text_left, top, room_y, scale)
    if prints is None:
        raise _too_small(content, size)
    return Layout(
        width,
        height,
        modules,
        left + module * _QUIET,
        top + (room_y - side) // 2 + module * _QUIET,
        module,
        prints,
    )


def qr(code: str) -> Modules:
    """Return the modules of a QR code, dark ones true: medium correction, for scratches."""
    barcode = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = np.asarray(barcode.to_image(scale=1, add_quiet_zones=False))
    return np.asarray(picture < 128)


def _prints(
    content: Content, left: int, room: int, top: int, height: int, scale: float
) -> tuple[Print, ...] | None:
    """Return the lines from top to bottom; None where the name does not fit."""
    heights = _heights(len(content.lines), height)
    least = [_LEAST_NAME_MM, *[_LEAST_CAPITALS_MM] * len(content.lines)]
    found: list[Print] = []
    most = floor(_MOST_CAPITALS_MM * scale)
    texts = ((content.hw_id,), *content.lines)
    for wordings, share, smallest in zip(texts, heights, least, strict=True):
        highest, lowest = min(floor(_LEADING * share), most), ceil(smallest * scale)
        fits = (fitted(text, room, highest, lowest, cut=False) for text in wordings)
        fit = next((one for one in fits if one), None)
        if not found:
            if fit is None:
                return None
            most = fit.capitals  # nothing is larger than the name
        fit = fit or fitted(wordings[-1], room, highest, lowest, cut=True)
        if fit is not None:
            base = top + round(share / 2 + fit.capitals / 2)
            found.append(Print(fit.text, left, base, fit.font_size))
        top += share
    return tuple(found)


def _heights(lines: int, height: int) -> Sequence[int]:
    if not lines:
        return [height]
    name = floor(_NAME_SHARE * height) if lines > 1 else height // 2
    return [name, *[(height - name) // lines] * lines]


def _too_small(content: Content, size: Size) -> UsageError:
    return UsageError(
        f"a {size.width:g} x {size.height:g} mm label is too small for this at this resolution",
        item=f"{content.hw_id}, {size.name}",
        hint="choose a larger one of `hwlab label --list-sizes`; --qr hw_id needs less room than "
        "--qr url, and 300 dpi less than 203",
    )
