"""How long a batch goes on: to its end, to the first failure, or for so many seconds."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, TypeVar

import typer

from hwlab_cli.errors import ExitCode, UsageError

FailFast = Annotated[
    bool,
    typer.Option("--fail-fast", help="Begin nothing new after the first failure."),
]
MaxSeconds = Annotated[
    float | None,
    typer.Option(
        "--max-seconds",
        metavar="N",
        min=0,
        help="Begin nothing new after N seconds; what was begun is finished.",
    ),
]

_Item = TypeVar("_Item")

# A person's decision is no failure, and neither is an outage that is told of already.
_NO_FAILURES = (ExitCode.DONE, ExitCode.HELD, ExitCode.QUEUED)


class Pace:
    """Tells whether anything new may be begun. `clock` counts seconds."""

    def __init__(
        self,
        *,
        fail_fast: bool = False,
        max_seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if max_seconds is not None and not math.isfinite(max_seconds):
            raise UsageError(
                "no number of seconds", item="--max-seconds", hint="as in --max-seconds 600"
            )
        self._fail_fast = fail_fast
        self._clock = clock
        self._end = None if max_seconds is None else clock() + max_seconds
        self._failed = False

    @property
    def seconds_left(self) -> float | None:
        """How long new work may still be begun, None for as long as there is some."""
        return None if self._end is None else max(0.0, self._end - self._clock())

    @property
    def time_is_up(self) -> bool:
        """Whether the time for new work is over."""
        return self._end is not None and self._clock() >= self._end

    def ended(self, code: ExitCode) -> None:
        """Take note of how one item ended: photos that can't be used, refusals, lost servers."""
        if code not in _NO_FAILURES:
            self.fail()

    def fail(self) -> None:
        """Take note of a failure."""
        self._failed = True

    def over(self) -> bool:
        """Tell whether nothing new is to be begun any more."""
        return (self._fail_fast and self._failed) or self.time_is_up

    def while_going(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Yield items one by one until it is over; the next one is not even taken then."""
        coming = iter(items)
        while not self.over():
            try:
                one = next(coming)
            except StopIteration:
                return
            yield one

    @property
    def why_over(self) -> str:
        """What ended the work, in words."""
        return "the first failure" if self._fail_fast and self._failed else "the time given"
