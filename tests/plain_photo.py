"""Photos that are quick to make and to read: a flat label with a few lines and a barcode."""

import io
from collections.abc import Sequence
from datetime import datetime

from PIL import ExifTags, Image
from rendering.artwork import Label

_PIXELS_A_MILLIMETER = 6
_TAKEN = "%Y:%m:%d %H:%M:%S"


def plain_photo(
    lines: Sequence[str],
    serial: str,
    *,
    edge: int = 0,
    taken: datetime | None = None,
) -> bytes:
    """Return a JPEG of a label: `lines` of print, and the serial as Code 128, if any.

    With `edge` there are so many pixels of table around it. More than forty letters and digits
    keep the reader from looking for small print.
    """
    label = Label(60, 12 + 6 * len(lines))
    for number, line in enumerate(lines):
        label.text(3, 3 + 6 * number, line, 3.2 if number == 0 else 2.4)
    if serial:
        label.linear(4, 2 + 6 * len(lines), serial, height=7, module=2 / _PIXELS_A_MILLIMETER)
    drawn = Image.fromarray(label.pixels(_PIXELS_A_MILLIMETER))
    size = (drawn.width + 2 * edge, drawn.height + 2 * edge)
    photo = Image.new("RGB", size, (120, 125, 130))
    photo.paste(drawn, (edge, edge), drawn)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken.strftime(_TAKEN)
    stream = io.BytesIO()
    photo.save(stream, "JPEG", quality=88, exif=exif)
    return stream.getvalue()
