"""How long one search may take, however the server spends the time."""

import time
from collections.abc import Callable

from hwlab_cli.identify.vision.deadlines import OverdueError, UnwantedError

_LOOK = 0.2  # seconds between two looks whether the answer is still wanted


class Deadline:
    """The clock of one search, as the wire asks for it."""

    def __init__(
        self,
        seconds: float,
        stop: Callable[[], bool] = bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._stop = stop
        self._clock = clock
        self._began = clock()

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return self._clock() - self._began

    def connected(self) -> None:
        """Note nothing: a search has no stages."""

    def left(self) -> float:
        """Return the seconds that are left; raises OverdueError after them."""
        rest = self._seconds - self.seconds
        if rest <= 0:
            raise OverdueError(f"no whole answer within {self._seconds:g} s", "research.seconds")
        return rest

    def wait(self) -> float:
        """Return how long to wait before asking again; raises UnwantedError too."""
        if self._stop():
            raise UnwantedError
        return min(self.left(), _LOOK)
