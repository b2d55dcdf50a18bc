"""Memory of one `hwlab intake` of 500 tiny photos, and of 10,000: flat, at most 1.2 times.

Once only captured, and once identified as well: small photos with nothing to be read on them, as
many as the time allows. `memory` follows a batch of photos of the usual size.
"""

import argparse
import io
import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

from bench import scratch
from bench.memory import memory_of
from bench.verdict import Verdict, tell

_FEW, _MANY, _IDENTIFIED = 500, 10_000, 2_000
_AIM = 1.2
_SIDE = 48


def main(few: int = _FEW, many: int = _MANY, identified: int = _IDENTIFIED) -> list[Verdict]:
    """Take a few photos in and many; compare the peaks."""
    verdicts = []
    with scratch.folder() as folder:
        photos = folder / "photos"
        photos.mkdir()
        for number in range(max(many, identified)):
            (photos / f"{number:05}.png").write_bytes(_picture(number))
        rounds: list[tuple[str, int, list[str]]] = [
            ("captured", many, ["--capture-only"]),
            ("identified", identified, []),
        ]
        for word, most, options in rounds:
            peaks = []
            for count in (few, most):
                peaks.append(_peak(photos, count, folder / f"{word}-{count}", options))
                print(f"{count:6,} photos {word}: peak {peaks[-1]:.0f} MiB", flush=True)
            name = f"peak, {most:,} photos {word} / {few}"
            detail = f"{peaks[1]:.0f} MiB against {peaks[0]:.0f} MiB"
            verdicts.append(Verdict(name, peaks[1] / peaks[0], "at most", _AIM, detail))
    return verdicts


def _picture(number: int) -> bytes:
    """Return a small picture that no other number has."""
    image = Image.new("RGB", (_SIDE, _SIDE), (number % 251, number // 251, 99))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _peak(photos: Path, count: int, home: Path, options: list[str]) -> float:
    """Take the first `count` photos in; return the memory of that process at its peak, in MiB."""
    names = "".join(f"{photos}/{number:05}.png\0" for number in range(count))
    command = [sys.executable, "-m", "hwlab_cli", "intake", "-", "-0", "--json", *options]
    listed = home.with_suffix(".names")
    listed.write_text(names, encoding="utf-8")
    with (
        listed.open("rb") as names_file,
        subprocess.Popen(
            command,
            stdin=names_file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=scratch.environment(home),
        ) as running,
    ):
        assert running.stdout is not None
        peak, told = 0.0, 0
        for line in running.stdout:
            one = json.loads(line)
            told += one["type"] == "intake"
            # At the end, and now and then where a system only says what there is at the moment.
            if one["type"] == "intake" and (told % 100 == 0 or told == count):
                peak = max(peak, memory_of(running.pid))
    if told != count:
        raise RuntimeError(f"{count} photos were to be taken in, {told} were")
    return peak


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=_FEW)
    parser.add_argument("--many", type=int, default=_MANY)
    parser.add_argument("--identified", type=int, default=_IDENTIFIED)
    options = parser.parse_args()
    tell(main(options.few, options.many, options.identified))
