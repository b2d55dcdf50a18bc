"""Wait for what another process does."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Look again and again until something holds; tell whether it did in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
