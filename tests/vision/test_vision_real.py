"""Servers that nobody here wrote: a llama.cpp of our own, and those that the environment names.

A model of random weights says nothing: these prove the wire.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import LabelPhoto
from llama_server.installation import Installation
from llama_server.running import CONTEXT, Gate, Running, running
from vision_fixtures import Real
from vision_questions import Question, picture

from hwlab_cli.identify.reply import answer as reply
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.vision import patience
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import (
    CutError,
    DoesNotFitError,
    LoopError,
    NoImagesError,
    NotAuthorizedError,
    StoppedError,
    UnreachableError,
)
from hwlab_cli.identify.vision.heard import Heard, Listener
from hwlab_cli.identify.vision.pictures import pictures
from hwlab_cli.photos import load, readings
from hwlab_cli.tier import Tier

# Whatever the weights are, a server that keeps to this has one thing to say.
SCHEMA = {
    "type": "object",
    "properties": {"manufacturer": {"const": "Dell"}, "model": {"enum": ["R720", "R730"]}},
    "required": ["manufacturer", "model"],
    "additionalProperties": False,
}


# More than fits in any answer here.
ENDLESS = {
    "type": "object",
    "properties": {"ai_notes": {"type": "string", "minLength": 1900}},
    "required": ["ai_notes"],
}


def ask(tier: Tier, state: Path, question: Question | None = None, **more: Any) -> Answer[str]:
    shown = more.pop("pictures", [picture(320, 240)])
    endpoint = Endpoint(tier, state)
    return endpoint.ask(question or Question(schema=SCHEMA), shown, lambda text, _: text, **more)


def ask_for_a_device(
    tier: Tier, state: Path, question: Question, listener: Listener
) -> Answer[Reply]:
    return Endpoint(tier, state).ask(
        question,
        [picture(64, 64)],
        lambda text, finish: reply.read(text, finish_reason=finish),
        listener,
    )


def test_it_lists_its_models(real: Real, state: Path) -> None:
    found = Endpoint(real.tier(), state).models()
    assert found
    if real.is_ours:
        assert len(found) == 1
        assert found[0].endswith(".gguf")


def test_it_streams_an_answer_about_a_picture(real: Real, state: Path) -> None:
    heard: list[Heard] = []
    answer = ask(real.tier(max_tokens=400), state, listener=heard.append)
    asked = answer.asked
    assert answer.text.strip()
    assert asked.first_token_seconds is not None
    assert asked.first_token_seconds <= asked.seconds
    assert heard[-1].tokens > 1
    assert heard[0].stage == "connecting"
    assert asked.error == ""
    if real.is_ours:
        assert asked.finish_reason == "stop"
        assert asked.completion_tokens
        assert asked.prompt_tokens
        assert {"json_schema", "stream_options"} <= set(asked.extras)
        assert json.loads(answer.text) in (
            {"manufacturer": "Dell", "model": "R720"},
            {"manufacturer": "Dell", "model": "R730"},
        )
        assert not asked.notes


def test_what_it_takes_is_remembered(real: Real, state: Path) -> None:
    tier = real.tier(max_tokens=400, extra_body={"top_k": "many"})
    first, second = ask(tier, state), ask(tier, state)
    assert second.asked.requests <= first.asked.requests
    if real.is_ours:
        assert (first.asked.requests, second.asked.requests) == (2, 1)
        assert any("top_k of extra_body" in note for note in first.asked.notes)


def test_a_model_that_it_does_not_have(real: Real, state: Path) -> None:
    tier = real.tier(model="hwlab-has-no-such-model", max_tokens=400)
    try:
        answer = ask(tier, state)
    except UnreachableError as refusal:
        asked = refusal.asked
    else:
        asked = answer.asked  # it does not care
    assert asked
    assert asked.model == "hwlab-has-no-such-model"


@pytest.fixture
def ours(llama: Running) -> Real:
    """Our own server alone: others do in other ways what these tests are about."""
    return Real(llama.url, "tiny", is_ours=True)


def test_without_a_schema_it_says_as_much_as_it_may(ours: Real, state: Path) -> None:
    answer = ask(ours.tier(max_tokens=64), state, Question(schema=None))
    assert answer.asked.requests == 2
    assert answer.asked.finish_reason in {"length", "stop"}
    assert answer.asked.completion_tokens
    assert answer.asked.completion_tokens <= 128


def test_json_without_a_schema_of_its_own(ours: Real, state: Path) -> None:
    body = {"response_format": {"type": "json_object", "schema": SCHEMA}}
    answer = ask(ours.tier(extra_body=body, max_tokens=400), state)
    assert json.loads(answer.text)["manufacturer"] == "Dell"


def test_llama_cpp_tells_nothing_of_its_memory(ours: Real, state: Path) -> None:
    assert Endpoint(ours.tier(), state).memory() is None


def test_a_prompt_that_does_not_fit(ours: Real, state: Path) -> None:
    question = Question(text="x" * 2 * CONTEXT, schema=SCHEMA)
    with pytest.raises(DoesNotFitError, match="context") as caught:
        ask(ours.tier(), state, question)
    assert caught.value.asked
    assert caught.value.asked.requests == 2  # with smaller pictures, too


def test_the_context_ends_in_the_answer(ours: Real, state: Path) -> None:
    question = Question(text="x" * (CONTEXT - 300), schema=ENDLESS)
    heard: list[Heard] = []
    with pytest.raises((CutError, LoopError)) as caught:
        ask_for_a_device(ours.tier(), state, question, heard.append)
    assert caught.value.asked
    assert caught.value.asked.requests > 1
    assert heard[-1].tokens < 300


def test_several_at_once(ours: Real, state: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    endpoint = Endpoint(ours.tier(slots=2, max_tokens=400), state)
    question = Question(schema=SCHEMA)

    def one(number: int) -> str:
        shown = [picture(64 + number, 64)]
        return endpoint.ask(question, shown, lambda text, _: text).text

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(one, range(16)))
    assert all(json.loads(text)["manufacturer"] == "Dell" for text in texts)


def test_stopping_frees_it(ours: Real, state: Path) -> None:
    heard: list[Heard] = []
    endless = Question(schema=ENDLESS)
    with pytest.raises(StoppedError):
        ask(
            ours.tier(max_tokens=1500),
            state,
            endless,
            listener=heard.append,
            stop=lambda: bool(heard) and heard[-1].tokens > 3,
        )
    assert ask(ours.tier(), state).asked.finish_reason == "stop"


Start = Callable[..., Any]


@pytest.fixture
def started(llama_installation: Installation, tmp_path: Path) -> Start:
    """Start a server for one test alone."""

    def start(*options: str, **more: Any) -> Any:
        return running(llama_installation, tmp_path, *options, **more)

    return start


def tier_at(url: str, **settings: Any) -> Tier:
    values: dict[str, Any] = {"name": "real", "base_url": url, "model": "tiny", "max_tokens": 400}
    return Tier(**(values | settings))


def test_a_model_that_loads(
    started: Start, llama_installation: Installation, tmp_path: Path, state: Path
) -> None:
    gate = Gate.at(tmp_path, llama_installation.model)
    with started(gate=gate) as server:
        with pytest.raises(UnreachableError, match=r"loading the model \(503\): Loading model"):
            ask(tier_at(server.url, load_seconds=3), state)
        with pytest.raises(UnreachableError, match="loading the model"):
            Endpoint(tier_at(server.url, load_seconds=3), state).models()
        heard: list[Heard] = []

        def listen(one: Heard) -> None:
            if one.stage == "loading" and not any(before.stage == "loading" for before in heard):
                gate.open()
            heard.append(one)

        assert json.loads(ask(tier_at(server.url), state, listener=listen).text)
    stages = [one.stage for one in heard]
    assert stages.index("loading") < stages.index("answering")


def test_a_server_with_a_key(started: Start, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "sk-right")
    monkeypatch.setenv("WRONG", "sk-wrong")
    with started("--api-key", "sk-right") as server:
        assert json.loads(ask(tier_at(server.url, api_key_env="KEY"), state).text)
        for settings in ({}, {"api_key_env": "WRONG"}):
            with pytest.raises(NotAuthorizedError) as caught:
                ask(tier_at(server.url, **settings), state)
            assert "sk-" not in caught.value.message


def test_a_model_without_eyes(started: Start, state: Path) -> None:
    with started(with_eyes=False) as server:
        with pytest.raises(NoImagesError, match="takes no images") as caught:
            ask(tier_at(server.url), state)
        assert caught.value.asked
        assert caught.value.asked.requests == 1
        assert json.loads(ask(tier_at(server.url), state, pictures=[]).text)


def test_a_server_that_dies_in_the_middle(
    started: Start, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)
    ending = started()
    server = ending.__enter__()
    ended: list[bool] = []

    def listen(one: Heard) -> None:
        if one.tokens > 3 and not ended:
            ended.append(ending.__exit__(None, None, None))

    with pytest.raises(UnreachableError):
        ask_for_a_device(tier_at(server.url), state, Question(schema=ENDLESS), listen)
    assert ended


def test_it_identifies_a_label(theirs: Real, state: Path, notebook: LabelPhoto) -> None:
    photo = load.read(notebook.path, 200)
    shown = pictures([photo], readings.read(photo), max_megapixels=1.5, crops=4)
    question = Question(
        text="Which device is this? Answer with one JSON object with the keys manufacturer, "
        "model and serial, as printed on the label.",
        schema=None,
    )
    found = Endpoint(theirs.tier(), state).ask(
        question, shown, lambda text, finish: reply.read(text, finish_reason=finish)
    )
    assert found.value.devices[0].manufacturer
