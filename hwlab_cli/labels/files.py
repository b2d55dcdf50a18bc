"""Pictures of labels as files that print at their true size: PNG, SVG, PDF.

PDF is written by Pillow, which puts black-and-white pictures into pages of the right size: there
is nothing on a label that a library for documents would do better.
"""

import io
from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image

from hwlab_cli.labels.sizes import DOTS_PER_MM

Format = Literal["pdf", "png", "svg"]
_INCH = 25.4


def written(pages: Sequence[Image.Image], kind: Format, dpi: int, title: str) -> list[bytes]:
    """Return the files that these pages make: one of all for PDF, else one each."""
    scale = DOTS_PER_MM[dpi]
    match kind:
        case "pdf":
            return [_pdf(pages, scale, title)]
        case "png":
            return [_png(page, scale) for page in pages]
        case "svg":
            return [_svg(page, scale, title) for page in pages]


def _pdf(pages: Sequence[Image.Image], scale: float, title: str) -> bytes:
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "PDF",
        resolution=scale * _INCH,
        save_all=True,
        append_images=pages[1:],
        title=title,
        producer="hwlab",
    )
    return buffer.getvalue()


def _png(page: Image.Image, scale: float) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "PNG", optimize=True, dpi=(scale * _INCH, scale * _INCH))
    return buffer.getvalue()


def _svg(page: Image.Image, scale: float, title: str) -> bytes:
    """Return a page as rectangles of dots: no typeface is needed to print it."""
    width, height = page.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width / scale:.3f}mm"'
        f' height="{height / scale:.3f}mm" viewBox="0 0 {width} {height}"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{width}v{height}h-{width}z"/>'
        f'<path d="{"".join(_rectangles(page))}"/></svg>\n'
    ).encode()


def _rectangles(page: Image.Image) -> list[str]:
    dark = ~np.asarray(page)
    parts, row = [], 0
    while row < len(dark):
        end = row + 1
        # Rows that are alike are one row, as in a module of the code.
        while end < len(dark) and np.array_equal(dark[end], dark[row]):
            end += 1
        edges = np.flatnonzero(np.diff(np.concatenate(([False], dark[row], [False]))))
        for left, right in edges.reshape(-1, 2):
            parts.append(f"M{left} {row}h{right - left}v{end - row}h-{right - left}z")
        row = end
    return parts
