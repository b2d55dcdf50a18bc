"""Which rungs of the ladder hold, by endpoint and model, in a file of the state folder.

Only spares requests: whatever is wrong with the file, the ladder is gone down once more.
"""

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hwlab_cli import private_file
from hwlab_cli.identify.vision.ladder import FORMATS, THINKING, Rungs

NAME = "vision.json"
_LOCK = "vision.lock"
_VERSION = 1
# Servers learn with their updates: after a month everything is tried again.
_KEPT_SECONDS = 30 * 86_400.0
_LOCK_TRIES = 200
_LOCK_PAUSE = 0.01  # seconds; writing takes less
_MOST_BYTES = 2**20


class Remembered:
    """The rungs of one endpoint's model; shared by all processes, and by an endpoint's threads."""

    def __init__(self, state: Path, endpoint: str, model: str) -> None:
        self._folder = state
        self._key = f"{endpoint} {model}"
        self._lock = threading.Lock()
        self._rungs: Rungs | None = None

    def rungs(self) -> Rungs:
        """Return the rungs to begin with: the last that held, or the top."""
        with self._lock:
            if self._rungs is None:
                entries = _entries(self._folder / NAME)
                self._rungs = _rungs(entries.get(self._key))
            return self._rungs

    def keep(self, rungs: Rungs) -> None:
        """Remember the rungs that a server has just answered on."""
        with self._lock:
            if rungs == self._rungs:
                return
            self._rungs = rungs
        with contextlib.suppress(OSError):
            self._write(rungs)

    def _write(self, rungs: Rungs) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / NAME
        with _locked(self._folder / _LOCK):
            entries = _entries(path)
            entries[self._key] = {
                "format": rungs.format,
                "thinking": rungs.thinking,
                "dropped": sorted(rungs.dropped),
                "at": time.time(),
            }
            data = json.dumps({"version": _VERSION, "endpoints": entries}, indent=1)
            private_file.replace(path, data.encode())


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a file's lock for the block; raises OSError where another process keeps it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        for _ in range(_LOCK_TRIES):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(_LOCK_PAUSE)
        else:
            raise TimeoutError
        yield
    finally:
        os.close(descriptor)


def _entries(path: Path) -> dict[str, Any]:
    """Return what the file says that is not too old; nothing where it is gone or damaged."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or data.get("version") != _VERSION:
        return {}
    entries = data.get("endpoints")
    if not isinstance(entries, dict):
        return {}
    oldest = time.time() - _KEPT_SECONDS
    return {
        key: entry
        for key, entry in entries.items()
        if isinstance(entry, dict)
        and isinstance(entry.get("at"), int | float)
        and entry["at"] > oldest
    }


def _rungs(entry: Any) -> Rungs:
    entry = entry or {}
    rung, thinking, dropped = entry.get("format"), entry.get("thinking"), entry.get("dropped")
    if rung not in FORMATS or thinking not in THINKING or not isinstance(dropped, list):
        return Rungs()
    names = frozenset(name for name in dropped if isinstance(name, str))
    return Rungs(rung, thinking, names)
