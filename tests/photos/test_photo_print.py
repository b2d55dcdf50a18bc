"""Print on photos: large and small, upright and turned; each line where it stands, in two looks."""

import io

import pytest
from PIL import Image, ImageDraw
from rendering.fonts import font

from hwlab_cli.model import EvidenceKind, Reading
from hwlab_cli.photos import load
from hwlab_cli.photos.readings import read
from hwlab_cli.photos.text import LOOKS

LINES = ("Model: PowerSwitch 4810", "S/N: QX7T4K2M9", "P/N: 0R4N7D-A00", "Made in Ireland")
PAPER, INK = 232, 25


def label(capitals: int, lines: tuple[str, ...] = LINES) -> Image.Image:
    """Return lines of print, their capitals so many pixels high, on paper of just their size."""
    face = font("arimo", False, capitals)
    width = max(round(face.getlength(line)) for line in lines)
    paper = Image.new("L", (width + 4 * capitals, baseline(capitals, len(lines))), PAPER)
    pen = ImageDraw.Draw(paper)
    for number, line in enumerate(lines):
        pen.text((2 * capitals, baseline(capitals, number)), line, INK, face, anchor="ls")
    return paper


def baseline(capitals: int, number: int) -> int:
    return 3 * capitals * (number + 1)


def photo_of(
    picture: Image.Image, *, angle: float = 0, size: tuple[int, int], at: tuple[int, int]
) -> load.Photo:
    """Return a photo of that size of a label whose middle is at a place."""
    table = Image.new("L", size, 120)
    outside = Image.new("L", picture.size, 255).rotate(angle, expand=True)
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    corner = (at[0] - turned.width // 2, at[1] - turned.height // 2)
    table.paste(turned, corner, outside)
    stream = io.BytesIO()
    table.save(stream, "JPEG", quality=90)
    return load.check(stream.getvalue(), "photo.jpg", 200.0)


def squeezed(text: str) -> str:
    """Return a text without spaces, which the engine drops and adds."""
    return text.replace(" ", "")


def looks_at(readings: list[Reading], look: str) -> list[str]:
    return [squeezed(one.text) for one in readings if one.look == look]


@pytest.mark.parametrize("angle", [0, 12, 45, 90, 180, 205, 270])
def test_print_is_read_however_it_is_turned(angle: int) -> None:
    readings = read(photo_of(label(24), angle=angle, size=(1400, 1100), at=(700, 550)))
    assert {one.kind for one in readings} == {EvidenceKind.TEXT}
    for look in LOOKS:
        assert set(map(squeezed, LINES)) <= set(looks_at(readings, look))


def test_a_line_is_where_it_stands() -> None:
    readings = read(photo_of(label(24), size=(1400, 1100), at=(800, 400)))
    capitals, paper = 24, label(24)
    left, top = 800 - paper.width // 2, 400 - paper.height // 2
    for number, line in enumerate(LINES):
        (found,) = [
            one for one in readings if one.look == LOOKS[0] and squeezed(one.text) == squeezed(line)
        ]
        xs, ys = zip(*found.box, strict=True)
        assert min(xs) == pytest.approx(left + 2 * capitals, abs=14)
        middle = baseline(capitals, number) - capitals / 2
        assert sum(ys) / 4 == pytest.approx(top + middle, abs=8)
        # From the text's own top left, clockwise.
        assert found.box[0][0] < found.box[1][0]
        assert found.box[0][1] < found.box[3][1]


def test_the_first_corner_is_that_of_the_text_when_it_stands_on_its_head() -> None:
    readings = read(photo_of(label(24), angle=180, size=(1400, 1100), at=(700, 550)))
    (found,) = [
        one for one in readings if one.look == LOOKS[0] and squeezed(one.text) == squeezed(LINES[1])
    ]
    assert found.box[0][0] > found.box[1][0]
    assert found.box[0][1] > found.box[3][1]


@pytest.mark.parametrize("size", [(4032, 3024), (8064, 6048)], ids=["12 MP", "48 MP"])
def test_small_print_on_a_large_photo_is_read(size: tuple[int, int]) -> None:
    # On 48 megapixels, print that no picture of half the size could hold.
    readings = read(photo_of(label(16), size=size, at=(size[0] * 3 // 4, size[1] // 4)))
    for look in LOOKS:
        assert set(map(squeezed, LINES)) <= set(looks_at(readings, look))


def test_an_empty_table_has_no_print() -> None:
    assert read(photo_of(Image.new("L", (200, 200), 120), size=(1400, 1100), at=(700, 550))) == []


def test_photos_of_one_device_keep_their_names() -> None:
    first = photo_of(label(24, LINES[:1]), size=(900, 500), at=(450, 250))
    second = photo_of(label(24, LINES[1:2]), size=(900, 500), at=(450, 250))
    second = load.check(second.data, "second.jpg", 200.0)
    readings = [*read(first), *read(second)]
    assert {one.photo for one in readings} == {"photo.jpg", "second.jpg"}
    by_photo = {one.photo: squeezed(one.text) for one in readings}
    assert by_photo == {"photo.jpg": squeezed(LINES[0]), "second.jpg": squeezed(LINES[1])}
