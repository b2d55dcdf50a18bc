"""How long a server asks to be left alone."""

import email.utils
from datetime import UTC, datetime

_LONGEST = 86_400.0  # seconds; more is a slip of whoever wrote it


def seconds(said: str, *, fractions: bool = False) -> float | None:
    """Return the seconds of a `Retry-After`: a number, or a date (RFC 9110, 10.2.3).

    The number is a whole one there; with `fractions`, one as some servers write it is taken too.
    None where it says neither.
    """
    said = said.strip()
    number = _number(said) if fractions else float(said) if said.isdecimal() else None
    if number is not None:
        return min(number, _LONGEST)
    try:
        until = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - datetime.now(UTC)).total_seconds()), _LONGEST)


def _number(said: str) -> float | None:
    try:
        number = float(said)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
