"""Whether a difference between two runs over the same devices may be chance."""

from math import comb

LEVEL = 0.05


def sign_test(better: int, worse: int) -> float:
    """Return how likely it is that chance parts `better` and `worse` at least as unevenly.

    The exact test of McNemar (1947), two-sided: of the devices that differ, each is as likely to
    have become better as worse where nothing has changed.
    """
    total = better + worse
    tail = sum(comb(total, nth) for nth in range(min(better, worse) + 1))
    return min(1.0, tail / 2 ** (total - 1)) if total else 1.0


def enough() -> int:
    """Return how many devices must differ, all to one side, for it to be no chance."""
    total = 1
    while sign_test(total, 0) > LEVEL:
        total += 1
    return total
