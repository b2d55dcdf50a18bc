"""`hwlab` with vision models: what is asked and recorded, and how runs end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto
from vision_desk import NOWHERE, answer, configure, desk
from vision_server import ScriptedServer, fails, says

from hwlab_cli.identify import resting

RUBBISH = "I can't tell what this is."


pytestmark = pytest.mark.usefixtures("soon")


def identify_op(hwlab: Hwlab, hw_id: str) -> dict[str, Any]:
    (line,) = hwlab("queue", "show", hw_id, "--json").lines
    (op,) = [one for one in line["ops"] if one["kind"] == "identify"]
    assert isinstance(op, dict)
    return op


def test_what_a_model_said_and_took_is_recorded_and_shown(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Cisco", model="C9300-48P", confidence=0.9)))
    ran = hwlab("intake", sticker.path, "--json")
    assert ran.code == 10
    (intake,) = ran.of_type("intake")
    assert intake["recognizer"] == "desk"
    assert intake["identification"]["serial"] == sticker.truth["serial"]
    assert "serial" in intake["proven"]
    assert intake["identification"]["manufacturer"] == "Cisco"
    assert [piece["kind"] for piece in intake["evidence"]["manufacturer"]] == ["model"]
    (asked,) = intake["asked"]
    assert (asked["tier"], asked["model"], asked["endpoint"]) == ("desk", "vlm-1", scripted.url)
    assert asked["completion_tokens"] == 40
    assert asked["said"]["confidence"] == 0.9
    assert intake["identification"]["confidence"] != 0.9
    assert len(asked["prompt"]) == 12
    (shown,) = hwlab("queue", "show", intake["hw_id"], "--json").lines
    assert shown["asked"] == intake["asked"]
    card = hwlab("queue", "show", intake["hw_id"]).out
    assert "Cisco ?" in card
    assert "desk says so" in card
    assert "C9300-48P" in card
    (device,) = hwlab("identify", sticker.path, "--json").lines
    assert [one["tier"] for one in device["asked"]] == ["desk"]


def test_readings_go_along_and_unproven_numbers_do_not(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, notebook: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Dell")))
    hwlab("identify", notebook.path)
    (body,) = scripted.asked
    text = json.dumps(body)
    assert "print: " in text
    assert notebook.truth["serial"] in text  # the photo proves it
    assert str(notebook.path) not in text
    assert notebook.path.name not in text


def test_an_outage_postpones_and_burns_nothing(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    sticker: LabelPhoto,
    card: LabelPhoto,
) -> None:
    configure(home, desk(NOWHERE))
    ran = hwlab("intake", sticker.path, card.path, "--json")
    assert ran.code == 5
    assert [line["state"] for line in ran.of_type("intake")] == ["ready", "ready"]
    (error,) = ran.of_type("error")  # told once, for both
    assert (error["exit_code"], error["item"]) == (5, f"vlm-1 at {NOWHERE}")
    assert error["hint"]
    hw_id = ran.of_type("intake")[0]["hw_id"]
    op = identify_op(hwlab, hw_id)
    assert (op["state"], op["attempts"]) == ("ready", 0)
    assert "vlm-1" in op["reason"]
    assert hwlab("queue", "replay", "--json").code == 5
    assert identify_op(hwlab, hw_id)["attempts"] == 0
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Cisco")))
    ran = hwlab("queue", "replay", "--json")
    assert [op["state"] for op in ran.of_type("op")] == ["done", "done"]
    assert len(scripted.asked) == 2


def test_an_outage_does_not_matter_where_the_label_is_enough(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto
) -> None:
    configure(home, desk(NOWHERE))
    ran = hwlab("intake", notebook.path, "--json")
    assert ran.code == 0
    (intake,) = ran.of_type("intake")
    assert (intake["state"], intake["recognizer"]) == ("ready", "label")
    assert intake["asked"][0]["error"]


def test_a_wait_that_is_not_over_is_told(
    hwlab: Hwlab, home: Path, sticker: LabelPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resting, "_FIRST_SECONDS", 300.0)
    configure(home, desk(NOWHERE))
    assert hwlab("intake", sticker.path).code == 5
    ran = hwlab("queue", "replay")
    assert (ran.code, "1 waiting" in ran.err) == (7, True)


def test_without_an_answer_the_label_is_shown_all_the_same(
    hwlab: Hwlab, home: Path, sticker: LabelPhoto
) -> None:
    configure(home, desk(NOWHERE))
    ran = hwlab("identify", sticker.path)
    assert ran.code == 5
    assert sticker.truth["serial"] in ran.out
    assert "no model answered" in ran.out


def test_an_answer_that_can_not_be_used_leaves_what_the_label_says(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto, card: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(RUBBISH))
    ran = hwlab("intake", sticker.path, "--json")
    assert ran.code == 6
    (error,) = ran.of_type("error")
    assert (error["exit_code"], "vlm-1" in error["item"]) == (6, True)
    (intake,) = ran.of_type("intake")
    assert (intake["state"], intake["recognizer"]) == ("held", "label")
    assert intake["identification"]["serial"] == sticker.truth["serial"]
    assert hwlab("identify", sticker.path).code == 6
    # A device that the label tells whole goes its way.
    assert hwlab("intake", card.path, "--json").of_type("intake")[0]["state"] == "ready"


def test_a_refused_key_ends_with_8_and_is_shown_nowhere(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    sticker: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
    everything_in: Callable[[], dict[str, bytes]],
) -> None:
    key = "sk-very-secret-0815"
    monkeypatch.setenv("DESK_KEY", key)
    configure(home, desk(scripted.url, api_key_env="DESK_KEY"))
    scripted.plays(fails(401, {"error": {"message": f"Incorrect API key provided: {key}"}}))
    ran = hwlab("intake", sticker.path, "--json", "--verbose")
    assert ran.code == 8
    assert scripted.seen[0].headers["authorization"] == f"Bearer {key}"
    shown = hwlab("config", "show", "--json")
    told = ran.out + ran.err + shown.out
    assert key not in told
    assert all(key.encode() not in content for content in everything_in().values())
    hw_id = ran.of_type("intake")[0]["hw_id"]
    assert identify_op(hwlab, hw_id)["attempts"] == 0


@pytest.mark.parametrize("url", ["http://169.254.169.254/v1", "http://0.0.0.0:9/v1"])
def test_a_refused_address_ends_with_12(
    hwlab: Hwlab, home: Path, sticker: LabelPhoto, url: str
) -> None:
    configure(home, desk(url))
    ran = hwlab("intake", sticker.path, "--json")
    assert ran.code == 12
    assert ran.of_type("error")[0]["item"] == f"vlm-1 at {url}"
    assert ran.of_type("intake")[0]["state"] == "ready"


def test_the_next_tier_answers_for_one_that_is_away(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(NOWHERE, name="gone"), desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Cisco", model="C9300-48P")))
    ran = hwlab("intake", sticker.path, "--json")
    assert ran.code == 10
    (intake,) = ran.of_type("intake")
    assert [one["tier"] for one in intake["asked"]] == ["gone", "desk"]
    assert "refuse" in ran.err


def test_one_tier_can_be_chosen(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(NOWHERE, name="gone"), desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Cisco")))
    for command in ("identify", "intake"):
        ran = hwlab(command, sticker.path, "--tier", "desk", "--json")
        assert [one["tier"] for line in ran.lines for one in line.get("asked", ())] == ["desk"]
        ran = hwlab(command, sticker.path, "--tier", "nobody", "--json")
        assert (ran.code, ran.of_type("error")[0]["item"]) == (2, "nobody")
    assert len(hwlab("queue", "list", "--json").lines) == 1
    before = len(scripted.asked)
    assert hwlab("identify", sticker.path, "--tier", "label").code == 0
    assert len(scripted.asked) == before


def test_a_hint_and_corrections_are_heard(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(
        says(answer(manufacturer="Cisco", model="C9300-24P")),
        says(answer(manufacturer="Cisco", model="C9300-48P", u_height=1)),
    )
    ran = hwlab(
        *("identify", sticker.path, "--hint", "it has 48 ports"),
        *("--correct", "model=C9300-48P", "--correct", "asset-tag=IT-7", "--json"),
    )
    assert ran.code == 0
    (device,) = ran.lines
    first, second = (json.dumps(body) for body in scripted.asked)
    assert "it has 48 ports" in first
    assert "C9300-24P" in second
    assert "model is C9300-48P" in second
    assert (device["model"], device["asset_tag"], device["u_height"]) == ("C9300-48P", "IT-7", 1)
    assert {"model", "asset_tag"} <= set(device["proven"])
    assert [piece["kind"] for piece in device["evidence"]["model"]] == ["person"]
    assert len(device["asked"]) == 2


def test_corrections_need_no_model_and_hints_do(hwlab: Hwlab, sticker: LabelPhoto) -> None:
    ran = hwlab("identify", sticker.path, "--correct", "model=C9300-48P", "--json")
    assert (ran.code, ran.lines[0]["model"]) == (0, "C9300-48P")
    assert hwlab("identify", sticker.path, "--hint", "a switch").code == 2
    assert hwlab("identify", sticker.path, "--correct", "model").code == 2
    assert hwlab("identify", sticker.path, "--correct", "colour=red").code == 2


def test_a_dry_run_asks_too(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Cisco", serial="INVENTED77")))
    ran = hwlab("intake", "--dry-run", sticker.path, "--json")
    (device,) = ran.of_type("device")
    assert device["recognizer"] == "desk"
    assert "INVENTED77" not in json.dumps(device["ops"])
    assert not home.joinpath("oplog.sqlite3").exists()
