"""What servers do with time: loading, waiting, looping, being busy."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from vision_fixtures import MakeTier
from vision_questions import ANSWER, Ask, fault, formats, serial
from vision_server import (
    DONE,
    Act,
    Exchange,
    ScriptedServer,
    dribbles,
    fails,
    hangs,
    piece,
    says,
)

from hwlab_cli.errors import ExitCode
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import LoopError, TimedOutError, UnreachableError

if TYPE_CHECKING:
    from hwlab_cli.identify.vision.heard import Heard


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


def test_row_9_it_never_has_loaded(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(LOADING)
    error = fault(ask, UnreachableError, load_seconds=0.3)
    assert "still loading the model" in error.message
    assert error.exit_code is ExitCode.MODEL_UNREACHABLE


def in_turn(*acts: Act) -> Act:
    left = list(acts)

    def act(exchange: Exchange) -> None:
        left.pop(0)(exchange)

    return act


def test_row_9_it_hangs_after_it_said_that_it_loads(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(LOADING, hangs())
    error = fault(ask, UnreachableError, load_seconds=0.5)
    assert "still loading the model" in error.message
    assert len(scripted.seen) == 2


def test_row_9_the_list_of_models_loads_too(
    tier: MakeTier, state: Path, scripted: ScriptedServer
) -> None:
    listing = fails(200, {"data": [{"id": "b"}, {"id": "a"}]})
    scripted.has("/v1/models", in_turn(LOADING, LOADING, listing))
    assert Endpoint(tier(), state).models() == ["b", "a"]


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


def test_the_connection_is_lost_before_an_answer(ask: Ask, scripted: ScriptedServer) -> None:
    scripted.plays(Exchange.reset, lambda exchange: None, says(ANSWER))
    assert serial(ask()) == "7XK4M2S"
    scripted.plays(Exchange.reset)
    assert "connection was lost" in fault(ask, UnreachableError).message
