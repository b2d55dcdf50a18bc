"""A photo as it may leave this machine: upright, re-encoded, without any metadata."""

import io

from hwlab_cli.photos import load
from hwlab_cli.photos.load import Photo

LONGEST_SIDE = 4096
"""In pixels: a 12-megapixel photo goes whole, so that small print stays legible."""

_QUALITY = 88


def jpeg(photo: Photo, longest_side: int = LONGEST_SIDE) -> bytes:
    """Return the photo as a JPEG with its pixels alone: no EXIF, no GPS, no thumbnail."""
    buffer = io.BytesIO()
    picture = load.color(photo, longest_side)
    picture.info.clear()  # else Pillow would pass color profile and comments on
    picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return buffer.getvalue()
