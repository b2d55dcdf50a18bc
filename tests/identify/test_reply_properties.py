"""What holds for any reply whatever."""

import contextlib
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_corpus import printed, rows, understood

from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply.answer import read
from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.repairing import LONGEST as LONGEST_REPAIR
from hwlab_cli.model import Category

REPLIES: list[str] = [row["reply"] for row in rows() if len(row["reply"]) < 3_000]
PIECES = [
    *("{", "}", "[", "]", '"', "'", ",", ":", "\\", "\n", "|", "//", "/*", "#", "=", "(", ")", "<"),
    *("<think>", "</think>", "```", "```json\n", "null", "None", "“", "”", "\x1b[31m", "\x00"),
    *('"serial": "', "S/N", "Serial: ", "| Model |", "\U00012345", "\ud800", "\u202e", "00123"),
    *("{{", "}}", "…", "%", "&quot;", '\\"', "\u2028", "<|channel|>", "assistantfinal", "string"),
]
HOSTILE = [
    *(
        '{"a":',
        '[{"a":[',
        "[",
        "{",
        '"',
        '{"',
        "```\n",
        '{"a":1} ',
        '{"a":1} x ',
        '{"a x',
        '{"a":x',
    ),
    *(
        '{"a": "x" y "z" ',
        '{"a": /*',
        '{"a": 1 // x ',
        '{"a":"\\',
        "<think>",
        "</think>",
        "{a=",
        "|a|\n",
    ),
    *(
        "<|channel|>analysis<|message|>x",
        "Model: x\n",
        "a:b\n",
        "<model>x",
        "f(a=",
        '{"a": (',
        '{\\"a\\": ',
    ),
    *(
        '{"a": "b\n',
        "{'a': 'it's ",
        '{"a":[}',
        '": c\n',
        "&quot;{",
        "“{”",
        '{"a"\uff1a',
        "{  ",
        ' "model": "',
    ),
]

noise = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A reply of the corpus with pieces taken out, put in, and doubled."""
    reply: str = draw(st.sampled_from(REPLIES))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(reply)))
        end = min(len(reply), start + draw(st.integers(0, 15)))
        instead = draw(st.sampled_from([*PIECES, "", reply[start:end] * 2]))
        reply = reply[:start] + instead + reply[end:]
    return reply


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
keys = st.sampled_from(
    [
        "manufacturer",
        "model",
        "serial",
        "S/N",
        "mac",
        "specs",
        "ai_notes",
        "confidence",
        "device",
        "type",
    ]
)
devices = st.dictionaries(keys, values | st.sampled_from(["Dell", "A1B2", "a0369f001122", "2U"]))
replies = noise | broken() | devices.map(json.dumps) | devices.map(repr)
reasons = st.sampled_from([None, "stop", "length"])


@given(replies, reasons)
@settings(max_examples=400, deadline=None)
def test_a_reply_is_read_or_refused(reply: str, reason: str | None) -> None:
    effort = Effort()
    try:
        found = read(reply, finish_reason=reason, effort=effort)
    except ReplyError:
        return
    finally:
        # The last step of each kind may be a long one.
        assert effort.looked <= Effort.MOST_LOOKING + len(reply)
        assert effort.repaired <= Effort.MOST_REPAIRING + LONGEST_REPAIR
    assert found.devices
    for device in found.devices:
        check(device.fields_to_json())
        assert not found.truncated or device.confidence is None


@given(replies, reasons)
@settings(max_examples=300, deadline=None)
def test_the_same_reply_says_the_same(reply: str, reason: str | None) -> None:
    assert understood(reply, reason) == understood(reply, reason)


@given(replies, reasons)
@settings(max_examples=400, deadline=None)
def test_what_was_printed_means_the_same(reply: str, reason: str | None) -> None:
    first = understood(reply, reason)
    if first.devices:
        again = printed(reply, reason)
        assert understood(again).devices == first.devices
        assert printed(again).splitlines()[:-1] == [
            json.dumps({**json.loads(line), "notes": []}, ensure_ascii=False)
            for line in again.splitlines()[:-1]
        ]


def check(fields: dict[str, Any]) -> None:
    """Check what any identification keeps to: types, ranges, and harmless texts."""
    named = ("manufacturer", "model", "part_number", "serial", "asset_tag")
    texts = [fields[name] for name in named if fields[name] is not None]
    assert all(text and text == text.strip() and len(text) <= 100 for text in texts)
    texts += [fields["ai_notes"] or "", *fields["specs"], *fields["specs"].values()]
    assert {unicodedata.category(one) for text in texts for one in text}.isdisjoint(
        {"Cc", "Cf", "Cs"}
    )
    assert any(fields[name] for name in (*named, "mac_addresses", "category"))
    assert fields["category"] is None or fields["category"] in set(Category)
    assert fields["confidence"] is None or 0 <= fields["confidence"] <= 1
    assert fields["u_height"] is None or 0 <= fields["u_height"] <= 100


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_megabyte_ends_like_any_other_reply(unit: str) -> None:
    size = 1 << 20
    reply = (unit * (size // len(unit.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")
    effort = Effort()
    with contextlib.suppress(ReplyError):
        read(reply, effort=effort)
    assert effort.looked <= Effort.MOST_LOOKING + size // 16
    assert effort.repaired <= Effort.MOST_REPAIRING + LONGEST_REPAIR


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_noise_takes_twice_the_steps_at_most(unit: str) -> None:
    def steps(size: int) -> int:
        effort = Effort()
        with contextlib.suppress(ReplyError):
            read((unit * size)[:size], effort=effort)
        return effort.looked + effort.repaired

    assert steps(64_000) <= 2.2 * steps(32_000) + 5_000
