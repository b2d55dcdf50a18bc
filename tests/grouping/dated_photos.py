"""Photos as a camera leaves them: with the time at which they were taken."""

import io
from datetime import datetime, timedelta
from pathlib import Path

from PIL import ExifTags, Image

NOON = datetime(2026, 3, 14, 12, 0, 0)  # noqa: DTZ001 - as cameras write it, without a zone


def dated(
    source: Path | Image.Image,
    target: Path,
    seconds: float,
    *,
    camera: str = "Phone",
    offset: str = "",
) -> Path:
    """Write a photo that says that it was taken so many seconds after noon."""
    image = source if isinstance(source, Image.Image) else Image.open(source)
    when = NOON + timedelta(seconds=seconds)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif[ExifTags.Base.Model] = camera
    within = exif.get_ifd(ExifTags.IFD.Exif)
    within[ExifTags.Base.DateTimeOriginal] = when.strftime("%Y:%m:%d %H:%M:%S")
    within[ExifTags.Base.SubsecTimeOriginal] = f"{when.microsecond // 1000:03}"
    if offset:
        within[ExifTags.Base.OffsetTimeOriginal] = offset
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=95, exif=exif)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(stream.getvalue())
    return target


def front(number: int) -> Image.Image:
    """Return a photo of a device's front, with nothing to read on it."""
    return Image.new("RGB", (320, 240), (40 + number, 60, 80))
