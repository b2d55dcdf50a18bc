"""Photos of made-up devices, one or several looks each, and sets of them on disk."""

import io
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from .artwork import Label
from .camera import Pixels, photograph
from .layouts import LAYOUTS
from .shots import Difficulty, Shot, random_shot
from .truth import Truth

# What a viewer undoes on showing the photo, so the stored pixels are turned the other way.
_STORED_TURN = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as a person sees it, what its label says and how it was taken."""

    pixels: Pixels
    truth: Truth
    layout: str
    surface: str
    shot: Shot

    def jpeg(self) -> bytes:
        """Encode it, turned as its EXIF orientation asks for."""
        image = Image.fromarray(self.pixels)
        exif = Image.Exif()
        if self.shot.exif_orientation in _STORED_TURN:
            image = image.transpose(_STORED_TURN[self.shot.exif_orientation])
            exif[ExifTags.Base.Orientation] = self.shot.exif_orientation
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=self.shot.quality, exif=exif)
        return stream.getvalue()


def take(label: Label, layout: str, surface: str, shot: Shot, seed: int) -> Photo:
    """Take one photo of a label under given conditions."""
    pixels = photograph(label, shot, surface, np.random.default_rng(seed))
    return Photo(pixels, label.truth, layout, surface, shot)


def device_photos(
    seed: int,
    difficulty: Difficulty = "mixed",
    long_side: int | None = None,
    looks: int = 1,
    layout: str | None = None,
) -> Iterator[Photo]:
    """Yield photos of one device: the same label from other angles and distances."""
    rng = random.Random(seed)
    name = layout or rng.choice(sorted(LAYOUTS))
    label = LAYOUTS[name](rng)
    surface = rng.choice(label.surfaces)
    for _ in range(looks):
        shot = random_shot(rng, difficulty, long_side, tall=label.height > label.width)
        yield take(label, name, surface, shot, rng.getrandbits(32))


def set_photos(
    seed: int,
    count: int,
    difficulty: Difficulty = "mixed",
    long_side: int | None = None,
    looks: int = 1,
) -> Iterator[tuple[str, Photo]]:
    """Yield names and photos of that many devices; every layout comes once before any repeats."""
    rng = random.Random(seed)
    order: list[str] = []
    for number in range(1, count + 1):
        order = order or rng.sample(sorted(LAYOUTS), len(LAYOUTS))
        photos = device_photos(rng.getrandbits(32), difficulty, long_side, looks, order.pop())
        for look, photo in enumerate(photos, 1):
            suffix = f"-{look}" if looks > 1 else ""
            yield f"photo-{number:04}{suffix}.jpg", photo


def write_set(
    out: Path, photos: Iterator[tuple[str, Photo]], *, conditions: bool = True
) -> dict[str, Truth]:
    """Write photos with truth.json, and with conditions.json, which says how each was taken."""
    out.mkdir(parents=True, exist_ok=True)
    truth: dict[str, Truth] = {}
    taken: dict[str, object] = {}
    for name, photo in photos:
        (out / name).write_bytes(photo.jpeg())
        truth[name] = photo.truth
        taken[name] = {"layout": photo.layout, "surface": photo.surface, **asdict(photo.shot)}
    _write_json(out / "truth.json", truth)
    if conditions:
        _write_json(out / "conditions.json", taken)
    return truth


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def make_set(
    out: Path,
    seed: int,
    count: int,
    difficulty: Difficulty = "mixed",
    long_side: int | None = None,
    looks: int = 1,
) -> dict[str, Truth]:
    """Write a set of photos and return what their labels say."""
    return write_set(out, set_photos(seed, count, difficulty, long_side, looks))
