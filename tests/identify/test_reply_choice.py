"""A choice among numbered things: a number as JSON, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply.choice import choice


@pytest.mark.parametrize(
    ("reply", "chosen"),
    [
        ('{"choice": 2}', 2),
        ('{"choice": 0}', None),
        ('{"choice": null}', None),
        ('```json\n{"choice": 5}\n```', 5),
        ('<think>{"choice": 1} or 4?</think>{"choice": 4}', 4),
        ('It is the third one.\n{"choice": 3, "why": "the label says so"}', 3),
        ('{"choice": 1} I am sure: {"choice": 1}', 1),
    ],
)
def test_a_number_is_a_choice(reply: str, chosen: int | None) -> None:
    assert choice(reply, 5) == chosen


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "2",
        "The second one.",
        '{"choice": "2"}',
        '{"choice": 2.0}',
        '{"choice": true}',
        '{"choice": [2]}',
        '{"choice": 6}',
        '{"choice": -1}',
        '{"choice": 1e400}',
        '{"choice": ' + "9" * 5_000 + "}",
        '{"choice": 2',
        "{'choice': 2}",
        '[{"choice": 2}]',
        '{"answer": 2}',
        '{"choice": 1} {"choice": 2}',
        '{"choice": 1} {"choice": null}',
        '<think>{"choice": 2}',
        '{"type": "object", "properties": {"choice": {"type": "integer"}}}',
        '{"choice": ' * 50_000,
    ],
    ids=lambda reply: reply[:30],
)
def test_anything_else_is_none(reply: str) -> None:
    with pytest.raises(ReplyError):
        choice(reply, 5)


@given(st.text(alphabet='{}[]":, choice0123456789-.etrufalsn<>/k', max_size=80), st.integers(1, 9))
def test_whatever_is_said_no_other_number_is_chosen(reply: str, count: int) -> None:
    try:
        chosen = choice(reply, count)
    except ReplyError:
        return
    assert chosen is None or 1 <= chosen <= count
