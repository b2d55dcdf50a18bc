"""When a photo was taken, and by which camera, as its own EXIF data say."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from PIL import Image

from hwlab_cli.photos.decoding import opened

# Exif 2.32, tables 3, 7 and 8.
_MAKE, _MODEL = 0x010F, 0x0110
_EXIF = 0x8769
_TAKEN, _PART_OF_SECOND, _OFFSET = 0x9003, 0x9291, 0x9011
_CAMERA_NUMBER = 0xA431
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Taken:
    """When a photo was taken, in seconds by `clock`; times of two clocks can't be compared.

    A camera that tells its offset to UTC has another clock than the same one that tells none.
    """

    seconds: float
    clock: tuple[str, ...]


def taken(data: bytes, name: str) -> Taken | None:
    """Return when the photo with these bytes was taken; None where it does not say so.

    Only the time at which the shutter was released counts: the file's own and the one at which
    it was edited or scanned tell nothing of what was before the camera. Raises PhotoError where
    the bytes are no image.
    """
    image = opened(data, name)
    try:
        return _taken(image)
    except Exception:  # noqa: BLE001 - damaged metadata raise what they like, and harm no picture
        return None


def _taken(image: Image.Image) -> Taken | None:
    exif = image.getexif()
    within = exif.get_ifd(_EXIF)
    written = _TIME.fullmatch(_text(within.get(_TAKEN)))
    if written is None:
        return None
    year, month, day, hour, minute, second = map(int, written.groups())
    zone = _zone(_text(within.get(_OFFSET)))
    # Where no zone is told, any will do, as long as it is the same for all.
    moment = datetime(year, month, day, hour, minute, second, tzinfo=zone or UTC)
    part = _text(within.get(_PART_OF_SECOND))
    fraction = float(f"0.{part}") if part.isascii() and part.isdigit() else 0.0
    camera = (_text(exif.get(_MAKE)), _text(exif.get(_MODEL)), _text(within.get(_CAMERA_NUMBER)))
    return Taken(moment.timestamp() + fraction, (*camera, "UTC" if zone else "local"))


def _zone(text: str) -> timezone | None:
    found = _ZONE.fullmatch(text)
    if found is None:
        return None
    offset = timedelta(hours=int(found.group(2)), minutes=int(found.group(3)))
    return timezone(-offset if found.group(1) == "-" else offset)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return str(value).strip("\0 ") if value is not None else ""
