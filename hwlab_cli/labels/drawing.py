"""Labels as pictures, a pixel a dot: black or white, as a label printer prints."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from hwlab_cli.labels.content import Content
from hwlab_cli.labels.layout import Layout, layout
from hwlab_cli.labels.sizes import DOTS_PER_MM, Sheet, Size
from hwlab_cli.labels.typeface import font, overhang

_WHITE, _BLACK = 1, 0


def single(contents: Sequence[Content], size: Size, dpi: int) -> list[Image.Image]:
    """Return a picture a label; raises UsageError where the size is too small."""
    return [drawn(layout(one, size, dpi)) for one in contents]


def sheets(
    contents: Sequence[Content], sheet: Sheet, dpi: int, *, start: int = 1
) -> list[Image.Image]:
    """Return a picture a sheet, filled row by row; `start` is the first label that is left.

    Raises UsageError where the labels are too small.
    """
    scale = DOTS_PER_MM[dpi]
    pages: list[Image.Image] = []
    for nth, one in enumerate(contents, start - 1):
        place = nth % sheet.count
        if not pages or place == 0:
            size = round(sheet.page_width * scale), round(sheet.page_height * scale)
            pages.append(Image.new("1", size, _WHITE))
        row, column = divmod(place, sheet.columns)
        left = round((sheet.left + column * sheet.pitch_x) * scale)
        top = round((sheet.top + row * sheet.pitch_y) * scale)
        pages[-1].paste(drawn(layout(one, sheet.label, dpi)), (left, top))
    return pages


def drawn(one: Layout) -> Image.Image:
    """Draw a label."""
    picture = Image.new("1", (one.width, one.height), _WHITE)
    draw = ImageDraw.Draw(picture)
    draw.fontmode = "1"  # no gray edges: there is no gray
    for row, modules in enumerate(one.modules):
        for column, dark in enumerate(modules):
            if dark:
                left = one.code_left + column * one.module
                top = one.code_top + row * one.module
                corner = left + one.module - 1, top + one.module - 1
                draw.rectangle((left, top, *corner), fill=_BLACK)
    for line in one.prints:
        place = line.left + overhang(line.text, line.font_size), line.base
        draw.text(place, line.text, fill=_BLACK, font=font(line.font_size), anchor="ls")
    return picture
