"""`hwlab eval`: what it measures, says and keeps, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, Ran, unsafe_characters
from evaluation_folder import INVENTED, Folder
from vision_desk import NOWHERE, answer, configure, desk
from vision_server import ScriptedServer, fails, hangs, says

from hwlab_cli.identify.vision import patience


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)


def of_tier(ran: Ran, tier: str, kind: str = "evaluated") -> list[dict[str, Any]]:
    return [line for line in ran.of_type(kind) if line["tier"] == tier]


def test_without_a_model_the_embedded_recognizer_is_measured(hwlab: Hwlab, shelf: Folder) -> None:
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 0
    assert [line["type"] for line in ran.lines] == [*["evaluated"] * 3, "evaluation", "summary"]
    assert [line["device"] for line in ran.of_type("evaluated")] == list(shelf.truth)
    for line in ran.of_type("evaluated"):
        truth = {**shelf.truth[line["device"]]}
        names = truth.pop("photos", [line["device"]])
        assert line["photos"] == [str(shelf.path / name) for name in names]
        assert set(line["fields"]) == set(truth)
        assert line["right"] is True
        for name, field in line["fields"].items():
            value = truth[name] if isinstance(truth[name], list) else [truth[name]]
            assert (field["outcome"], field["wanted"], field["found"]) == ("right", value, value)
            assert (field["said"], field["said_outcome"]) == (None, None)
        assert (line["prompt_tokens"], line["error"]) == (None, "")
        assert line["seconds"] >= 0
    (figures,) = ran.of_type("evaluation")
    assert (figures["devices"], figures["answered"], figures["right"]) == (3, 3, 3)
    serial = figures["fields"]["serial"]
    assert (serial["right"], serial["right_proven"], serial["wrong"]) == (3, 3, 0)
    assert figures["calibration"]["count"] == 3
    assert ran.summary == {
        "type": "summary",
        "devices": 3,
        "tiers": 1,
        "results": 3,
        "exit_code": 0,
    }


def test_people_see_tables(hwlab: Hwlab, shelf: Folder) -> None:
    ran = hwlab("eval", shelf.path)
    assert ran.code == 0
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["devices", "right", "3", "of", "3"] in rows
    assert ["serial", "label", "3", "3", "0", "0", "0"] in rows
    assert "model alone" not in ran.out


def test_what_is_wrong_but_proven_is_told(hwlab: Hwlab, shelf: Folder) -> None:
    """As it is where the truth file says so, which nobody here can tell apart."""
    name = next(iter(shelf.truth))
    read = shelf.truth[name]["serial"]
    shelf.write(**{name: {"serial": "SOMEOTHER1", "asset_tag": None}})
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 0
    line = ran.of_type("evaluated")[0]
    assert (line["right"], line["fields"]["serial"]["found"]) == (False, [read])
    assert line["fields"]["asset_tag"]["outcome"] == "right"
    assert ran.of_type("evaluation")[0]["fields"]["serial"]["wrong_proven"] == 1
    told = " ".join(hwlab("eval", shelf.path).out.split())
    assert f"the serial is SOMEOTHER1, not {read}, and it is proven" in told


def test_each_model_is_asked_once_and_told_apart_from_what_hwlab_makes_of_it(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    configure(home, desk(inventor.url))
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 0
    assert len(inventor.asked) == 3
    assert [line["tier"] for line in ran.of_type("evaluation")] == ["label", "desk", "together"]
    for line in [*of_tier(ran, "desk"), *of_tier(ran, "together")]:
        serial = line["fields"]["serial"]
        # The photos prove theirs, whatever the model invents.
        assert (serial["outcome"], serial["proven"]) == ("right", True)
        assert (serial["said"], serial["said_outcome"]) == ([INVENTED], "wrong")
        assert line["said_confidence"] == 0.9
        assert (line["prompt_tokens"], line["completion_tokens"]) == (700, 40)
    figures = of_tier(ran, "desk", "evaluation")[0]
    assert (figures["model"], figures["completion_tokens"]) == ("vlm-1", 40)
    assert (figures["fields"]["serial"]["right"], figures["fields"]["serial"]["said_wrong"]) == (
        *(3, 3),
    )
    own = figures["said_calibration"]
    assert own["bins"] == [{"low": 0.9, "high": 1.0, "count": 3, "confidence": 0.9, "right": 0}]
    again = hwlab("eval", shelf.path, "--json")
    assert len(inventor.asked) == 3
    assert again.lines == ran.lines  # seconds and all


def test_another_prompt_and_fresh_are_asked(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer, tmp_path: Path
) -> None:
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    configure(home, desk(inventor.url))
    assert hwlab("eval", shelf.path, "--tier", "desk", "--limit", "1").code == 0
    (prompts / "identify.md").write_text("Which? {{schema}} {{readings}}", encoding="utf-8")
    configure(home, desk(inventor.url), more=f'[prompts]\nfolder = "{prompts}"')
    assert hwlab("eval", shelf.path, "--tier", "desk", "--limit", "1").code == 0
    assert len(inventor.asked) == 2
    assert hwlab("eval", shelf.path, "--tier", "desk", "--limit", "1", "--fresh").code == 0
    assert len(inventor.asked) == 3


def test_a_mistake_of_several_tiers_is_told_once(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    configure(home, desk(inventor.url))
    name = next(iter(shelf.truth))
    read = shelf.truth[name]["serial"]
    shelf.write(**{name: {"serial": "SOMEOTHER1"}})
    told = " ".join(hwlab("eval", shelf.path).out.split())
    sentence = f"the serial is SOMEOTHER1, not {read}, and it is proven"
    assert f"{name}, label, desk, together: {sentence}" in told
    assert told.count(sentence) == 1


def test_several_questions_at_once_are_in_order_all_the_same(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    configure(home, desk(inventor.url, slots=3))
    ran = hwlab("eval", shelf.path, "--tier", "desk", "--json")
    assert [line["device"] for line in of_tier(ran, "desk")] == list(shelf.truth)


def test_an_answer_that_can_not_be_used_is_none_of_the_labels(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    inventor.plays(says("I can't tell."))
    configure(home, desk(inventor.url))
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 0  # it is what was to be measured
    for line in of_tier(ran, "desk"):
        assert line["error"]
        assert {field["outcome"] for field in line["fields"].values()} == {"missing"}
        assert (line["right"], line["confidence"]) == (False, None)
    assert of_tier(ran, "desk", "evaluation")[0]["answered"] == 0
    # Together, the label answers, as it does at an intake.
    assert [line["recognizer"] for line in of_tier(ran, "together")] == ["label"] * 3
    assert all(line["right"] for line in of_tier(ran, "together"))
    assert "no answer" in hwlab("eval", shelf.path).out


def test_a_tier_that_can_not_be_asked_is_told_and_the_rest_goes_on(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    configure(home, desk(NOWHERE, name="away"), desk(inventor.url))
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert (error["exit_code"], error["item"]) == (5, f"vlm-1 at {NOWHERE}")
    assert [line["tier"] for line in ran.of_type("evaluation")] == ["label", "desk", "together"]
    assert "away was asked about 0 of 3 devices" in ran.err


def test_a_model_without_eyes_is_one_that_can_not_be_asked(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    inventor.plays(fails(500, {"error": {"message": "image input is not supported"}}))
    configure(home, desk(inventor.url))
    ran = hwlab("eval", shelf.path, "--tier", "desk", "--json")
    assert ran.code == 6
    assert len(inventor.asked) == 1
    assert ran.of_type("evaluated") == []


def test_a_refused_key_is_nowhere(
    hwlab: Hwlab,
    home: Path,
    shelf: Folder,
    inventor: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESK_KEY", "sk-very-secret-0815")
    inventor.plays(fails(401, {"error": {"message": "wrong key sk-very-secret-0815"}}))
    configure(home, desk(inventor.url, api_key_env="DESK_KEY"))
    ran = hwlab("eval", shelf.path, "--tier", "desk", "--json")
    assert ran.code == 8
    assert "sk-very-secret-0815" not in ran.out + ran.err


def test_a_shadow_tier_is_measured_and_no_part_of_all_together(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    configure(home, desk(inventor.url, shadow=True))
    ran = hwlab("eval", shelf.path, "--limit", "1", "--json")
    assert [line["tier"] for line in ran.of_type("evaluation")] == ["label", "desk"]


def test_one_that_takes_too_long_has_no_answer(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    inventor.plays(hangs(), says(answer(manufacturer="Cisco")))
    configure(home, desk(inventor.url, load_seconds=0.4))
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 0
    errors = [line["error"] for line in of_tier(ran, "desk")]
    assert [bool(error) for error in errors] == [True, False, False]
    assert len(inventor.asked) == 3  # together, nobody is waited for again


def test_memory_is_told_where_the_server_tells(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    loaded = {"models": [{"name": "vlm-1", "model": "vlm-1", "size": 6 * 2**30}]}
    inventor.has("/api/ps", fails(200, loaded))
    configure(home, desk(inventor.url))
    ran = hwlab("eval", shelf.path, "--limit", "1", "--json")
    sizes = {line["tier"]: line["memory_bytes"] for line in ran.of_type("evaluation")}
    assert sizes == {"label": None, "desk": 6 * 2**30, "together": None}
    assert "6.0 GiB" in hwlab("eval", shelf.path, "--limit", "1").out


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT])
def test_who_is_stopped_in_the_middle_goes_on_there(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer, ended_by: signal.Signals
) -> None:
    configure(home, desk(inventor.url))
    assert hwlab("eval", shelf.path, "--tier", "label").code == 0  # photos are read
    says_so = says(answer(manufacturer="Cisco"))
    inventor.plays(says_so, says_so, hangs())
    running = subprocess.Popen(
        [sys.executable, "-m", "hwlab_cli", "eval", str(shelf.path), "--tier", "desk"],
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 60
    while len(inventor.asked) < 3:
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    running.send_signal(ended_by)
    _, said = running.communicate(timeout=60)
    if ended_by is signal.SIGINT:
        assert running.returncode == 130
        assert "the same command goes on" in said
    inventor.plays(says_so)
    ran = hwlab("eval", shelf.path, "--tier", "desk", "--json")
    assert (ran.code, ran.summary["results"]) == (0, 3)
    assert len(inventor.asked) == 4


def test_nothing_that_a_model_says_reaches_the_terminal(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    hostile = "\x1b[31mCisco\u202e\r\x07"
    inventor.plays(says(json.dumps({"manufacturer": hostile, "serial": hostile, "model": hostile})))
    configure(home, desk(inventor.url, model="\x1b[1mvlm"))
    shelf.write(**{name: {"model": "A", **shelf.truth[name]} for name in shelf.truth})
    ran = hwlab("eval", shelf.path, "--compare", "label", "desk")
    assert ran.code == 0
    assert list(unsafe_characters(ran.out + ran.err)) == []
