"""What a model is shown: whole photos within the budget, and labels close up and upright."""

from io import BytesIO

import numpy as np
import pytest
from conftest import LabelPhoto
from PIL import Image, ImageDraw

from hwlab_cli.identify.vision.pictures import Picture, fitting, pictures, smaller
from hwlab_cli.model import EvidenceKind, Quad, Reading
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo

EXIF_GPS = 0x8825


def photo(width: int = 4000, height: int = 3000, name: str = "p.jpg", **marks: Quad) -> Photo:
    """A gray photo with a mark of its color on each quad."""
    image = Image.new("RGB", (width, height), "gray")
    draw = ImageDraw.Draw(image)
    for color, quad in marks.items():
        draw.polygon([tuple(point) for point in quad], fill=color)
    buffer = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(EXIF_GPS)[1] = "N"
    exif[0x010E] = "secret"
    image.save(buffer, "JPEG", quality=95, exif=exif, comment=b"secret")
    return load.check(buffer.getvalue(), name, 100)


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.jpeg))
    assert image.format == "JPEG"
    image.load()
    return image


def at(x: int, y: int, width: int = 300, height: int = 40) -> Quad:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def read(quad: Quad, kind: EvidenceKind = EvidenceKind.TEXT, of: str = "p.jpg") -> Reading:
    return Reading(kind, "x", of, quad)


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (12_000, 200), (640, 480), (1, 1)])
@pytest.mark.parametrize("budget", [0.1, 1.5, 12])
def test_whole_photos_keep_to_the_budget(size: tuple[int, int], budget: float) -> None:
    shown = pictures([photo(*size)], [], max_megapixels=budget, crops=4)
    assert [one.caption for one in shown] == ["the photo"]
    image = opened(shown[0])
    assert image.width * image.height <= budget * 1e6
    assert image.width / image.height == pytest.approx(size[0] / size[1], rel=0.05)
    wanted = min(size[0] * size[1], budget * 1e6)
    assert image.width * image.height >= 0.9 * wanted - 2 * sum(image.size)


def test_nothing_but_pixels_leaves() -> None:
    shown = pictures([photo()], [read(at(100, 100))], max_megapixels=1, crops=4)
    assert len(shown) == 2
    for one in [*shown, *smaller(shown)]:
        image = opened(one)
        assert not image.getexif()
        assert b"secret" not in one.jpeg
        assert not {"exif", "comment", "icc_profile"} & image.info.keys()


def test_a_close_up_has_the_photos_own_pixels() -> None:
    mark = at(3000, 2000)
    close = pictures([photo(red=mark)], [read(mark)], max_megapixels=1, crops=4)[1]
    assert close.caption == "close-up"
    image = opened(close)
    pixels = np.asarray(image).astype(int)
    red = (pixels[..., 0] > 180) & (pixels[..., 1] < 90)
    assert red.sum() == pytest.approx(300 * 40, rel=0.05)
    assert image.width < 400
    assert image.height < 120


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_close_up_is_upright(turn: int) -> None:
    left, right = at(1000, 1000, 200, 40), at(1200, 1000, 200, 40)
    corners = at(1000, 1000, 400, 40)

    def turned(quad: Quad) -> Quad:
        """A quad of the photo after so many quarter turns, its text's own top left first."""
        points = list(quad)
        for _ in range(turn):
            points = [(2999 - y, x) for x, y in points]
        return points[0], points[1], points[2], points[3]

    image = photo(3000, 3000, red=turned(left), blue=turned(right))
    close = pictures([image], [read(turned(corners))], max_megapixels=1, crops=1)[1]
    pixels = np.asarray(opened(close)).astype(int)
    height, width = pixels.shape[:2]
    assert width > 3 * height
    middle = pixels[height // 2]
    left_half, right_half = middle[width // 4], middle[3 * width // 4]
    assert left_half[0] > left_half[2] + 90
    assert right_half[2] > right_half[0] + 90


def test_lines_that_stand_together_are_one_label() -> None:
    near = [read(at(500, 500 + 60 * line)) for line in range(5)]
    far = [read(at(3200, 2500))]
    shown = pictures([photo()], near + near + far, max_megapixels=1, crops=8)
    assert len(shown) == 3
    assert opened(shown[1]).height > opened(shown[2]).height


def test_the_best_labels_come_within_the_number() -> None:
    code = read(at(3200, 2500), EvidenceKind.BARCODE)
    lines = [read(at(300, 300)), read(at(2000, 300)), read(at(300, 1500)), code]
    for crops in range(5):
        shown = pictures([photo()], lines, max_megapixels=1, crops=crops)
        assert len(shown) == 1 + crops
    mark = photo(red=at(3200, 2500))
    best = pictures([mark], lines, max_megapixels=1, crops=1)[1]
    pixels = np.asarray(opened(best)).astype(int)
    assert ((pixels[..., 0] > 180) & (pixels[..., 1] < 90)).any()  # the barcode's


def test_small_photos_need_no_close_ups() -> None:
    small = photo(1200, 900)
    assert len(pictures([small], [read(at(100, 100))], max_megapixels=1.5, crops=4)) == 1


def test_several_photos_are_told_apart() -> None:
    one, two = photo(name="../one\n.jpg"), photo(name="two.jpg")
    found = [read(at(100, 100), of=two.name)]
    shown = pictures([one, two], found, max_megapixels=1, crops=4)
    assert [one.caption for one in shown] == ["photo 1", "photo 2", "close-up of photo 2"]


def test_a_close_up_keeps_to_the_budget() -> None:
    wide = [read(at(10, 10, 3900, 2900))]
    close = opened(pictures([photo()], wide, max_megapixels=0.5, crops=1)[1])
    assert close.width * close.height <= 0.5e6


def test_readings_beyond_the_photo_do_no_harm() -> None:
    odd = [((-50, -50), (5000, -50), (5000, 4000), (-50, 4000)), ((7, 7), (7, 7), (7, 7), (7, 7))]
    for quad in odd:
        assert pictures([photo()], [read(quad)], max_megapixels=1, crops=2)


def test_smaller_is_half_as_wide() -> None:
    shown = pictures([photo()], [], max_megapixels=1, crops=0)
    before, after = opened(shown[0]), opened(smaller(shown)[0])
    assert after.size == (before.width // 2, before.height // 2)


def test_fitting_never_enlarges() -> None:
    assert fitting(640, 480, 50) == 640
    assert fitting(1, 1, 0.1) == 1


def test_a_real_label(notebook: LabelPhoto) -> None:
    found = load.read(notebook.path, 100)
    shown = pictures([found], readings.read(found), max_megapixels=0.1, crops=2)
    assert 2 <= len(shown) <= 3
    assert all(opened(one).width for one in shown)
