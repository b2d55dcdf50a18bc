"""`hwlab doctor models`: what each tier's server and model can do, found out and not believed."""

import json
from pathlib import Path

import pytest
from conftest import Hwlab, Ran
from diagnosis_at import faults, found, only
from vision_desk import NOWHERE, configure, desk
from vision_server import ScriptedServer, fails, hangs, refuses_unless, says

from hwlab_cli.diagnosis import models
from hwlab_cli.identify.vision import patience

NUMBER = "777777"
READS = json.dumps({"number": NUMBER})


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody, and show a number that a test can know."""
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr("secrets.choice", lambda digits: digits[6])


@pytest.fixture
def server(home: Path, scripted: ScriptedServer) -> ScriptedServer:
    """A configured server with the model that is asked for."""
    configure(home, desk(scripted.url))
    scripted.has("/v1/models", fails(200, {"data": [{"id": "vlm-1"}]}))
    return scripted


def doctor(hwlab: Hwlab) -> Ran:
    return hwlab("doctor", "models", "--json")


def test_a_tier_that_is_well(hwlab: Hwlab, home: Path, server: ScriptedServer) -> None:
    server.plays(says(READS))
    ran = doctor(hwlab)
    assert ran.code == 0
    assert {one["severity"] for one in ran.of_type("finding")} == {"ok"}
    assert only(ran, "models.listed")["details"] == {"model": "vlm-1", "endpoint": server.url}
    assert only(ran, "models.sight")["details"]["seconds"] >= 0
    assert only(ran, "models.schema")["details"] == {"taken": "json_schema", "kept": True}
    thinking = {"asked_off_by": "reasoning_effort", "thought": False}
    assert only(ran, "models.thinking")["details"] == thinking
    assert not home.exists()


def test_a_model_that_does_not_see(hwlab: Hwlab, server: ScriptedServer) -> None:
    server.plays(says('{"number": "123456"}'))
    ran = doctor(hwlab)
    assert (ran.code, faults(ran)) == (6, ["models.sight"])
    assert "123456" in only(ran, "models.sight")["found"]


@pytest.mark.parametrize(
    "said", [f"```json\n{READS}\n```", f"It is {NUMBER}.", json.dumps({"digits": NUMBER})]
)
def test_a_schema_that_is_ignored(hwlab: Hwlab, server: ScriptedServer, said: str) -> None:
    server.plays(says(said))
    ran = doctor(hwlab)
    assert ran.code == 0
    one = only(ran, "models.schema")
    assert one["severity"] == "note"
    assert one["details"] == {"taken": "json_schema", "kept": False}


def test_a_schema_that_is_refused_and_tried_again_the_next_time(
    hwlab: Hwlab, server: ScriptedServer
) -> None:
    refusal = fails(400, {"error": {"message": "response_format is not supported"}})
    server.plays(refuses_unless(lambda body: "response_format" not in body, refusal, says(READS)))
    for _ in range(2):
        details = only(doctor(hwlab), "models.schema")["details"]
        assert (details["taken"], details["kept"]) == (None, True)
        assert "response_format" in server.asked[0]
        server.seen.clear()


@pytest.mark.parametrize("where", ["reasoning_content", "text"])
def test_a_model_that_thinks(hwlab: Hwlab, server: ScriptedServer, where: str) -> None:
    thoughts = "The digits look like sevens."
    if where == "text":
        server.plays(says(f"<think>{thoughts}</think>{READS}"))
    else:
        server.plays(says(READS, reasoning_content=thoughts))
    ran = doctor(hwlab)
    assert ran.code == 0
    one = only(ran, "models.thinking")
    assert (one["severity"], one["details"]["thought"]) == ("note", True)


def test_a_model_that_is_not_listed_and_a_server_without_a_list(
    hwlab: Hwlab, server: ScriptedServer
) -> None:
    server.plays(says(READS))
    server.has("/v1/models", fails(200, {"data": [{"id": "another"}]}))
    ran = doctor(hwlab)
    assert (ran.code, only(ran, "models.listed")["severity"]) == (0, "warning")
    assert "models list --tier desk" in only(ran, "models.listed")["hint"]
    server.has("/v1/models", fails(404, "<html>nothing here</html>"))
    server.has("/api/tags", fails(404, "<html>nothing here</html>"))
    ran = doctor(hwlab)
    assert (ran.code, only(ran, "models.listed")["severity"]) == (0, "note")
    assert only(ran, "models.sight")["severity"] == "ok"


def test_one_tier_that_is_away_keeps_no_other_from_being_asked(
    hwlab: Hwlab, home: Path, server: ScriptedServer
) -> None:
    server.plays(says(READS))
    away = {**desk(NOWHERE), "name": "away"}
    configure(home, away, {"name": "label"}, desk(server.url))
    ran = doctor(hwlab)
    assert (ran.code, faults(ran)) == (5, ["models.reached"])
    assert only(ran, "models.reached")["item"] == f"away, vlm-1 at {NOWHERE}"
    assert only(ran, "models.sight")["item"] == "desk"


def test_a_key_that_is_refused(
    hwlab: Hwlab, home: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_KEY", "sk-very-secret-0815")
    configure(home, desk(server.url, api_key_env="DESK_KEY"))
    refusal = fails(401, {"error": {"message": "Incorrect API key: sk-very-secret-0815"}})
    server.plays(refusal)
    server.has("/v1/models", refusal)
    ran = doctor(hwlab)
    assert (ran.code, faults(ran)) == (8, ["models.reached"])
    assert "sk-very" not in ran.out + ran.err


def test_a_model_that_never_answers(hwlab: Hwlab, home: Path, server: ScriptedServer) -> None:
    configure(home, desk(server.url, load_seconds=0.3))
    server.plays(hangs())
    ran = doctor(hwlab)
    assert (ran.code, faults(ran)) == (5, ["models.reached"])
    assert "no answer began within 0.3 s" in ran.out
    assert len(found(ran, "models.listed")) == 1


def test_a_list_that_does_not_come_keeps_nobody_from_asking(
    hwlab: Hwlab, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_LIST_SECONDS", 0.3)
    server.plays(says(READS))
    for act in (hangs(), fails(503, {"error": {"message": "Loading model"}})):
        server.has("/v1/models", act)
        ran = doctor(hwlab)
        assert (ran.code, only(ran, "models.listed")["severity"]) == (0, "note")
        assert only(ran, "models.sight")["severity"] == "ok"


def test_people_see_what_a_tier_can_do(hwlab: Hwlab, server: ScriptedServer) -> None:
    server.plays(says(READS))
    ran = hwlab("doctor", "models")
    assert ran.code == 0
    assert "desk: read the number that it was shown, in " in ran.out
    assert "the server takes json_schema, and the answer kept to it" in ran.out
