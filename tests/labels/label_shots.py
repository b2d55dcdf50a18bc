"""Photos of labels as they are printed: paper on metal, not quite level, not quite sharp."""

from pathlib import Path

from PIL import Image
from rendering.artwork import Box, Label
from rendering.photos import take
from rendering.shots import Shot

_SHOT = Shot(
    width=1000, height=750, coverage=0.8, rotation=4, blur=0.02, noise=2, wear=0, unevenness=0.1
)


def photographed(path: Path, *labels: Path) -> Path:
    """Write a photo of printed labels, one below the other; PNG files at their true size."""
    pictures = [Image.open(one) for one in labels]
    sizes = [(one.width / _dots(one), one.height / _dots(one)) for one in pictures]
    art = Label(max(width for width, _ in sizes) + 4, sum(height + 4 for _, height in sizes))
    top = 2.0
    for picture, (width, height) in zip(pictures, sizes, strict=True):
        art.picture(Box(2, top, 2 + width, top + height), picture)
        top += height + 4
    path.write_bytes(take(art, "label", "metal", _SHOT, 3).jpeg())
    return path


def _dots(picture: Image.Image) -> float:
    """Return a picture's dots a millimeter."""
    return float(picture.info["dpi"][0]) / 25.4
