"""How a photo is taken: distance, angle, focus, light; drawn at random by difficulty."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Difficulty = Literal["easy", "mixed", "hard"]


@dataclass(frozen=True, slots=True)
class Shot:
    """The conditions of one photo; lengths in pixels are of the finished photo."""

    width: int = 4032
    height: int = 3024
    coverage: float = 0.6
    rotation: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0
    offset: tuple[float, float] = (0.0, 0.0)
    least_capitals: float = 17.0
    blur: float = 0.02
    motion: float = 0.0
    motion_angle: float = 0.0
    sharpening: float = 0.0
    noise: float = 3.0
    brightness: float = 1.0
    unevenness: float = 0.15
    warmth: float = 0.0
    glare: float = 0.0
    # The best of so many places: a person moves the phone until the values can be read.
    glare_tries: int = 24
    wear: float = 0.2
    quality: int = 88
    exif_orientation: int = 1


@dataclass(frozen=True, slots=True)
class _Range:
    tilt: float
    coverage: tuple[float, float]
    capitals: float
    # As a part of the capitals' height, since that decides whether text stays readable.
    blur: tuple[float, float]
    motion: tuple[float, float]
    noise: tuple[float, float]
    brightness: tuple[float, float]
    unevenness: float
    glare: float
    wear: float
    quality: tuple[int, int]


_RANGES: Final[dict[Difficulty, _Range]] = {
    "easy": _Range(
        8, (0.45, 0.9), 26, (0.015, 0.03), (0, 0), (1, 3), (0.9, 1.1), 0.12, 0.1, 0.1, (88, 94)
    ),
    "mixed": _Range(
        27, (0.2, 0.9), 18, (0.02, 0.07), (0, 0.1), (2, 6), (0.65, 1.15), 0.3, 0.35, 0.5, (78, 92)
    ),
    "hard": _Range(
        40, (0.2, 0.9), 12, (0.06, 0.13), (0, 0.22), (4, 12), (0.4, 1.3), 0.5, 0.6, 1.0, (60, 85)
    ),
}


def _rotation(rng: random.Random, difficulty: Difficulty) -> float:
    if difficulty == "easy":
        return rng.uniform(-3, 3)
    turn = rng.choices(
        (0, rng.choice((-15, 15)), rng.choice((-45, 45)), rng.choice((-90, 90)), 180, None),
        (52, 17, 7, 11, 9, 4) if difficulty == "mixed" else (30, 18, 14, 14, 12, 12),
    )[0]
    return rng.uniform(0, 360) if turn is None else turn + rng.uniform(-4, 4)


def random_shot(
    rng: random.Random, difficulty: Difficulty, long_side: int | None, *, tall: bool = False
) -> Shot:
    """Draw the conditions of a photo; a tall label is more often taken upright."""
    ranges = _RANGES[difficulty]
    longer = long_side or (4032 if rng.random() < 0.7 else rng.randrange(1600, 2401, 16))
    shorter = longer * 3 // 4
    portrait = rng.random() < (0.6 if tall else 0.3)
    orientation = 1
    if difficulty != "easy" and rng.random() < 0.3:
        orientation = 6 if portrait else rng.choice((1, 3))
    smudge = rng.random() < 0.2
    return Shot(
        width=shorter if portrait else longer,
        height=longer if portrait else shorter,
        coverage=rng.uniform(*ranges.coverage),
        rotation=_rotation(rng, difficulty),
        pitch=rng.triangular(-ranges.tilt, ranges.tilt, 0),
        yaw=rng.triangular(-ranges.tilt, ranges.tilt, 0),
        offset=(rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8)),
        least_capitals=ranges.capitals,
        blur=rng.uniform(*ranges.blur),
        motion=rng.uniform(*ranges.motion) if smudge else 0.0,
        motion_angle=rng.uniform(0, 180),
        sharpening=rng.choice((0.0, 0.0, 0.4, 0.7)),
        noise=rng.uniform(*ranges.noise),
        brightness=rng.uniform(*ranges.brightness),
        unevenness=rng.uniform(0.03, ranges.unevenness),
        warmth=rng.uniform(-0.08, 0.1),
        glare=rng.uniform(0.3, 0.9) if rng.random() < ranges.glare else 0.0,
        glare_tries=6 if difficulty == "hard" else 24,
        wear=rng.uniform(0, ranges.wear),
        quality=rng.randint(*ranges.quality),
        exif_orientation=orientation,
    )
