"""Label artwork: drawn once in millimeters, turned into pixels at any scale."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from . import fonts, symbols
from .truth import Truth

Color = tuple[int, int, int]
Pixels = npt.NDArray[np.uint8]
Align = Literal["left", "center", "right"]

WHITE: Final[Color] = (246, 246, 243)
BLACK: Final[Color] = (24, 24, 26)
EDGE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimeters."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Raster:
    """The picture a label is being drawn into."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    scale: float

    def px(self, millimeters: float) -> int:
        """Return a length in whole pixels."""
        return round(millimeters * self.scale)

    def corners(self, box: Box) -> tuple[int, int, int, int]:
        """Return a box in pixels."""
        return self.px(box.left), self.px(box.top), self.px(box.right), self.px(box.bottom)


@dataclass(slots=True)
class Label:
    """A label of a given size in millimeters, with what is drawn on it and what that says."""

    width: float
    height: float
    face: str = "arimo"
    ink: Color = BLACK
    paper: Color | None = WHITE
    radius: float = 1.5
    margin: float = 2.0
    surfaces: tuple[str, ...] = ()
    truth: Truth = field(default_factory=Truth)
    key_boxes: list[Box] = field(default_factory=list)
    key_height: float = 99.0
    raised: bool = False
    _drawings: list[Callable[[Raster], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.paper is not None:
            self.sheet(Box(0, 0, self.width, self.height), self.paper, self.radius)

    def sheet(self, box: Box, color: Color, radius: float = 1.5) -> None:
        """Lay down a piece of paper or foil to print on."""
        self.raised = True

        def drawing(raster: Raster) -> None:
            raster.draw.rounded_rectangle(
                raster.corners(box), radius=raster.px(radius), fill=(*color, 255)
            )

        self._drawings.append(drawing)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        face: str | None = None,
        align: Align = "left",
        color: Color | None = None,
        room: float | None = None,
        key: bool = False,
    ) -> Box:
        """Print one line; y is the top of its capitals and size their height."""
        used = face or self.face
        wanted = fonts.text_width(text, used, bold, size)
        available = self._room(x, align) if room is None else room
        cap = size * min(1.0, available / wanted) if wanted else size
        width = fonts.text_width(text, used, bold, cap)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        fill = (*(color or self.ink), 255)

        def drawing(raster: Raster) -> None:
            font = fonts.font(used, bold, cap * raster.scale)
            at = (left * raster.scale, (y + size) * raster.scale)
            raster.draw.text(at, text, font=font, fill=fill, anchor="ls")

        self._drawings.append(drawing)
        box = Box(left, y, left + width, y + size)
        if key:
            self.key_boxes.append(box)
            self.key_height = min(self.key_height, cap)
        return box

    def _room(self, x: float, align: Align) -> float:
        right = self.width - self.margin - x
        left = x - self.margin
        return {"left": right, "right": left, "center": 2 * min(left, right)}[align]

    def frame(self, box: Box, width: float = 0.25, color: Color | None = None) -> None:
        """Draw the outline of a box."""
        fill = (*(color or self.ink), 255)

        def drawing(raster: Raster) -> None:
            raster.draw.rectangle(raster.corners(box), outline=fill, width=max(1, raster.px(width)))

        self._drawings.append(drawing)

    def fill(self, box: Box, color: Color | None = None) -> None:
        """Print a solid area."""
        solid = (*(color or self.ink), 255)

        def drawing(raster: Raster) -> None:
            raster.draw.rectangle(raster.corners(box), fill=solid)

        self._drawings.append(drawing)

    def picture(self, box: Box, image: Image.Image) -> None:
        """Print a picture."""

        def drawing(raster: Raster) -> None:
            left, top, right, bottom = raster.corners(box)
            size = right - left, bottom - top
            scaled = image.convert("L").resize(size, Image.Resampling.LANCZOS)
            raster.image.paste(scaled.convert("RGBA"), (left, top))

        self._drawings.append(drawing)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.2) -> None:
        """Draw a rule."""
        fill = (*self.ink, 255)

        def drawing(raster: Raster) -> None:
            ends = [(raster.px(x0), raster.px(y0)), (raster.px(x1), raster.px(y1))]
            raster.draw.line(ends, fill=fill, width=max(1, raster.px(width)))

        self._drawings.append(drawing)

    def ellipse(self, box: Box, width: float = 0.25) -> None:
        """Draw the outline of an ellipse."""
        fill = (*self.ink, 255)

        def drawing(raster: Raster) -> None:
            raster.draw.ellipse(
                raster.corners(box),
                outline=fill,
                width=max(1, raster.px(width)),
            )

        self._drawings.append(drawing)

    def linear(
        self,
        x: float,
        y: float,
        content: str,
        *,
        kind: symbols.LinearKind = "Code128",
        module: float = 0.25,
        height: float = 6.0,
        room: float | None = None,
    ) -> Box:
        """Print a linear barcode, its modules that wide unless there is less room."""
        modules = symbols.linear_modules(content, kind)
        columns = modules.shape[1]
        # Ten modules on either side are the quiet zone that the symbologies ask for.
        available = (self.width - x if room is None else room) / (columns + 10)
        box = Box(x, y, x + columns * min(module, available), y + height)
        self._symbol(box, modules, 10 * min(module, available))
        return box

    def matrix(
        self,
        x: float,
        y: float,
        content: str,
        *,
        kind: symbols.MatrixKind = "QRCode",
        size: float = 12.0,
    ) -> Box:
        """Print a square two-dimensional code."""
        modules = symbols.matrix_modules(content, kind)
        box = Box(x, y, x + size, y + size)
        self._symbol(box, modules, (4 if kind == "QRCode" else 1) * size / modules.shape[1])
        return box

    def stacked(self, x: float, y: float, content: str, width: float, height: float) -> Box:
        """Print a PDF417."""
        box = Box(x, y, x + width, y + height)
        modules = symbols.matrix_modules(content, "PDF417")
        self._symbol(box, modules, 2 * width / modules.shape[1])
        return box

    def _symbol(self, box: Box, modules: symbols.Gray, quiet: float) -> None:
        backed = self.paper is None or sum(self.paper) < 500

        def drawing(raster: Raster) -> None:
            left, top, right, bottom = raster.corners(box)
            gray = symbols.scaled(modules, right - left, bottom - top)
            if backed:
                margin = raster.px(quiet)
                rim = min(margin, raster.px(0.4))
                area = (left - margin, top - rim, right + margin, bottom + rim)
                raster.draw.rectangle(area, fill=(*WHITE, 255))
            ink = Image.new("RGBA", (right - left, bottom - top), (*BLACK, 255))
            raster.image.paste(ink, (left, top), Image.fromarray(255 - gray))

        self._drawings.append(drawing)

    def pixels(self, scale: float) -> Pixels:
        """Render it with that many pixels per millimeter, as RGBA with an empty edge."""
        # Transparent pixels carry the edge's color, or resampling would draw a dark seam.
        ground = self.ink if self.paper is None else self.paper
        size = (round((self.width + 2 * EDGE) * scale), round((self.height + 2 * EDGE) * scale))
        inner = (round(self.width * scale), round(self.height * scale))
        image = Image.new("RGBA", (inner[0] + 1, inner[1] + 1), (*ground, 0))
        raster = Raster(image, ImageDraw.Draw(image), scale)
        for drawing in self._drawings:
            drawing(raster)
        whole = Image.new("RGBA", size, (*ground, 0))
        whole.paste(image, (round(EDGE * scale), round(EDGE * scale)))
        return np.array(whole, dtype=np.uint8)
