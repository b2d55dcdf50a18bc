"""An endpoint as the rest of hwlab sees it: slots, stopping, what is recorded, what is loaded."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from vision_fixtures import MakeTier
from vision_questions import ANSWER, Question, picture
from vision_server import Exchange, ScriptedServer, fails, hangs, piece, says

from hwlab_cli.errors import ExitCode
from hwlab_cli.identify.vision.answer import Asked
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import SettingsError, StoppedError, UnreachableError
from hwlab_cli.identify.vision.heard import Heard
from hwlab_cli.tier import Tier

_REST = Tier(name="a", base_url="http://h/v1", model="m").model_dump(
    exclude={"name", "base_url", "model"}
)


def text_of(text: str, finish_reason: str | None) -> str:
    return text


@pytest.mark.parametrize("slots", [1, 3])
def test_so_many_requests_at_once_and_no_more(
    tier: MakeTier, scripted: ScriptedServer, state: Path, slots: int
) -> None:
    lock = threading.Lock()
    full = threading.Barrier(slots)
    inside, most = 0, 0

    def counted(exchange: Exchange) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        full.wait(30)  # all slots are in use at once, or this breaks
        with lock:
            inside -= 1
        says(ANSWER)(exchange)

    scripted.plays(counted)
    endpoint = Endpoint(tier(slots=slots), state)
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(endpoint.ask, Question(), [picture()], text_of) for _ in range(12)]
        assert {one.result().text for one in asked} == {ANSWER}
    assert most == slots


def test_a_slot_is_free_again_after_a_fault(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    scripted.plays(fails(500, {"error": "no"}), says(ANSWER))
    endpoint = Endpoint(tier(), state)
    with pytest.raises(UnreachableError):
        endpoint.ask(Question(), [picture()], text_of)
    assert endpoint.ask(Question(), [picture()], text_of).text == ANSWER


@pytest.mark.parametrize("pieces", [(), (piece("{"),)])
def test_stopping_ends_what_hangs(
    tier: MakeTier, scripted: ScriptedServer, state: Path, pieces: tuple[str, ...]
) -> None:
    scripted.plays(hangs(*pieces))
    stop = threading.Event()
    heard: list[Heard] = []

    def listen(one: Heard) -> None:
        heard.append(one)
        if one.stage == ("answering" if pieces else "loading"):
            stop.set()

    with pytest.raises(StoppedError) as caught:
        Endpoint(tier(), state).ask(Question(), [picture()], text_of, listen, stop.is_set)
    assert caught.value.exit_code is ExitCode.INTERRUPTED
    assert caught.value.asked


def test_stopping_is_heeded_where_half_an_answer_is_there(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    scripted.plays(says("half", finish="length", counted=None), hangs())
    heard: list[Heard] = []

    def is_enough() -> bool:
        return [one.stage for one in heard].count("connecting") > 1

    with pytest.raises(StoppedError):
        Endpoint(tier(), state).ask(Question(), [picture()], text_of, heard.append, is_enough)


def test_closing_ends_what_hangs_and_what_waits(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    scripted.plays(hangs())
    endpoint = Endpoint(tier(), state)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(endpoint.ask, Question(), [picture()], text_of) for _ in range(3)]
        while not scripted.seen:
            pass
        endpoint.close()
        assert all(isinstance(one.exception(), StoppedError) for one in asked)
    assert len(scripted.seen) == 1


def test_what_is_recorded_is_read_back(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    scripted.plays(says(ANSWER, counted=(812, 40)))
    asked = Endpoint(tier(), state).ask(Question(), [picture()], text_of).asked
    assert (asked.tier, asked.endpoint, asked.model) == ("played", scripted.url, "vlm-1")
    assert (asked.prompt_tokens, asked.completion_tokens) == (812, 40)
    assert (asked.prompt, asked.finish_reason, asked.requests) == ("0123456789ab", "stop", 1)
    assert asked.extras == ("json_schema", "reasoning_effort", "stream_options")
    assert 0 <= (asked.first_token_seconds or -1) <= asked.seconds
    data = asked.to_json()
    assert Asked.from_json(data) == asked
    assert Asked.from_json(data | {"of a later version": 1}) == asked
    assert Asked.from_json({"tier": "a", "endpoint": "", "model": ""}).notes == ()


def test_captions_and_the_prompt_are_sent(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    scripted.plays(says(ANSWER))
    Endpoint(tier(), state).ask(Question(), [picture()], text_of)
    parts = scripted.asked[0]["messages"][0]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url", "text"]
    assert [parts[0]["text"], parts[2]["text"]] == ["the photo:", Question().text]


def test_a_fault_of_ours_is_not_taken_for_the_servers(
    tier: MakeTier, scripted: ScriptedServer, state: Path
) -> None:
    def broken(text: str, finish_reason: str | None) -> str:
        raise KeyError("ours")

    scripted.plays(says(ANSWER))
    with pytest.raises(KeyError):
        Endpoint(tier(), state).ask(Question(), [picture()], broken)


_PROGRAM = """
import sys
from pathlib import Path
from hwlab_cli.identify.vision import answer, endpoint, faults, heard
from hwlab_cli.tier import Tier
endpoint.Endpoint(Tier(name="a", base_url="http://127.0.0.1:9/v1", model="m"), Path("nowhere"))
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_nothing_slow_is_loaded_before_a_question() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    slow = {"openai", "httpx2", "httpcore2", "tenacity", "PIL", "numpy", "cv2", "anyio"}
    assert not slow & set(done.stdout.split())


def test_a_tier_without_an_answer_says_whose_it_was(state: Path) -> None:
    tier = Tier(name="far", base_url="http://8.8.8.8/v1", model="m")
    with pytest.raises(SettingsError, match="plain http") as caught:
        Endpoint(tier, state).ask(Question(), [picture()], text_of)
    asked = caught.value.asked
    assert asked
    assert (asked.tier, asked.endpoint, asked.prompt) == (
        "far",
        "http://8.8.8.8/v1",
        "0123456789ab",
    )
    assert "plain http" in asked.error


@pytest.mark.parametrize(
    "url", ["http://a b/v1", "http://\u2028/v1", "http://[v1.x]/v1", "http://a:0/"]
)
def test_an_odd_address_is_told(state: Path, url: str) -> None:
    tier = Tier.model_construct(name="odd", base_url=url, model="m", **_REST)
    with pytest.raises((SettingsError, UnreachableError)) as caught:
        Endpoint(tier, state).ask(Question(), [picture()], text_of)
    assert caught.value.asked
    with pytest.raises((SettingsError, UnreachableError)):
        Endpoint(tier, state).models()
