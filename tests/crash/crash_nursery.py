"""Starts hwlab hundreds of times, each in a process of its own that is stopped at a step."""

import contextlib
import functools
import json
import os
import pickle
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
from conftest import LabelPhoto, Ran

from hwlab_cli.model import Reading
from hwlab_cli.photos import load, readings

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
# The clock before the rest: what is loaded later must see that one.
BEGIN = "import crash_clock, crash_child, sys; crash_child.serve(sys.argv[1])"
MEGAPIXELS = 200


@functools.cache
def _read(path: Path) -> tuple[str, list[Reading]]:
    photo = load.read(path, MEGAPIXELS)
    return photo.sha256, readings.read(photo)


class Nursery:
    """Runs hwlab in processes of their own, each stopped by signals before chosen steps."""

    def __init__(self, folder: Path, photos: Sequence[LabelPhoto]) -> None:
        remembered = folder / "readings.pickle"
        remembered.write_bytes(pickle.dumps(dict(_read(photo.path) for photo in photos)))
        self._folder = folder
        self.config = folder / "config.toml"
        self.config.touch()
        self._process = subprocess.Popen(
            [sys.executable, "-c", BEGIN, str(remembered)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **{
                    name: text
                    for name, text in os.environ.items()
                    if not name.startswith(("HWLAB", "PYTHON"))
                },
                "PYTHONPATH": f"{ROOT}{os.pathsep}{FOLDER}",
                # Threads of a library would not be there in a forked process.
                "OPENBLAS_NUM_THREADS": "1",
            },
        )

    def __enter__(self) -> Self:
        return self

    @property
    def runs(self) -> list[int]:
        """The processes of the runs that are under way."""
        return [child.pid for child in psutil.Process(self._process.pid).children()]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def run(self, home: Path, *arguments: str | Path, **how: Any) -> Ran:
        """Run a command line; `how` is said at `crash_child.Order`.

        A negative code is the signal that it died of.
        """
        return self.together(home, [arguments], [how])[0]

    def together(
        self,
        home: Path,
        commands: Sequence[Sequence[str | Path]],
        hows: Sequence[Mapping[str, Any]] = (),
    ) -> list[Ran]:
        """Run several command lines that begin at the same moment."""
        assert self._process.stdin
        assert self._process.stdout
        orders = []
        for number, arguments in enumerate(commands):
            outputs = {name: self._folder / f"{name}-{number}" for name in ("out", "err")}
            for file in outputs.values():
                file.write_bytes(b"")
            orders.append(
                {
                    "arguments": [str(one) for one in arguments],
                    "environment": {"HWLAB_HOME": str(home), "HWLAB_CONFIG": str(self.config)},
                    **{name: str(file) for name, file in outputs.items()},
                    **(hows[number] if hows else {}),
                }
            )
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        codes = json.loads(self._process.stdout.readline())
        return [
            Ran(code, Path(order["out"]).read_text("utf-8"), Path(order["err"]).read_text("utf-8"))
            for code, order in zip(codes, orders, strict=True)
        ]

    def steps(self, home: Path, *arguments: str | Path, lines: bool = False) -> list[str]:
        """Run a command line to its end; return its steps."""
        labels = self._folder / "labels.json"
        ran = self.run(home, *arguments, lines=lines, labels=str(labels))
        assert ran.code == 0, ran.err
        found: list[str] = json.loads(labels.read_text(encoding="utf-8"))
        return found


@contextlib.contextmanager
def quick_folder() -> Iterator[Path]:
    """Give a folder for state folders, in memory where the system has such a disk.

    A killed process leaves behind what it had written, flushed to a disk or not, so nothing
    is lost for these tests, and most of their time would be flushing.
    """
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="hwlab-crash-", dir=memory if os.access(memory, os.W_OK) else None
    ) as folder:
        yield Path(folder)


@contextlib.contextmanager
def dice() -> Iterator[random.Random]:
    """Give a source of chance; its seed stands beside whatever fails."""
    seed = random.randrange(2**32)
    try:
        yield random.Random(seed)
    except BaseException as error:
        error.add_note(f"with random.Random({seed})")
        raise
