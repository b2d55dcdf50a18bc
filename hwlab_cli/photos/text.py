"""Print on a photo: find it in the whole, then read it up close, at two scales."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from hwlab_cli.photos import area
from hwlab_cli.photos.area import Area
from hwlab_cli.photos.engine import LINE_HEIGHT, Corners, Engine, Gray, Line
from hwlab_cli.photos.line_ends import uncut

LOOKS = ("close", "smaller")
"""The two independent looks at each line: as it fills the model's height, and at 3/4 of it.

The second one also looks beyond the line's box where that cuts through ink, so that a value
whose end was cut off does not read the same twice.
"""

_OVERVIEW_LONG_SIDE = 736
_SEARCH_LONG_SIDE = 1600
_LINE_TO_SEARCH_AT = 22.0
_LEAST_LONG_SIDE = 1100.0
_MARGIN = 0.15
_MOST_AREAS = 6
_ONE_DIRECTION = 0.9
_MOST_PIXELS = 2.0e6
_REACH = 6.0
_LEAST_SCORE = 0.5
_SMALLER = round(LINE_HEIGHT * 0.75)
# Fewer letters and digits than on all but the smallest labels: some may have been missed.
_ENOUGH_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of print: where it is in the photo, and what each of the looks read there."""

    box: Corners
    looks: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """All the print found on a photo, and the areas in which it stands."""

    lines: tuple[PrintedLine, ...]
    areas: tuple[Area, ...]

    @property
    def characters(self) -> int:
        """How many letters and digits there are."""
        return sum(one.isalnum() for line in self.lines for one in line.looks[0].text)


def read_print(photo: Gray, engine: Engine) -> Print:
    """Read the text on a photo, shape (height, width), at any angle.

    Small print is searched for where larger print was found, at the photo's full size;
    where little was read, in the whole photo at twice the overview's size, and turned.
    """
    most = Print((), ())
    for boxes in _overviews(photo, engine):
        areas = _areas(boxes)
        found = [box for one in areas for box in _found_within(photo, engine, one)]
        lines = _recognized(photo, engine, [area.along_text(box) for box in found])
        attempt = Print(tuple(lines), tuple(areas))
        if not most.areas or attempt.characters > most.characters:
            most = attempt
        if most.characters >= _ENOUGH_CHARACTERS:
            break
    return most


def _overviews(photo: Gray, engine: Engine) -> Iterator[list[Corners]]:
    yield _found(photo, engine, _OVERVIEW_LONG_SIDE)
    yield _found(photo, engine, _SEARCH_LONG_SIDE)
    # The model is trained on level text, and sees least of what runs diagonally.
    yield _found_turned(photo, engine, 45.0)


def _found(photo: Gray, engine: Engine, long_side: int) -> list[Corners]:
    small, scales = area.shrunk(photo, long_side / max(photo.shape))
    return [np.asarray(box / np.array(scales), np.float32) for box in engine.find_lines(small)]


def _found_turned(photo: Gray, engine: Engine, angle: float) -> list[Corners]:
    height, width = photo.shape
    reach = (width + height) / 2**0.5
    whole = Area((width / 2, height / 2), reach, reach, angle, 1.0)
    picture, matrix = area.cut(photo, whole, min(1.0, _SEARCH_LONG_SIDE / reach))
    return area.back(engine.find_lines(picture), matrix)


def _found_within(photo: Gray, engine: Engine, place: Area) -> list[Corners]:
    long_side = max(place.width, place.height)
    scale = max(_LINE_TO_SEARCH_AT / max(place.line, 1.0), _LEAST_LONG_SIDE / long_side)
    scale = min(scale, 1.0, _SEARCH_LONG_SIDE / long_side)
    picture, matrix = area.cut(photo, place, scale)
    return area.back(engine.find_lines(picture), matrix)


def _areas(boxes: Sequence[Corners]) -> list[Area]:
    if not boxes:
        return []
    whole = area.around(boxes, _MARGIN)
    scale = min(1.0, _LINE_TO_SEARCH_AT / max(whole.line, 1.0))
    if area.agreement(boxes) >= _ONE_DIRECTION and whole.pixels * scale**2 <= _MOST_PIXELS:
        return [whole]
    groups = area.clusters(boxes, _REACH)
    places = [area.around(group, _MARGIN) for group in groups]
    return sorted(places, key=lambda place: place.pixels, reverse=True)[:_MOST_AREAS]


def _recognized(photo: Gray, engine: Engine, boxes: Sequence[Corners]) -> list[PrintedLine]:
    pictures = [area.line_picture(photo, box) for box in boxes]
    turned = engine.upside_down(pictures)
    # Most of a photo's lines stand the same way up; alone, short lines often misjudge it.
    lengths = [picture.shape[1] for picture in pictures]
    most = sum(length * (likely - 0.5) for length, likely in zip(lengths, turned, strict=True))
    lines = []
    for box, picture, likely in zip(boxes, pictures, turned, strict=True):
        usual = most > 0
        close = _read(engine, picture, turned=usual)
        if (likely > 0.5) != usual:
            other = _read(engine, picture, turned=not usual)
            if other.score > close.score:
                usual, close = not usual, other
        if close.score < _LEAST_SCORE or not close.text.strip():
            continue
        whole = uncut(photo, box)
        again = picture if whole is box else area.line_picture(photo, whole)
        smaller = _read(engine, _smaller(again), turned=usual)
        upright = box[[2, 3, 0, 1]] if usual else box
        lines.append(PrintedLine(upright, (close, smaller)))
    return lines


def _read(engine: Engine, picture: Gray, *, turned: bool) -> Line:
    return engine.recognize(picture[::-1, ::-1] if turned else picture)


def _smaller(picture: Gray) -> Gray:
    width = max(8, round(picture.shape[1] * _SMALLER / LINE_HEIGHT))
    small = cv2.resize(picture, (width, _SMALLER), interpolation=cv2.INTER_AREA)
    above = (LINE_HEIGHT - _SMALLER) // 2
    below = LINE_HEIGHT - _SMALLER - above
    framed = cv2.copyMakeBorder(small, above, below, above, above, cv2.BORDER_REPLICATE)
    return area.as_gray(framed)
