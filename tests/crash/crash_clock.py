"""A clock that tests can turn, in place of the process's own; import it before anything else."""

import datetime
import itertools
import time
from collections.abc import Iterator, Sequence

_really = time.time
_offsets: Iterator[float] = itertools.repeat(0.0)


def turn(offsets: Sequence[float]) -> None:
    """Put the clock off by so many seconds: at each look by the next of them, in turn."""
    global _offsets  # noqa: PLW0603 - a process has one clock
    _offsets = itertools.cycle(offsets)


class _Turned(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "_Turned":
        return cls.fromtimestamp(_time(), tz)


def _time() -> float:
    return _really() + next(_offsets)


time.time = _time
datetime.datetime = _Turned  # type: ignore[misc]
