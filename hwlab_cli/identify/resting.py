"""Which tiers are left alone for a while, since they could not be asked."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from hwlab_cli.identify.vision.faults import UnreachableError, VisionError

_FIRST_SECONDS = 5.0
_LONGEST_SECONDS = 300.0


@dataclass(slots=True)
class _Rest:
    fault: VisionError
    times: int
    until: float


class Resting:
    """What keeps tiers from being asked, and until when; shared by threads.

    Each further failure in a row doubles the pause, from 5 seconds up to 5 minutes, and a
    server that asks for more is given it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rests: dict[str, _Rest] = {}

    def fault(self, tier: str) -> VisionError | None:
        """Return why a tier is left alone, None where it may be asked."""
        with self._lock:
            rest = self._rests.get(tier)
            return rest.fault if rest and self._clock() < rest.until else None

    def failed(self, tier: str, fault: VisionError) -> None:
        """Leave a tier alone for a while."""
        with self._lock:
            before = self._rests.get(tier)
            now = self._clock()
            # Those that were asked at the same time failed together.
            if before and now < before.until:
                return
            times = before.times + 1 if before else 1
            asked = fault.wait if isinstance(fault, UnreachableError) else None
            pause = min(_FIRST_SECONDS * 2 ** (times - 1), _LONGEST_SECONDS)
            self._rests[tier] = _Rest(fault, times, now + max(pause, asked or 0.0))

    def answered(self, tier: str) -> None:
        """Forget what was wrong with a tier."""
        with self._lock:
            self._rests.pop(tier, None)

    def seconds(self) -> float:
        """Return after how many seconds the first of them may be asked again."""
        with self._lock:
            now = self._clock()
            return max(0.0, min((rest.until - now for rest in self._rests.values()), default=0.0))
