"""The plot: each dot where its bin is, and a panel for each tier."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from hwlab_cli.evaluation.calibration import calibrated
from hwlab_cli.evaluation.tally import Tally
from hwlab_cli.show import reliability
from hwlab_cli.show.reliability import png

HWLAB, MODEL = (9, 105, 218), (188, 76, 0)
ALL_RIGHT = calibrated([(0.9, True)] * 9)
HALF_RIGHT = calibrated([(0.3, True), (0.3, False)] * 5)
NOTHING = calibrated([])


def tier(name: str = "desk", model: str = "") -> Tally:
    return Tally(name, model, 9, 9, 9, {}, ALL_RIGHT, NOTHING, None, None, None, None)


def drawn(*tallies: Tally) -> Image.Image:
    image = Image.open(io.BytesIO(png(tallies)))
    assert image.format == "PNG"
    return image.convert("RGB")


def is_near(color: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(color, wanted, strict=True))


def at(image: Image.Image, confidence: float, share: float, panel: int = 0) -> tuple[int, ...]:
    x = panel * reliability._WIDTH + reliability._LEFT + confidence * reliability._SIDE
    y = reliability._TOP + 8 + (1 - share) * reliability._SIDE
    color = image.getpixel((round(x), round(y)))
    assert isinstance(color, tuple)
    return color


def test_a_dot_stands_where_confidence_and_share_meet() -> None:
    image = drawn(tier())
    assert is_near(at(image, 0.9, 1.0), HWLAB)
    assert not is_near(at(image, 0.3, 0.5), HWLAB)
    other = drawn(replace(tier(), calibration=HALF_RIGHT))
    assert is_near(at(other, 0.3, 0.5), HWLAB)
    assert not is_near(at(other, 0.9, 1.0), HWLAB)


def test_the_models_own_confidence_has_a_color_of_its_own() -> None:
    image = drawn(replace(tier(), said_calibration=HALF_RIGHT))
    assert is_near(at(image, 0.3, 0.5), MODEL)
    assert is_near(at(image, 0.9, 1.0), HWLAB)


def test_each_tier_has_a_panel() -> None:
    image = drawn(tier(), replace(tier(), calibration=HALF_RIGHT))
    assert image.size == (2 * reliability._WIDTH, reliability._HEIGHT)
    assert is_near(at(image, 0.9, 1.0, panel=0), HWLAB)
    assert is_near(at(image, 0.3, 0.5, panel=1), HWLAB)
    assert drawn(*[tier()] * 4).size == (3 * reliability._WIDTH, 2 * reliability._HEIGHT)


@pytest.mark.parametrize("name", ["x" * 400, "模型\u202e\x1b[31m", ""])
def test_any_name_is_drawn_within_its_panel(name: str) -> None:
    image = drawn(tier(model=name), replace(tier("b"), calibration=NOTHING))
    right_edge = image.crop((reliability._WIDTH - 2, 0, reliability._WIDTH, 60))
    assert right_edge.getcolors() == [(120, (255, 255, 255))]


def test_without_any_confidence_there_are_the_axes() -> None:
    image = drawn(replace(tier(), calibration=NOTHING))
    whole = image.crop((0, 64, *image.size))
    colors = {whole.getpixel((x, y)) for x in range(whole.width) for y in range(whole.height)}
    assert not any(isinstance(one, tuple) and is_near(one, HWLAB) for one in colors)
