"""Memory: the peak of one `hwlab intake` after its first photos and at the end of a batch.

Aim: flat, that is at most 1.2 times the peak of the first photos, which warm everything up.
"""

import argparse
import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rendering import device_photos

from bench import scratch
from bench.verdict import Verdict, tell

SEED = 20_261_122
_WARM_UP = 50
# Longer sides as phones and messengers make them, each several times in the first photos.
_LONG_SIDES = (1280, 1440, 1600, 1632, 1824, 2016, 2048)
_AIM = 1.2


def main(count: int = 500, seed: int = SEED) -> list[Verdict]:
    """Take a batch in with one command, and follow the memory of its process."""
    with scratch.folder() as folder:
        photos = folder / "photos"
        photos.mkdir()
        for number, jpeg in enumerate(_jpegs(count, seed)):
            (photos / f"{number:04}.jpg").write_bytes(jpeg)
        print(f"{count} photos, long sides {min(_LONG_SIDES)} to {max(_LONG_SIDES)}, seed {seed}")
        peaks = []
        for peak in itertools.accumulate(_followed(photos, folder / "state"), max):
            peaks.append(peak)
            if len(peaks) in {_WARM_UP, count} or len(peaks) % 100 == 0:
                print(f"after {len(peaks):3} photos: peak {peak:.0f} MiB", flush=True)
    if len(peaks) != count:
        raise RuntimeError(f"{count} photos were to be taken in, {len(peaks)} were")
    ratio = peaks[-1] / peaks[_WARM_UP - 1]
    detail = f"{peaks[-1]:.0f} MiB against {peaks[_WARM_UP - 1]:.0f} MiB"
    return [
        Verdict(f"peak after {count} photos / after {_WARM_UP}", ratio, "at most", _AIM, detail)
    ]


def _jpegs(count: int, seed: int) -> Iterator[bytes]:
    rng = random.Random(seed)
    for number in range(count):
        long_side = _LONG_SIDES[number % len(_LONG_SIDES)]
        yield next(device_photos(rng.getrandbits(32), "mixed", long_side)).jpeg()


def _followed(photos: Path, home: Path) -> Iterator[float]:
    """Yield the memory of the process whenever it has told of an intake."""
    command = [sys.executable, "-m", "hwlab_cli", "intake", "--json", str(photos)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=scratch.environment(home)
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if json.loads(line)["type"] == "intake":
                yield memory_of(running.pid)


def memory_of(pid: int) -> float:
    """Return a process's peak memory in MiB; outside Linux, only what it has at this moment."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        (peak,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help=f"more than {_WARM_UP}")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if options.count <= _WARM_UP:
        parser.error(f"--count must be more than {_WARM_UP}")
    tell(main(options.count, options.seed))
