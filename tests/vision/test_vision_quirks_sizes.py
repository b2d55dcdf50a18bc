"""What servers do when something is too large: a picture, a context, an answer."""

import pytest
from vision_questions import ANSWER, FIRST, Ask, fault, serial, sizes
from vision_server import Act, Exchange, ScriptedServer, event, fails, piece, says, streams

from hwlab_cli.errors import ExitCode
from hwlab_cli.identify.vision.faults import CutError, DoesNotFitError

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


@pytest.mark.parametrize("act", [says(ANSWER, counted=(12, 30))])
def test_rows_8_and_15_too_few_tokens_for_a_picture(
    ask: Ask, scripted: ScriptedServer, act: Act
) -> None:
    scripted.plays(act)
    assert any("12 prompt tokens can't hold" in note for note in ask().asked.notes)


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


def test_row_31_a_picture_read_as_text(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER, counted=(150_000, 40)))
    assert any("may have read them as text" in note for note in ask().asked.notes)


def test_a_cut_answer_is_better_than_a_fault(ask: Ask, scripted: ScriptedServer) -> None:
    cut = says('{"manufacturer": "Dell", "serial": "7XK4', finish="length", counted=(700, 1500))
    for worse in (fails(500, {"error": "no"}), fails(413, "too large"), says("Sorry."), says("")):
        scripted.plays(cut, worse)
        answer = ask()
        assert answer.value.devices[0].manufacturer == "Dell"
        assert answer.value.truncated
        assert "the answer was cut short" in answer.asked.notes
