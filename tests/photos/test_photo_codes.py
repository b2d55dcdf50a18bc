"""Barcodes of every symbology that hardware wears: at any angle, several a photo, small ones."""

import io

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from hwlab_cli.model import EvidenceKind, Reading
from hwlab_cli.photos import load
from hwlab_cli.photos.codes import Code, read_codes
from hwlab_cli.photos.readings import read

CONTENTS = {
    "Code 128": "S0123-AbC",
    "Code 39": "SN1234567",
    "Code 93": "TEST93",
    "EAN-13": "4006381333931",
    "EAN-8": "96385074",
    "UPC-A": "036000291452",
    "UPC-E": "01234565",
    "ITF": "12345678901231",
    "QR Code": "https://example.com/?sn=0012345",
    "Micro QR Code": "SN12345",
    "Data Matrix": "[)>\x1e06\x1dSABC123\x1d1P875521-B21\x1e\x04",
    "PDF417": "1P875521-B21",
    "Aztec": "S/N XYZ987",
}
# What a shop's codes are read as: the number of the article, in full.
ARTICLES = {
    "EAN-13": ("EAN-13", "4006381333931"),
    "UPC-A": ("EAN-13", "0036000291452"),
    "UPC-E": ("UPC-E", "0012345000065"),
}
PAPER = 235


def drawn(symbology: str, content: str, scale: int = 3) -> Image.Image:
    """Return a barcode on white, with the quiet zone that it needs."""
    code = zxingcpp.create_barcode(content, zxingcpp.barcode_format_from_str(symbology))
    bars = Image.fromarray(np.array(code.to_image(scale=scale, add_quiet_zones=True)))
    # As high as printed ones are, where the symbology has one line of bars.
    height = bars.height if bars.height > bars.width / 4 else max(bars.height, bars.width // 4)
    return bars.resize((bars.width, height), Image.Resampling.NEAREST)


def placed(
    *codes: tuple[Image.Image, float, tuple[int, int]], size: tuple[int, int]
) -> Image.Image:
    """Return gray paper with barcodes on it, each turned, its middle at a place."""
    paper = Image.new("L", size, PAPER)
    for code, angle, (x, y) in codes:
        turned = code.convert("L").rotate(
            angle, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER
        )
        paper.paste(turned, (x - turned.width // 2, y - turned.height // 2))
    return paper


def pixels(picture: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(picture)


def found(picture: Image.Image) -> set[tuple[str, str]]:
    return {(code.symbology, code.text) for code in read_codes(pixels(picture), [])}


def middle(code: Code) -> tuple[float, float]:
    x, y = code.box.mean(axis=0)
    return float(x), float(y)


@pytest.mark.parametrize("symbology", CONTENTS)
@pytest.mark.parametrize("angle", [0, 15, 30, 45, 90, 135, 180, 200, 270, 330])
def test_each_symbology_is_read_at_any_angle(symbology: str, angle: int) -> None:
    content = CONTENTS[symbology]
    picture = placed((drawn(symbology, content), angle, (600, 450)), size=(1200, 900))
    assert found(picture) == {ARTICLES.get(symbology, (symbology, content))}


@pytest.mark.parametrize("angle", range(0, 91, 3))
def test_a_code_without_marked_ends_is_read_whole_or_not_at_all(angle: int) -> None:
    content = CONTENTS["ITF"]
    picture = placed((drawn("ITF", content), angle, (600, 450)), size=(1200, 900))
    assert found(picture) == {("ITF", content)}


# Each was read with another content beside it: from lines that leave the bars for a moment.
@pytest.mark.parametrize(
    ("symbology", "content", "angle", "scale"),
    [
        ("Code 128", "Y200F0", 11.25, 3),
        ("Code 128", "3C9AVT4MCCSDF", 180.2, 4),
        ("Code 128", "AMXZB9", 282.6, 3),
        ("Code 128", "QWN9213CW-RQFT", 5.4, 3),
        ("Code 128", "AK91JQHVBERHV", 158.9, 4),
        ("Code 128", "M47-DDL", 98.5, 4),
        ("Code 39", "62GP3Z9-PQG07", -19.7, 3),
        ("Code 39", "1GJN5G4QJRLF4", 186.0, 3),
        ("Code 39", "NR0-3M50", 113.4, 3),
        ("Code 39", "SBCWWU3LT", 68.3, 3),
        ("Code 39", "9XDN90", 98.1, 3),
        ("Code 39", "URM555NBSXP", 23.5, 4),
    ],
)
def test_of_readings_that_differ_the_one_of_level_lines_is_right(
    symbology: str, content: str, angle: float, scale: int
) -> None:
    picture = placed((drawn(symbology, content, scale), angle, (600, 450)), size=(1200, 900))
    assert found(picture) == {(symbology, content)}


def test_codes_that_stand_close_together_are_all_read() -> None:
    contents = ["SN0012345", "875521-B21", "00A0C9142BC8"]
    sheet = Image.new("L", (700, 420), 255)
    for row, content in enumerate(contents):
        sheet.paste(drawn("Code 128", content).resize((600, 110)), (50, 20 + 120 * row))
    for angle in (0, 12, 20, 40, 64, 116, 191):
        picture = placed((sheet, angle, (600, 450)), size=(1200, 900))
        assert found(picture) == {("Code 128", content) for content in contents}


@pytest.mark.parametrize("content", ["HJNJ8D", "7RSP6L", "A/C12", "AC+VBD", "-1234562"])
def test_code_39_is_read_as_it_stands(content: str) -> None:
    # Not as Code 32 or PZN, the pharmacies', nor as the signs that Full ASCII writes in pairs.
    picture = placed((drawn("Code 39", content), 0, (600, 450)), size=(1200, 900))
    assert found(picture) == {("Code 39", content)}


@settings(max_examples=60, deadline=None)
@given(
    angle=st.floats(0, 360),
    symbology=st.sampled_from(["Code 128", "QR Code", "Data Matrix"]),
    content=st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", min_size=6, max_size=14),
)
def test_what_stands_in_a_code_is_what_was_printed(
    angle: float, symbology: str, content: str
) -> None:
    picture = placed((drawn(symbology, content), angle, (600, 450)), size=(1200, 900))
    assert found(picture) == {(symbology, content)}


def test_several_codes_are_told_apart_by_their_places() -> None:
    places = {"Code 128": (300, 200), "QR Code": (900, 200), "Data Matrix": (300, 600)}
    codes = [(drawn(name, CONTENTS[name]), 0.0, place) for name, place in places.items()]
    picture = placed(*codes, size=(1200, 900))
    read_ones = read_codes(pixels(picture), [])
    assert {one.symbology for one in read_ones} == set(places)
    for one in read_ones:
        assert middle(one) == pytest.approx(places[one.symbology], abs=12)


def test_small_codes_on_a_12_megapixel_photo_are_read() -> None:
    picture = placed((drawn("Code 128", "SN0012345"), 0, (3100, 700)), size=(4032, 3024))
    assert found(picture) == {("Code 128", "SN0012345")}


def test_paper_without_codes_has_none() -> None:
    noise = np.random.default_rng(1).normal(PAPER - 40, 30, (600, 800)).clip(0, 255)
    assert read_codes(noise.astype(np.uint8), []) == []


@pytest.mark.parametrize(("symbology", "content"), [("Code 39", "12"), ("ITF", "894201")])
def test_a_few_bars_without_a_check_digit_are_no_code(symbology: str, content: str) -> None:
    picture = placed((drawn(symbology, content), 0, (300, 200)), size=(600, 400))
    assert found(picture) == set()


def test_a_reading_says_where_it_stands_in_the_upright_photo() -> None:
    # Stored on its side, as phones do; the place is that of the photo as people see it.
    upright = placed((drawn("Code 128", "SN0012345"), 0, (900, 300)), size=(1200, 900))
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(stream, "JPEG", quality=92, exif=exif)
    photo = load.check(stream.getvalue(), "photo.jpg", 200.0)
    barcodes = [one for one in read(photo) if one.kind is EvidenceKind.BARCODE]
    assert [(one.text, one.detail, one.photo) for one in barcodes] == [
        ("SN0012345", "Code 128", "photo.jpg")
    ]
    assert _middle(barcodes[0]) == pytest.approx((900, 300), abs=15)


def _middle(reading: Reading) -> tuple[float, float]:
    xs, ys = zip(*reading.box, strict=True)
    return sum(xs) / 4, sum(ys) / 4
