"""A night batch as cron runs it, on photos whose truth is known, and a NetBox to compare with."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from delivery_workbench import ROOT, Workbench
from plain_photo import plain_photo
from rendering.numbers import made

from hwlab_cli.model import OpKind, State

# Little to read, and enough for one look to be sure that nothing was missed.
_MODELS = (
    ("Seagate", "ST8000VN004"),
    ("Seagate", "ST4000NM0035"),
    ("Toshiba", "DT01ACA200"),
    ("Samsung", "MZ7LH960HAJR"),
)
_TOLD = re.compile(r"^ {2}(HW-\w{8}) (\w+): (.*) \((.*)\)$")
_BROKEN = "  not taken in: "


@dataclass
class Evening:
    """A folder of photos, what is on them, and which of them are broken."""

    folder: Path
    serials: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def fill(self, count: int, seed: int) -> None:
        """Render so many photos.

        One in twenty is broken, in one of four ways; one in twenty does not say whose it is.
        """
        rng = random.Random(seed)
        photo = b""
        self.folder.mkdir()
        for number in range(count):
            name = f"IMG {number:04}.jpg"
            if number % 20 == 3:
                self.broken.add(name)
                data = _damaged(number // 20, photo)
            else:
                serial = made(rng, "Z1F?????##")
                device = None if number % 20 == 1 else rng.choice(_MODELS)
                data = photo = plain_photo(
                    [
                        " ".join(device or ("Hard disk drive, no user serviceable parts",)),
                        f"S/N: {serial}   Firmware CFG2-0041 Site KRATSG",
                    ],
                    serial,
                )
                self.serials[name] = serial
            (self.folder / name).write_bytes(data)


def _damaged(way: int, photo: bytes) -> bytes:
    ways = (photo[: len(photo) // 2], b"", b"<html>502 Bad Gateway</html>", bytes(2000))
    return ways[way % len(ways)]


@dataclass(frozen=True)
class Morning:
    """What the report says."""

    code: int
    verdict: str
    states: dict[str, str]
    told: dict[str, str]
    photos: dict[str, str]
    broken: set[str]
    counts: dict[str, int]


class NightShift:
    """Runs the script, and can pull the machine's plug."""

    def __init__(self, workbench: Workbench, evening: Evening, report: Path) -> None:
        self._workbench = workbench
        self._evening = evening
        self._report = report
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the script, in a session of its own, as cron does."""
        self._report.unlink(missing_ok=True)
        bin_folder = Path(sys.executable).parent
        with self._report.with_suffix(".err").open("ab") as errors:
            self._process = subprocess.Popen(
                [ROOT / "examples" / "night-batch.sh", self._evening.folder, self._report],
                env={
                    "PATH": f"{bin_folder}:/usr/bin:/bin",
                    "HOME": os.environ["HOME"],
                    **self._workbench.environment,
                    "NIGHT_PAUSE": "2",
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process and self._process.poll() is None:
            self.pull_the_plug()

    def pull_the_plug(self) -> None:
        """End the script and all that it started, with no time to tidy up."""
        assert self._process
        assert self._process.poll() is None, "it had ended before"
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def waits(self) -> bool:
        """Tell whether it waits for NetBox."""
        assert self._process
        assert self._process.poll() is None, "it ended with NetBox away"
        below = psutil.Process(self._process.pid).children()
        return any(one.name() == "sleep" for one in below)

    def identified(self) -> int:
        """Return how many devices are identified by now."""
        if not self._workbench.home.exists():
            return 0
        with self._workbench.log() as log:
            query = "SELECT count(*) FROM ops WHERE kind = ? AND state = ?"
            ((count,),) = log.rows(query, (OpKind.IDENTIFY.value, State.DONE.value))
        return int(count)

    def delivered(self) -> int:
        """Return how many intakes are done by now."""
        with self._workbench.log() as log:
            ((count,),) = log.rows("SELECT intakes FROM tally WHERE state = ?", ("done",)) or [(0,)]
        return int(count)

    def morning(self, patience: float) -> Morning:
        """Wait for the script's end, and read its report."""
        assert self._process
        code = self._process.wait(patience)
        lines = self._report.read_text(encoding="utf-8").splitlines()
        told = [match.groups() for match in map(_TOLD.match, lines) if match]
        return Morning(
            code=code,
            verdict=lines[0],
            states={hw_id: state for hw_id, state, _, _ in told},
            told={hw_id: text for hw_id, _, text, _ in told},
            photos={hw_id: Path(photo).name for hw_id, _, _, photo in told},
            broken=set(_broken(lines)),
            counts={
                name: int(count)
                for count, name in (one.split(" ", 1) for one in lines[-1].strip().split(", "))
            },
        )


def _broken(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(_BROKEN):
            yield Path(line.removeprefix(_BROKEN).split(": ")[0]).name
