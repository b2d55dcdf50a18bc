"""How far a batch has come, on stderr: a bar on a terminal, a line now and then elsewhere."""

import os
import sys
import time
from types import TracebackType
from typing import Self

from hwlab_cli.show.people import say

_EVERY_SECONDS = 10.0


class Progress:
    """Counts a batch; nothing is shown for a single item."""

    def __init__(self, what: str, total: int, *, quiet: bool = False) -> None:
        self._what = what
        self._total = total
        self._done = 0
        self._shown = not quiet and total > 1
        self._told_at = time.monotonic()
        self._bar = _Bar(what, total) if self._shown and _can_draw() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def step(self) -> None:
        """Count one more item as done."""
        self._done += 1
        if self._bar:
            self._bar.advance()
        elif self._shown and time.monotonic() - self._told_at >= _EVERY_SECONDS:
            self._told_at = time.monotonic()
            say(f"{self._what}: {self._done} of {self._total}")


class _Bar:
    def __init__(self, what: str, total: int) -> None:
        # rich is only worth its loading time where a bar is really drawn.
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as RichProgress

        self._progress = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task(what, total=total)
        self._progress.start()

    def advance(self) -> None:
        self._progress.advance(self._task)

    def stop(self) -> None:
        self._progress.stop()


def _can_draw() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") not in {None, "", "dumb"}
