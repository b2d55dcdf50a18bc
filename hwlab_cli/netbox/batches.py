"""Which devices go into one request: no two requests under way touch the same device type.

A request that creates devices locks the rows of their types until it ends. Two that touch the
same types in different orders deadlock, and two of one type wait for each other; so types are
shared out, and a type belongs to one request at a time.
"""

import math
import time
from collections import deque
from collections.abc import Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")

_FIRST = 25
_SMALLEST = 5
_SECONDS_A_REQUEST = 6.0


class Batches(Generic[Item]):
    """Devices waiting to be sent, by device type; hands out batches, largest types first.

    A batch has `most` devices at most. `takers` is how many are under way at once: the last
    batches are smaller, so that all takers come to the end together.
    """

    def __init__(self, most: int, takers: int) -> None:
        self._most = most
        self._takers = takers
        self._size = min(_FIRST, most)
        self._waiting: dict[int, deque[Item]] = {}
        self._busy: set[int] = set()

    def __len__(self) -> int:
        return sum(len(items) for items in self._waiting.values())

    def add(self, items: Iterable[tuple[int, Item]]) -> None:
        """Add devices, each with its type."""
        for kind, item in items:
            self._waiting.setdefault(kind, deque()).append(item)

    def take(self) -> "Batch[Item] | None":
        """Return the next batch, sorted by type; None while no type is free that waits."""
        size = min(self._size, max(_SMALLEST, math.ceil(len(self) / self._takers)))
        free = sorted(
            (kind for kind in self._waiting if kind not in self._busy),
            key=lambda kind: (-len(self._waiting[kind]), kind),
        )
        kinds: list[int] = []
        count = 0
        for kind in free:
            if kinds and count + len(self._waiting[kind]) > size:
                continue
            kinds.append(kind)
            count += len(self._waiting[kind])
            if count >= size:
                break
        items: list[Item] = []
        for kind in sorted(kinds):
            queue = self._waiting[kind]
            while queue and len(items) < size:
                items.append(queue.popleft())
            if not queue:
                del self._waiting[kind]
        self._busy.update(kinds)
        return Batch(kinds, items, time.monotonic()) if items else None

    def ended(self, batch: "Batch[Item]", *, well: bool) -> None:
        """Free a batch's types, and learn from how long it took how large the next may be."""
        self._busy.difference_update(batch.kinds)
        seconds = max(time.monotonic() - batch.begun_at, 0.001)
        fitting = round(len(batch.items) * _SECONDS_A_REQUEST / seconds)
        if not well:
            self._size = max(1, self._size // 2)
        elif len(batch.items) >= self._size or fitting < self._size:
            self._size = max(1, min(self._most, fitting, 2 * self._size))


class Batch(Generic[Item]):
    """Some devices that go into one request, and the types that they keep busy."""

    def __init__(self, kinds: list[int], items: list[Item], begun_at: float) -> None:
        self.kinds = kinds
        self.items = items
        self.begun_at = begun_at
