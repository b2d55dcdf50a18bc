"""What a card offers, and what comes of it: types by number, models asked again, a photo opened."""

import json
import os
import re
from pathlib import Path

import pytest
from catalog_set import imported, write, yaml
from conftest import Hwlab, LabelPhoto
from vision_desk import answer, configure, desk
from vision_server import ScriptedServer, fails, says

from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake


def only(home: Path) -> Intake:
    with OpLog.open(home, create=False) as log:
        (one,) = query.intakes(log)
        return one


@pytest.fixture
def several(hwlab: Hwlab, home: Path, tmp_path: Path, notebook: LabelPhoto) -> list[str]:
    """Models of which the held device may be any, as its card numbers them."""
    models = [f"{notebook.truth['model']}-{end}" for end in ("X1", "X2")]
    for number, model in enumerate(models):
        fields = {"manufacturer": "Dell", "model": model, "slug": f"type-{number}", "u_height": 0}
        write(tmp_path / "library", "Dell", f"{number}.yaml", yaml(fields))
    imported(home, tmp_path / "library")
    assert hwlab("intake", notebook.path, "--json").code == 10
    return models


def test_a_type_is_chosen_by_its_number(hwlab: Hwlab, home: Path, several: list[str]) -> None:
    ran = hwlab("review", stdin="3\n2\n")
    assert ran.code == 0
    assert f"2. Dell {several[1]}" in ran.out
    assert "1-2 choose" in ran.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "'3' is none of the keys" in ran.err
    found = only(home).identification
    assert found
    assert found.model == several[1]


def test_where_the_catalog_has_changed_todays_types_are_offered(
    hwlab: Hwlab, home: Path, tmp_path: Path, several: list[str], notebook: LabelPhoto
) -> None:
    model = f"{notebook.truth['model']}-X0"
    fields = {"manufacturer": "Dell", "model": model, "slug": "type-0-new", "u_height": 0}
    write(tmp_path / "library", "Dell", "new.yaml", yaml(fields))
    imported(home, tmp_path / "library")
    hw_id = only(home).hw_id
    # Who typed the number of before may mean another type than it has now.
    ran = hwlab("queue", "edit", hw_id, "type=1")
    assert ran.code == 2
    assert f"hwlab review {hw_id}" in ran.err
    ran = hwlab("review", stdin="s\n")
    assert ran.code == 10
    told = " ".join(ran.out.replace("│", " ").split())
    assert "the catalog has changed since it was asked" in told
    (number,) = re.findall(rf"(\d)\. Dell {model}", told)
    assert hwlab("review", stdin=f"{number}\n").code == 0
    found = only(home).identification
    assert found
    assert found.model == model


def test_a_type_that_the_catalog_has_learned_since_is_offered_alone(
    hwlab: Hwlab, home: Path, tmp_path: Path, several: list[str], notebook: LabelPhoto
) -> None:
    model = notebook.truth["model"]
    fields = {"manufacturer": "Dell", "model": model, "slug": "type-itself", "u_height": 0}
    write(tmp_path / "library", "Dell", "itself.yaml", yaml(fields))
    imported(home, tmp_path / "library")
    assert hwlab("review", stdin="2\n1\n").code == 0
    found = only(home).identification
    assert found
    assert found.model == model


def test_none_of_them_is_a_type_of_its_own(
    hwlab: Hwlab, home: Path, several: list[str], notebook: LabelPhoto
) -> None:
    assert hwlab("review", stdin="n\n").code == 0
    found = only(home).identification
    assert found
    assert (found.model, found.as_named) == (notebook.truth["model"], True)


def test_a_choice_is_taken_back_to_the_question(
    hwlab: Hwlab, home: Path, several: list[str]
) -> None:
    before = only(home)
    assert hwlab("review", stdin="1\nu\n").code == 10
    after = only(home)
    assert (after.identification, after.reasons) == (before.identification, before.reasons)


def test_a_model_is_asked_again_with_a_hint(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(
        says(answer(manufacturer="Cisco", model="C9300-24P")),
        says(answer(manufacturer="Cisco", model="C9300-48P", u_height=1)),
    )
    assert hwlab("intake", sticker.path, "--json").code == 10
    ran = hwlab("review", stdin="asset_tag=IT-7\nh\nit has 48 ports\na\n")
    assert ran.code == 0, ran.out + ran.err
    assert "it has 48 ports" in json.dumps(scripted.asked[1])
    assert "C9300-24P" in json.dumps(scripted.asked[1])
    one = only(home)
    assert one.identification
    # What the person had said stands beside what the model says now.
    assert (one.identification.model, one.identification.asset_tag) == ("C9300-48P", "IT-7")
    assert one.identification.serial == sticker.truth["serial"]
    with OpLog.open(home, create=False) as log:
        reasons = [event.reason for event in query.events(log, one.row_id)]
    assert "asked again: it has 48 ports" in reasons


def test_where_no_model_answers_the_card_stays(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(
        says(answer(manufacturer="Cisco", model="C9300-24P")),
        fails(401, {"error": {"message": "no"}}),
    )
    assert hwlab("intake", sticker.path, "--json").code == 10
    before = only(home)
    ran = hwlab("review", stdin="h\nit has 48 ports\nu\n")
    assert ran.code == 10
    assert "stays as it was" in ran.err
    assert only(home) == before


def test_without_models_no_hint_is_offered(hwlab: Hwlab, sticker: LabelPhoto) -> None:
    assert hwlab("intake", sticker.path, "--json").code == 10
    ran = hwlab("review", stdin="h\n")
    assert "'h' is none of the keys" in ran.err


def test_photos_are_opened_as_copies_named_by_us(
    hwlab: Hwlab,
    home: Path,
    tmp_path: Path,
    sticker: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    for name in ("xdg-open", "open"):
        viewer = tmp_path / "bin" / name
        viewer.parent.mkdir(exist_ok=True)
        viewer.write_text(f'#!/bin/sh\nprintf "%s|" "$#" "$@" > "{told}"\n', encoding="utf-8")
        viewer.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    strange = tmp_path / "-rf $(touch owned); x.jpg"
    strange.write_bytes(sticker.path.read_bytes())
    assert hwlab("intake", strange, "--json").code == 10
    ran = hwlab("review", "--open", stdin="q\n")
    count, path, *rest = told.read_text(encoding="utf-8").split("|")
    assert (count, rest) == ("1", [""])
    assert Path(path).name == f"{only(home).hw_id}-1.jpg"
    assert f"opening {path}" in ran.err
    assert not Path(path).exists()
