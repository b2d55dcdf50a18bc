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
from conftest import Hwlab, LabelPhoto, Ran, unsafe_characters
from evaluation_folder import Folder, folder_of, without_memory
from vision_desk import NOWHERE, answer, configure, desk
from vision_server import ScriptedServer, fails, hangs, says

from hwlab_cli.identify.vision import patience

INVENTED = "INV70001XQ"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)


@pytest.fixture
def folder(
    tmp_path: Path, notebook: LabelPhoto, sticker: LabelPhoto, two_looks: list[LabelPhoto]
) -> Folder:
    """Three devices, the second of them with two photos."""
    return folder_of(
        tmp_path / "photos", ("", [notebook]), ("both looks", two_looks), ("", [sticker])
    )


@pytest.fixture
def server(scripted: ScriptedServer) -> ScriptedServer:
    """A server that invents a serial for whatever it is shown."""
    without_memory(scripted)
    scripted.plays(says(answer(manufacturer="Cisco", serial=INVENTED, confidence=0.9)))
    return scripted


def of_tier(ran: Ran, tier: str, kind: str = "evaluated") -> list[dict[str, Any]]:
    return [line for line in ran.of_type(kind) if line["tier"] == tier]


def test_without_a_model_the_embedded_recognizer_is_measured(hwlab: Hwlab, folder: Folder) -> None:
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 0
    assert [line["type"] for line in ran.lines] == [*["evaluated"] * 3, "evaluation", "summary"]
    assert [line["device"] for line in ran.of_type("evaluated")] == list(folder.truth)
    for line in ran.of_type("evaluated"):
        truth = {**folder.truth[line["device"]]}
        names = truth.pop("photos", [line["device"]])
        assert line["photos"] == [str(folder.path / name) for name in names]
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


def test_people_see_tables(hwlab: Hwlab, folder: Folder) -> None:
    ran = hwlab("eval", folder.path)
    assert ran.code == 0
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["devices", "right", "3", "of", "3"] in rows
    assert ["serial", "label", "3", "3", "0", "0", "0"] in rows
    assert "model alone" not in ran.out


def test_what_is_wrong_but_proven_is_told(hwlab: Hwlab, folder: Folder) -> None:
    """As it is where the truth file says so, which nobody here can tell apart."""
    name = next(iter(folder.truth))
    read = folder.truth[name]["serial"]
    folder.write(**{name: {"serial": "SOMEOTHER1", "asset_tag": None}})
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 0
    line = ran.of_type("evaluated")[0]
    assert (line["right"], line["fields"]["serial"]["found"]) == (False, [read])
    assert line["fields"]["asset_tag"]["outcome"] == "right"
    assert ran.of_type("evaluation")[0]["fields"]["serial"]["wrong_proven"] == 1
    told = " ".join(hwlab("eval", folder.path).out.split())
    assert f"the serial is SOMEOTHER1, not {read}, and it is proven" in told


def test_each_model_is_asked_once_and_told_apart_from_what_hwlab_makes_of_it(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    configure(home, desk(server.url))
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 0
    assert len(server.asked) == 3
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
    again = hwlab("eval", folder.path, "--json")
    assert len(server.asked) == 3
    assert again.lines == ran.lines  # seconds and all


def test_another_prompt_and_fresh_are_asked(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer, tmp_path: Path
) -> None:
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    configure(home, desk(server.url))
    assert hwlab("eval", folder.path, "--tier", "desk", "--limit", "1").code == 0
    (prompts / "identify.md").write_text("Which? {{schema}} {{readings}}", encoding="utf-8")
    configure(home, desk(server.url), more=f'[prompts]\nfolder = "{prompts}"')
    assert hwlab("eval", folder.path, "--tier", "desk", "--limit", "1").code == 0
    assert len(server.asked) == 2
    assert hwlab("eval", folder.path, "--tier", "desk", "--limit", "1", "--fresh").code == 0
    assert len(server.asked) == 3


def test_several_questions_at_once_are_in_order_all_the_same(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    configure(home, desk(server.url, slots=3))
    ran = hwlab("eval", folder.path, "--tier", "desk", "--json")
    assert [line["device"] for line in of_tier(ran, "desk")] == list(folder.truth)


def test_an_answer_that_can_not_be_used_is_none_of_the_labels(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    server.plays(says("I can't tell."))
    configure(home, desk(server.url))
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 0  # it is what was to be measured
    for line in of_tier(ran, "desk"):
        assert line["error"]
        assert {field["outcome"] for field in line["fields"].values()} == {"missing"}
        assert (line["right"], line["confidence"]) == (False, None)
    assert of_tier(ran, "desk", "evaluation")[0]["answered"] == 0
    # Together, the label answers, as it does at an intake.
    assert [line["recognizer"] for line in of_tier(ran, "together")] == ["label"] * 3
    assert all(line["right"] for line in of_tier(ran, "together"))
    assert "no answer" in hwlab("eval", folder.path).out


def test_a_tier_that_can_not_be_asked_is_told_and_the_rest_goes_on(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    configure(home, desk(NOWHERE, name="away"), desk(server.url))
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert (error["exit_code"], error["item"]) == (5, f"vlm-1 at {NOWHERE}")
    assert [line["tier"] for line in ran.of_type("evaluation")] == ["label", "desk", "together"]
    assert "away was asked about 0 of 3 devices" in ran.err


def test_a_model_without_eyes_is_one_that_can_not_be_asked(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    server.plays(fails(500, {"error": {"message": "image input is not supported"}}))
    configure(home, desk(server.url))
    ran = hwlab("eval", folder.path, "--tier", "desk", "--json")
    assert ran.code == 6
    assert len(server.asked) == 1
    assert ran.of_type("evaluated") == []


def test_a_refused_key_is_nowhere(
    hwlab: Hwlab,
    home: Path,
    folder: Folder,
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESK_KEY", "sk-very-secret-0815")
    server.plays(fails(401, {"error": {"message": "wrong key sk-very-secret-0815"}}))
    configure(home, desk(server.url, api_key_env="DESK_KEY"))
    ran = hwlab("eval", folder.path, "--tier", "desk", "--json")
    assert ran.code == 8
    assert "sk-very-secret-0815" not in ran.out + ran.err


def test_a_shadow_tier_is_measured_and_no_part_of_all_together(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    configure(home, desk(server.url, shadow=True))
    ran = hwlab("eval", folder.path, "--limit", "1", "--json")
    assert [line["tier"] for line in ran.of_type("evaluation")] == ["label", "desk"]


def test_one_that_takes_too_long_has_no_answer(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    server.plays(hangs(), says(answer(manufacturer="Cisco")))
    configure(home, desk(server.url, load_seconds=0.4))
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 0
    errors = [line["error"] for line in of_tier(ran, "desk")]
    assert [bool(error) for error in errors] == [True, False, False]
    assert len(server.asked) == 3  # together, nobody is waited for again


def test_memory_is_told_where_the_server_tells(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    loaded = {"models": [{"name": "vlm-1", "model": "vlm-1", "size": 6 * 2**30}]}
    server.has("/api/ps", fails(200, loaded))
    configure(home, desk(server.url))
    ran = hwlab("eval", folder.path, "--limit", "1", "--json")
    sizes = {line["tier"]: line["memory_bytes"] for line in ran.of_type("evaluation")}
    assert sizes == {"label": None, "desk": 6 * 2**30, "together": None}
    assert "6.0 GiB" in hwlab("eval", folder.path, "--limit", "1").out


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGINT])
def test_who_is_stopped_in_the_middle_goes_on_there(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer, ended_by: signal.Signals
) -> None:
    configure(home, desk(server.url))
    assert hwlab("eval", folder.path, "--tier", "label").code == 0  # photos are read
    says_so = says(answer(manufacturer="Cisco"))
    server.plays(says_so, says_so, hangs())
    running = subprocess.Popen(
        [sys.executable, "-m", "hwlab_cli", "eval", str(folder.path), "--tier", "desk"],
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 60
    while len(server.asked) < 3:
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    running.send_signal(ended_by)
    _, said = running.communicate(timeout=60)
    if ended_by is signal.SIGINT:
        assert running.returncode == 130
        assert "the same command goes on" in said
    server.plays(says_so)
    ran = hwlab("eval", folder.path, "--tier", "desk", "--json")
    assert (ran.code, ran.summary["results"]) == (0, 3)
    assert len(server.asked) == 4


def test_a_broken_truth_file_is_told_whole_and_nobody_is_asked(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    configure(home, desk(server.url))
    first, second = list(folder.truth)[:2]
    folder.write(**{first: {"serail": "A"}, second: {"serial": 7}})
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 2
    assert [line["type"] for line in ran.lines] == ["error", "error"]
    assert all("line 1" in line["item"] for line in ran.lines)
    assert server.seen == []


def test_photos_that_are_not_there_or_none_leave_the_rest(hwlab: Hwlab, folder: Folder) -> None:
    (folder.path / "junk.jpg").write_bytes(b"no photo")
    folder.write(**{"gone.jpg": {"serial": "A"}, "junk.jpg": {"serial": "B"}})
    ran = hwlab("eval", folder.path, "--json")
    assert ran.code == 3
    items = [line["item"] for line in ran.of_type("error")]
    assert items == [str(folder.path / "gone.jpg"), str(folder.path / "junk.jpg")]
    assert ran.summary["results"] == 3
    folder.truth.clear()
    folder.write(**{"gone.jpg": {"serial": "A"}})
    assert hwlab("eval", folder.path).code == 4


def test_photos_without_truth_are_told_of(hwlab: Hwlab, folder: Folder, card: LabelPhoto) -> None:
    (folder.path / "more.jpg").write_bytes(card.path.read_bytes())
    ran = hwlab("eval", folder.path, "--limit", "1")
    assert (ran.code, "1 photo is not in truth.json" in ran.err) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (("--tier", "dekc"), 2, "the configuration has label"),
        (("--compare", "label", "dekc"), 2, "these are: label"),
        (("--html", "report.txt"), 2, "written over"),
        (("--plot", "photo.jpg"), 2, "written over"),
        (("--html", "nowhere/report.html"), 2, "make it first"),
    ],
)
def test_a_mistake_is_told_before_anything_is_read(
    hwlab: Hwlab, home: Path, folder: Folder, arguments: tuple[str, ...], code: int, hint: str
) -> None:
    ran = hwlab("eval", folder.path, *arguments, "--json")
    assert ran.code == code
    (error,) = ran.lines
    assert hint in error["hint"]
    assert not home.exists()


def test_a_tier_of_the_name_of_all_is_refused(hwlab: Hwlab, home: Path, folder: Folder) -> None:
    configure(home, desk(NOWHERE, name="together"))
    assert hwlab("eval", folder.path).code == 12


def test_without_a_folder_there_is_nothing_to_do(hwlab: Hwlab, tmp_path: Path) -> None:
    ran = hwlab("eval", "--json")
    assert (ran.code, ran.lines[0]["item"]) == (2, "DIR")
    assert hwlab("eval", tmp_path / "nowhere").code == 9
    assert hwlab("eval", tmp_path).code == 9


def test_two_tiers_are_compared(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    server.plays(says(answer(manufacturer="Cisco")), says("I can't tell."))
    configure(home, desk(server.url))
    ran = hwlab("eval", folder.path, "--compare", "label", "desk", "--json")
    (line,) = ran.of_type("comparison")
    assert (line["first"], line["second"], line["devices"]) == ("label", "desk", 3)
    assert (line["better"], line["worse"]) == ([], list(folder.truth)[1:])
    assert line["p"] == 0.5
    assert line["fields"]["serial"]["worse"] == line["worse"]
    told = " ".join(hwlab("eval", folder.path, "--compare", "label", "desk").out.split())
    assert "0 better, 2 worse: it may be chance (p = 0.50); fewer than 6" in told


def test_two_runs_are_compared(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer, tmp_path: Path
) -> None:
    configure(home, desk(server.url))
    runs = []
    for nth, said in enumerate(["I can't tell.", answer(manufacturer="Cisco")]):
        server.plays(says(said))
        ran = hwlab("eval", folder.path, "--tier", "desk", "--fresh", "--json")
        runs.append(tmp_path / f"{nth}.jsonl")
        runs[-1].write_text(ran.out, encoding="utf-8")
    ran = hwlab("eval", "--compare", *runs, "--json")
    assert ran.code == 0
    (line,) = ran.lines
    assert (line["better"], line["worse"]) == (list(folder.truth), [])
    assert line["first"] == f"{runs[0]}: desk"
    # Of another truth there is nothing to compare.
    folder.write(**{name: {"serial": "A"} for name in folder.truth})
    runs[1].write_text(hwlab("eval", folder.path, "--tier", "desk", "--json").out, encoding="utf-8")
    assert hwlab("eval", "--compare", *runs).code == 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no results"),
        ('{"type": "summary"}', "no results"),
        ("nonsense", "line 1"),
        ('{"type": "summary"}\n{"type": "evaluated"}', "line 2"),
        ("[]", "line 1"),
        ("7", "line 1"),
        ('{"type": "evaluated", "fields": {"x": {}}}', "line 1"),
    ],
)
def test_what_is_no_run_is_told(hwlab: Hwlab, tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(text, encoding="utf-8")
    ran = hwlab("eval", "--compare", file, file, "--json")
    assert (ran.code, what in ran.lines[0]["message"]) == (2, True)
    assert hwlab("eval", "--compare", file, tmp_path / "nowhere").code in {2, 9}


def test_nothing_that_a_model_says_reaches_the_terminal(
    hwlab: Hwlab, home: Path, folder: Folder, server: ScriptedServer
) -> None:
    hostile = "\x1b[31mCisco\u202e\r\x07"
    server.plays(says(json.dumps({"manufacturer": hostile, "serial": hostile, "model": hostile})))
    configure(home, desk(server.url, model="\x1b[1mvlm"))
    folder.write(**{name: {"model": "A", **folder.truth[name]} for name in folder.truth})
    ran = hwlab("eval", folder.path, "--compare", "label", "desk")
    assert ran.code == 0
    assert list(unsafe_characters(ran.out + ran.err)) == []
