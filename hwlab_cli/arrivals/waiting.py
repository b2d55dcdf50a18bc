"""Which photos of a folder are whole, and when those that came together have all come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hwlab_cli.arrivals.folder import Signature

LONGEST = 10
"""After how many times the quiet that is waited for photos are taken in without it."""


PAUSE = 60.0
"""How many seconds a photo is left alone that may be taken in another time; then twice as many."""
LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class _Seen:
    signature: Signature
    since: float


@dataclass(frozen=True, slots=True)
class _PutOff:
    signature: Signature
    until: float
    pause: float


class Arrivals:
    """Photos that came, and those that were taken care of. It asks no clock: `now` is given to it.

    A photo counts as whole once it has not changed for `still` seconds, and all that came
    together as there once nothing has changed for `quiet` seconds.
    """

    def __init__(self, still: float, quiet: float) -> None:
        self._still = still
        self._quiet = max(quiet, still)
        self._waiting: dict[Path, _Seen] = {}
        self._cared_for: dict[Path, Signature] = {}
        self._put_off: dict[Path, _PutOff] = {}

    @property
    def waiting(self) -> list[Path]:
        """The photos that came and are not taken care of yet."""
        return sorted(self._waiting)

    def look(self, found: Mapping[Path, Signature], now: float) -> None:
        """Take note of what is there now; what is gone is forgotten."""
        self._cared_for = {
            path: signature
            for path, signature in self._cared_for.items()
            if found.get(path) == signature
        }
        self._put_off = {
            path: one for path, one in self._put_off.items() if found.get(path) == one.signature
        }
        waiting = {}
        for path, signature in found.items():
            put_off = self._put_off.get(path)
            if path in self._cared_for or (put_off and now < put_off.until):
                continue
            before = self._waiting.get(path)
            same = before is not None and before.signature == signature
            waiting[path] = before if before and same else _Seen(signature, now)
        self._waiting = waiting

    def due(self, now: float) -> list[Path]:
        """Return the photos that are to be taken in now, by their names."""
        whole = {
            path: one.since for path, one in self._waiting.items() if now - one.since >= self._still
        }
        if not whole:
            return []
        is_quiet = now - max(one.since for one in self._waiting.values()) >= self._quiet
        # Somewhere photos never cease to come, or one never ceases to change.
        is_late = now - min(whole.values()) >= LONGEST * self._quiet
        return sorted(whole) if is_quiet or is_late else []

    def care_for(self, paths: Iterable[Path]) -> None:
        """Pass over these from now on, as long as they stay as they are."""
        for path in paths:
            one = self._waiting.pop(path, None)
            if one is not None:
                self._cared_for[path] = one.signature

    def put_off(self, paths: Iterable[Path], now: float) -> None:
        """Pass over these for a while, longer each time; once they change, they come at once."""
        for path in paths:
            one = self._waiting.pop(path, None)
            if one is not None:
                before = self._put_off.get(path)
                pause = min(2 * before.pause, LONGEST_PAUSE) if before else PAUSE
                self._put_off[path] = _PutOff(one.signature, now + pause, pause)
