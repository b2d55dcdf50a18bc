"""One request a second, whichever threads they come from."""

import threading
import time
from collections.abc import Callable

from hwlab_cli.identify.vision.deadlines import UnwantedError

_LOOK = 0.2  # seconds between two looks whether the wait is still wanted


class Pace:
    """Gives each request its turn. May be shared between threads."""

    def __init__(
        self,
        seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free_at = float("-inf")

    def turn(self, stop: Callable[[], bool] = bool) -> None:
        """Wait for the next turn; raises UnwantedError where `stop` says so."""
        with self._lock:
            at = max(self._free_at, self._clock())
            self._free_at = at + self._seconds
        while (rest := at - self._clock()) > 0:
            if stop():
                raise UnwantedError
            self._sleep(min(rest, _LOOK))
