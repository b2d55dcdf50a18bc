"""What is asked for beyond the plain request, and what a refusal leaves of it."""

from typing import Any

import pytest

from hwlab_cli.identify.vision.ladder import FORMATS, THINKING, Rungs, refused

SCHEMA = {"type": "object"}


def body(rungs: Rungs, schema: dict[str, Any] | None = SCHEMA, **extra: Any) -> dict[str, Any]:
    return rungs.body(max_tokens=99, name="identify", schema=schema, extra_body=extra)


def test_the_top() -> None:
    assert body(Rungs()) == {
        "temperature": 0,
        "max_tokens": 99,
        "stream": True,
        "stream_options": {"include_usage": True},
        "reasoning_effort": "none",
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "identify", "schema": SCHEMA, "strict": True},
        },
    }


def test_each_rung_of_the_format() -> None:
    rungs, found = Rungs(), []
    for _ in FORMATS:
        found.append(body(rungs).get("response_format", {"type": "none"}))
        rungs = rungs.without({"response_format"})
    assert [one["type"] for one in found] == ["json_schema", "json_object", "json_object", "none"]
    assert ["schema" in one for one in found] == [False, True, False, False]
    assert rungs.without({"response_format"}) == rungs  # the lowest stays


def test_each_rung_of_thinking() -> None:
    rungs = Rungs()
    for name in THINKING[:-1]:
        assert [one for one in THINKING if one in body(rungs)] == [name]
        rungs = rungs.without({name})
    assert not set(THINKING) & body(rungs).keys()


@pytest.mark.parametrize("rung", FORMATS)
@pytest.mark.parametrize("thinking", THINKING)
@pytest.mark.parametrize("dropped", [{"stream_options"}, {"stream"}, {"max_tokens"}, set()])
def test_what_never_goes(rung: Any, thinking: Any, dropped: set[str]) -> None:
    sent = body(Rungs(rung, thinking, frozenset(dropped)))
    assert sent["temperature"] == 0
    assert {"max_tokens", "max_completion_tokens"} & sent.keys()
    assert ("stream_options" in sent) <= ("stream" in sent)


def test_without_a_schema_no_format_is_asked_for() -> None:
    assert "response_format" not in body(Rungs(), None)


def test_what_the_user_adds_comes_last() -> None:
    sent = body(Rungs(), temperature=0.2, max_tokens=7, seed=1, reasoning_effort="low")
    assert (sent["temperature"], sent["max_tokens"], sent["seed"]) == (0.2, 7, 1)
    assert sent["reasoning_effort"] == "low"
    assert body(Rungs(dropped=frozenset({"seed"})), seed=1).get("seed") is None


def test_extras_are_named() -> None:
    rungs = Rungs("json_object with schema", "chat_template_kwargs")
    assert rungs.extras(body(rungs, seed=1)) == (
        "json_object with schema",
        "chat_template_kwargs",
        "seed",
        "stream_options",
    )
    assert Rungs("none", "none", frozenset({"stream_options"})).extras(body(Rungs("none"), None))


@pytest.mark.parametrize(
    ("named", "words", "is_fault", "found"),
    [
        ([], "Unknown name 'reasoning_effort'", False, {"reasoning_effort"}),
        ([], "reasoning_effort and stream_options", False, {"reasoning_effort", "stream_options"}),
        (["response_format.type"], "temperature", False, {"response_format"}),
        (["body", "response_format"], "", False, {"response_format"}),
        (["messages[0].content"], "invalid", False, set()),
        ([], "failed to parse grammar", False, {"response_format"}),
        ([], "'response_format' …", True, {"response_format"}),
        ([], "the upstream failed", False, set()),
        ([], "stream closed, temperature of the GPU", True, set()),
        ([], "stream is not supported", False, {"stream"}),
        ([], "model is missing in messages", False, set()),
        ([], "my_stream_options_x", False, set()),
    ],
)
def test_what_a_refusal_is_about(
    named: list[str], words: str, is_fault: bool, found: set[str]
) -> None:
    assert refused(body(Rungs()), named, words, is_fault=is_fault) == found
