"""Device types that may be meant: shown, held, and picked by a person."""

import re
from pathlib import Path
from typing import Any

import pytest
from catalog_photo import SERIAL, switch_photo
from catalog_set import LIBRARY, imported, write, yaml
from conftest import Hwlab, LabelPhoto

from hwlab_cli.catalog.store import CATALOG_NAME


@pytest.fixture
def models(home: Path, tmp_path: Path, notebook: LabelPhoto) -> list[str]:
    """Return models of the catalog of which a photo's may be any, as it numbers them."""
    found = [f"{notebook.truth['model']}-{end}" for end in ("X1", "X2")]
    for number, model in enumerate(found):
        fields = {"manufacturer": "Dell", "model": model, "slug": f"type-{number}", "u_height": 0}
        write(tmp_path / "library", "Dell", f"{number}.yaml", yaml(fields))
    imported(home, tmp_path / "library")
    return found


@pytest.fixture
def held(hwlab: Hwlab, notebook: LabelPhoto, models: list[str]) -> str:
    """Return an intake that waits for a person to say which type it is."""
    ran = hwlab("intake", notebook.path, "--json")
    assert ran.code == 10
    (intake,) = ran.of_type("intake")
    (reason,) = intake["reasons"]
    assert reason.startswith("it may be one of these device types (type=1 picks the first")
    for number, model in enumerate(models, 1):
        assert f"{number}. Dell {model} (" in reason
    hw_id: str = intake["hw_id"]
    return hw_id


def edited(hwlab: Hwlab, hw_id: str, *values: str) -> dict[str, Any]:
    ran = hwlab("queue", "edit", hw_id, *values, "--json")
    assert ran.code == 0, ran.out + ran.err
    (intake,) = ran.of_type("intake")
    assert intake["state"] == "ready"
    return intake


def test_a_person_picks_a_type_by_its_number(hwlab: Hwlab, held: str, models: list[str]) -> None:
    intake = edited(hwlab, held, "type=2")
    assert intake["identification"]["model"] == models[1]
    assert "model" in intake["proven"]
    assert [piece["kind"] for piece in intake["evidence"]["model"]] == ["person"]


def test_a_person_says_that_it_is_none_of_them(
    hwlab: Hwlab, held: str, notebook: LabelPhoto
) -> None:
    intake = edited(hwlab, held, "type=new")
    assert intake["identification"]["model"] == notebook.truth["model"]


@pytest.mark.parametrize("choice", ["0", "3", "-1", "first", "", "²"])
def test_a_number_that_there_is_not_picks_nothing(hwlab: Hwlab, held: str, choice: str) -> None:
    ran = hwlab("queue", "edit", held, f"type={choice}", "--json")
    assert ran.code == 2
    assert "a number from 1 to 2, or new" in ran.of_type("error")[0]["hint"]
    assert hwlab("queue", "list", "--json", "--state", "held").of_type("intake")


def test_nothing_is_picked_where_nothing_was_asked(
    hwlab: Hwlab, held: str, home: Path, tmp_path: Path
) -> None:
    # The numbers that the person saw mean something else by now.
    fields = {"manufacturer": "Dell", "model": "Another", "slug": "another", "u_height": 0}
    imported(home, write(tmp_path / "more", "Dell", "0.yaml", yaml(fields)).parents[2])
    (tmp_path / "library" / "device-types" / "Dell" / "0.yaml").unlink()
    imported(home, tmp_path / "library")
    ran = hwlab("queue", "edit", held, "type=1", "--json")
    assert ran.code == 2
    assert (
        ran.of_type("error")[0]["message"]
        == "the catalog has changed since it was asked: the numbers are others now"
    )


def test_looks_without_an_intake_ask_the_same(
    hwlab: Hwlab, notebook: LabelPhoto, models: list[str]
) -> None:
    planned = hwlab("intake", "--dry-run", notebook.path, "--json")
    assert planned.code == 10
    (device,) = planned.of_type("device")
    assert models[0] in device["ops"][0]["reason"]


def test_a_damaged_catalog_is_told_and_costs_no_intake(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto
) -> None:
    home.mkdir(exist_ok=True)
    (home / CATALOG_NAME).write_bytes(b"no catalog " * 500)
    ran = hwlab("intake", notebook.path, "--json")
    assert ran.code == 1
    assert "delete this file" in ran.of_type("error")[-1]["hint"]
    (intake,) = hwlab("queue", "list", "--json").of_type("intake")
    assert intake["state"] == "ready"
    (home / CATALOG_NAME).unlink()
    assert hwlab("queue", "replay").code == 0


def test_a_short_name_on_a_label_is_asked_about(hwlab: Hwlab, tmp_path: Path) -> None:
    assert hwlab("catalog", "import", LIBRARY).code == 0
    photo = switch_photo(tmp_path / "label.jpg", "Model: C3750X")
    ran = hwlab("intake", photo)
    assert ran.code == 10
    # Once, a line each.
    listed = re.findall(r"^│ +(\d)\. Cisco Catalyst 3750X-\d\d", ran.out, re.MULTILINE)
    known = len(list(LIBRARY.rglob("*3750X-*.yaml")))
    assert listed == [str(number) for number in range(1, known + 1)], ran.out
    (intake,) = hwlab("queue", "list", "--json").of_type("intake")
    assert (intake["state"], intake["identification"]["serial"]) == ("held", SERIAL)
    assert intake["identification"]["model"] == "C3750X"
    said = " ".join(ran.out.replace("│", "").split())
    assert f"hwlab queue edit {intake['hw_id']} type=…" in said
    chosen = edited(hwlab, intake["hw_id"], "type=1")
    assert chosen["identification"]["model"].startswith("Catalyst 3750X-")
