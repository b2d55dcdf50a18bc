"""Each question is asked once: what is kept, and what is asked again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from vision_fixtures import MakeTier
from vision_questions import picture
from vision_server import Exchange, ScriptedServer, fails, hangs, says

from hwlab_cli.errors import StateError
from hwlab_cli.evaluation.answers import KeptAnswers
from hwlab_cli.evaluation.kept import FOLDER, Kept
from hwlab_cli.identify.prompts import Prompt
from hwlab_cli.identify.reply import answer as reply
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.vision import patience
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import (
    NoImagesError,
    StoppedError,
    TimedOutError,
    UnreachableError,
    UnusableError,
)
from hwlab_cli.identify.vision.pictures import Picture

DELL = says(json.dumps({"manufacturer": "Dell", "model": "R720"}))
PROMPT = Prompt("identify", "What is it?", "abc", None)

Ask = Callable[..., Answer[Reply]]
Make = Callable[..., KeptAnswers]


def read(text: str, finish_reason: str | None) -> Reply:
    return reply.read(text, finish_reason=finish_reason)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)


@pytest.fixture
def make(tier: MakeTier, state: Path, scripted: ScriptedServer) -> Make:
    """Make what asks the scripted server, as a new process would."""
    # Else what it is asked about its memory would be answered as a question to its model.
    for path in ("/api/ps", "/health"):
        scripted.has(path, fails(404, {}))

    def make(*, fresh: bool = False, **settings: Any) -> KeptAnswers:
        one = tier(**settings)
        return KeptAnswers(one, Endpoint(one, state), Kept(state), fresh=fresh)

    return make


def ask(answers: KeptAnswers, prompt: Prompt = PROMPT, shown: Picture | None = None) -> str:
    found = answers.ask(prompt, [shown or picture()], read)
    return str(found.value.devices[0].manufacturer)


def test_a_question_is_asked_once(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL)
    first = make().ask(PROMPT, [picture()], read)
    again = make().ask(PROMPT, [picture()], read)
    assert len(scripted.asked) == 1
    assert (again.text, again.asked) == (first.text, first.asked)
    assert again.value.devices == first.value.devices
    assert again.asked.completion_tokens == 40


def test_another_question_is_asked(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL)
    ask(make())
    ask(make(), Prompt("identify", "And now?", "abc", None))
    ask(make(), shown=picture(64, 64))
    ask(make(model="vlm-2"))
    ask(make(max_tokens=100))
    ask(make(extra_body={"top_k": 1}))
    assert len(scripted.asked) == 6
    ask(make(seconds=1.0, slots=3, good_enough=0.1))  # makes no other question
    assert len(scripted.asked) == 6


def test_fresh_asks_once_more_and_keeps_that(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL, says(json.dumps({"manufacturer": "HPE"})))
    assert ask(make()) == "Dell"
    fresh = make(fresh=True)
    assert [ask(fresh), ask(fresh)] == ["HPE", "HPE"]
    assert len(scripted.asked) == 2
    assert ask(make()) == "HPE"


def test_an_answer_that_can_not_be_used_is_an_answer(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(says("I can't tell."))
    with pytest.raises(UnusableError) as first:
        ask(make())
    with pytest.raises(UnusableError) as again:
        ask(make())
    assert len(scripted.asked) == 1
    assert again.value.message == first.value.message
    assert (again.value.item, again.value.hint) == (first.value.item, first.value.hint)
    assert again.value.asked == first.value.asked


def test_an_answer_is_read_again_as_it_is_read_now(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL)
    ask(make())

    def strictly(text: str, finish_reason: str | None) -> Reply:
        return read("nothing of it", finish_reason)

    with pytest.raises(UnusableError) as caught:
        make().ask(PROMPT, [picture()], strictly)
    assert caught.value.asked
    assert caught.value.asked.error
    assert ask(make()) == "Dell"
    assert len(scripted.asked) == 1


def test_how_an_answer_ended_is_kept(make: Make, scripted: ScriptedServer) -> None:
    cut = '{"manufacturer": "Dell", "serial": "SBG'
    scripted.plays(says(cut, finish="length"))
    first = make().ask(PROMPT, [picture()], read)
    asked = len(scripted.asked)
    again = make().ask(PROMPT, [picture()], read)
    assert len(scripted.asked) == asked
    assert (first.value.truncated, again.value.truncated) == (True, True)
    assert again.value.devices[0].serial is None


def test_an_outage_is_one_for_the_run_and_not_kept(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL, fails(401, {"error": {"message": "no"}}), DELL)
    answers = make()
    ask(answers)
    for _ in range(2):
        with pytest.raises(Exception, match="API key") as caught:
            ask(answers, shown=picture(64, 64))
        assert answers.down is caught.value
    assert len(scripted.asked) == 2
    assert ask(answers) == "Dell"  # what is kept is there all the same
    assert ask(make(), shown=picture(64, 64)) == "Dell"


def test_a_model_without_eyes_is_asked_no_further(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(fails(500, {"error": {"message": "image input is not supported"}}))
    answers = make()
    for size in (64, 65):
        with pytest.raises(NoImagesError):
            ask(answers, shown=picture(size, 64))
    assert len(scripted.asked) == 1
    assert isinstance(answers.down, NoImagesError)


def test_one_that_takes_too_long_is_asked_about_the_next(
    make: Make, scripted: ScriptedServer
) -> None:
    scripted.plays(hangs(), DELL)
    answers = make(load_seconds=0.3)
    for _ in range(2):
        with pytest.raises(TimedOutError):
            ask(answers)
    assert answers.down is None
    assert len(scripted.asked) == 1
    assert ask(answers, shown=picture(64, 64)) == "Dell"
    assert ask(make()) == "Dell"  # another run has another try


def test_who_stops_keeps_nothing(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(hangs(), DELL)
    answers = make()
    with pytest.raises(StoppedError):
        answers.ask(PROMPT, [picture()], read, stop=lambda: bool(scripted.asked))
    assert answers.down is None
    assert ask(make()) == "Dell"


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff", b'{"version": 1}', b'{"version": 99}', b"[" * 99_999],
)
def test_what_is_damaged_is_asked_again(
    make: Make, scripted: ScriptedServer, state: Path, damage: bytes
) -> None:
    scripted.plays(DELL)
    ask(make())
    (file,) = (state / FOLDER).rglob("*.json")
    whole = json.loads(file.read_bytes())
    file.write_bytes(damage)
    assert ask(make()) == "Dell"
    assert len(scripted.asked) == 2
    file.write_text(json.dumps({**whole, "asked": 7}), encoding="utf-8")
    assert ask(make()) == "Dell"
    file.write_text(json.dumps({**whole, "key": "another's"}), encoding="utf-8")
    assert ask(make()) == "Dell"
    assert len(scripted.asked) == 4


def test_what_is_kept_is_private_and_has_no_key(
    make: Make, scripted: ScriptedServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_KEY", "sk-very-secret")
    scripted.plays(DELL)
    ask(make(api_key_env="DESK_KEY"))
    (file,) = (state / FOLDER).rglob("*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    folders = [state, *(one for one in state.rglob("*") if one.is_dir())]
    assert {one.stat().st_mode & 0o777 for one in folders} == {0o700}
    assert b"sk-very-secret" not in file.read_bytes()


def test_a_folder_that_can_not_be_written_is_told(
    make: Make, scripted: ScriptedServer, state: Path
) -> None:
    scripted.plays(DELL)
    state.mkdir()
    (state / FOLDER).write_text("in the way")
    with pytest.raises(StateError, match="can't be kept") as caught:
        ask(make())
    assert str(state) in str(caught.value.item)


def ollama(*sizes: int) -> Callable[[Exchange], None]:
    """A server that tells another size of its model each time."""
    left = list(sizes)

    def act(exchange: Exchange) -> None:
        size = left.pop(0) if len(left) > 1 else left[0]
        fails(200, {"models": [{"name": "vlm-1", "model": "vlm-1", "size": size}]})(exchange)

    return act


def test_the_most_memory_is_kept_with_the_answers(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL)
    scripted.has("/api/ps", ollama(5, 9, 7))
    answers = make()
    for size in (64, 65, 66):
        ask(answers, shown=picture(size, 64))
    assert answers.memory == 9
    again = make()
    assert again.memory is None
    ask(again, shown=picture(65, 64))
    assert again.memory == 9


def test_a_server_that_tells_no_memory_is_asked_once(make: Make, scripted: ScriptedServer) -> None:
    scripted.plays(DELL)
    answers = make()
    ask(answers)
    ask(answers, shown=picture(64, 64))
    assert answers.memory is None
    assert len([one for one in scripted.seen if one.target == "/api/ps"]) == 1


def test_a_server_that_can_not_be_reached_is_down(make: Make) -> None:
    answers = make(base_url="http://127.0.0.1:1/v1")
    with pytest.raises(UnreachableError):
        ask(answers)
    assert isinstance(answers.down, UnreachableError)
