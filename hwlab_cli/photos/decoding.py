"""Decode a photo with Pillow: upright, on white, 8 bits a channel, at the size needed."""

import functools
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile, UnidentifiedImageError

from hwlab_cli.errors import PhotoError

RETAKE = "take the photo again, or copy it again from the camera"

# MPO, two JPEGs in one file, is opened as JPEG.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")
_FIRST_BYTES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BLOCK_PIXELS = 2**20
# So much of the size asked for is taken for it where a JPEG's decoder has it for nothing: half
# of 8,064 pixels for 4,200, without decoding and scaling down four times as many.
_NEARLY = 0.95

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
_SIDEWAYS = {
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
}

# Our own limit, in the configuration, takes the place of Pillow's: Pillow's only warns
# between 89 and 179 megapixels, and phones take 108 and 200.
Image.MAX_IMAGE_PIXELS = None
# Pillow warns of blemishes in metadata that do no harm to the picture. Once for the whole
# process, since warnings.catch_warnings is not safe where several threads decode.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A photo's picture, and the size in pixels that it has in full when upright."""

    picture: Image.Image
    width: int
    height: int


def opened(data: bytes, name: str, *, formats: Sequence[str] | None = None) -> ImageFile.ImageFile:
    """Read a photo's header, and no pixels; raises PhotoError when there is none.

    `formats` are Pillow's names of those to read; all that photos come in, where not given.
    """
    chosen = list(formats or _FORMATS)
    if not formats and data[4:8] == b"ftyp" and data[8:12] not in {b"avif", b"avis"}:
        _register_heif()
        chosen.append("HEIF")
    try:
        return Image.open(io.BytesIO(data), formats=chosen)
    except MemoryError as error:
        raise _too_large(name) from error
    except Exception as error:
        if isinstance(error, UnidentifiedImageError) and not _begins_as_image(data):
            raise PhotoError(
                "not an image that can be read",
                item=name,
                hint="JPEG, PNG, WebP, TIFF and HEIC can be read",
            ) from None
        # Pillow's decoders answer damaged headers with whatever the damage led them to:
        # SyntaxError, struct.error, ValueError, OverflowError and more.
        raise _damaged(name) from error


def decoded(image: ImageFile.ImageFile, long_side: int | None, mode: str, name: str) -> Decoded:
    """Decode an opened photo in mode L or RGB, at most `long_side` pixels long.

    Raises PhotoError when it is damaged, cut short, or more than the memory holds.
    """
    try:
        return _decoded(image, long_side, mode)
    except MemoryError as error:
        raise _too_large(name) from error
    except Exception as error:
        # As in opened: what a decoder raises on damaged data is not a closed list.
        raise _damaged(name) from error


def _decoded(image: ImageFile.ImageFile, long_side: int | None, mode: str) -> Decoded:
    full = image.size
    size = _scaled(full, long_side)
    if image.format in {"JPEG", "MPO"}:
        size = _drafted(image, mode, size)
    image.load()
    turn = _turn(image)
    if image.format == "TIFF":
        # This decoder has turned the picture already.
        full, turn = image.size, None
        size = _scaled(full, long_side)
    plain = _simplified(image)
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    plain = _on_paper(plain, mode)
    if turn is not None:
        plain = plain.transpose(turn)
    width, height = reversed(full) if turn in _SIDEWAYS else full
    return Decoded(plain, width, height)


def _drafted(image: ImageFile.ImageFile, mode: str, size: tuple[int, int]) -> tuple[int, int]:
    """Let a JPEG's decoder scale while it decodes; return the size to bring the picture to."""
    width, height = image.size
    for part in (2, 4, 8):
        smaller = -(-width // part), -(-height // part)
        fits = _NEARLY * max(size) <= max(smaller) <= max(size)
        if fits and min(width, height) >= part:
            image.draft(mode, (width // part, height // part))
            return smaller
    # It never goes below the size asked for, which must be the exact size wanted: a square
    # would forbid it to halve 4:3 photos.
    image.draft(mode, size)
    return size


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return what turns a decoded picture upright, None where it is."""
    try:
        return _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - as in opened; bad metadata harms no picture
        return None


def _simplified(image: Image.Image) -> Image.Image:
    """Return the picture in mode L, LA, RGB or RGBA: those that can be scaled well."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _stretched(image)
    if image.has_transparency_data:
        return image if image.mode in {"LA", "RGBA"} else image.convert("RGBA")
    if image.mode in {"L", "RGB"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _on_paper(image: Image.Image, mode: str) -> Image.Image:
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return image if image.mode == mode else image.convert(mode)


def _stretched(image: Image.Image) -> Image.Image:
    """Bring more than 8 bits a pixel to 8, by the values that occur: 12 of 16 bits is usual."""
    values = np.asarray(image)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    scale = 255.0 / ((high - low) or 1.0)
    gray = np.empty(values.shape, np.uint8)
    rows = max(1, _BLOCK_PIXELS // values.shape[1])
    for top in range(0, values.shape[0], rows):
        block = values[top : top + rows].astype(np.float64)
        np.nan_to_num(block, copy=False, nan=low, posinf=high, neginf=low)
        gray[top : top + rows] = (block - low) * scale
    return Image.fromarray(gray)


def _scaled(size: tuple[int, int], long_side: int | None) -> tuple[int, int]:
    longest = max(size)
    if long_side is None or longest <= long_side:
        return size
    return (
        max(1, round(size[0] * long_side / longest)),
        max(1, round(size[1] * long_side / longest)),
    )


def _begins_as_image(data: bytes) -> bool:
    return data.startswith(_FIRST_BYTES) or data[4:8] == b"ftyp" or data[8:12] == b"WEBP"


def _damaged(name: str) -> PhotoError:
    return PhotoError("damaged or cut short", item=name, hint=RETAKE)


def _too_large(name: str) -> PhotoError:
    return PhotoError(
        "too large for this machine's memory",
        item=name,
        hint="lower photos.max_megapixels so that it is refused at once",
    )


@functools.cache
def _register_heif() -> None:
    # Imported here: loading the HEIC decoder takes time that JPEGs need not pay.
    from pillow_heif import register_heif_opener

    register_heif_opener()
