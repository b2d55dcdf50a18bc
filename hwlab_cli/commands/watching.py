"""Staying at work: run again whenever something may have come, leave an outage alone."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

import tenacity

from hwlab_cli.commands.pace import Pace
from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.workspace import Workspace

POLL_SECONDS = 2.0
_LONGEST_BACKOFF = 300.0

Once = Callable[[Callable[[], bool]], HwlabError | None]


@contextlib.contextmanager
def ending_on_sigterm() -> Iterator[threading.Event]:
    """Give what is set when SIGTERM comes, so that what is under way can be finished."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # A second one ends at once: what was announced is safe either way.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        stopped.set()
        # Past sys.stderr, in whose midst this may have come.
        with contextlib.suppress(OSError):
            os.write(2, b"ending, once what is under way is done\n")

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGTERM, before)


class Outage:
    """How long to leave a NetBox alone that is away: longer each time, until it is back."""

    def __init__(self) -> None:
        self._backoff = tenacity.wait_random_exponential(
            multiplier=POLL_SECONDS, max=_LONGEST_BACKOFF
        )
        self._state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
        self._times = 0

    @property
    def lasts(self) -> bool:
        """Whether NetBox was away when it was last asked."""
        return self._times > 0

    def heard(self, fault: HwlabError | None) -> float:
        """Return how many seconds to wait before NetBox is asked again; says what changed.

        Raises what no pause can mend: a wrong token, a missing setup.
        """
        if fault is None:
            if self._times:
                people.say("NetBox is back")
            self._times = 0
            return POLL_SECONDS
        if fault.exit_code is not ExitCode.QUEUED:
            raise fault
        self._times += 1
        if self._times == 1:
            people.say(f"NetBox: {fault.message}; trying again until it is back")
        self._state.attempt_number = self._times
        asked = getattr(fault, "wait", None) or 0.0
        return max(self._backoff(self._state), asked, POLL_SECONDS)


def watched(work: "Workspace", once: Once, pace: Pace) -> None:
    """Call `once` again and again until SIGTERM, with a growing pause while NetBox is away.

    Or until `pace` says that it is over.

    What is under way when the signal comes is finished. Raises what no pause can mend: a
    wrong token, a missing setup.
    """
    with ending_on_sigterm() as stopped:
        people.say(f"watching {work.home}; Ctrl-C or SIGTERM ends it")
        outage = Outage()
        while not (stopped.is_set() or pace.over()):
            seconds = outage.heard(once(stopped.is_set))
            left = pace.seconds_left
            stopped.wait(seconds if left is None else min(seconds, left))
