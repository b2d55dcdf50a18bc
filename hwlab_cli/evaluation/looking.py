"""Devices' photos as read by the embedded recognizer: once, however many tiers are asked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from importlib.resources import files
from typing import Any

from hwlab_cli import photos as photos_room
from hwlab_cli.evaluation.kept import Kept, key_of
from hwlab_cli.evaluation.truth import Device
from hwlab_cli.identify import label
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.own_labels import parted
from hwlab_cli.known_types import KnownTypes
from hwlab_cli.model import EvidenceKind, Quad, Reading
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo

_KIND = "readings"
# What the readings come from, beside our own code.
_ENGINES = ("rapidocr", "onnxruntime", "opencv-python-headless", "zxing-cpp", "pillow")


@dataclass(frozen=True, slots=True)
class Seen:
    """A device that was looked at, and the seconds that the reading took, when it was done."""

    looked: Looked
    seconds: float


class Looking:
    """Reads devices' photos, each photo once for ever."""

    def __init__(
        self, kept: Kept, types: KnownTypes, max_megapixels: float, *, fresh: bool = False
    ) -> None:
        self._kept = kept
        self._types = types
        self._max_megapixels = max_megapixels
        self._fresh = fresh
        self._read: set[str] = set()

    def at(self, device: Device) -> Seen:
        """Look at a device; raises PhotoError and StateError as `readings.read` does."""
        photos = [load.read(path, self._max_megapixels) for path in device.photos]
        found: list[Reading] = []
        seconds = 0.0
        for photo in photos:
            own, took = self._readings(photo)
            found += own
            seconds += took
        kept, labels = parted(found)
        embedded = with_types(label.identify(kept), self._types)
        return Seen(Looked(tuple(photos), kept, embedded, labels), seconds)

    def _readings(self, photo: Photo) -> tuple[list[Reading], float]:
        key = key_of(photo.sha256, reader())
        kept = None if self._fresh and key not in self._read else self._kept.load(_KIND, key)
        if kept is not None:
            try:
                return [_reading(one, photo) for one in kept["readings"]], float(kept["seconds"])
            except (LookupError, TypeError, ValueError):
                self._kept.forget(_KIND, key)  # it is damaged, and read again
        began = time.monotonic()
        found = readings.read(photo)
        seconds = round(time.monotonic() - began, 3)
        self._kept.keep(_KIND, key, {"readings": _data(found), "seconds": seconds})
        self._read.add(key)
        return found, seconds


@cache
def reader() -> str:
    """Return what changes whenever photos may be read differently: our code, and its engines."""
    source = [
        (one.name, one.read_text(encoding="utf-8"))
        for one in sorted(files(photos_room).iterdir(), key=lambda one: one.name)
        if one.name.endswith(".py")
    ]
    return key_of(source, [metadata.version(name) for name in _ENGINES])


def _data(found: Sequence[Reading]) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind.value,
            "text": one.text,
            "box": [list(corner) for corner in one.box],
            "look": one.look,
            "detail": one.detail,
            "rivals": [list(rival) for rival in one.rivals],
        }
        for one in found
    ]


def _reading(data: dict[str, Any], photo: Photo) -> Reading:
    box: Quad = tuple((int(x), int(y)) for x, y in data["box"])  # type: ignore[assignment]
    if len(box) != 4:
        raise ValueError("a box has four corners")
    found = Reading(
        EvidenceKind(data["kind"]), str(data["text"]), photo.name, box, data["look"], data["detail"]
    )
    return replace(found, rivals=tuple((int(at), str(one)) for at, one in data["rivals"]))
