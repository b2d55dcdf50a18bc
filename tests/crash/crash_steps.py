"""The steps of a run, counted; before a chosen one the process gets a signal.

A step is what a kill could fall in front of: an SQL statement, a file made, renamed, locked
or flushed to the disk, a line written to stdout, and with `lines` every line of hwlab_cli
that the main thread comes to.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import hwlab_cli

_CODE = str(Path(hwlab_cli.__file__).parent) + os.sep
# Pure functions over what was read: nothing lasting happens in there, and they have many lines.
_NOT_FOLLOWED = (f"{_CODE}identify{os.sep}", f"{_CODE}photos{os.sep}decoding")
_connect = sqlite3.connect
_FILE_EVENTS = frozenset(
    {"open", "os.mkdir", "os.rename", "os.remove", "os.link", "os.chmod", "sqlite3.connect"}
)


class Steps:
    """Counts steps from 0 on; sends this process a signal before some of them.

    `signals` are by a step's number or by its label, which then is the first one with that.
    """

    def __init__(self, home: Path, signals: Mapping[str, int], once_more: int) -> None:
        self.labels: list[str] = []
        self._home = str(home)
        self._signals = dict(signals)
        self._once_more = once_more

    def watch(self, *, lines: bool) -> None:
        """Begin to count."""
        sys.addaudithook(self._audited)
        sqlite3.connect = self._traced_connection  # type: ignore[assignment]
        os.fsync = self._before("fsync", os.fsync)
        sys.stdout.write = self._before("write", sys.stdout.write)  # type: ignore[method-assign]
        sys.stdout.flush = self._before("flush", sys.stdout.flush)  # type: ignore[method-assign]
        if lines:
            sys.settrace(self._entered)

    def written_to(self, path: Path) -> None:
        """Write down the labels of the steps so far."""
        path.write_text(json.dumps(self.labels), encoding="utf-8")

    def _step(self, label: str) -> None:
        number = len(self.labels)
        self.labels.append(label)
        which = self._signals.pop(str(number), 0) or self._signals.pop(label, 0)
        if which:
            if self._once_more:
                self._signals[str(number + self._once_more)] = which
                self._once_more = 0
            os.kill(os.getpid(), which)

    def _before(self, label: str, action: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any) -> Any:
            self._step(label)
            return action(*arguments)

        return act

    def _traced_connection(self, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = _connect(*arguments, **options)
        connection.set_trace_callback(lambda sql: self._step(f"sql {' '.join(sql.split())}"))
        return connection

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "fcntl.flock" or (
            event in _FILE_EVENTS and str(arguments[0]).startswith(self._home)
        ):
            self._step(event)

    def _entered(self, frame: FrameType, _event: str, _argument: object) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(_CODE) or name.startswith(_NOT_FOLLOWED):
            return None
        return self._traced

    def _traced(self, frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            place = frame.f_code.co_filename.removeprefix(_CODE)
            self._step(f"line {place}:{frame.f_lineno}")
        return self._traced
