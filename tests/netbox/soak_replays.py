"""Replays as a user runs them, in processes of their own, which are killed at random moments."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

from delivery_workbench import PATIENCE, ROOT, Workbench
from fault_proxy.faults import Do, Point
from soak_weather import Weather

_LONGEST = 6.0  # seconds: long enough for several requests on a busy machine
_REQUESTS = 8
_LINES = 25
# Done, some failed, NetBox away, not authorized, held, not a NetBox: what a replay may end with.
_GOOD_ENDS = {-signal.SIGKILL, 0, 3, 7, 8, 10, 12}


class Replay:
    """One `hwlab queue replay` in a process of its own."""

    def __init__(self, workbench: Workbench, said: Path, *arguments: str) -> None:
        self._said = said
        with said.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hwlab_cli", "queue", "replay", "--json", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env={**os.environ, **workbench.environment},
            )
        self._last_line = 0
        self._timer: threading.Timer | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def doom(self, rng: random.Random, weather: Weather, *, surely: bool) -> None:
        """Have it killed at a random moment: of the clock, of its requests, or of what it says.

        Unless `surely`, it may come to its end before.
        """
        match "clock" if surely else rng.choice(("clock", "request", "line")):
            case "clock":
                self._timer = threading.Timer(rng.uniform(0.2, _LONGEST), self._process.kill)
                self._timer.start()
            case "request":
                kill = Do(self._process.kill, rng.choice(list(Point)))
                weather.kill_at(rng.randint(1, _REQUESTS), kill)
            case _:
                self._last_line = rng.randint(1, _LINES)

    def ended(self) -> int:
        """Wait for its end; return its exit code, or the negative of the signal it died of."""
        try:
            code = self._process.wait(PATIENCE)
            self._reader.join(PATIENCE)
        finally:
            self._process.kill()
            if self._timer:
                self._timer.cancel()
        said = self._said.read_text(encoding="utf-8")
        assert "Traceback" not in said, said
        assert code in _GOOD_ENDS, f"exit code {code}: {said}"
        return code

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as out:
            for number, _ in enumerate(out, 1):
                if number == self._last_line:
                    self._process.kill()
