"""A model is asked which of several device types it is, over the wire, from the command line."""

from pathlib import Path
from typing import Any

import pytest
from catalog_set import imported, write, yaml
from conftest import Hwlab, LabelPhoto
from vision_desk import answer, configure, desk
from vision_server import ScriptedServer, fails, says

ENDS = ("X1", "X2", "X3")


@pytest.fixture
def models(home: Path, tmp_path: Path, notebook: LabelPhoto) -> list[str]:
    """Return models of the catalog of which a photo's may be any, as it numbers them."""
    found = [f"{notebook.truth['model']}-{end}" for end in ENDS]
    for number, model in enumerate(found):
        fields = {"manufacturer": "Dell", "model": model, "slug": f"type-{number}", "u_height": 0}
        write(tmp_path / "library", "Dell", f"{number}.yaml", yaml(fields))
    imported(home, tmp_path / "library")
    return found


def intake(ran: Any) -> dict[str, Any]:
    (line,) = ran.of_type("intake")
    assert isinstance(line, dict)
    return line


def test_a_choice_is_shown_recorded_and_left_to_a_person(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, notebook: LabelPhoto, models: list[str]
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Dell")), says('{"choice": 2}'))
    ran = hwlab("intake", notebook.path, "--json")
    assert ran.code == 10
    held = intake(ran)
    assert held["reasons"][1:] == [
        f"of these, desk chooses 2. Dell {models[1]}, which the photos do not prove"
    ]
    _, second = scripted.asked
    assert second["response_format"]["json_schema"]["schema"]["required"] == ["choice"]
    text = second["messages"][0]["content"][-1]["text"]
    assert all(f"{n}. Dell {model}\n" in text for n, model in enumerate(models, 1))
    assert len(scripted.seen[0].pictures) == len(scripted.seen[1].pictures) > 0
    _, record = held["asked"]
    assert (record["choice"], record["completion_tokens"]) == (2, 40)
    assert record["candidates"] == [f"Dell {model}" for model in models]
    assert record["prompt"] != held["asked"][0]["prompt"]
    shown = hwlab("queue", "show", held["hw_id"])
    assert f"chooses 2. Dell {models[1]}" in " ".join(shown.out.split())
    assert f"queue edit {held['hw_id']} type=…" in " ".join(shown.out.replace("│", "").split())
    picked = intake(hwlab("queue", "edit", held["hw_id"], "type=2", "--json"))
    assert (picked["state"], picked["identification"]["model"]) == ("ready", models[1])
    assert picked["doubts"] == []


def test_looks_without_an_intake_ask_too(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, notebook: LabelPhoto, models: list[str]
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Dell")), says('{"choice": 3}'))
    (device,) = hwlab("identify", notebook.path, "--json").of_type("device")
    assert device["doubts"][1].startswith("of these, desk chooses 3.")
    scripted.plays(says(answer(manufacturer="Dell")), says('{"choice": null}'))
    (planned,) = hwlab("intake", "--dry-run", notebook.path, "--json").of_type("device")
    assert planned["ops"][0]["reason"].endswith("; of these, desk chooses none")
    assert len(scripted.asked) == 4
    ran = hwlab("identify", notebook.path, "--json", "--tier", "label")
    assert (len(ran.of_type("device")[0]["doubts"]), len(scripted.asked)) == (1, 4)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (says('{"choice": 9}'), 6),
        (says("I would say the second one."), 6),
        (fails(503, {"error": {"message": "gone"}}, Retry_After="7200"), 5),
    ],
    ids=["a number that there is not", "words", "away"],
)
def test_what_goes_wrong_there_is_told_and_holds_nothing_up(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    notebook: LabelPhoto,
    models: list[str],
    act: Any,
    code: int,
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Dell")), act)
    ran = hwlab("intake", notebook.path, "--json")
    assert ran.code == 10
    (error,) = ran.of_type("error")
    assert error["exit_code"] == code
    held = intake(ran)
    assert len(held["reasons"]) == 1
    assert held["asked"][1]["error"] == error["message"]


def test_what_a_person_says_settles_it_without_a_choice(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, notebook: LabelPhoto, models: list[str]
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Dell")), says(answer(model=models[0])))
    ran = hwlab("identify", notebook.path, "--json", "--correct", f"model={models[0]}")
    (device,) = ran.of_type("device")
    assert (ran.code, device["model"], device["doubts"]) == (0, models[0], [])
    assert [one["tier"] for one in device["asked"]] == ["desk", "desk"]
    assert len(scripted.asked) == 2
