"""How servers send what a model says, and where it is to be found."""

import json
from typing import Any

import pytest
from vision_questions import ANSWER, FIRST, SECOND, Ask, fault, serial
from vision_server import (
    DONE,
    Act,
    Exchange,
    ScriptedServer,
    event,
    fails,
    piece,
    says,
    streams,
    usage,
)

from hwlab_cli.identify.vision.faults import UnreachableError

THOUGHTS = 'Perhaps {"serial": "WRONG1"}. '


@pytest.mark.parametrize(
    "act",
    [
        says(ANSWER, reasoning=THOUGHTS),
        says(ANSWER, reasoning_content=THOUGHTS),
        says(ANSWER, reasoning=THOUGHTS, reasoning_content=THOUGHTS),
        says(f"<think>{THOUGHTS}</think>{ANSWER}"),
        says(f"{THOUGHTS}</think>\n{ANSWER}"),
    ],
    ids=["reasoning", "reasoning_content", "both", "tags", "closing tag"],
)
def test_row_11_thinking_is_no_answer(ask: Ask, scripted: ScriptedServer, act: Act) -> None:
    scripted.plays(act)
    assert serial(ask()) == "7XK4M2S"


@pytest.mark.parametrize(
    "act",
    [
        says(ANSWER, finish=None, counted=None),
        streams(piece(ANSWER)),
        streams(piece(ANSWER), piece(finish="")),
    ],
)
def test_row_21_it_does_not_say_how_it_ended(ask: Ask, scripted: ScriptedServer, act: Act) -> None:
    scripted.plays(act)
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert answer.asked.finish_reason is None
    assert answer.asked.prompt_tokens is None


def test_row_21_stop_on_a_cut_answer(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER[:-6], finish="stop"))
    assert serial(ask()) is None


WHOLE: dict[str, Any] = {
    "object": "chat.completion",
    "model": "played",
    "choices": [{"index": 0, "message": {"content": ANSWER}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 700, "completion_tokens": 40},
}


@pytest.mark.parametrize(
    "pieces",
    [
        [": hello\n\n", "\n\n", ": keep-alive\n\n", piece(FIRST), ":\n\n", piece(SECOND), DONE],
        [event({"choices": []}), piece(ANSWER, finish="stop"), usage(700, 40), DONE],
        [piece(ANSWER, finish="stop"), usage(700, 40)],
        [piece(FIRST) + piece(SECOND, finish="stop") + DONE],
        [piece(FIRST), piece(SECOND).rstrip("\n")],
        [piece(FIRST).replace("\n", "\r\n"), piece(SECOND).replace("\n", "\r")],
        [event({"choices": [{"delta": {"content": [{"type": "text", "text": ANSWER}]}}]})],
        ["event: message\nid: 7\nretry: 5\n" + piece(ANSWER, finish="stop")],
        [piece(FIRST).rstrip("\n") + "\n" + piece(SECOND)],
        [piece(FIRST), event(WHOLE | {"choices": [{"delta": {"content": SECOND}}]}), event(WHOLE)],
        ["\ufeff" + piece(ANSWER)],
        [json.dumps(WHOLE)],
        [json.dumps(WHOLE, indent=2)],
        [event({"choices": [{"delta": {"tool_calls": [{"function": {"arguments": ANSWER}}]}}]})],
    ],
    ids=[
        "comments and keep-alives",
        "empty choices, usage last",
        "no [DONE]",
        "one huge chunk",
        "no blank line at the end",
        "other line ends",
        "content in parts",
        "other fields",
        "no blank lines between",
        "the whole repeated",
        "byte order mark",
        "no stream at all",
        "no stream, on many lines",
        "a tool call",
    ],
)
@pytest.mark.parametrize("size", [None, 1, 5])
def test_row_23_streams_of_all_kinds(
    ask: Ask, scripted: ScriptedServer, pieces: list[str], size: int | None
) -> None:
    data = "".join(pieces).encode()
    cut = [data] if size is None else [data[at : at + size] for at in range(0, len(data), size)]
    scripted.plays(streams(*cut))
    assert serial(ask()) == "7XK4M2S"


@pytest.mark.parametrize("how", ["close", "reset", "chunked"])
def test_row_23_a_stream_that_is_cut(ask: Ask, scripted: ScriptedServer, how: str) -> None:
    def cut(exchange: Exchange) -> None:
        if how == "chunked":
            exchange.head(kind="text/event-stream", Transfer_Encoding="chunked")
            data = piece(FIRST)
            exchange.send(f"{len(data):x}\r\n{data}\r\n40\r\ndata: ")
            return
        exchange.head(kind="text/event-stream", Content_Length="9000")
        exchange.send(piece(FIRST) + "data: {")
        if how == "reset":
            exchange.reset()

    scripted.plays(cut, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"  # asked again
    scripted.plays(cut)
    answer = ask()
    assert answer.value.truncated
    assert serial(answer) is None
    assert answer.asked.requests == 3


@pytest.mark.parametrize(
    "act",
    [
        fails(200, {"error": {"message": "upstream is on fire", "code": 500}}),
        streams(event({"error": {"message": "upstream is on fire"}})),
        streams(piece(FIRST), 'event: error\ndata: {"error": "upstream is on fire"}\n\n'),
        streams(piece(FIRST), '{"error": {"message": "upstream is on fire"}}\n'),
    ],
)
def test_row_25_an_error_in_a_good_answer(ask: Ask, scripted: ScriptedServer, act: Act) -> None:
    scripted.plays(act)
    assert "upstream is on fire" in fault(ask, UnreachableError).message


def test_row_25_an_error_in_a_stream_that_passes(ask: Ask, scripted: ScriptedServer) -> None:
    busy = streams(event({"error": {"message": "busy", "code": 429}}))
    scripted.plays(busy, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
