"""Faults that strike at random: whatever the proxy can do to a request, and to NetBox itself."""

import contextlib
import random
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import psutil
from fault_proxy.faults import (
    Answer,
    Close,
    Cut,
    CutBy,
    Delay,
    Do,
    Fault,
    Hang,
    Hold,
    Point,
    Reset,
    Truncate,
    html_answer,
    json_answer,
)
from fault_proxy.script import Seen
from netbox_server.instance import Instance

_BROKEN = {"error": "something broke", "exception": "KeyError", "netbox_version": "4.7.3"}
_LOST = {"error": "connection failed: refused", "exception": "OperationalError"}
_DEADLOCK = {"error": "deadlock detected\nDETAIL: while updating", "exception": "OperationalError"}

# Those that may come after NetBox has carried a request out, too.
_ANSWERS: dict[str, Callable[[Point], Answer]] = {
    "500": lambda point: json_answer(500, _BROKEN, point=point),
    "500 in HTML": lambda point: html_answer(500, point=point),
    "502": lambda point: html_answer(502, point=point),
    "503 with Retry-After": lambda point: html_answer(503, retry_after="1", point=point),
    "503": lambda point: html_answer(503, point=point),
    "504": lambda point: html_answer(504, point=point),
    "429": lambda point: json_answer(429, {"detail": "slow down"}, retry_after="1", point=point),
    "403": lambda point: json_answer(403, {"detail": "Invalid v2 token"}, point=point),
    "404 in HTML": lambda point: html_answer(404, point=point),
    "200 in HTML": lambda point: html_answer(200, point=point),
}
# NetBox only says so when nothing is left of a request.
_UNDONE: dict[str, Callable[[Point], Answer]] = {
    "database away": lambda point: json_answer(500, _LOST, point=point),
    "deadlock": lambda point: json_answer(500, _DEADLOCK, point=point),
}

_COMMON, _RARE = 4, 1  # what costs seconds is rare


class Weather:
    """Decides on each request: most pass, some meet one of all the faults that there are.

    `patience` is how many seconds a client waits for an answer: what is late arrives within
    twice that, or when `clear_up` is called.
    """

    def __init__(
        self, rng: random.Random, server: Instance, *, patience: float, share: float
    ) -> None:
        self.met: Counter[str] = Counter()
        self._rng = rng
        self._server = server
        self._patience = patience
        self._share = share
        self._lock = threading.Lock()
        self._server_lock = threading.Lock()
        self._held: list[Hold] = []
        self._harmed = False
        self._kills: list[tuple[int, Do]] = []
        self._faults = self._all()
        self._deck: list[str] = []

    def __call__(self, seen: Seen) -> Fault | None:
        """Choose a request's fault, or none; called from many threads."""
        with self._lock:
            self._kills = [(number - 1, kill) for number, kill in self._kills]
            for due in self._kills:
                if due[0] <= 0:
                    self._kills.remove(due)
                    return due[1]
            if self._rng.random() >= self._share:
                return None
            name = self._drawn()
            self.met[name] += 1
            fault = self._faults[name][1]()
            if isinstance(fault, Hold):
                self._held.append(fault)
            return fault

    @property
    def kinds(self) -> set[str]:
        """The names of all faults that there are."""
        return set(self._faults)

    def kill_at(self, number: int, kill: Do) -> None:
        """Have something killed with the request that is so many from now, the next being 1."""
        with self._lock:
            self._kills.append((number, kill))

    def forget_kills(self) -> None:
        """Drop the kills that have met no request."""
        with self._lock:
            self._kills.clear()

    def clear_up(self) -> None:
        """Let go what is held, and start what was stopped."""
        with self._lock:
            held, self._held = self._held, []
            harmed, self._harmed = self._harmed, False
        for hold in held:
            hold.released.set()
        if harmed:
            with self._server_lock:
                for worker in self._server.application.workers():
                    with contextlib.suppress(psutil.NoSuchProcess):
                        worker.resume()
                self._server.heal()

    def _all(self) -> dict[str, tuple[int, Callable[[], Fault]]]:
        """Return every kind of fault with its weight."""
        faults: dict[str, tuple[int, Callable[[], Fault]]] = {}
        for point in Point:
            at = point.name.lower()
            faults[f"reset {at}"] = (_COMMON, partial(Reset, point))
            faults[f"close {at}"] = (_COMMON, partial(Close, point))
            faults[f"hang {at}"] = (_RARE, partial(Hang, point))
            faults[f"hold {at}"] = (_RARE, partial(Hold, point))
            faults[f"delay {at}"] = (_RARE, partial(self._delay, point))
        for by in CutBy:
            weight = _RARE if by is CutBy.STALL else _COMMON
            faults[f"cut by a {by.name.lower()}"] = (weight, partial(Cut, by))
        faults["truncate"] = (_COMMON, Truncate)
        for point in (Point.BEFORE, Point.AFTER):
            for name, answer in _ANSWERS.items():
                faults[f"{name} {point.name.lower()}"] = (_RARE, partial(answer, point))
        for name, answer in _UNDONE.items():
            faults[name] = (_RARE, partial(answer, Point.BEFORE))
        for name, harm in (
            ("worker killed", self._kill_a_worker),
            ("database stopped", self._stop_the_database),
            ("cache stopped", self._stop_the_cache),
            ("workers suspended", self._suspend_the_workers),
        ):
            faults[name] = (_RARE, partial(self._do, harm))
        return faults

    def _drawn(self) -> str:
        # As from a deck of cards: by chance alone, hundreds of faults may lack one of a kind.
        if not self._deck:
            self._deck = [name for name, (weight, _) in self._faults.items() for _ in range(weight)]
            self._rng.shuffle(self._deck)
        return self._deck.pop()

    def _delay(self, point: Point) -> Delay:
        return Delay(self._rng.uniform(0.1, 1.5 * self._patience), point)

    def _do(self, harm: Callable[[], None]) -> Do:
        def done() -> None:
            with self._server_lock:
                harm()
            with self._lock:
                self._harmed = True

        return Do(done, self._rng.choice((Point.BEFORE, Point.SENT)))

    def _kill_a_worker(self) -> None:
        self._server.application.kill_workers(1)

    def _stop_the_database(self) -> None:
        self._server.database.stop()

    def _stop_the_cache(self) -> None:
        self._server.cache.stop()

    def _suspend_the_workers(self) -> None:
        for worker in self._server.application.workers():
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.suspend()
