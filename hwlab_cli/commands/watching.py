"""Staying at work: run again whenever something may have come, leave an outage alone."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import tenacity

from hwlab_cli.commands.pace import Pace
from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.workspace import Workspace

_POLL_SECONDS = 2.0
_LONGEST_BACKOFF = 300.0

Once = Callable[[Callable[[], bool]], HwlabError | None]


def watched(work: "Workspace", once: Once, pace: Pace) -> None:
    """Call `once` again and again until SIGTERM, with a growing pause while NetBox is away.

    Or until `pace` says that it is over.

    What is under way when the signal comes is finished. Raises what no pause can mend: a
    wrong token, a missing setup.
    """
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # A second one ends at once: what was announced is safe either way.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        stopped.set()
        # Past sys.stderr, in whose midst this may have come.
        with contextlib.suppress(OSError):
            os.write(2, b"ending, once what is under way is done\n")

    before = signal.signal(signal.SIGTERM, stop)
    people.say(f"watching {work.home}; Ctrl-C or SIGTERM ends it")
    backoff = tenacity.wait_random_exponential(multiplier=_POLL_SECONDS, max=_LONGEST_BACKOFF)
    state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
    away = 0
    try:
        while not (stopped.is_set() or pace.over()):
            fault = once(stopped.is_set)
            if fault is None:
                if away:
                    people.say("NetBox is back")
                away = 0
                stopped.wait(_at_most(pace, _POLL_SECONDS))
                continue
            if fault.exit_code is not ExitCode.QUEUED:
                raise fault
            away += 1
            if away == 1:
                people.say(f"NetBox: {fault.message}; trying again until it is back")
            state.attempt_number = away
            asked = getattr(fault, "wait", None) or 0.0
            stopped.wait(_at_most(pace, max(backoff(state), asked, _POLL_SECONDS)))
    finally:
        signal.signal(signal.SIGTERM, before)


def _at_most(pace: Pace, seconds: float) -> float:
    left = pace.seconds_left
    return seconds if left is None else min(seconds, left)
