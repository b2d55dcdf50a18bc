"""Labels as they are drawn: they scan, and nothing leaves its place."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hwlab_cli import hw_id
from hwlab_cli.errors import UsageError
from hwlab_cli.labels import drawing, files, sizes
from hwlab_cli.labels.content import Content, printable
from hwlab_cli.labels.layout import Layout, layout
from hwlab_cli.labels.sizes import DOTS_PER_MM, Size

NAME = "HW-4F7K2M98"
URL = f"https://netbox.example.net/dcim/devices/12345/#{NAME}"
SWITCH = Content(
    NAME,
    hw_id.code_of(NAME),
    (("Cisco Catalyst 3750X-24T-S", "Catalyst 3750X-24T-S"), ("S/N FDO2031X0AB",)),
)
ENDLESS = Content(NAME, URL, (("Wide " * 40,), ("S/N " + "W" * 50,)))
BARE = Content(NAME, hw_id.code_of(NAME))
EVERY = [*sizes.SIZES.values(), *(one.label for one in sizes.SHEETS.values())]


def ink(picture: Image.Image) -> npt.NDArray[np.bool_]:
    return ~np.asarray(picture)


def scanned(picture: Image.Image) -> list[str]:
    """Return what the codes say, as a scanner sees the picture on its paper."""
    paper = Image.new("L", (picture.width + 40, picture.height + 40), 255)
    paper.paste(picture.convert("L"), (20, 20))
    return [one.text for one in zxingcpp.read_barcodes(np.asarray(paper))]


def assert_all_in_place(one: Layout, size: Size, dpi: int) -> None:
    """Hold a label against what it may have where."""
    picture = drawing.drawn(one)
    dark = ink(picture)
    scale = DOTS_PER_MM[dpi]
    edge_x, edge_y = int(size.margin_x * scale), int(size.margin_y * scale)
    assert not dark[:edge_y].any()
    assert not dark[picture.height - edge_y :].any()
    assert not dark[:, :edge_x].any()
    assert not dark[:, picture.width - edge_x :].any()
    side, quiet = len(one.modules) * one.module, 4 * one.module
    left, top = one.code_left, one.code_top
    around = dark[max(0, top - quiet) : top + side + quiet, left - quiet : left + side + quiet]
    assert around.sum() == one.modules.sum() * one.module**2
    assert top - quiet >= edge_y
    # Whole dots: as many as the code has modules, times a square of them.
    assert one.module / scale >= 0.25 - 1e-9
    for line in one.prints:
        assert line.text.isascii() or line.text.removesuffix("…").isascii()


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
@pytest.mark.parametrize("content", [SWITCH, ENDLESS, BARE], ids=["switch", "endless", "bare"])
@pytest.mark.parametrize("size", EVERY, ids=lambda size: size.name)
def test_a_label_scans_and_everything_is_in_its_place(
    size: Size, content: Content, dpi: int
) -> None:
    one = layout(content, size, dpi)
    assert (one.width, one.height) == (
        round(size.width * DOTS_PER_MM[dpi]),
        round(size.height * DOTS_PER_MM[dpi]),
    )
    assert one.prints[0].text == NAME
    assert_all_in_place(one, size, dpi)
    assert scanned(drawing.drawn(one)) == [content.code]


@given(
    st.lists(st.text(max_size=60), max_size=3),
    st.sampled_from(EVERY),
    st.sampled_from(sorted(DOTS_PER_MM)),
)
def test_no_text_leaves_its_place(lines: list[str], size: Size, dpi: int) -> None:
    shown = [printable(one) for one in lines]
    assert all(one.isascii() and one.isprintable() for one in shown)
    content = Content(NAME, SWITCH.code, tuple((one,) for one in shown if one))
    assert_all_in_place(layout(content, size, dpi), size, dpi)


def test_what_is_too_long_is_printed_smaller_then_without_its_maker_then_cut() -> None:
    size = sizes.size("zebra-2x1")

    def line(*wordings: str) -> tuple[str, int]:
        found = layout(Content(NAME, SWITCH.code, (wordings,)), size, 203).prints[1]
        return found.text, found.font_size

    short, large = line("Cisco C9300")
    longer, smaller = line("Cisco Catalyst 9300-24T")
    assert (short, longer) == ("Cisco C9300", "Cisco Catalyst 9300-24T")
    assert large > smaller
    assert line("Hewlett Packard Enterprise DL380", "DL380")[0] == "DL380"
    cut, _ = line("Hewlett Packard Enterprise ProLiant DL380 Gen10 Plus")
    assert cut.endswith("…")
    assert "Hewlett Packard Enterprise ProLiant DL380 Gen10 Plus".startswith(cut[:-1])


def test_a_label_that_is_too_small_is_said_so() -> None:
    tiny = Size("tiny", "6 mm tape", 20, 6, 0.5, 0.5)
    with pytest.raises(UsageError) as told:
        layout(SWITCH, tiny, 203)
    assert "too small" in told.value.message
    narrow = Size("narrow", "a square", 12, 12, 0.5, 0.5)
    with pytest.raises(UsageError, match="too small"):
        layout(SWITCH, narrow, 300)


@pytest.mark.parametrize("name", sizes.SHEETS)
def test_the_labels_of_a_sheet_lie_where_the_paper_has_them(name: str) -> None:
    sheet = sizes.sheet(name)
    assert sheet.left + (sheet.columns - 1) * sheet.pitch_x + sheet.label.width <= sheet.page_width
    assert sheet.top + (sheet.rows - 1) * sheet.pitch_y + sheet.label.height <= sheet.page_height
    # As much paper is left over on the right as on the left, and below as above.
    right = sheet.page_width - sheet.left - (sheet.columns - 1) * sheet.pitch_x - sheet.label.width
    below = sheet.page_height - sheet.top - (sheet.rows - 1) * sheet.pitch_y - sheet.label.height
    assert right == pytest.approx(sheet.left, abs=0.5)
    assert below == pytest.approx(sheet.top, abs=0.5)
    many = [SWITCH] * (sheet.count + 1)
    pages = drawing.sheets(many, sheet, 300, start=sheet.count)
    assert len(pages) == 2
    alone = ink(drawing.drawn(layout(SWITCH, sheet.label, 300)))
    for page, place in ((0, sheet.count - 1), (1, 0)):
        row, column = divmod(place, sheet.columns)
        left = round((sheet.left + column * sheet.pitch_x) * 300 / 25.4)
        top = round((sheet.top + row * sheet.pitch_y) * 300 / 25.4)
        height, width = alone.shape
        assert (ink(pages[page])[top : top + height, left : left + width] == alone).all()
    assert ink(pages[0]).sum() == alone.sum()
    assert ink(pages[1]).sum() == alone.sum() * sheet.count


def test_png_says_at_which_size_it_prints() -> None:
    (picture,) = drawing.single([SWITCH], sizes.size("zebra-2x1"), 203)
    (data,) = files.written([picture], "png", 203, NAME)
    read = Image.open(io.BytesIO(data))
    assert (read.mode, read.size) == ("1", picture.size)
    assert read.width / read.info["dpi"][0] == pytest.approx(2, abs=0.01)
    assert (np.asarray(read) == np.asarray(picture)).all()


def test_svg_has_every_dot_and_its_true_size() -> None:
    (picture,) = drawing.single([SWITCH], sizes.size("dymo-99012"), 300)
    (data,) = files.written([picture], "svg", 300, "<&> a title")
    root = ElementTree.fromstring(data)
    assert float(root.attrib["width"].removesuffix("mm")) == pytest.approx(89, abs=0.05)
    assert float(root.attrib["height"].removesuffix("mm")) == pytest.approx(36, abs=0.05)
    assert [one.text for one in root if one.tag.endswith("title")] == ["<&> a title"]
    drawn = np.zeros((picture.height, picture.width), bool)
    dots = list(root)[-1].attrib["d"]
    for part in re.finditer(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", dots):
        left, top, width, height = map(int, part.groups())
        drawn[top : top + height, left : left + width] = True
    assert (drawn == ink(picture)).all()


def test_pdf_has_a_page_a_label_at_its_true_size() -> None:
    pictures = drawing.single([SWITCH, BARE], sizes.size("brother-dk-1201"), 300)
    (data,) = files.written(pictures, "pdf", 300, NAME)
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert len(boxes) == 2
    for width, height in boxes:
        assert float(width) / 72 * 25.4 == pytest.approx(90, abs=0.1)
        assert float(height) / 72 * 25.4 == pytest.approx(29, abs=0.1)
