"""Bodies of all kinds, read piece by piece."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vision_server import DONE, event, piece, usage

from hwlab_cli.identify.vision.stream import NotEventsError, Said, SaidError, read
from hwlab_cli.identify.vision.wire import LostConnectionError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def said(*data: bytes | str) -> Said:
    return read([one.encode() if isinstance(one, str) else one for one in data], lambda _: None)


@given(
    pieces=st.lists(TEXTS, max_size=12),
    cuts=st.lists(st.integers(0, 4000), max_size=20),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    done=st.sampled_from([DONE, "", "data:[DONE]", "data: [DONE]\n"]),
    noise=st.sampled_from(["", ": keep-alive\n\n", "event: x\n", "id: 1\nretry: 1\n", "\n\n\n"]),
)
def test_what_is_cut_up_is_put_together(
    pieces: list[str], cuts: list[int], end: str, done: str, noise: str
) -> None:
    body = noise + "".join(piece(one) + noise for one in pieces) + usage(5, 6) + noise + done
    data = body.replace("\n", end).encode()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    parts = [data[start:stop] for start, stop in itertools.pairwise(places)]
    heard: list[bool] = []
    found = read(parts, heard.append)
    assert found.text == "".join(pieces)
    assert not found.is_cut
    assert (found.prompt_tokens, found.completion_tokens) == (5, 6)
    assert heard == [False] * sum(map(bool, pieces))


@given(st.binary(max_size=400), st.sampled_from([b"", b"data: ", b"{", piece("a").encode()]))
def test_garbage_never_breaks_it(garbage: bytes, before: bytes) -> None:
    try:
        found = said(before + garbage)
    except (NotEventsError, SaidError):
        return
    assert isinstance(found.text, str)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "message", "content", "error", "usage", "model", "index",
                 "tool_calls", "function", "arguments", "reasoning", "finish_reason", "text"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_data_of_any_shape_never_breaks_it(data: Any) -> None:
    for body in (json.dumps(data), event(data), event(data) + piece("x")):
        try:
            found = said(body)
        except (NotEventsError, SaidError):
            continue
        assert isinstance(found.text + found.thoughts + found.model, str)
        assert found.prompt_tokens is None or found.prompt_tokens >= 0


def test_a_character_cut_in_two() -> None:
    data = piece("“Größe”").replace("\\u201c", "“").encode()
    for place in range(len(data)):
        assert said(data[:place], data[place:]).text == "“Größe”"


def test_a_damaged_event_is_a_cut() -> None:
    found = said(piece("ab"), 'data: {"choices": [{"delta"\n\n', piece("cd"))
    assert (found.text, found.is_cut) == ("ab", True)


def test_a_connection_lost_in_the_middle_is_a_cut() -> None:
    def lost() -> Any:
        yield piece("ab").encode()
        raise LostConnectionError

    found = read(lost(), lambda _: None)
    assert (found.text, found.is_cut) == ("ab", True)


def test_a_connection_lost_before_a_word_is_lost() -> None:
    def lost() -> Any:
        yield piece(role="assistant").encode()
        raise LostConnectionError

    with pytest.raises(LostConnectionError):
        read(lost(), lambda _: None)


def test_no_more_is_read_than_replies_may_have() -> None:
    found = said(*(piece(f"{n:09}" * 10) for n in range(15_000)))
    assert found.is_loop
    assert len(found.text) == 2**20


def test_other_choices_are_left_out() -> None:
    choices = [{"index": 1, "delta": {"content": "no"}}, {"index": 0, "delta": {"content": "yes"}}]
    assert said(event({"choices": choices})).text == "yes"


def test_thinking_is_heard_as_such() -> None:
    heard: list[bool] = []
    found = read(
        [piece(reasoning="Hm").encode(), piece("Dell").encode(), piece("", "stop").encode()],
        heard.append,
    )
    assert heard == [True, False]
    assert (found.thoughts, found.text, found.finish_reason) == ("Hm", "Dell", "stop")


@pytest.mark.parametrize("body", ["", "\n\n", "hello", "<html>", "[1, 2]", "{}", '"x"', DONE])
def test_no_model_speaks(body: str) -> None:
    with pytest.raises(NotEventsError):
        said(body)


def test_documents_line_by_line() -> None:
    lines = [json.dumps({"choices": [{"delta": {"content": one}}]}) for one in ("De", "ll")]
    assert said("\n".join(lines)).text == "Dell"
