"""Readings kept for a while, so that a photo whose print was read once is not read again."""

import json
import threading
import zlib
from collections.abc import Sequence
from typing import Any

from hwlab_cli.model import EvidenceKind, Reading

_MOST_BYTES = 32 * 2**20  # packed, those of ten thousand photos
_FASTEST = 1


class KeptReadings:
    """The readings of photos by their hashes, packed; each is given back once. For any thread.

    What does not fit is not kept, and read again when its turn comes.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._packed: dict[str, bytes] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def keep(self, sha256: str, readings: Sequence[Reading]) -> None:
        """Keep a photo's readings, where there is room."""
        packed = zlib.compress(json.dumps([_row(one) for one in readings]).encode(), _FASTEST)
        with self._lock:
            if sha256 not in self._packed and self._bytes + len(packed) <= self._most_bytes:
                self._packed[sha256] = packed
                self._bytes += len(packed)

    def take(self, sha256: str, photo: str) -> list[Reading] | None:
        """Give back a photo's readings, under the name that it has now; None where not kept."""
        with self._lock:
            packed = self._packed.pop(sha256, None)
            if packed is None:
                return None
            self._bytes -= len(packed)
        return [_reading(row, photo) for row in json.loads(zlib.decompress(packed))]


def _row(one: Reading) -> list[Any]:
    return [one.kind.value, one.text, one.box, one.look, one.detail, one.rivals]


def _reading(row: list[Any], photo: str) -> Reading:
    kind, text, box, look, detail, rivals = row
    first, second, third, fourth = ((x, y) for x, y in box)
    return Reading(
        EvidenceKind(kind),
        text,
        photo,
        (first, second, third, fourth),
        look,
        detail,
        tuple((place, character) for place, character in rivals),
    )
