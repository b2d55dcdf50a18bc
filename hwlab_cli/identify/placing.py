"""Whether a barcode on a label stands with certain words there."""

from hwlab_cli.model import Quad, Reading

_REACH = 2.0


def belongs(code: Reading, words: Reading) -> bool:
    """Tell whether a barcode is right beside or below words, or above, of the same photo.

    Near means within twice the height of the words.
    """
    if code.photo != words.photo:
        return False
    reach = _REACH * max(_height(words.box), 1.0)
    return _gap(code.box, words.box, 0) <= reach and _gap(code.box, words.box, 1) <= reach


def _height(box: Quad) -> float:
    (x0, y0), (x3, y3) = box[0], box[3]
    return float(abs(complex(x3 - x0, y3 - y0)))


def _gap(one: Quad, other: Quad, axis: int) -> float:
    """Return how far two boxes are apart along an axis of the photo, zero where they overlap."""
    first, second = [corner[axis] for corner in one], [corner[axis] for corner in other]
    return max(0.0, max(min(first), min(second)) - min(max(first), max(second)))
