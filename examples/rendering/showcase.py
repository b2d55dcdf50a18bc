"""The few photos that stand in the repository, each showing one thing photos do."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .layouts import LAYOUTS
from .photos import Photo, take
from .shots import Shot


@dataclass(frozen=True, slots=True)
class _Scene:
    name: str
    layout: str
    surface: str
    seed: int
    shot: Shot


# Little noise keeps twelve megapixels small enough for a repository.
_SCENES: Final = (
    _Scene("dell-server", "dell-server", "metal", 1, Shot(coverage=0.8, noise=0.8, quality=84)),
    _Scene(
        "seagate-tilted",
        "seagate-drive",
        "drive-casing",
        2,
        Shot(coverage=0.72, rotation=15, noise=0.8, warmth=0.05, quality=82),
    ),
    _Scene(
        "juniper-glare",
        "juniper-chassis",
        "rack",
        3,
        Shot(coverage=0.78, pitch=14, yaw=-24, rotation=-3, glare=0.8, noise=1.0, quality=82),
    ),
    _Scene(
        "lenovo-upside-down",
        "lenovo-server",
        "black-plastic",
        4,
        Shot(width=2400, height=1800, coverage=0.75, rotation=181, yaw=6, noise=2.0, quality=84),
    ),
    _Scene(
        "epson-print-only",
        "epson-printer-it",
        "gray-plastic",
        5,
        Shot(coverage=0.7, rotation=-4, pitch=8, noise=0.8, quality=82),
    ),
    _Scene(
        "cisco-far-away",
        "cisco-chassis",
        "rack",
        6,
        Shot(coverage=0.3, rotation=2, offset=(0.3, -0.2), noise=1.0, quality=82),
    ),
    _Scene(
        "raritan-portrait",
        "raritan-pdu",
        "metal",
        7,
        Shot(
            width=3024,
            height=4032,
            coverage=0.5,
            rotation=2,
            pitch=-8,
            noise=0.8,
            exif_orientation=6,
            quality=82,
        ),
    ),
    _Scene(
        "mikrotik-qr",
        "mikrotik-router",
        "white-plastic",
        8,
        Shot(width=2048, height=1536, coverage=0.8, rotation=-2, yaw=10, noise=2.0, quality=84),
    ),
)


def showcase() -> Iterator[tuple[str, Photo]]:
    """Yield the example photos with their names."""
    for scene in _SCENES:
        label = LAYOUTS[scene.layout](random.Random(scene.seed))
        photo = take(label, scene.layout, scene.surface, scene.shot, scene.seed)
        yield f"{scene.name}.jpg", photo
