"""A batch of photos with a model asked about each: how much longer than the model itself takes.

`hwlab intake` of 200 photos, with a server that takes a fixed time for an answer and answers four
at once. Aims: within 5 % of the time that the server needs by itself, since the next photos are
read meanwhile; and at most 1.3 times the CPU of taking photos in without a model.
"""

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering import device_photos

from bench import scratch
from bench.verdict import Verdict, tell
from bench.vision import SLOTS, served

SEED = 20_261_127
SECONDS = 8.0
"""What one answer takes there: a model of some billion parameters on a machine without much."""

_LONG_SIDE = 1600
_ALONE = 40
_AIM = 1.05
_CPU_AIM = 1.3
_TIER = """
[[tiers]]
name = "fixed"
base_url = "{url}"
model = "fixed"
slots = {slots}
"""


@dataclass(frozen=True, slots=True)
class _Took:
    """What a command took: seconds, and seconds of CPU."""

    seconds: float
    cpu: float


def main(count: int = 200, seed: int = SEED) -> list[Verdict]:
    """Take photos in without a model, then all of them with one."""
    with scratch.folder() as folder:
        few, all_of_them = folder / "few", folder / "all"
        for place, number in ((few, min(_ALONE, count)), (all_of_them, count)):
            place.mkdir()
            for name, jpeg in itertools.islice(_jpegs(seed), number):
                (place / name).write_bytes(jpeg)
        alone = _taken_in(few, folder / "alone", "")
        with served(SECONDS) as url:
            asking = _taken_in(all_of_them, folder / "asking", _TIER.format(url=url, slots=SLOTS))
    ideal = count / SLOTS * SECONDS
    each, plain = asking.cpu / count, alone.cpu / min(_ALONE, count)
    waited = f"{asking.seconds:.1f} s for {count} photos, {SLOTS} at once, {SECONDS:g} s an answer"
    return [
        Verdict("time over the server's own", asking.seconds / ideal, "at most", _AIM, waited),
        Verdict(
            "CPU over that without a model",
            each / plain,
            "at most",
            _CPU_AIM,
            f"{each:.2f} s a photo against {plain:.2f} s",
        ),
    ]


def _jpegs(seed: int) -> Iterator[tuple[str, bytes]]:
    rng = random.Random(seed)
    for number in itertools.count():
        yield (
            f"{number:04}.jpg",
            next(device_photos(rng.getrandbits(32), "mixed", _LONG_SIDE)).jpeg(),
        )


def _taken_in(photos: Path, home: Path, settings: str) -> _Took:
    environment = scratch.environment(home)
    Path(environment["HWLAB_CONFIG"]).write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "hwlab_cli", "intake", "--json", str(photos)]
    with (home.parent / f"{home.name}.jsonl").open("w+", encoding="utf-8") as said:
        began = time.perf_counter()
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.DEVNULL, env=environment)
        _, _, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - began
        said.seek(0)
        summary = json.loads(said.readlines()[-1])
    wanted = len(list(photos.iterdir()))
    if summary.get("taken") != wanted:
        raise RuntimeError(f"{wanted} photos were to be taken in: {summary}")
    return _Took(seconds, used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    tell(main(options.count, options.seed))
