"""Photo loading: our picture against `Image.open().convert("RGB").resize()` to the same size.

Two pictures of photos of 12 and 48 megapixels: the gray one that labels are read from, and the
colored one of 1,600 pixels that a model is shown. Aims: at least 2.5 times as fast at 12
megapixels and 4 times at 48, at equal reading: as many serials from our pictures as from
Pillow's, but for one photo in twenty, since a line on the edge of being found falls either way.
"""

import argparse
import io
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageOps
from rendering import set_photos

from bench.verdict import Verdict, tell
from hwlab_cli import pipeline
from hwlab_cli.identify.values import key
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo

SEED = 20_261_125
_AIMS = {12: (4032, 2.5), 48: (8064, 4.0)}
_AS_MANY = 0.95
_TIMES = 3
_MAX_MEGAPIXELS = 200


@dataclass(frozen=True, slots=True)
class _Use:
    """What a picture is for: what we load, and the longest side asked for."""

    name: str
    long_side: int
    load: Callable[[Photo, int], Image.Image]


_USES = (
    _Use("gray, as labels are read", readings.WORKING_LONG_SIDE, load.gray),
    _Use("color, as a model is shown it", 1600, load.color),
)


@dataclass(slots=True)
class _Compared:
    """Seconds of each loading, and how many serials were read right from what was loaded."""

    ours: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    same_mode: list[float] = field(default_factory=list)
    read_ours: int = 0
    read_plain: int = 0
    sizes: set[int] = field(default_factory=set)
    mode: str = ""


def main(count: int = 20, seed: int = SEED) -> list[Verdict]:
    """Load `count` photos of each size both ways, in turn, and read what was loaded."""
    verdicts = []
    for megapixels, (long_side, aim) in _AIMS.items():
        compared = {use: _Compared() for use in _USES}
        checks = []
        for photo, serial in _photos(count, seed, long_side):
            for use, found in compared.items():
                _compare(use, photo, serial, found)
            begin = time.perf_counter()
            load.check(photo.data, photo.name, _MAX_MEGAPIXELS)
            checks.append(time.perf_counter() - begin)
        print(
            f"{megapixels} MP: {count} photos, seed {seed}; the check that a file is whole, not"
            f" counted below, takes {_ms(checks)}"
        )
        for use, found in compared.items():
            name = f"{megapixels} MP {use.name}"
            ratio = statistics.median(found.plain) / statistics.median(found.ours)
            same = statistics.median(found.same_mode) / statistics.median(found.ours)
            detail = (
                f"{_ms(found.plain)} against {_ms(found.ours)}, long side {max(found.sizes)};"
                f" {same:.1f} times where Pillow's is converted to {found.mode}"
            )
            verdicts.append(Verdict(name, ratio, "at least", aim, detail))
            read = 1 - (found.read_plain - found.read_ours) / count
            detail = f"{found.read_ours} against {found.read_plain} of {count}"
            verdicts.append(Verdict(f"{name}: serials", read, "at least", _AS_MANY, detail))
    return verdicts


def _photos(count: int, seed: int, long_side: int) -> Iterator[tuple[Photo, str]]:
    """Yield photos of labels that have a serial, and the serial."""
    rendered = (
        (name, photo)
        for name, photo in set_photos(seed, 100 * count, "mixed", long_side)
        if "serial" in photo.truth
    )
    for name, photo in itertools.islice(rendered, count):
        yield load.check(photo.jpeg(), name, _MAX_MEGAPIXELS), photo.truth["serial"]


def _compare(use: _Use, photo: Photo, serial: str, found: _Compared) -> None:
    for _ in range(_TIMES):
        begin = time.perf_counter()
        ours = use.load(photo, use.long_side)
        found.ours.append(time.perf_counter() - begin)
        size = _as_stored(ours.size, photo)
        for mode, seconds in ((ours.mode, found.same_mode), ("RGB", found.plain)):
            begin = time.perf_counter()
            plain = Image.open(io.BytesIO(photo.data)).convert(mode)
            plain = plain.resize(size, Image.Resampling.LANCZOS)
            seconds.append(time.perf_counter() - begin)
    found.mode = ours.mode
    found.sizes.add(max(ours.size))
    found.read_ours += _read(ours, serial)
    found.read_plain += _read(ImageOps.exif_transpose(plain), serial)


def _as_stored(size: tuple[int, int], photo: Photo) -> tuple[int, int]:
    """Return an upright picture's size as it is before the photo is turned."""
    with Image.open(io.BytesIO(photo.data)) as stored:
        upright = stored.size == (photo.width, photo.height)
    return size if upright else (size[1], size[0])


def _read(picture: Image.Image, serial: str) -> bool:
    # A TIFF keeps the pixels as they are, and is quickly written.
    plain = Image.fromarray(np.asarray(picture))
    buffer = io.BytesIO()
    plain.save(buffer, "TIFF")
    found = pipeline.identify([load.check(buffer.getvalue(), "picture.tif", _MAX_MEGAPIXELS)])
    return found.serial is not None and key(found.serial) == key(serial)


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="how many photos of each size")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    tell(main(options.count, options.seed))
