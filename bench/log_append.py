"""A capture's durable append against a bare SQLite insert of the same facts on the same disk.

Both are one transaction in WAL with synchronous=FULL. Measured without the photo's bytes, and
with them against an insert beside a file that is made as durable. Aim: under twice as long.
"""

import contextlib
import hashlib
import itertools
import json
import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import scratch
from bench.verdict import Verdict, tell
from hwlab_cli import pipeline
from hwlab_cli.config import Settings
from hwlab_cli.oplog import append
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.photos.load import Photo
from hwlab_cli.workspace import Workspace

SEED = 20_261_123
_APPENDS = 2000
_PHOTO_APPENDS = 200
_PHOTO_BYTES = 1_700_000  # what a 12-megapixel photo of a label has
_AIM = 2.0


def main(seed: int = SEED) -> list[Verdict]:
    """Append in turn, one here and one there, so that both meet the same disk."""
    rng = random.Random(seed)
    with scratch.folder() as folder, Workspace(folder / "state", Settings()) as work:

        def capture(photo: Photo) -> None:
            append.capture(work.log, [KeptPhoto(photo.sha256, photo.name)], work.owner)

        def capture_whole(photo: Photo) -> None:
            pipeline.capture(work, [photo])

        with contextlib.closing(Bare(folder / "bare")) as bare:
            rows = _in_turn(capture, bare.insert, _photos(rng, 32), _APPENDS)
            # A store in use has its 256 folders; making one costs its first photo more.
            for first in range(256):
                (folder / f"state/originals/{first:02x}").mkdir(parents=True, mode=0o700)
            large = _photos(rng, _PHOTO_BYTES)
            whole = _in_turn(capture_whole, bare.insert_with_file, large, _PHOTO_APPENDS)
    print(
        f"seed {seed}: {_APPENDS} appends without photos, and {_PHOTO_APPENDS} with photos of"
        f" {_PHOTO_BYTES / 1e6:.1f} MB; a mean has its share of the log's checkpoints"
    )
    return [
        _verdict("capture without its bytes / bare insert", rows),
        _verdict("capture with its bytes / insert and durable file", whole),
    ]


class Bare:
    """A table of one's own, with the durability that the op log has, and files beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE intakes (id INTEGER PRIMARY KEY, facts TEXT)")

    def insert(self, photo: Photo) -> None:
        """Insert one row in one transaction."""
        facts = {"photo": photo.sha256, "name": photo.name, "state": "ready", "at": time.time()}
        self._connection.execute("INSERT INTO intakes (facts) VALUES (?)", (json.dumps(facts),))

    def insert_with_file(self, photo: Photo) -> None:
        """Write the photo so that it and its name survive a power cut, then insert its row."""
        with (self._folder / photo.sha256).open("xb") as file:
            file.write(photo.data)
            file.flush()
            os.fsync(file.fileno())
        descriptor = os.open(self._folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        self.insert(photo)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _photos(rng: random.Random, size: int) -> Iterator[Photo]:
    for number in itertools.count(1):
        data = rng.randbytes(size)
        sha256 = hashlib.sha256(data).hexdigest()
        yield Photo(f"IMG_{number:04}.jpg", data, sha256, "JPEG", 4032, 3024)


def _in_turn(
    ours: Callable[[Photo], None],
    theirs: Callable[[Photo], None],
    photos: Iterator[Photo],
    count: int,
) -> list[tuple[float, float]]:
    """Return the seconds of each append of ours, and of theirs of the same photo."""
    found = []
    for photo in itertools.islice(photos, count):
        begin = time.perf_counter()
        ours(photo)
        between = time.perf_counter()
        theirs(photo)
        found.append((between - begin, time.perf_counter() - between))
    return found


def _verdict(what: str, seconds: list[tuple[float, float]]) -> Verdict:
    ours, theirs = zip(*seconds, strict=True)
    detail = (
        f"median {_ms(statistics.median, ours)} against {_ms(statistics.median, theirs)},"
        f" mean {_ms(statistics.mean, ours)} against {_ms(statistics.mean, theirs)}"
    )
    ratio = statistics.median(ours) / statistics.median(theirs)
    return Verdict(what, ratio, "at most", _AIM, detail)


def _ms(average: Callable[[Sequence[float]], float], seconds: Sequence[float]) -> str:
    return f"{average(seconds) * 1000:.2f} ms"


if __name__ == "__main__":
    tell(main())
