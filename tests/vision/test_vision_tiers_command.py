"""`hwlab models`, and tiers and prompts as a person sets them up."""

import json
import secrets
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto, unsafe_characters
from vision_desk import NOWHERE, answer, configure, desk
from vision_server import ScriptedServer, fails, says

RUBBISH = "I can't tell what this is."


pytestmark = pytest.mark.usefixtures("soon")


def test_models_are_listed_and_none_is_picked(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer
) -> None:
    configure(home, desk(scripted.url), desk(NOWHERE, name="gone"))
    data = {"object": "list", "data": [{"id": "embedder"}, {"id": "vlm-1"}, {"id": "\x1b[1m"}]}
    scripted.has("/v1/models", fails(200, data))
    ran = hwlab("models", "list", "--json")
    assert ran.code == 3
    found = [(line["tier"], line["model"], line["asked"]) for line in ran.of_type("model")]
    assert found == [
        *(("desk", "embedder", False), ("desk", "vlm-1", True), ("desk", "\x1b[1m", False)),
    ]
    assert ran.of_type("error")[0]["exit_code"] == 5
    ran = hwlab("models", "list", "--tier", "desk")
    assert ran.code == 0
    assert "  vlm-1  (asked)\n" in ran.out
    assert list(unsafe_characters(ran.out)) == []
    configure(home, desk(scripted.url, model="other"))
    assert "other, which is not listed" in hwlab("models", "list").err
    assert hwlab("models", "list", "--tier", "gone").code == 2
    configure(home)
    assert hwlab("models", "list").code == 2


def test_tiers_are_checked_and_shown(hwlab: Hwlab, home: Path) -> None:
    configure(home, desk(NOWHERE, extra_body={"api_key": "sk-1"}), {"name": "label"})
    shown = {line["name"]: line for line in hwlab("config", "show", "--json").lines}
    assert shown["tiers.desk.base_url"]["value"] == NOWHERE
    assert shown["tiers.desk.extra_body"]["value"] == ["api_key"]
    assert "tiers.desk.seconds" not in shown
    assert shown["tiers.label"]["source"].endswith("config.toml")
    assert shown["prompts.identify"]["source"].endswith("identify.md")
    assert "sk-1" not in hwlab("config", "show").out


@pytest.mark.parametrize(
    ("tiers", "item", "message"),
    [
        ([{"name": "a"}], "tiers.1", "needs a base_url and a model"),
        ([{"name": "label"}, {"name": "label"}], "tiers", "two tiers are called label"),
        ([{"name": "label", "good_enough": 2.0}], "tiers.1.good_enough", "must be less than"),
        ([{"name": "a b", "base_url": NOWHERE, "model": "m"}], "tiers.1.name", "letters, digits"),
        ([desk("ftp://x/v1")], "tiers.1.base_url", "must be a web address"),
    ],
)
def test_a_wrong_tier_is_named(
    hwlab: Hwlab, home: Path, tiers: list[dict[str, Any]], item: str, message: str
) -> None:
    configure(home, *tiers)
    ran = hwlab("config", "show", "--json")
    (error,) = ran.of_type("error")
    assert (ran.code, error["item"]) == (12, item)
    assert message in error["message"]
    assert error["hint"]


def test_a_prompt_of_ones_own_is_used_and_recorded(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto, tmp_path: Path
) -> None:
    own = tmp_path / "prompts"
    own.mkdir()
    (own / "identify.md").write_text("LOOK HERE {{schema}} {{readings}}", encoding="utf-8")
    configure(home, desk(scripted.url), more=f'[prompts]\nfolder = "{own}"')
    scripted.plays(says(answer(manufacturer="Cisco")))
    (device,) = hwlab("identify", sticker.path, "--json").lines
    assert "LOOK HERE" in json.dumps(scripted.asked[0])
    shown = {line["name"]: line for line in hwlab("config", "show", "--json").lines}
    assert device["asked"][0]["prompt"] == shown["prompts.identify"]["value"]
    (own / "identify.md").write_text("LOOK {{readings}}", encoding="utf-8")
    ran = hwlab("intake", sticker.path, "--json")
    assert (ran.code, "{{schema}}" in ran.of_type("error")[0]["message"]) == (12, True)
    assert not (home / "oplog.sqlite3").exists()


def test_a_log_from_before_models_were_asked_is_read(
    hwlab: Hwlab, home: Path, sticker: LabelPhoto
) -> None:
    hw_id = hwlab("intake", sticker.path, "--json").lines[0]["hw_id"]
    with sqlite3.connect(home / "oplog.sqlite3") as log:
        ((text,),) = log.execute("SELECT identification FROM intakes").fetchall()
        old = json.loads(text)
        del old["asked"], old["questions"]
        log.execute("UPDATE intakes SET identification = ?", (json.dumps(old),))
    log.close()
    (shown,) = hwlab("queue", "show", hw_id, "--json").lines
    assert (shown["asked"], shown["state"]) == ([], "held")


@pytest.mark.parametrize(("read", "code"), [("777777", 0), ("123456", 6)])
def test_a_model_that_does_not_see_is_found_out(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
    read: str,
    code: int,
) -> None:
    monkeypatch.setattr(secrets, "choice", lambda _: "7")
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(number=read)))
    ran = hwlab("models", "test", "--json")
    (sight,) = ran.of_type("sight")
    assert (ran.code, sight["sees"], sight["shown"]) == (code, code == 0, "777777")
    assert sight["asked"]["tier"] == "desk"
    ran = hwlab("models", "test", "--tier", "desk")
    assert (ran.code, "does not see" in ran.out) == (code, code != 0)
    configure(home, desk(NOWHERE))
    assert hwlab("models", "test").code == 5
