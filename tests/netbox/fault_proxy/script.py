"""Which request meets which fault."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from fault_proxy.faults import Fault


@dataclass(slots=True)
class Seen:
    """A request that came to the proxy, and what became of it."""

    number: int  # from 0, in the order of arrival
    connection: int  # from 0: which of the client's connections it came on
    method: str
    target: str  # path and query
    size: int = 0  # bytes of the body that were read
    objects: int = 0  # objects in a JSON body: 1, or as many as a list has
    netbox_status: int | None = None  # None: NetBox did not get it, or its answer was not awaited
    status: int | None = None  # None: the client was given no whole answer
    fault: Fault | None = None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


Chooser = Callable[[Seen], Fault | None]


@dataclass(slots=True)
class Rule:
    """One fault for some requests."""

    fault: Fault
    method: str | None
    path: re.Pattern[str]
    nth: int
    times: int | None
    _met: int = 0
    struck: int = 0  # how often the fault was carried out

    def strikes(self, seen: Seen) -> bool:
        """Tell whether a request is one of its own, and count it."""
        if self.method not in (None, seen.method) or not self.path.search(seen.target):
            return False
        self._met += 1
        last = None if self.times is None else self.nth + self.times
        struck = self._met >= self.nth and (last is None or self._met < last)
        self.struck += struck
        return struck


@dataclass(slots=True)
class Script:
    """All rules, the first that strikes counts; then a chooser, if any."""

    chooser: Chooser | None = None
    _rules: list[Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, rule: Rule) -> None:
        """Take another rule, after the others."""
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        """Forget all rules and the chooser."""
        with self._lock:
            self._rules.clear()
            self.chooser = None

    def fault_for(self, seen: Seen) -> Fault | None:
        """Return what a request is in for; every rule counts every request of its own."""
        with self._lock:
            struck = [rule for rule in self._rules if rule.strikes(seen)]
            for late in struck[1:]:
                late.struck -= 1
            if struck:
                return struck[0].fault
            return self.chooser(seen) if self.chooser else None

    def unmet(self) -> list[Rule]:
        """Return the rules whose fault has met no request."""
        return [rule for rule in self._rules if not rule.struck]
