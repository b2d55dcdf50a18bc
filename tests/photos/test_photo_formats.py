"""Photos of every format and kind that cameras and scanners write, decoded as people see them."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms

from hwlab_cli.errors import PhotoError
from hwlab_cli.photos import load, upload

pillow_heif.register_heif_opener()

WIDTH, HEIGHT = 240, 160
BLACK, WHITE, MIDDLE = 0, 255, 128
# The quarters of the picture, by rows: each orientation and flip puts them elsewhere.
QUARTERS = ((BLACK, WHITE), (MIDDLE, WHITE))


def picture() -> Image.Image:
    """Return a gray picture whose quarters differ."""
    rows = [np.repeat(row, WIDTH // 2) for row in np.array(QUARTERS, np.uint8)]
    return Image.fromarray(np.repeat(np.stack(rows), HEIGHT // 2, axis=0))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def quarters(image: Image.Image) -> NDArray[np.uint8]:
    """Return the middles of a picture's quarters."""
    values = np.asarray(image.convert("L"))
    height, width = values.shape
    return values[height // 4 :: height // 2, width // 4 :: width // 2]


def looks_like(image: Image.Image, expected: object, within: int = 6) -> bool:
    found = quarters(image).astype(int)
    return bool(np.abs(found - np.array(expected)).max() <= within)


def checked(data: bytes) -> load.Photo:
    return load.check(data, "photo", 200.0)


def see_through() -> Image.Image:
    """Return the picture with its white as transparent black."""
    gray = picture()
    shown = Image.eval(gray, lambda value: 0 if value == WHITE else 255)
    black = Image.eval(gray, lambda value: 0 if value == WHITE else value)
    return Image.merge("LA", (black, shown))


def deep() -> Image.Image:
    """Return the picture in 12 of 16 bits, as cameras and scanners write them."""
    return Image.fromarray(np.asarray(picture(), np.uint16) * 16)


def palette_with_a_hole() -> bytes:
    gray = picture()
    indexed = gray.convert("RGB").quantize(3)
    white = indexed.getpixel((WIDTH - 1, 0))
    return encoded(indexed, "PNG", transparency=white)


def two_frames(kind: str) -> bytes:
    other = Image.new("RGB", (WIDTH, HEIGHT), "red")
    options: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
    return encoded(
        picture().convert("RGB"), kind, save_all=True, append_images=[other], duration=50, **options
    )


KINDS: dict[str, Callable[[], bytes]] = {
    "JPEG, gray": lambda: encoded(picture(), "JPEG"),
    "JPEG, color": lambda: encoded(picture().convert("RGB"), "JPEG"),
    "JPEG, progressive": lambda: encoded(picture().convert("RGB"), "JPEG", progressive=True),
    "JPEG, CMYK": lambda: encoded(picture().convert("CMYK"), "JPEG"),
    "MPO": lambda: encoded(
        picture().convert("RGB"), "MPO", save_all=True, append_images=[picture().convert("RGB")]
    ),
    "PNG, gray": lambda: encoded(picture(), "PNG"),
    "PNG, alpha": lambda: encoded(see_through(), "PNG"),
    "PNG, color and alpha": lambda: encoded(see_through().convert("RGBA"), "PNG"),
    "PNG, palette": lambda: encoded(picture().quantize(3), "PNG"),
    "PNG, palette with a hole": palette_with_a_hole,
    "PNG, 16 bits": lambda: encoded(deep(), "PNG"),
    "WebP": lambda: encoded(picture().convert("RGB"), "WEBP"),
    "WebP, alpha": lambda: encoded(see_through().convert("RGBA"), "WEBP", lossless=True),
    "TIFF, gray": lambda: encoded(picture(), "TIFF"),
    "TIFF, compressed": lambda: encoded(picture(), "TIFF", compression="tiff_lzw"),
    "TIFF, CMYK": lambda: encoded(picture().convert("CMYK"), "TIFF"),
    "TIFF, 16 bits": lambda: encoded(deep(), "TIFF"),
    "TIFF, floating point": lambda: encoded(
        Image.fromarray(np.asarray(picture(), np.float32) / 255), "TIFF"
    ),
    "TIFF, Lab": lambda: encoded(lab(), "TIFF"),
    "GIF": lambda: encoded(picture(), "GIF"),
    "AVIF": lambda: encoded(picture().convert("RGB"), "AVIF", quality=90),
    "HEIC": lambda: encoded(picture().convert("RGB"), "HEIF", quality=90),
    "HEIC, alpha": lambda: encoded(see_through().convert("RGBA"), "HEIF", quality=-1),
}


def lab() -> Image.Image:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    converted = ImageCms.applyTransform(picture().convert("RGB"), to_lab)
    assert converted is not None
    return converted


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_seen_as_it_is(kind: str) -> None:
    photo = checked(KINDS[kind]())
    assert (photo.width, photo.height) == (WIDTH, HEIGHT)
    for decode in (load.gray, load.color):
        whole = decode(photo)
        assert whole.size == (WIDTH, HEIGHT)
        assert looks_like(whole, QUARTERS), (kind, quarters(whole))
        small = decode(photo, 120)
        assert small.size == (120, 80)
        assert looks_like(small, QUARTERS), (kind, quarters(small))


def test_black_and_white_is_scaled_to_gray() -> None:
    stripes = np.zeros((HEIGHT, WIDTH), bool)
    stripes[:, ::2] = True
    photo = checked(encoded(Image.fromarray(stripes), "PNG"))
    assert looks_like(load.gray(photo, WIDTH // 4), MIDDLE, within=30)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_several_pictures_the_first_is_read_and_that_is_told(kind: str) -> None:
    photo = checked(two_frames(kind))
    assert looks_like(load.gray(photo), QUARTERS)
    assert photo.note == "only the first of the pictures in the file is read"


def test_the_second_eye_of_a_camera_is_no_other_picture() -> None:
    assert checked(KINDS["MPO"]()).note == ""


# Where each orientation's stored quarters are shown: Exif 2.32, table 4.
SHOWN = {
    1: ((BLACK, WHITE), (MIDDLE, WHITE)),
    2: ((WHITE, BLACK), (WHITE, MIDDLE)),
    3: ((WHITE, MIDDLE), (WHITE, BLACK)),
    4: ((MIDDLE, WHITE), (BLACK, WHITE)),
    5: ((BLACK, MIDDLE), (WHITE, WHITE)),
    6: ((MIDDLE, BLACK), (WHITE, WHITE)),
    7: ((WHITE, WHITE), (MIDDLE, BLACK)),
    8: ((WHITE, WHITE), (BLACK, MIDDLE)),
}


@pytest.mark.parametrize("orientation", SHOWN)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF"])
def test_it_is_turned_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = encoded(picture().convert("RGB"), kind, exif=exif.tobytes())
    photo = checked(data)
    sideways = orientation >= 5
    size = (HEIGHT, WIDTH) if sideways else (WIDTH, HEIGHT)
    assert (photo.width, photo.height) == size
    for long_side in (None, 100):
        assert looks_like(load.gray(photo, long_side), SHOWN[orientation])


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_metadata_that_is_damaged_harms_no_picture() -> None:
    data = encoded(picture(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert looks_like(load.gray(checked(data)), QUARTERS)


# What leaves this machine


def test_what_is_sent_is_upright_and_has_no_metadata() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "a phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(
        picture().convert("RGB"), "JPEG", exif=exif, icc_profile=profile, comment=b"a phone"
    )
    assert b"a phone" in data
    sent = upload.jpeg(checked(data))
    assert b"a phone" not in sent
    with Image.open(io.BytesIO(sent)) as image:
        assert image.format == "JPEG"
        assert looks_like(image, SHOWN[6])
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("size", [(5000, 100), (100, 5000), (4096, 4096), (30, 20)])
def test_what_is_sent_is_no_larger_than_it_helps(size: tuple[int, int]) -> None:
    sent = upload.jpeg(checked(encoded(Image.new("L", size), "PNG")))
    with Image.open(io.BytesIO(sent)) as image:
        longest = min(max(size), upload.LONGEST_SIDE)
        assert max(image.size) == longest
        assert image.size[0] / image.size[1] == pytest.approx(size[0] / size[1], rel=0.02)


# Damage

WHOLE = {kind: make() for kind, make in KINDS.items()}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    keep=st.floats(0, 1),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
)
def test_damage_is_refused_or_harmless(
    kind: str, keep: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(WHOLE[kind])
    for place, value in changes:
        data[int(place * len(data))] = value
    damaged = bytes(data[: int(keep * len(data))])
    refusal = None
    try:
        upload.jpeg(load.check(damaged, "photo", 1.0))
    except PhotoError as error:
        refusal = error
    assert refusal is None or (refusal.item == "photo" and refusal.hint)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_short_is_refused(kind: str) -> None:
    # Half of the bytes: the end alone may be metadata, which nobody misses.
    with pytest.raises(PhotoError):
        checked(WHOLE[kind][: len(WHOLE[kind]) // 2])
