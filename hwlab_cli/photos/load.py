"""Open a photo: check that it is one, turn it upright, decode it at the size needed."""

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from hwlab_cli.errors import PhotoError
from hwlab_cli.names import shown

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "GIF")
MAX_FILE_BYTES = 512 * 2**20
_CHECK_LONG_SIDE = 256
_RETAKE = "take the photo again, or copy it again from the camera"

_ORIENTATION = 0x0112
# What undoes each value of the orientation tag (Exif 2.32, table 4).
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Our own limit, in the configuration, takes the place of Pillow's: Pillow's only warns
# between 89 and 179 megapixels, and phones take 108 and 200.
Image.MAX_IMAGE_PIXELS = None


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
    not an image, truncated, or more pixels than `max_megapixels`.
    """
    name = shown(path)
    data = _file_bytes(path, name)
    return check(data, name, max_megapixels)


def check(data: bytes, name: str, max_megapixels: float) -> Photo:
    """Check a photo's bytes; raises PhotoError as `read` does."""
    if not data:
        raise PhotoError("the file is empty", item=name, hint=_RETAKE)
    image = _opened(data, name)
    width, height = image.size
    if width * height > max_megapixels * 1e6:
        raise PhotoError(
            f"{width} x {height} pixels are more than the limit of {max_megapixels:g} megapixels",
            item=name,
            hint="raise photos.max_megapixels in the configuration if the photo is genuine",
        )
    frames = int(getattr(image, "n_frames", 1))
    kind = str(image.format)
    upright = _decoded(image, _CHECK_LONG_SIDE, "L", name)
    if _sideways(upright.size) != _sideways((width, height)):
        width, height = height, width
    animated = kind in {"GIF", "WEBP", "PNG", "AVIF", "TIFF"} and frames > 1
    return Photo(
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        format=kind,
        width=width,
        height=height,
        note=f"only the first of {frames} pictures in the file is read" if animated else "",
    )


def gray(photo: Photo, long_side: int | None = None) -> Image.Image:
    """Decode upright in 8-bit gray, scaled down to `long_side` pixels where it is larger."""
    return _at(photo, long_side, "L")


def color(photo: Photo, long_side: int | None = None) -> Image.Image:
    """Decode upright in 8-bit RGB, scaled down to `long_side` pixels where it is larger."""
    return _at(photo, long_side, "RGB")


def _at(photo: Photo, long_side: int | None, mode: str) -> Image.Image:
    return _decoded(_opened(photo.data, photo.name), long_side, mode, photo.name)


def _file_bytes(path: Path, name: str) -> bytes:
    try:
        # Without O_NONBLOCK, opening a named pipe that nobody writes to waits for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise PhotoError("no such file", item=name, hint="check the path") from None
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise PhotoError(
            f"can't be opened: {reason}", item=name, hint="check its rights"
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise PhotoError("this is a folder", item=name, hint="name the photos in it")
        if not stat.S_ISREG(status.st_mode):
            raise PhotoError("not a regular file", item=name, hint="name a photo file")
        if status.st_size > MAX_FILE_BYTES:
            raise PhotoError(
                f"{status.st_size / 2**20:.0f} MiB is more than a photo has",
                item=name,
                hint=f"the limit is {MAX_FILE_BYTES // 2**20} MiB",
            )
        try:
            return file.read()
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise PhotoError(
                f"can't be read: {reason}", item=name, hint="copy it here again"
            ) from error


def _opened(data: bytes, name: str) -> Image.Image:
    if data[4:8] == b"ftyp":
        _register_heif()
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.UnidentifiedImageError:
        raise PhotoError(
            "not an image that can be read",
            item=name,
            hint="JPEG, PNG, WebP, TIFF and HEIC can be read",
        ) from None
    except Exception as error:
        # Pillow's decoders answer damaged headers with whatever the damage led them to:
        # SyntaxError, struct.error, ValueError, OverflowError and more.
        raise PhotoError("damaged: its header can't be read", item=name, hint=_RETAKE) from error


def _decoded(image: Image.Image, long_side: int | None, mode: str, name: str) -> Image.Image:
    size = image.size if long_side is None else _scaled(image.size, long_side)
    try:
        if image.format in {"JPEG", "MPO"} and image.mode in {"RGB", "L"}:
            # The decoder halves while it decodes, but never below the size asked for: that
            # must be the exact size wanted, a square would forbid halving on 4:3 photos.
            image.draft(mode, size)
        image.load()
        # Read after loading: the TIFF decoder turns the picture itself and says so here.
        turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
        if _sideways(image.size) != _sideways(size):
            size = (size[1], size[0])
        plain = _eight_bit(image, mode)
        if plain.size != size:
            plain = plain.resize(size, Image.Resampling.LANCZOS)
        return plain if turn is None else plain.transpose(turn)
    except MemoryError as error:
        raise PhotoError(
            "too large for this machine's memory",
            item=name,
            hint="lower photos.max_megapixels so that it is refused at once",
        ) from error
    except Exception as error:
        # As in _opened: what a decoder raises on damaged data is not a closed list.
        raise PhotoError("damaged or cut short", item=name, hint=_RETAKE) from error


def _sideways(size: tuple[int, int]) -> bool:
    return size[0] < size[1]


def _eight_bit(image: Image.Image, mode: str) -> Image.Image:
    if image.mode == mode:
        return image
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _stretched(image).convert(mode)
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert(mode)
    return image.convert(mode)


def _stretched(image: Image.Image) -> Image.Image:
    """Bring more than 8 bits a pixel to 8, by the values that occur: 12 of 16 bits is usual."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    low, high = float(values.min()), float(values.max())
    span = (high - low) or 1.0
    return Image.fromarray(((values - low) * (255.0 / span)).astype(np.uint8))


def _scaled(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    longest = max(size)
    if longest <= long_side:
        return size
    return (
        max(1, round(size[0] * long_side / longest)),
        max(1, round(size[1] * long_side / longest)),
    )


def _register_heif() -> None:
    # Imported here: loading the HEIC decoder takes time that JPEGs need not pay.
    from pillow_heif import register_heif_opener  # noqa: PLC0415

    register_heif_opener()
