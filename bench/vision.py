"""Asking a vision server about a batch of photos: what hwlab adds to the server's own time."""

import contextlib
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import scratch
from bench.verdict import Verdict
from hwlab_cli.identify.reply import answer as reply
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.pictures import pictures
from hwlab_cli.model import Reading
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo
from hwlab_cli.tier import Tier

PHOTOS = 200
SLOTS = 4
SECONDS = 3.0
"""What one answer takes there: a small model on a good graphics card. Slower ones hide more."""

_AIM = 1.05
_CPU_AIM = 0.5  # of a second a photo: decoding, close-ups, sending, reading the answer
_EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True, slots=True)
class _Question:
    name: str = "identify"
    text: str = "Which device is this? Answer with one JSON object.\n" * 60
    hash: str = "0" * 12
    schema: dict[str, Any] | None = None


def main() -> list[Verdict]:
    """Ask about the examples over and over, as many at once as the server takes."""
    found = [load.read(path, 200) for path in sorted(_EXAMPLES.glob("*.jpg"))]
    known = [(photo, readings.read(photo)) for photo in found]
    work = list(itertools.islice(itertools.cycle(known), PHOTOS))
    with scratch.folder() as folder, served(SECONDS) as url:
        tier = Tier(name="fixed", base_url=url, model="fixed", slots=SLOTS)
        endpoint = Endpoint(tier, folder)
        _ask(endpoint, *known[0])  # what is loaded once is no matter of photos
        began, cpu = time.perf_counter(), time.process_time()
        _ask_all(endpoint, work)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    ideal = PHOTOS / SLOTS * SECONDS
    return [
        Verdict(
            "time over the server's own",
            seconds / ideal,
            "at most",
            _AIM,
            f"{seconds:.1f} s for {PHOTOS} photos, {SLOTS} at once, {SECONDS:g} s an answer",
        ),
        Verdict("CPU seconds a photo", cpu / PHOTOS, "at most", _CPU_AIM, "without its reading"),
    ]


def _ask_all(endpoint: Endpoint, work: Sequence[tuple[Photo, list[Reading]]]) -> None:
    # Two more than there are slots, so that the next pictures are made while others are asked of.
    with ThreadPoolExecutor(SLOTS + 2) as pool:
        for asked in [pool.submit(_ask, endpoint, *one) for one in work]:
            asked.result()


def _ask(endpoint: Endpoint, photo: Photo, known: list[Reading]) -> None:
    tier = endpoint.tier
    shown = pictures([photo], known, max_megapixels=tier.max_megapixels, crops=tier.crops)
    answer = endpoint.ask(
        _Question(), shown, lambda text, finish: reply.read(text, finish_reason=finish)
    )
    if answer.value.devices[0].serial != "7XK4M2S":
        raise RuntimeError(f"the answer was not read: {answer.text[:200]}")


@contextlib.contextmanager
def served(seconds: float) -> Iterator[str]:
    """Have a server for the block that takes so long for an answer; returns its base URL."""
    command = [sys.executable, "-m", "bench.answering", str(seconds), str(SLOTS)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        server.communicate()
