"""How long an ask may take: each deadline holds however the server spends the time."""

import time
from collections.abc import Callable
from typing import Protocol

from hwlab_cli.identify.vision.heard import Heard, Listener, Stage, ignore
from hwlab_cli.tier import Tier

# How often a wait looks whether it is still wanted, in seconds.
_LOOK = 0.2


class OverdueError(Exception):
    """A deadline has passed: what was waited for, how long, and the setting that says so."""

    def __init__(self, message: str, setting: str) -> None:
        super().__init__(message)
        self.setting = setting


class UnwantedError(Exception):
    """The one who asked says stop."""


class Timing(Protocol):
    """What the wire asks before each wait."""

    def connected(self) -> None:
        """Note that the server has been reached."""

    def left(self) -> float:
        """Return the seconds until the next deadline; raises OverdueError after it."""

    def wait(self) -> float:
        """Return how long to wait before asking again; raises where waiting is over."""


class Watch:
    """The clock of one ask: when it must have begun to answer, go on, and be through.

    The wire asks it before each wait, so a server that sends a byte now and then gains nothing:
    only what a model says counts as a token.
    """

    def __init__(
        self,
        tier: Tier,
        listener: Listener = ignore,
        stop: Callable[[], bool] = bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tier = tier
        self._listener = listener
        self._stop = stop
        self._clock = clock
        self._began = self._load_began = clock()
        self._last_token: float | None = None
        self._tokens = 0
        self._stage: Stage = "connecting"
        self.first_token_seconds: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the ask began."""
        return self._clock() - self._began

    def connecting(self, *, is_fresh: bool = True) -> None:
        """Begin a request; `is_fresh` unless the server is still getting ready for the last."""
        if is_fresh:
            self._load_began = self._clock()
        self._last_token = None
        self._tokens = 0
        self.first_token_seconds = None
        self._tell("connecting" if is_fresh else "loading")

    def connected(self) -> None:
        """Note that the server has been reached."""
        self._tell("loading")

    def token(self, *, thinking: bool) -> None:
        """Note that the model said something."""
        self._last_token = self._clock()
        self._tokens += 1
        if self.first_token_seconds is None:
            self.first_token_seconds = self._last_token - self._load_began
        self._tell("thinking" if thinking else "answering")

    def left(self) -> float:
        """Return the seconds until the next deadline; raises OverdueError after it."""
        now, tier = self._clock(), self._tier
        whole = self._began + tier.seconds - now
        if self._last_token is None:
            soonest = self._load_began + tier.load_seconds - now
            late = OverdueError(f"no answer began within {tier.load_seconds:g} s", "load_seconds")
        else:
            soonest = self._last_token + tier.pause_seconds - now
            late = OverdueError(
                f"its answer stopped in the middle for {tier.pause_seconds:g} s", "pause_seconds"
            )
        if whole <= 0:
            raise OverdueError(f"its answer took longer than {tier.seconds:g} s", "seconds")
        if soonest <= 0:
            raise late
        return min(whole, soonest)

    def wait(self) -> float:
        """Return how long to wait before looking here again; raises where waiting is over."""
        if self._stop():
            raise UnwantedError
        left = self.left()
        self._tell(self._stage)
        return min(left, _LOOK)

    def sleep(self, seconds: float) -> None:
        """Wait, as long as a deadline allows and it is wanted."""
        until = self._clock() + seconds
        while (rest := until - self._clock()) > 0:
            time.sleep(min(rest, self.wait()))

    def _tell(self, stage: Stage) -> None:
        self._stage = stage
        self._listener(Heard(self._tier.name, self._tokens, self.seconds, stage))
