"""Asking again after what passes: a server that loads, is busy, or lost the connection."""

from collections.abc import Callable
from typing import TypeVar

import tenacity

from hwlab_cli.identify.vision.deadlines import OverdueError, Watch
from hwlab_cli.identify.vision.faults import TimedOutError, UnreachableError
from hwlab_cli.identify.vision.way import Way

T = TypeVar("T")

FIRST_PAUSE = 0.5  # seconds; twice as many each time
_LONGEST_PAUSE = 15.0
_LONGEST_LOADING_PAUSE = 2.0
_ATTEMPTS = 4


def patiently(call: Callable[[bool], T], way: Way, watch: Watch) -> T:
    """Return what a call returns, after what passes has passed; raises what does not.

    The call is told whether it is a fresh one, or the server was loading before. While that
    goes on, only the deadlines end it; other faults are given up after a few attempts.
    """
    loading: UnreachableError | None = None

    def once() -> T:
        nonlocal loading
        try:
            return call(loading is None)
        except TimedOutError:
            # That it was loading says more than that the time is up.
            if loading is None:
                raise
            raise loading from None
        except UnreachableError as fault:
            loading = fault if fault.is_loading else None
            raise

    def is_enough(state: tenacity.RetryCallState) -> bool:
        if not _fault(state).is_loading and state.attempt_number >= _ATTEMPTS:
            return True
        try:
            return state.upcoming_sleep >= watch.left()
        except OverdueError:
            return True

    def sleep(seconds: float) -> None:
        with way.told_apart():
            watch.sleep(seconds)

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_passes),
        wait=_pause,
        stop=is_enough,
        sleep=sleep,
        reraise=True,
    )
    return retrying(once)


def _pause(state: tenacity.RetryCallState) -> float:
    fault = _fault(state)
    if fault.wait is not None:
        # Loading is waited for without counting, and must not be without a pause.
        return max(fault.wait, FIRST_PAUSE) if fault.is_loading else fault.wait
    longest = _LONGEST_LOADING_PAUSE if fault.is_loading else _LONGEST_PAUSE
    return tenacity.wait_exponential(multiplier=FIRST_PAUSE, max=longest)(state)


def _passes(error: BaseException) -> bool:
    return isinstance(error, UnreachableError) and error.passes


def _fault(state: tenacity.RetryCallState) -> UnreachableError:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, UnreachableError):
        raise TypeError("only what passes is waited for")
    return error
