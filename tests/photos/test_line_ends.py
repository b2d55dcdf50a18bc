import cv2
import numpy as np
import pytest

from hwlab_cli.photos.engine import Corners, Gray
from hwlab_cli.photos.line_ends import uncut

SIZE = 40
LEFT, TOP = 200, 150


def printed(
    text: str, *, ink: int = 30, paper: int = 220, noise: float = 3
) -> tuple[Gray, Corners]:
    """Return a picture of a line of print, with the box that holds all of it."""
    picture = np.full((400, 900), paper, np.uint8)
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 3)
    cv2.putText(picture, text, (LEFT, TOP + height), cv2.FONT_HERSHEY_SIMPLEX, 1.2, ink, 3)
    rough = picture + np.random.default_rng(1).normal(0, noise, picture.shape)
    margin = 8
    left, top = LEFT - margin, TOP - margin
    right, bottom = LEFT + width + margin, TOP + height + margin
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return np.clip(rough, 0, 255).astype(np.uint8), np.array(corners, np.float32)


def turned(picture: Gray, box: Corners, degrees: float) -> tuple[Gray, Corners]:
    matrix = cv2.getRotationMatrix2D((450, 200), degrees, 1.0)
    rotated = cv2.warpAffine(picture, matrix, (900, 400), borderMode=cv2.BORDER_REPLICATE)
    corners = cv2.transform(box[np.newaxis], matrix)[0]
    return np.asarray(rotated, np.uint8), np.asarray(corners, np.float32)


def cut(box: Corners, *, left: float = 0, right: float = 0) -> Corners:
    """Take pixels off a box's ends."""
    along = (box[1] - box[0]) / np.linalg.norm(box[1] - box[0])
    ends = [box[0] + along * left, box[1] - along * right]
    ends += [box[2] - along * right, box[3] + along * left]
    return np.array(ends, np.float32)


def ends(box: Corners, whole: Corners) -> tuple[float, float]:
    """Return how far a box goes beyond another one, left and right, along its text."""
    along = (whole[1] - whole[0]) / np.linalg.norm(whole[1] - whole[0])
    return float((whole[0] - box[0]) @ along), float((box[1] - whole[1]) @ along)


@pytest.mark.parametrize("text", ["10811M01463878", "8FJ2XM2", "S/N: CZ27460ABC", "UL"])
@pytest.mark.parametrize("degrees", [0, 8, -30])
@pytest.mark.parametrize(("ink", "paper"), [(30, 220), (230, 25), (120, 190)])
def test_a_box_that_holds_its_line_stays(text: str, degrees: float, ink: int, paper: int) -> None:
    picture, box = turned(*printed(text, ink=ink, paper=paper), degrees)
    assert uncut(picture, box) is box


@pytest.mark.parametrize("degrees", [0, 8, -30])
@pytest.mark.parametrize(("ink", "paper"), [(30, 220), (230, 25)])
@pytest.mark.parametrize(("left", "right"), [(0, 24), (0, 40), (0, 90), (24, 0), (80, 24)])
def test_a_box_that_cuts_a_character_is_stretched_to_the_lines_end(
    degrees: float, ink: int, paper: int, left: float, right: float
) -> None:
    picture, box = turned(*printed("10811M01463878", ink=ink, paper=paper), degrees)
    mended = uncut(picture, cut(box, left=left, right=right))
    assert all(abs(beyond) < SIZE / 4 for beyond in ends(mended, box))


def test_a_box_between_two_words_stays() -> None:
    picture, box = printed("S/N:    CZ27460ABC")
    between = cut(box, right=float(box[1][0]) - LEFT - 100)
    assert uncut(picture, between) is between


@pytest.mark.parametrize("right", range(12, 60, 4))
def test_wherever_a_box_cuts_its_line_the_end_is_found(right: int) -> None:
    picture, box = printed("10811M01463878")
    mended = uncut(picture, cut(box, right=right))
    assert abs(ends(mended, box)[1]) < SIZE / 4


def test_a_stroke_without_an_end_is_followed_so_far() -> None:
    picture, box = printed("10811M01463878")
    cv2.line(picture, (LEFT, TOP + 15), (899, TOP + 15), 30, 4)
    left, right = ends(uncut(picture, box), box)
    assert left == 0
    assert 3 * SIZE < right < 6 * SIZE


@pytest.mark.parametrize("noise", [0, 8, 25])
def test_paper_without_print_is_not_cut(noise: float) -> None:
    picture, _ = printed(" ", noise=noise)
    box = np.array([[100, 100], [300, 100], [300, 140], [100, 140]], np.float32)
    assert uncut(picture, box) is box


@pytest.mark.parametrize("corner", [0, 898])
def test_a_box_at_the_photos_edge_is_no_fault(corner: int) -> None:
    picture, _ = printed("10811M01463878")
    box = np.array([[corner, 0], [corner + 1, 0], [corner + 1, 1], [corner, 1]], np.float32)
    assert uncut(picture, box) is box
