"""What servers do against the letter of the API, row by row of the table of their quirks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from vision_fixtures import MakeTier
from vision_server import (
    DONE,
    Act,
    Exchange,
    ScriptedServer,
    dribbles,
    event,
    fails,
    hangs,
    piece,
    refuses_unless,
    says,
    streams,
    usage,
)

from hwlab_cli.errors import ExitCode
from hwlab_cli.identify.reply import answer as reply
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.vision import patience
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import (
    CutError,
    DoesNotFitError,
    LoopError,
    NoAnswerError,
    NoImagesError,
    NotAuthorizedError,
    NotOpenAIError,
    TimedOutError,
    UnreachableError,
    UnusableError,
    VisionError,
)
from hwlab_cli.identify.vision.pictures import Picture

if TYPE_CHECKING:
    from hwlab_cli.identify.vision.heard import Heard

ANSWER = '{"manufacturer": "Dell", "model": "PowerEdge R720", "serial": "7XK4M2S"}'
FIRST, SECOND = ANSWER[:30], ANSWER[30:]
EXAMPLE = '{"manufacturer": "Example", "model": "EX-1", "serial": "E123"}'


@dataclass(frozen=True, slots=True)
class Question:
    name: str = "identify"
    text: str = "What is this device? Answer in JSON."
    hash: str = "0123456789ab"
    schema: dict[str, Any] | None = field(
        default_factory=lambda: {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("manufacturer", "model")},
            "required": ["manufacturer"],
        }
    )


def picture(width: int = 640, height: int = 480) -> Picture:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "gray").save(buffer, "JPEG")
    return Picture(buffer.getvalue(), "the photo")


def read(text: str, finish_reason: str | None) -> Reply:
    return reply.read(text, finish_reason=finish_reason, examples=(EXAMPLE,))


Ask = Callable[..., Answer[Reply]]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)


@pytest.fixture
def ask(tier: MakeTier, state: Path) -> Ask:
    """Ask the scripted server, each time through a new endpoint, as a new process would."""

    def ask(
        pictures: Sequence[Picture] = (), listener: Any = None, **settings: Any
    ) -> Answer[Reply]:
        endpoint = Endpoint(tier(**settings), state)
        more = {"listener": listener} if listener else {}
        return endpoint.ask(Question(), pictures or [picture()], read, **more)

    return ask


def fault(ask: Ask, kind: type[VisionError], **settings: Any) -> VisionError:
    """Return the error, after looking at what every one of them must have."""
    with pytest.raises(VisionError) as caught:
        ask(**settings)
    error = caught.value
    assert type(error) is kind, error.message
    assert error.item
    assert "vlm-1 at http://127.0.0.1" in error.item
    assert error.hint
    assert error.asked
    assert error.asked.error == error.message
    return error


def serial(answer: Answer[Reply]) -> str | None:
    return answer.value.devices[0].serial


def formats(server: ScriptedServer) -> list[str]:
    """The response_format of each question."""
    found = []
    for body in server.asked:
        asked = body.get("response_format", {"type": "none"})
        found.append(asked["type"] + (" with schema" if "schema" in asked else ""))
    return found


def only_format(*kinds: str) -> Callable[[dict[str, Any]], bool]:
    return lambda body: body.get("response_format", {}).get("type") in {*kinds, None}


def test_row_1_json_object_is_refused(ask: Ask, scripted: ScriptedServer) -> None:
    said = {"error": "'response_format.type' must be 'json_schema' or 'text'"}
    scripted.plays(refuses_unless(only_format("json_schema"), fails(400, said), says(ANSWER)))
    assert serial(ask()) == "7XK4M2S"
    assert formats(scripted) == ["json_schema"]


def test_row_1_the_ladder_is_gone_down_once(ask: Ask, scripted: ScriptedServer) -> None:
    said = {"error": "'response_format.type' must be 'text'"}
    scripted.plays(refuses_unless(only_format(), fails(400, said), says(ANSWER)))
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert formats(scripted) == ["json_schema", "json_object with schema", "json_object", "none"]
    assert answer.asked.requests == 4
    assert "json_object" not in answer.asked.extras
    assert ask().asked.requests == 1  # by another process: it is in the state folder


def test_row_2_the_answer_comes_as_reasoning(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(None, reasoning_content=ANSWER))
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert "the answer came as the model's reasoning" in answer.asked.notes


@pytest.mark.parametrize(
    ("finish", "thoughts"),
    [("stop", 'It may be {"serial": "WRONG"}, but'), ("length", ANSWER), ("stop", ANSWER[:-9])],
)
def test_row_2_reasoning_alone_is_no_answer(
    ask: Ask, scripted: ScriptedServer, finish: str, thoughts: str
) -> None:
    scripted.plays(says(None, reasoning_content=thoughts, finish=finish, counted=None))
    fault(ask, CutError if finish == "length" else NoAnswerError)


def test_row_3_an_empty_answer_to_a_schema(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(refuses_unless(only_format(), says(""), says(ANSWER)))
    assert serial(ask()) == "7XK4M2S"
    assert formats(scripted) == ["json_schema", "none"]


def test_row_3_an_empty_answer_to_anything(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(""))
    assert "empty" in fault(ask, NoAnswerError).message
    assert len(scripted.asked) == 2


def sizes(server: ScriptedServer) -> list[tuple[int, int]]:
    import base64

    found = []
    for one in server.seen:
        data = base64.b64decode(one.pictures[0].partition(",")[2])
        with Image.open(BytesIO(data)) as image:
            found.append(image.size)
    return found


FULL = says("", counted=(4090, 0))


def test_row_4_the_context_is_full_and_all_is_well(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(FULL, says(ANSWER))
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert sizes(scripted) == [(640, 480), (320, 240)]
    assert any("half their size" in note for note in answer.asked.notes)


def test_row_4_it_does_not_fit(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(FULL)
    error = fault(ask, DoesNotFitError)
    assert error.exit_code is ExitCode.MODEL_UNUSABLE
    assert "context" in error.message


def test_row_4_the_context_ends_in_the_answer(ask: Ask, scripted: ScriptedServer) -> None:
    cut = says(ANSWER[:20], finish="length", counted=(4000, 96))
    scripted.plays(cut, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    assert sizes(scripted) == [(640, 480), (320, 240)]


EXCEEDED = {
    "error": {
        "code": 400,
        "message": "the request exceeds the available context size, try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 5000,
        "n_ctx": 4096,
    }
}


@pytest.mark.parametrize(
    "refusal",
    [
        fails(400, EXCEEDED),
        fails(500, {"error": {"message": "Context size has been exceeded.", "type": "server"}}),
        fails(400, {"error": {"message": "max_tokens is too large: maximum context length is 4k"}}),
    ],
    ids=["400", "500", "naming max_tokens"],
)
def test_row_5_the_context_is_exceeded(ask: Ask, scripted: ScriptedServer, refusal: Act) -> None:
    scripted.plays(refusal, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    assert sizes(scripted) == [(640, 480), (320, 240)]
    scripted.plays(refusal)
    fault(ask, DoesNotFitError)


def test_row_6_a_schema_is_taken_and_ignored(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(f"Certainly! Here it is:\n\n{ANSWER}\n\nAnything else?"))
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert "the server took json_schema, and did not keep to it" in answer.asked.notes


def loops(*first: str) -> Act:
    return dribbles([piece(one) for one in first], piece("ABCDEFGH" * 20))


def test_row_7_a_grammar_run_loops(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(loops('{"manufacturer": "Dell", "ai_notes": "'), says(ANSWER))
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert formats(scripted) == ["json_schema", "none"]
    assert "the model repeated itself, and was stopped" in answer.asked.notes
    scripted.plays(says(ANSWER))
    ask()
    assert formats(scripted)[-1] == "json_schema"  # one photo's loop says nothing of the next


def test_row_7_what_was_said_before_the_loop(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(loops('{"manufacturer": "Dell", "model": "R720", "serial": "'))
    answer = ask()
    assert answer.value.devices[0].model == "R720"
    assert serial(answer) is None
    assert answer.value.truncated


def test_row_7_nothing_but_a_loop(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(loops())
    fault(ask, LoopError)


@pytest.mark.parametrize("act", [says(ANSWER, counted=(12, 30))])
def test_rows_8_and_15_too_few_tokens_for_a_picture(
    ask: Ask, scripted: ScriptedServer, act: Act
) -> None:
    scripted.plays(act)
    assert any("12 prompt tokens can't hold" in note for note in ask().asked.notes)


LOADING = fails(
    503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
)


def test_row_9_a_model_loads_first(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(*[LOADING] * 8, says(ANSWER))
    heard: list[Heard] = []
    answer = ask(listener=heard.append)
    assert serial(answer) == "7XK4M2S"
    assert answer.asked.requests == 9
    assert heard[0].stage == "connecting"
    assert {"loading", "answering"} <= {one.stage for one in heard}
    assert heard[-1].tokens > 3


def in_turn(*acts: Act) -> Act:
    left = list(acts)

    def act(exchange: Exchange) -> None:
        left.pop(0)(exchange)

    return act


def test_row_9_it_never_has_loaded(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(LOADING)
    error = fault(ask, UnreachableError, load_seconds=0.3)
    assert "still loading the model" in error.message
    assert error.exit_code is ExitCode.MODEL_UNREACHABLE


def test_row_9_the_list_of_models_loads_too(
    tier: MakeTier, state: Path, scripted: ScriptedServer
) -> None:
    listing = fails(200, {"data": [{"id": "b"}, {"id": "a"}]})
    scripted.has("/v1/models", in_turn(LOADING, LOADING, listing))
    assert Endpoint(tier(), state).models() == ["b", "a"]


def test_rows_10_and_19_pictures_are_jpeg_data_urls(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER))
    ask([picture(), picture(100, 50)])
    urls = scripted.seen[0].pictures
    assert len(urls) == 2
    assert all(url.startswith("data:image/jpeg;base64,/9j/") for url in urls)  # JPEG's first bytes


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


def unknown(name: str) -> Act:
    return fails(400, {"error": {"message": f"Unrecognized request argument: {name}"}})


def test_row_12_thinking_is_switched_off_elsewhere(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(
        refuses_unless(
            lambda body: "reasoning_effort" not in body, unknown("reasoning_effort"), says(ANSWER)
        )
    )
    answer = ask()
    assert scripted.asked[-1]["chat_template_kwargs"] == {"enable_thinking": False}
    assert {"json_schema", "chat_template_kwargs"} <= set(answer.asked.extras)
    assert ask().asked.requests == 1


def test_row_12_thinking_is_switched_off_nowhere(ask: Ask, scripted: ScriptedServer) -> None:
    first, second = unknown("reasoning_effort"), unknown("chat_template_kwargs")
    scripted.plays(first, second, says(ANSWER))
    ask()
    assert not {"reasoning_effort", "chat_template_kwargs"} & scripted.asked[-1].keys()
    assert formats(scripted) == ["json_schema"] * 3


def test_row_12_a_switch_that_does_nothing_is_left(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER, reasoning="Hm."))
    ask()
    ask()
    ask()
    switches = [
        next((name for name in ("reasoning_effort", "chat_template_kwargs") if name in body), None)
        for body in scripted.asked
    ]
    assert switches == ["reasoning_effort", "chat_template_kwargs", None]


def test_row_13_all_is_spent_on_thinking(ask: Ask, scripted: ScriptedServer) -> None:
    def spent(exchange: Exchange) -> None:
        budget = exchange.seen.data["max_tokens"]
        says("", reasoning="Well. " * 30, finish="length", counted=(700, budget))(exchange)

    scripted.plays(spent, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    assert [body["max_tokens"] for body in scripted.asked] == [1500, 6000]
    assert "chat_template_kwargs" in scripted.asked[1]
    scripted.plays(spent)
    error = fault(ask, CutError)
    assert "cut short" in error.message
    assert len(scripted.asked) == 4


def test_row_13_a_cut_answer_is_asked_for_once_more(ask: Ask, scripted: ScriptedServer) -> None:
    cut = says('{"manufacturer": "Dell", "serial": "7XK4', finish="length", counted=(700, 1500))
    scripted.plays(cut, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    scripted.plays(cut)
    answer = ask()
    assert serial(answer) is None  # never half a serial
    assert answer.value.devices[0].manufacturer == "Dell"
    assert answer.value.truncated


def test_an_error_that_only_means_a_cut(ask: Ask, scripted: ScriptedServer) -> None:
    """As llama.cpp ends JSON by a schema where max_tokens cuts it; tried."""
    message = "The model produced output that does not match the expected peg-native format"
    error = {"error": {"code": 500, "message": message, "type": "server_error"}}
    scripted.plays(streams(piece(FIRST), event(error)), says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    assert [body["max_tokens"] for body in scripted.asked] == [1500, 3000]
    scripted.plays(streams(piece('{"manufacturer": "Dell", "serial": "7XK4'), event(error)))
    answer = ask()
    assert answer.value.devices[0].manufacturer == "Dell"
    assert serial(answer) is None
    assert answer.value.truncated


def test_rows_14_and_35_temperature_and_max_tokens_are_sent(
    ask: Ask, scripted: ScriptedServer
) -> None:
    said = {"error": "'response_format.type' must be 'text'"}
    scripted.plays(refuses_unless(only_format(), fails(400, said), says(ANSWER)))
    ask(max_tokens=333)
    assert all(body["temperature"] == 0 and body["max_tokens"] == 333 for body in scripted.asked)


def test_row_16_what_is_missing_stays_empty(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says('{"model": "R720"}'))
    device = ask().value.devices[0]
    assert (device.model, device.manufacturer, device.serial) == ("R720", None, None)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, {"error": {"message": "Unknown parameter: 'stream_options'", "param": None}}),
        (400, {"error": {"message": "not here", "param": "stream_options"}}),
        (422, {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs"}]}),
        (400, {"message": "litellm.UnsupportedParamsError: does not support ['stream_options']"}),
        (400, {"error": "stream_options: extra fields not permitted"}),
    ],
)
def test_row_17_parameters_refused_by_name(
    ask: Ask, scripted: ScriptedServer, status: int, error: Any
) -> None:
    refuses = refuses_unless(
        lambda body: "stream_options" not in body, fails(status, error), says(ANSWER)
    )
    scripted.plays(refuses)
    assert serial(ask()) == "7XK4M2S"
    assert len(scripted.asked) == 2
    assert formats(scripted) == ["json_schema"] * 2
    assert ask().asked.requests == 1


def test_row_17_max_tokens_by_its_newer_name(ask: Ask, scripted: ScriptedServer) -> None:
    message = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    error = fails(400, {"error": {"message": message, "param": "max_tokens"}})
    scripted.plays(refuses_unless(lambda body: "max_tokens" not in body, error, says(ANSWER)))
    ask()
    assert scripted.asked[-1]["max_completion_tokens"] == 1500


def test_row_17_what_the_user_added_is_told_when_it_goes(
    ask: Ask, scripted: ScriptedServer
) -> None:
    scripted.plays(refuses_unless(lambda body: "top_k" not in body, unknown("top_k"), says(ANSWER)))
    answer = ask(extra_body={"top_k": 1, "seed": 7})
    assert scripted.asked[-1]["seed"] == 7
    assert any("top_k of extra_body" in note for note in answer.asked.notes)


def test_row_18_any_name_is_asked(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER))
    ask(model="an-alias/of:mine")
    assert [one.target for one in scripted.seen] == ["/v1/chat/completions"]  # no table, no listing
    assert scripted.asked[0]["model"] == "an-alias/of:mine"


def test_row_20_a_list_of_models_elsewhere(
    tier: MakeTier, state: Path, scripted: ScriptedServer
) -> None:
    scripted.has("/v1/models", fails(404, "<h1>404</h1>"))
    tags = {"models": [{"name": "qwen3-vl:8b"}, {"name": "gemma3:4b"}]}
    scripted.has("/api/tags", fails(200, tags))
    assert Endpoint(tier(), state).models() == ["qwen3-vl:8b", "gemma3:4b"]


@pytest.mark.parametrize("body", ["<h1>Welcome</h1>", "[]x", '{"data": 7}', '{"data": [{}]}', ""])
def test_row_20_no_list_of_models(
    tier: MakeTier, state: Path, scripted: ScriptedServer, body: str
) -> None:
    scripted.plays(fails(200, body))
    with pytest.raises(NotOpenAIError, match="no list of models"):
        Endpoint(tier(), state).models()


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


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (fails(200, "<html><title>Login</title></html>"), "begins '<html>"),
        (fails(302, "", Location="https://login.example.net/"), "redirects to https://login"),
        (fails(307, "", Location="http://169.254.169.254/latest"), "redirects to http://169"),
        (fails(404, "<h1>Not Found</h1>"), "no OpenAI-compatible API"),
        (fails(404, {"detail": "Not Found"}), "no OpenAI-compatible API"),
        (fails(200, ""), "it is empty"),
        (fails(200, {"detail": "hello"}), "begins"),
        (streams(b"\xff\xfe\x00garbage\x00\x01"), "begins"),
    ],
)
def test_row_22_something_else_answers(
    ask: Ask, scripted: ScriptedServer, act: Act, words: str
) -> None:
    scripted.plays(act)
    error = fault(ask, NotOpenAIError)
    assert error.exit_code is ExitCode.MODEL_UNUSABLE
    assert words in error.message
    assert len(scripted.seen) == 1


def test_row_22_a_proxy_answers(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(fails(502, "<html>502 Bad Gateway</html>"))
    error = fault(ask, UnreachableError)
    assert "a proxy answers in its place (502)" in error.message
    assert len(scripted.seen) == 4
    scripted.plays(fails(502, "<html>502 Bad Gateway</html>"), says(ANSWER))
    assert serial(ask()) == "7XK4M2S"


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
    "header", [{}, {"Retry_After": "0"}, {"Retry_After": "Thu, 01 Jan 2026 00:00:00 GMT"}]
)
def test_row_24_too_many_requests(
    ask: Ask, scripted: ScriptedServer, header: dict[str, str]
) -> None:
    busy = fails(429, {"error": {"message": "Rate limit reached"}}, **header)
    scripted.plays(busy, busy, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"


def test_row_24_too_many_requests_without_an_end(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(fails(429, {"error": {"message": "Rate limit reached"}}))
    assert "fewer requests (429)" in fault(ask, UnreachableError).message
    assert len(scripted.seen) == 4


def test_row_24_a_wait_beyond_the_deadline_is_not_waited_for(
    ask: Ask, scripted: ScriptedServer
) -> None:
    scripted.plays(fails(429, {"error": {"message": "slow down"}}, Retry_After="3600"))
    error = fault(ask, UnreachableError)
    assert isinstance(error, UnreachableError)
    assert error.wait == 3600
    assert len(scripted.seen) == 1


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (fails(413, "<h1>413 Request Entity Too Large</h1>"), "too large for the server"),
        (fails(507, {"error": {"message": "model needs 40 GB"}}), "does not fit into the server's"),
        (fails(500, {"error": "out of memory"}), "does not fit into the server's memory"),
    ],
)
def test_row_24_it_does_not_fit(ask: Ask, scripted: ScriptedServer, act: Act, words: str) -> None:
    scripted.plays(act, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    assert sizes(scripted) == [(640, 480), (320, 240)]
    scripted.plays(act)
    assert words in fault(ask, DoesNotFitError).message


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


@pytest.mark.parametrize("status", [401, 403])
def test_row_26_the_key_is_refused(
    ask: Ask, scripted: ScriptedServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-very/secret+1")
    scripted.plays(fails(status, {"error": {"message": "Bad key: Bearer sk-very/secret+1"}}))
    error = fault(ask, NotAuthorizedError, api_key_env="MY_KEY")
    assert error.exit_code is ExitCode.NOT_AUTHORIZED
    assert "Bad key: Bearer ***" in error.message
    assert len(scripted.seen) == 1


def test_row_26_a_key_is_asked_for(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(fails(401, {"error": "no"}))
    assert "asks for an API key" in fault(ask, NotAuthorizedError).message
    assert "authorization" not in scripted.seen[0].headers


@pytest.mark.parametrize(
    ("act", "settings", "words"),
    [
        (hangs(), {"load_seconds": 0.3}, "no answer began within 0.3 s"),
        (dribbles([], ": keep-alive\n\n"), {"load_seconds": 0.3}, "no answer began within 0.3 s"),
        (dribbles([], piece(role="assistant")), {"load_seconds": 0.3}, "no answer began"),
        (hangs(piece("{")), {"pause_seconds": 0.3}, "stopped in the middle for 0.3 s"),
        (dribbles([piece("{")], ": x\n\n"), {"pause_seconds": 0.3}, "stopped in the middle"),
        (dribbles([piece("{")], "\n"), {"pause_seconds": 0.3}, "stopped in the middle"),
        (dribbles([], "".join(map(piece, "abcdefg"))), {"seconds": 0.4}, "longer than 0.4 s"),
    ],
)
def test_row_27_each_deadline_holds(
    ask: Ask, scripted: ScriptedServer, act: Act, settings: dict[str, float], words: str
) -> None:
    scripted.plays(act)
    error = fault(ask, TimedOutError, **settings)
    assert words in error.message
    assert error.exit_code is ExitCode.MODEL_UNREACHABLE
    assert next(iter(settings)) in (error.hint or "")


def test_row_27_slow_to_begin_is_no_fault(ask: Ask, scripted: ScriptedServer) -> None:
    def slow(exchange: Exchange) -> None:
        exchange.head(kind="text/event-stream")
        for _ in range(20):
            exchange.send(": waiting\n\n")
            exchange.ended.wait(0.02)
        exchange.send(piece(ANSWER, finish="stop") + DONE)

    scripted.plays(slow)
    assert serial(ask(pause_seconds=0.2)) == "7XK4M2S"


@pytest.mark.parametrize(
    "text", [EXAMPLE, json.dumps(Question().schema), "What is this device? Answer in JSON."]
)
def test_row_28_an_echo_is_no_answer(ask: Ask, scripted: ScriptedServer, text: str) -> None:
    scripted.plays(says(text))
    fault(ask, NoAnswerError)


def test_row_29_a_schema_in_json_object(ask: Ask, scripted: ScriptedServer) -> None:
    message = "[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': '…'}]"
    error = {"error": {"message": message, "type": "internal_server_error", "param": None}}
    scripted.plays(refuses_unless(only_format("json_object"), fails(500, error), says(ANSWER)))
    assert serial(ask()) == "7XK4M2S"
    assert formats(scripted) == ["json_schema", "json_object with schema"]
    assert scripted.asked[1]["response_format"]["schema"] == Question().schema


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (500, "image input is not supported - hint: you may need to provide the mmproj"),
        (400, "This model does not support image input"),
        (400, "model is not a multimodal model"),
        (400, "Invalid content type. image_url is not supported by this model"),
        (422, "messages[0].content: Input should be a valid string"),
    ],
)
def test_row_30_a_model_without_eyes(
    ask: Ask, scripted: ScriptedServer, status: int, message: str
) -> None:
    scripted.plays(fails(status, {"error": {"message": message, "code": status}}))
    error = fault(ask, NoImagesError)
    assert error.exit_code is ExitCode.MODEL_UNUSABLE
    assert len(scripted.seen) == 1


def test_row_31_a_picture_read_as_text(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER, counted=(150_000, 40)))
    assert any("may have read them as text" in note for note in ask().asked.notes)


def test_row_32_numbers_and_blanks_of_constrained_runs(ask: Ask, scripted: ScriptedServer) -> None:
    blanks = " " * 900
    text = f'{{{blanks}"model":\t\t"R720",{blanks}"confidence": 2.2e1111111111111111}}'
    scripted.plays(says(text))
    device = ask().value.devices[0]
    assert device.model == "R720"
    assert device.confidence is None


def test_row_33_a_picture_that_it_cannot_read(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(fails(400, {"error": {"message": "Failed to load image or audio file"}}))
    error = fault(ask, UnusableError)
    assert "can't read a picture" in error.message
    assert len(scripted.seen) == 1


def test_row_33_a_request_that_breaks_it(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(fails(500, {"error": {"message": "[json.exception.parse_error.101]"}}))
    error = fault(ask, UnreachableError)
    assert "broke down over the request (500)" in error.message
    assert len(scripted.seen) == 1


def test_row_34_who_answered_is_recorded(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER))
    asked = ask().asked
    assert (asked.model, asked.answered_by) == ("vlm-1", "played")


def test_a_model_that_is_not_there(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(fails(404, {"error": {"message": "model 'vlm-1' not found, try pulling it"}}))
    error = fault(ask, UnreachableError)
    assert "no such model" in error.message
    assert len(scripted.seen) == 1


def test_the_connection_is_lost_before_an_answer(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(Exchange.reset, lambda exchange: None, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    scripted.plays(Exchange.reset)
    assert "connection was lost" in fault(ask, UnreachableError).message
