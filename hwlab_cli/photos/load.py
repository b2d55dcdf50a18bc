"""Open a photo: check that it is one, turn it upright, decode it at the size needed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from hwlab_cli.errors import PhotoError
from hwlab_cli.names import shown
from hwlab_cli.photos.decoding import RETAKE, decoded, opened
from hwlab_cli.photos.files import file_bytes

_CHECK_LONG_SIDE = 256


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that was checked whole: its bytes, and its size in pixels when upright."""

    name: str
    data: bytes
    sha256: str
    format: str
    width: int
    height: int
    note: str = ""

    @property
    def long_side(self) -> int:
        """The longer side, in pixels."""
        return max(self.width, self.height)


def read(path: Path, max_megapixels: float) -> Photo:
    """Read a photo file once, whole, and check that all of it can be decoded.

    Raises PhotoError with the reason: missing, a folder, unreadable, empty, too large,
    changed while it was read, not an image, truncated, or more pixels than `max_megapixels`.
    """
    name = shown(path)
    return check(file_bytes(path, name), name, max_megapixels)


def check(data: bytes, name: str, max_megapixels: float) -> Photo:
    """Check a photo's bytes; raises PhotoError as `read` does."""
    if not data:
        raise PhotoError("the file is empty", item=name, hint=RETAKE)
    image = opened(data, name)
    width, height = image.size
    if width * height > max_megapixels * 1e6:
        raise PhotoError(
            f"{width} x {height} pixels are more than the limit of {max_megapixels:g} megapixels",
            item=name,
            hint="raise photos.max_megapixels in the configuration if the photo is genuine",
        )
    # An MPO's other pictures are the same view: a thumbnail, or a second eye.
    several = getattr(image, "is_animated", False) and image.format != "MPO"
    upright = decoded(image, _CHECK_LONG_SIDE, "L", name)
    return Photo(
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        format=str(image.format),
        width=upright.width,
        height=upright.height,
        note="only the first of the pictures in the file is read" if several else "",
    )


def gray(photo: Photo, long_side: int | None = None) -> Image.Image:
    """Decode upright in 8-bit gray, scaled down to `long_side` pixels where it is larger."""
    return _at(photo, long_side, "L")


def color(photo: Photo, long_side: int | None = None) -> Image.Image:
    """Decode upright in 8-bit RGB, scaled down to `long_side` pixels where it is larger."""
    return _at(photo, long_side, "RGB")


def _at(photo: Photo, long_side: int | None, mode: str) -> Image.Image:
    return decoded(opened(photo.data, photo.name), long_side, mode, photo.name).picture
