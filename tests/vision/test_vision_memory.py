"""How much memory a server says that its model takes, and what is no answer to that."""

from pathlib import Path
from typing import Any

import pytest
from vision_fixtures import MakeTier
from vision_server import ScriptedServer, fails, hangs

from hwlab_cli.identify.vision import memory
from hwlab_cli.identify.vision.endpoint import Endpoint

NOT_THERE = fails(404, {"error": {"message": "no"}})


def told(scripted: ScriptedServer, tier: MakeTier, state: Path, ps: Any, health: Any) -> int | None:
    for path, body in (("/api/ps", ps), ("/health", health)):
        scripted.has(path, NOT_THERE if body is None else fails(200, body))
    return Endpoint(tier(), state).memory()


def loaded(**model: Any) -> dict[str, Any]:
    return {"models": [{"name": "vlm-1", "model": "vlm-1", "size": 6_591_830_464, **model}]}


def test_ollama_tells_of_each_model(scripted: ScriptedServer, tier: MakeTier, state: Path) -> None:
    assert told(scripted, tier, state, loaded(), None) == 6_591_830_464
    # A name without a tag is its `latest`.
    latest = {"name": "vlm-1:latest", "model": "vlm-1:latest", "size": 5}
    other = {"name": "other", "model": "other", "size": 9}
    assert told(scripted, tier, state, {"models": [other, latest]}, None) == 5


def test_omlx_tells_of_all_that_it_has_loaded(
    scripted: ScriptedServer, tier: MakeTier, state: Path
) -> None:
    pool = {"model_count": 3, "loaded_count": 1, "current_model_memory": 4_000_000_000}
    health = {"status": "healthy", "engine_pool": pool}
    assert told(scripted, tier, state, None, health) == 4_000_000_000


@pytest.mark.parametrize(
    "ps",
    [
        None,
        "<html>a login page</html>",
        [],
        {"models": []},
        {"models": None},
        {"models": [{"name": "other", "model": "other", "size": 9}]},
        loaded(size=-1),
        loaded(size=0),
        loaded(size=True),
        loaded(size="6 GB"),
        loaded(size=1e9),
        {"models": [{"size": 9}]},
        {"error": {"message": "no", "code": 500}},
    ],
)
def test_what_is_no_answer_says_nothing(
    scripted: ScriptedServer, tier: MakeTier, state: Path, ps: Any
) -> None:
    assert told(scripted, tier, state, ps, {"status": "ok"}) is None


def test_a_server_that_hangs_over_it_is_not_waited_for(
    scripted: ScriptedServer, tier: MakeTier, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_SECONDS", 0.2)
    scripted.has("/api/ps", hangs())
    scripted.has("/health", NOT_THERE)
    assert Endpoint(tier(), state).memory() is None


def test_it_is_asked_beside_the_api(scripted: ScriptedServer, tier: MakeTier, state: Path) -> None:
    told(scripted, tier, state, loaded(), None)
    assert [one.target for one in scripted.seen] == ["/api/ps"]
    assert [one.method for one in scripted.seen] == ["GET"]
