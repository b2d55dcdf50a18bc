"""Readings that come near a value without being it."""

import re
from collections.abc import Iterable

from hwlab_cli.identify.values import key, lookalike_key

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[-./_#+](?=[^\W_]))*")
_LEAST = 5
_MOST_APART = 2


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, each whole."""
    return _TOKEN.findall(text)


def tokens_in(text: str) -> list[tuple[str, int]]:
    """Return the words and numbers of a text, each with the place where it begins."""
    return [(match.group(), match.start()) for match in _TOKEN.finditer(text)]


def alike(one: str, other: str) -> bool:
    """Tell whether two values differ, and only in characters that print alike: O and 0."""
    return key(one) != key(other) and lookalike_key(one) == lookalike_key(other)


def nearest(value: str, candidates: Iterable[str]) -> str | None:
    """Return what comes nearest to a value, None where nothing comes near.

    That are look-alikes first, then what has more or less of it, then what differs in one
    character too many or too few, or in two others.
    """
    best: tuple[int, str] | None = None
    for candidate in candidates:
        rank = _rank(value, candidate)
        if rank is not None and (best is None or (rank, candidate) < best):
            best = rank, candidate
    return best[1] if best else None


def _rank(value: str, candidate: str) -> int | None:
    one, other = key(value), key(candidate)
    if one == other or min(len(one), len(other)) < _LEAST:
        return None
    if lookalike_key(value) == lookalike_key(candidate):
        return 0
    if one in other or other in one:
        return 1
    one, other = lookalike_key(value), lookalike_key(candidate)
    return 2 if _apart(one, other) else None


def _apart(one: str, other: str) -> bool:
    """Tell whether two keys differ in two places at most, or by one character more."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= _MOST_APART
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return short[same:] == long[same + 1 :]
