"""How far a batch has come, on stderr: a bar on a terminal, a line now and then elsewhere."""

import os
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hwlab_cli.show.people import say
from hwlab_cli.show.plain import harmless

if TYPE_CHECKING:
    from hwlab_cli.identify.vision.heard import Heard

_FIRST_SECONDS = 10.0
_LONGEST_SECONDS = 600.0
"""How long to be silent where no bar is drawn: twice as long after each line, since cron mails all
of them, and a batch may take all night."""


class Progress:
    """Counts a batch, and tells how far models are; of a single item nothing else is shown.

    `total` is None where it is not known beforehand. `clock` counts seconds.
    """

    def __init__(
        self,
        what: str,
        total: int | None,
        *,
        quiet: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._done = 0
        self._shown = not quiet and (total is None or total > 1)
        self._clock = clock
        self._silence = _FIRST_SECONDS
        self._told_at = clock()
        self._lock = threading.Lock()
        self._ended = False
        self._bar = _Bar(what, total) if self._shown and _can_draw() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._ended = True
            if self._bar:
                self._bar.stop()

    def heard(self, one: "Heard") -> None:
        """Tell what is heard of a model at work; from any thread."""
        tokens = f", {one.tokens} tokens" if one.tokens else ""
        text = f"{one.tier}: {one.stage}{tokens}, {one.seconds:.0f} s"
        with self._lock:
            if self._ended:
                return
            if self._bar is None and _can_draw():
                self._bar = _Bar(self._what, self._total)
            if self._bar:
                self._bar.describe(f"{self._what} · {text}")
            elif self._is_time():
                say(f"{self._what}: {text}")

    def step(self) -> None:
        """Count one more item as done."""
        with self._lock:
            self._done += 1
            if self._bar:
                self._bar.advance()
            elif self._shown and self._is_time():
                of_all = "" if self._total is None else f" of {self._total}"
                say(f"{self._what}: {self._done}{of_all}")

    def _is_time(self) -> bool:
        """Tell whether a line may be written again, and begin the next, longer silence if so."""
        now = self._clock()
        if now - self._told_at < self._silence:
            return False
        self._told_at = now
        self._silence = min(2 * self._silence, _LONGEST_SECONDS)
        return True


class _Bar:
    def __init__(self, what: str, total: int | None) -> None:
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
            # rich sends stdout through its own console, and so to stderr: lines for a file or a
            # pipe must not go that way.
            redirect_stdout=sys.stdout.isatty(),
        )
        self._task = self._progress.add_task(what, total=total)
        self._progress.start()

    def advance(self) -> None:
        self._progress.advance(self._task)

    def describe(self, text: str) -> None:
        self._progress.update(self._task, description=harmless(text))

    def stop(self) -> None:
        self._progress.stop()


def _can_draw() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") not in {None, "", "dumb"}
