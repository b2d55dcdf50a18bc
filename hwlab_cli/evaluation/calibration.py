"""Whether a confidence of 0.8 means that four of five are right."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10
_Z = 1.959964
"""The normal distribution's two-sided 95 % point."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Devices of like confidence: how many, their mean confidence, and how many were right.

    From `low`, and below `high`; the last has 1.0 in it, too.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: int

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies in 95 of 100 such samples (Wilson's score interval, 1927)."""
        n, p = self.count, self.share
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a confidence can be taken at its word.

    `error` is the expected calibration error: by how much confidence and share differ, weighed
    by the devices in each bin. `brier` is the mean square of what the confidence was off by
    (Brier, 1950). Both are 0 at best, and None where no device has a confidence.
    """

    count: int
    bins: tuple[Bin, ...]
    error: float | None
    brier: float | None


def calibrated(points: Iterable[tuple[float, bool]]) -> Calibration:
    """Return the calibration of confidences, each with whether what it was about is right."""
    known = list(points)
    cells: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in known:
        cells.setdefault(_bin(confidence), []).append((confidence, right))
    bins = tuple(
        Bin(
            nth / BINS,
            (nth + 1) / BINS,
            len(inside),
            sum(confidence for confidence, _ in inside) / len(inside),
            sum(right for _, right in inside),
        )
        for nth, inside in sorted(cells.items())
    )
    if not known:
        return Calibration(0, (), None, None)
    error = sum(one.count * abs(one.share - one.confidence) for one in bins) / len(known)
    brier = sum((confidence - right) ** 2 for confidence, right in known) / len(known)
    return Calibration(len(known), bins, error, brier)


def _bin(confidence: float) -> int:
    # 0.7 * 10 is 7.000000000000001, and 0.29 * 100 is 28.999999999999996: rounded first, what is
    # written as 0.70 is in the bin that begins with it.
    return min(BINS - 1, max(0, math.floor(round(confidence * BINS, 9))))
