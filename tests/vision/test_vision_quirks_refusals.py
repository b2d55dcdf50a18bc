"""Who answers in a server's place, what it refuses, and what it claims."""

import json
from pathlib import Path

import pytest
from vision_fixtures import MakeTier
from vision_questions import ANSWER, EXAMPLE, Ask, Question, fault, picture, serial
from vision_server import Act, ScriptedServer, fails, says, streams

from hwlab_cli.errors import ExitCode
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import (
    NoAnswerError,
    NoImagesError,
    NotAuthorizedError,
    NotOpenAIError,
    UnreachableError,
    UnusableError,
)


def test_rows_10_and_19_pictures_are_jpeg_data_urls(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(says(ANSWER))
    ask([picture(), picture(100, 50)])
    urls = scripted.seen[0].pictures
    assert len(urls) == 2
    assert all(url.startswith("data:image/jpeg;base64,/9j/") for url in urls)  # JPEG's first bytes


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
    "text", [EXAMPLE, json.dumps(Question().schema), "What is this device? Answer in JSON."]
)
def test_row_28_an_echo_is_no_answer(ask: Ask, scripted: ScriptedServer, text: str) -> None:
    scripted.plays(says(text))
    fault(ask, NoAnswerError)


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
