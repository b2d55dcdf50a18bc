"""Requests in the log: what was asked of whom, what the status was, how many seconds it took."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator

_LOG = logging.getLogger(__name__)


@contextlib.contextmanager
def timed(server: str, request: str) -> Iterator[Callable[[int], None]]:
    """Record one request, with the status that is given or the name of what is raised.

    `request` is the method and the path: neither its query nor its headers are recorded.
    """
    begun = time.monotonic()
    outcome = "no answer"

    def answered(status: int) -> None:
        nonlocal outcome
        outcome = str(status)

    try:
        yield answered
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        _LOG.debug("%s: %s: %s, %.3f s", server, request, outcome, time.monotonic() - begun)
