"""The wrapped library: what it must keep doing for us, and what it may cost."""

import pytest

from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.repairing import LONGEST, repaired


@pytest.mark.parametrize(
    "number", ["00123", "1E10234", "12345678901234567890123", "-0.50", "1_000"]
)
def test_numbers_keep_their_digits(number: str) -> None:
    text = f'{{"a": {number}, "b": [{number}, {number}], "c" "d"}}'
    found = repaired(text, Effort())
    assert (found["a"], found["b"]) == (number, [number, number])


@pytest.mark.parametrize("text", ['{"a": 12 34 56}', '{"a": 12 34 56 // x\n}', '{"a": 12 34 56'])
def test_a_bare_value_is_taken_whole(text: str) -> None:
    assert repaired(text, Effort()) == {"a": "12 34 56"}


@pytest.mark.parametrize(
    "text",
    [
        '{"a": (' + "(" * 3_000,
        "[" * 5_000,
        '{"a":' * 5_000,
        '{"a": "' + '"' * 30_000,
        "x" * LONGEST,
    ],
)
def test_what_is_hostile_ends(text: str) -> None:
    effort = Effort()
    repaired(text, effort)
    assert effort.repaired <= Effort.MOST_REPAIRING + LONGEST


def test_what_is_too_long_is_not_begun() -> None:
    effort = Effort()
    assert repaired('{"a": 1' + " " * LONGEST, effort) is None
    assert effort.repaired == 0
