"""What servers do with the format that is asked for, and with parameters that they do not know."""

from typing import Any

import pytest
from vision_questions import ANSWER, Ask, Question, fault, formats, only_format, serial, unknown
from vision_server import ScriptedServer, fails, refuses_unless, says

from hwlab_cli.identify.vision.faults import CutError, NoAnswerError, UnusableError


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


def test_row_6_a_schema_is_taken_and_ignored(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(f"Certainly! Here it is:\n\n{ANSWER}\n\nAnything else?"))
    answer = ask()
    assert serial(answer) == "7XK4M2S"
    assert "the server took json_schema, and did not keep to it" in answer.asked.notes


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


def test_row_29_a_schema_in_json_object(ask: Ask, scripted: ScriptedServer) -> None:
    message = "[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': '…'}]"
    error = {"error": {"message": message, "type": "internal_server_error", "param": None}}
    scripted.plays(refuses_unless(only_format("json_object"), fails(500, error), says(ANSWER)))
    assert serial(ask()) == "7XK4M2S"
    assert formats(scripted) == ["json_schema", "json_object with schema"]
    assert scripted.asked[1]["response_format"]["schema"] == Question().schema


def test_row_32_numbers_and_blanks_of_constrained_runs(ask: Ask, scripted: ScriptedServer) -> None:
    blanks = " " * 900
    text = f'{{{blanks}"model":\t\t"R720",{blanks}"confidence": 2.2e1111111111111111}}'
    scripted.plays(says(text))
    device = ask().value.devices[0]
    assert device.model == "R720"
    assert device.confidence is None


def test_row_17_a_format_of_the_users_own_that_is_refused(
    ask: Ask, scripted: ScriptedServer
) -> None:
    own = {"response_format": {"type": "xml"}}
    scripted.plays(
        refuses_unless(
            lambda body: "response_format" not in body, unknown("response_format"), says(ANSWER)
        )
    )
    answer = ask(extra_body=own)
    assert serial(answer) == "7XK4M2S"
    assert any("response_format of extra_body" in note for note in answer.asked.notes)
    assert ask(extra_body=own).asked.requests == 1


def test_row_17_whatever_is_refused_comes_to_an_end(ask: Ask, scripted: ScriptedServer) -> None:
    everything = "response_format reasoning_effort chat_template_kwargs stream_options stream"
    scripted.plays(fails(400, {"error": f"refused: {everything} temperature max_tokens"}))
    fault(ask, UnusableError)
    assert len(scripted.asked) < 12
