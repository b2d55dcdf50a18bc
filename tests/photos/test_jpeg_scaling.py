"""JPEGs are scaled by their decoder where that gives the size asked for, or nearly."""

import io

import numpy as np
import pytest
from PIL import Image

from hwlab_cli.photos import load


def jpeg(width: int, height: int, orientation: int = 1) -> load.Photo:
    """Return a photo of noise, softened as lenses do."""
    noise = Image.effect_noise((width // 4 + 1, height // 4 + 1), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    noise.resize((width, height)).save(buffer, "JPEG", quality=90, exif=exif)
    return load.check(buffer.getvalue(), "photo.jpg", 200)


def by_decoder(photo: load.Photo, part: int) -> Image.Image:
    """Return what the decoder gives when it is asked for a half or a quarter, and no more."""
    image = Image.open(io.BytesIO(photo.data))
    image.draft("L", (image.width // part, image.height // part))
    return image


@pytest.mark.parametrize(
    ("width", "height", "long_side", "part"),
    [(1008, 756, 525, 2), (1009, 757, 525, 2), (1000, 750, 500, 2), (756, 1008, 260, 4)],
)
def test_a_half_that_is_nearly_the_size_is_taken_as_it_is(
    width: int, height: int, long_side: int, part: int
) -> None:
    photo = jpeg(width, height)
    found = load.gray(photo, long_side)
    assert found.size == (-(-width // part), -(-height // part))
    assert np.array_equal(np.asarray(found), np.asarray(by_decoder(photo, part)))


@pytest.mark.parametrize("long_side", [1, 7, 100, 255, 530, 700, 1007])
@pytest.mark.parametrize("size", [(1008, 756), (757, 1009), (1008, 3), (2, 1008)])
def test_no_picture_is_larger_than_asked_for_or_much_smaller(
    size: tuple[int, int], long_side: int
) -> None:
    photo = jpeg(*size)
    for picture in (load.gray(photo, long_side), load.color(photo, long_side)):
        assert 0.95 * min(long_side, max(size)) <= max(picture.size) <= long_side
        scale = min(1.0, long_side / max(size))
        for side, whole in zip(picture.size, size, strict=True):
            assert side == pytest.approx(whole * scale, rel=0.05, abs=1)


def test_a_photo_held_sideways_is_turned_after_it_was_scaled() -> None:
    photo = jpeg(1008, 756, orientation=6)
    assert (photo.width, photo.height) == (756, 1008)
    assert load.gray(photo, 525).size == (378, 504)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_what_is_wanted_whole_is_decoded_whole(mode: str) -> None:
    photo = jpeg(403, 302)
    decode = load.gray if mode == "L" else load.color
    for long_side in (None, 403, 4200):
        picture = decode(photo, long_side)
        assert (picture.size, picture.mode) == ((403, 302), mode)
