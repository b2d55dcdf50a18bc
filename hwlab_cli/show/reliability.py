"""Confidence against what came of it, as a picture: a panel for each tier.

Pillow draws it, which is here for the photos: a plotting library would be more to bring along
than all that it would draw.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from hwlab_cli.evaluation.calibration import Bin, Calibration
from hwlab_cli.evaluation.tally import Tally
from hwlab_cli.show.plain import one_line

_SHARP = 3  # drawn so many times as large, then shrunk, for lines without steps
_WIDTH, _HEIGHT = 420, 470
_LEFT, _TOP, _SIDE = 58, 64, 330
_MOST_COLUMNS = 3
_INK, _FAINT, _GRID = "#1f2328", "#6e7781", "#d8dee4"
_HWLAB, _MODEL = "#0969da", "#bc4c00"
_LARGEST_DOT = 11


def png(tallies: Sequence[Tally]) -> bytes:
    """Return the picture as a PNG; `tallies` must not be empty.

    A dot is a tenth of confidence: further right the surer, further up the more often right,
    larger the more devices. On the diagonal, confidence can be taken at its word. The line
    through a dot is where the share would lie in 95 of 100 such samples.
    """
    columns = min(len(tallies), _MOST_COLUMNS)
    rows = math.ceil(len(tallies) / columns)
    image = Image.new("RGB", (columns * _WIDTH * _SHARP, rows * _HEIGHT * _SHARP), "white")
    draw = ImageDraw.Draw(image)
    for nth, one in enumerate(tallies):
        panel = _Panel(draw, (nth % columns) * _WIDTH, (nth // columns) * _HEIGHT)
        panel.draw(one)
    small = image.resize((columns * _WIDTH, rows * _HEIGHT), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Panel:
    """One tier's part of the picture, from its own top left corner."""

    canvas: ImageDraw.ImageDraw
    left: int
    top: int

    def draw(self, one: Tally) -> None:
        title = one.tier if not one.model else f"{one.tier}: {one.model}"
        self._text(_LEFT, 14, one_line(title, 48), _INK, size=15)
        self._text(_LEFT, 36, _summary("hwlab", one.calibration), _HWLAB, size=12)
        if one.said_calibration.count:
            # Below, so that a name of any length has the line to itself.
            said = _summary("the model's own", one.said_calibration)
            self._text(_LEFT, 50, said, _MODEL, size=12)
        self._axes()
        for calibration, color in ((one.said_calibration, _MODEL), (one.calibration, _HWLAB)):
            for cell in calibration.bins:
                self._dot(cell, calibration.count, color)

    def _axes(self) -> None:
        for nth in range(6):
            share = nth / 5
            self._line((0, share), (1, share), _GRID)
            self._line((share, 0), (share, 1), _GRID)
            x, y = self._place(share, 0)
            self._text(x, y + 6, f"{share:.1f}", _FAINT, anchor="mt")
            x, y = self._place(0, share)
            self._text(x - 6, y, f"{share:.1f}", _FAINT, anchor="rm")
        for nth in range(0, 50, 2):
            self._line((nth / 50, nth / 50), ((nth + 1) / 50, (nth + 1) / 50), _FAINT)
        x, y = self._place(0.5, 0)
        self._text(x, y + 26, "confidence", _INK, anchor="mt")
        x, y = self._place(0, 1)
        self._text(x - 50, y - 8, "right", _INK, anchor="lb")

    def _dot(self, cell: Bin, count: int, color: str) -> None:
        low, high = cell.interval
        self._line((cell.confidence, low), (cell.confidence, high), color, width=1.2)
        # Areas compare, not widths; the least is large enough to be seen.
        radius = max(3.0, _LARGEST_DOT * math.sqrt(cell.count / count))
        x, y = self._place(cell.confidence, cell.share)
        box = [self._pixel(x - radius, y - radius), self._pixel(x + radius, y + radius)]
        self.canvas.ellipse(box, fill=color, outline="white", width=_SHARP)

    def _place(self, confidence: float, share: float) -> tuple[float, float]:
        return _LEFT + confidence * _SIDE, _TOP + 8 + (1 - share) * _SIDE

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        return (self.left + x) * _SHARP, (self.top + y) * _SHARP

    def _line(
        self, begin: tuple[float, float], end: tuple[float, float], color: str, width: float = 1
    ) -> None:
        ends = [self._pixel(*self._place(*begin)), self._pixel(*self._place(*end))]
        self.canvas.line(ends, fill=color, width=round(width * _SHARP))

    def _text(
        self, x: float, y: float, text: str, color: str, *, size: int = 12, anchor: str = "lt"
    ) -> None:
        font = ImageFont.load_default(size * _SHARP)
        self.canvas.text(self._pixel(x, y), text, fill=color, font=font, anchor=anchor)


def _summary(whose: str, one: Calibration) -> str:
    if one.error is None or one.brier is None:
        return f"{whose}: no confidence"
    return f"{whose}: {one.count} devices, off by {one.error:.2f}, Brier {one.brier:.2f}"
