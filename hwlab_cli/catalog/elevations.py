"""The pictures of a device type's front and rear that a library has, checked before they are sent.

They stay in the library's folder, where they are looked for when they are needed: those of a whole
library take gigabytes, and hardly any is ever sent. The names are the community library's:
`elevation-images/MAKER/SLUG.front.png`, beside `device-types/MAKER/`.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hwlab_cli.errors import PhotoError
from hwlab_cli.known_types import Elevation, Side
from hwlab_cli.names import shown
from hwlab_cli.photos.decoding import decoded, opened

_IMAGES = "elevation-images"
_SIDES: tuple[Side, ...] = ("front", "rear")
# Those that the community library allows itself (its tests/test_configuration.py); NetBox 4.7
# takes all of them.
_SUFFIXES = {
    "BMP": "bmp",
    "GIF": "gif",
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "TIFF": "tiff",
    "WEBP": "webp",
}
# Those and AVIF, so that it is not told to be damaged. An MPO is opened as JPEG.
_OPENED = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP", "AVIF")
# A request of 25 MB is what NetBox's own configuration for nginx lets through.
_MOST_BYTES = 20 * 2**20
# From here on Pillow, with which NetBox opens them too, warns of a bomb (its MAX_IMAGE_PIXELS).
_MOST_PIXELS = 89_478_485
_CHECK_LONG_SIDE = 256
# Without O_NONBLOCK, opening a named pipe would wait for who writes to it.
_AS_IT_IS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


def elevations(
    root: Path, key: str, slug: str, definition: Mapping[str, Any]
) -> tuple[Elevation, ...]:
    """Return the pictures of a type that a library's folder has, or why one can't be had.

    `key` is the path of its definition below `root`. A picture that the definition does not
    promise is taken all the same, unless it says that there is none.
    """
    maker = Path(key).parent.name
    found = []
    for side in _SIDES:
        said = definition.get(f"{side}_image")
        if said is False:
            continue
        try:
            data, name = _read(root, maker, f"{slug}.{side}")
            found.append(_checked(side, slug, data, name))
        except FileNotFoundError:
            if said:
                fault = f"there is no {_IMAGES}/{maker}/{slug}.{side}.* in {shown(root)}"
                found.append(Elevation(side, fault=fault))
        except PhotoError as error:
            found.append(Elevation(side, fault=f"{error.item}: {error.message}"))
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            found.append(Elevation(side, fault=f"{_IMAGES}/{maker}: it can't be read: {reason}"))
    return tuple(found)


def _read(root: Path, maker: str, stem: str) -> tuple[bytes, str]:
    """Return a picture and its path below `root`; links on the way there are not followed."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for step in (_IMAGES, maker):
            above, folder = folder, os.open(step, _FOLDER, dir_fd=folder)
            os.close(above)
        start = f"{stem}.".casefold()
        # Not of `sw-1.front`: `sw-1.front.old.png`.
        names = sorted(
            name
            for name in os.listdir(folder)  # noqa: PTH208 - of a folder that is open
            if name.casefold().startswith(start) and "." not in name[len(start) :]
        )
        if not names:
            raise FileNotFoundError
        item = shown(f"{_IMAGES}/{maker}/{names[0]}")
        return _content(os.open(names[0], _AS_IT_IS, dir_fd=folder), item), item
    finally:
        os.close(folder)


def _content(descriptor: int, item: str) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise PhotoError("not a regular file", item=item)
        if status.st_size > _MOST_BYTES:
            raise PhotoError(f"more than {_MOST_BYTES // 2**20} MiB", item=item)
        # It may grow meanwhile.
        return file.read(_MOST_BYTES)


def _checked(side: Side, slug: str, data: bytes, name: str) -> Elevation:
    """Return a picture that can be decoded whole; raises PhotoError."""
    image = opened(data, name, formats=_OPENED)
    kind, (width, height) = str(image.format), image.size
    if kind not in _SUFFIXES:
        raise PhotoError(f"{kind} is not a format of these images", item=name)
    if width * height > _MOST_PIXELS:
        raise PhotoError(f"{width} x {height} pixels are more than a picture needs", item=name)
    decoded(image, _CHECK_LONG_SIDE, "L", name)
    mime = image.get_format_mimetype() or "application/octet-stream"
    return Elevation(side, f"{slug}.{side}.{_SUFFIXES[kind]}", mime, data)
