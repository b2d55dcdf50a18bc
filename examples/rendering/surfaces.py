"""What labels stick on: metal, plastic, cardboard, circuit boards, racks."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Rng = np.random.Generator

KINDS: Final = (
    "metal",
    "rack",
    "black-plastic",
    "gray-plastic",
    "white-plastic",
    "cardboard",
    "circuit-board",
    "drive-casing",
)


def _noise(rng: Rng, side: int, grain: tuple[int, int]) -> Plane:
    """Return smooth noise of unit deviation whose grains are that many pixels wide and high."""
    small = rng.standard_normal((side // grain[1] + 2, side // grain[0] + 2), np.float32)
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)


def _tinted(color: tuple[int, int, int], shade: Plane) -> Plane:
    return np.asarray(np.array(color, np.float32) * (1 + shade[..., None]), np.float32)


def _brushed_metal(rng: Rng, side: int, scale: float) -> Plane:
    streaks = _noise(rng, side, (side // 3, 2)) * 0.025 + _noise(rng, side, (side // 6, 7)) * 0.02
    gray = int(rng.integers(150, 190))
    plane = _tinted((gray, gray, gray + 3), streaks)
    return _with_seam(rng, plane, scale)


def _with_seam(rng: Rng, plane: Plane, scale: float) -> Plane:
    side = len(plane)
    across = int(side * rng.choice((0.14, 0.2, 0.82, 0.88)))
    wide = max(2, int(0.9 * scale))
    plane[across : across + wide] *= 0.45
    plane[across + wide : across + wide + max(1, wide // 3)] *= 1.2
    return plane


def _rack(rng: Rng, side: int, scale: float) -> Plane:
    gray = int(rng.integers(38, 72))
    plane = _tinted((gray, gray, gray + 2), _noise(rng, side, (3, 3)) * 0.05)
    pitch = max(6, int(rng.uniform(7, 11) * scale))
    hole = max(2, int(pitch * 0.36))
    # The vents stay clear of the middle, which is where the label sits.
    for band in (slice(0, int(side * 0.3)), slice(int(side * 0.7), side)):
        for y in range(band.start + pitch // 2, band.stop, pitch):
            for x in range(pitch // 2, side, pitch):
                offset = pitch // 2 if (y // pitch) % 2 else 0
                cv2.circle(plane, (x + offset, y), hole, (14, 14, 15), -1, cv2.LINE_AA)
    return plane


def _black_plastic(rng: Rng, side: int, scale: float) -> Plane:
    gray = int(rng.integers(30, 52))
    grain = max(2, int(0.4 * scale))
    return _tinted((gray, gray, gray + 1), _noise(rng, side, (grain, grain)) * 0.09)


def _gray_plastic(rng: Rng, side: int, scale: float) -> Plane:
    gray = int(rng.integers(105, 150))
    grain = max(2, int(0.4 * scale))
    return _tinted((gray, gray, gray - 3), _noise(rng, side, (grain, grain)) * 0.03)


def _white_plastic(rng: Rng, side: int, scale: float) -> Plane:
    gray = int(rng.integers(205, 228))
    plane = _tinted((gray, gray, gray - 4), _noise(rng, side, (9, 9)) * 0.008)
    return _with_screw(rng, plane, scale)


def _with_screw(rng: Rng, plane: Plane, scale: float) -> Plane:
    side = len(plane)
    at = (int(side * rng.choice((0.16, 0.84))), int(side * rng.choice((0.2, 0.8))))
    radius = max(4, int(3.2 * scale))
    cv2.circle(plane, at, int(radius * 1.25), (95, 95, 95), -1, cv2.LINE_AA)
    cv2.circle(plane, at, radius, (168, 168, 170), -1, cv2.LINE_AA)
    for tip in ((0.6, 0.25), (-0.25, 0.6)):
        arm = (int(radius * tip[0]), int(radius * tip[1]))
        ends = (at[0] - arm[0], at[1] - arm[1]), (at[0] + arm[0], at[1] + arm[1])
        cv2.line(plane, *ends, (50, 50, 52), max(2, radius // 4), cv2.LINE_AA)
    return plane


def _cardboard(rng: Rng, side: int, scale: float) -> Plane:
    flutes = np.sin(np.arange(side, dtype=np.float32) * (2 * np.pi / max(4.0, 6 * scale)))
    shade = flutes[None, :] * 0.012 + _noise(rng, side, (40, 5)) * 0.02
    return _tinted((176, 136, 92), np.asarray(shade, np.float32))


def _circuit_board(rng: Rng, side: int, scale: float) -> Plane:
    board = (18, 74, 44) if rng.random() < 0.6 else (24, 52, 92)
    plane = _tinted(board, _noise(rng, side, (60, 60)) * 0.04)
    trace = tuple(int(part * 1.35) for part in board)
    for _ in range(60):
        x, y = (int(each) for each in rng.integers(0, side, 2))
        run = int(rng.uniform(0.05, 0.3) * side)
        bend = int(rng.uniform(0.02, 0.1) * side)
        points = np.array([[x, y], [x + run, y], [x + run + bend, y + bend]], np.int32)
        cv2.polylines(plane, [points], False, trace, max(1, int(0.3 * scale)), cv2.LINE_AA)
    for _ in range(26):
        x, y = (int(each) for each in rng.integers(0, side, 2))
        if abs(x - side / 2) < side * 0.28 and abs(y - side / 2) < side * 0.2:
            continue
        wide, high = (int(each * scale) for each in rng.uniform(1.5, 7, 2))
        shade = int(rng.integers(20, 60))
        cv2.rectangle(plane, (x - 2, y), (x + wide + 2, y + high), (168, 168, 165), -1)
        cv2.rectangle(plane, (x, y), (x + wide, y + high), (shade, shade, shade), -1)
    return plane


def _drive_casing(rng: Rng, side: int, scale: float) -> Plane:
    gray = int(rng.integers(165, 200))
    plane = _tinted((gray, gray, gray + 2), _noise(rng, side, (4, 4)) * 0.012)
    plane += 5 * _noise(rng, side, (side // 5, side // 5))[..., None]
    return _with_screw(rng, _with_seam(rng, plane, scale), scale)


_MAKERS: Final[dict[str, Callable[[Rng, int, float], Plane]]] = {
    "metal": _brushed_metal,
    "rack": _rack,
    "black-plastic": _black_plastic,
    "gray-plastic": _gray_plastic,
    "white-plastic": _white_plastic,
    "cardboard": _cardboard,
    "circuit-board": _circuit_board,
    "drive-casing": _drive_casing,
}


def surface(kind: str, rng: Rng, side: int, scale: float) -> Pixels:
    """Return a square texture in RGB, that many pixels wide at that many pixels per millimeter."""
    plane = _MAKERS[kind](rng, side, scale)
    smooth = cv2.GaussianBlur(plane, (0, 0), 0.8)
    return np.asarray(np.clip(smooth, 0, 255), np.uint8)
