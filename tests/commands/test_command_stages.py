"""What a script is told as it happens, and the summary that always comes last."""

from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto
from vision_desk import NOWHERE, answer, configure, desk
from vision_server import ScriptedServer, says

from hwlab_cli.carried import Carried
from hwlab_cli.commands.intake_stages import stages_of
from hwlab_cli.errors import StateError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog.query import Intake, Op


def stages(ran: Any, hw_id: str) -> list[str]:
    return [line["stage"] for line in ran.of_type("stage") if line["hw_id"] == hw_id]


def test_an_intake_is_told_of_from_stage_to_stage(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, sticker: LabelPhoto, notebook: LabelPhoto
) -> None:
    configure(home, desk(scripted.url))
    scripted.plays(says(answer(manufacturer="Cisco", model="C9300-48P")))
    ran = hwlab("intake", sticker.path, notebook.path, "--json")
    by_photo = {line["photos"][0]: line for line in ran.of_type("intake")}
    held = by_photo[str(sticker.path)]
    assert stages(ran, held["hw_id"]) == ["captured", "looked", "identified", "held"]
    told = {line["stage"]: line for line in ran.of_type("stage") if line["hw_id"] == held["hw_id"]}
    assert told["captured"]["photos"] == [str(sticker.path)]
    assert told["identified"]["tiers"] == ["desk"]
    assert told["held"]["reason"] == "; ".join(held["reasons"]) != ""
    ready = by_photo[str(notebook.path)]
    assert stages(ran, ready["hw_id"]) == ["captured", "looked", "identified"]
    # What a stage tells comes before what tells all of it.
    order = [line["type"] for line in ran.lines if line.get("hw_id") == held["hw_id"]]
    assert order == [*["stage"] * 4, "intake"]
    assert ran.lines[-1] == ran.summary


def test_what_waits_for_a_better_day(hwlab: Hwlab, home: Path, sticker: LabelPhoto) -> None:
    configure(home, desk(NOWHERE))
    ran = hwlab("intake", sticker.path, "--json")
    (last,) = [line for line in ran.of_type("stage") if line["stage"] == "postponed"]
    assert "can't be reached" in last["reason"]
    assert ran.lines[-1]["exit_code"] == 5


def op(kind: OpKind, state: State, reason: str = "", outcome: str = "") -> Op:
    return Op(kind, state, 1, reason, {}, outcome)


@pytest.mark.parametrize(
    ("ops", "kind", "wanted"),
    [
        ([op(OpKind.CREATE_DEVICE, State.DONE)], OpKind.CREATE_DEVICE, ["created"]),
        (
            [op(OpKind.CREATE_DEVICE, State.DONE, outcome="adopted")],
            OpKind.CREATE_DEVICE,
            ["adopted"],
        ),
        ([op(OpKind.CREATE_DEVICE, State.FAILED, "no")], OpKind.CREATE_DEVICE, ["failed"]),
        ([op(OpKind.CREATE_DEVICE, State.HELD, "two")], OpKind.CREATE_DEVICE, ["held"]),
        ([op(OpKind.CREATE_DEVICE, State.SENT)], OpKind.CREATE_DEVICE, ["postponed"]),
        (
            [
                op(OpKind.ATTACH_PHOTO, State.DONE),
                op(OpKind.ATTACH_PHOTO, State.FAILED, "too large"),
                op(OpKind.ATTACH_PHOTO, State.READY),
            ],
            OpKind.ATTACH_PHOTO,
            ["failed"],
        ),
        ([op(OpKind.PATCH_CUSTOM_FIELDS, State.DONE)], OpKind.PATCH_CUSTOM_FIELDS, ["patched"]),
    ],
)
def test_the_stage_of_what_was_delivered(ops: list[Op], kind: OpKind, wanted: list[str]) -> None:
    state = next((one.state for one in ops if one.state is not State.DONE), State.DONE)
    one = Intake(1, "HW-4F7K2M9Q", "", "photo", state, None, (), tuple(ops), "https://n/1/")
    found = stages_of(Carried(one, kind))
    assert [stage for stage, _ in found] == wanted
    for stage, more in found:
        in_netbox = stage in {"created", "adopted", "attached", "patched"}
        assert more.get("netbox_url") == ("https://n/1/" if in_netbox else None)


@pytest.mark.parametrize(
    ("error", "code"),
    [(StateError("the disk is full"), 1), (KeyboardInterrupt(), 130), (ZeroDivisionError("?"), 1)],
    ids=["a full disk", "Ctrl-C", "a fault of ours"],
)
@pytest.mark.parametrize("command", ["intake", "replay"])
def test_the_summary_comes_last_whatever_ends_it(
    hwlab: Hwlab,
    monkeypatch: pytest.MonkeyPatch,
    notebook: LabelPhoto,
    card: LabelPhoto,
    error: BaseException,
    code: int,
    command: str,
) -> None:
    from hwlab_cli import pipeline

    def carry(*args: object, **kwargs: object) -> None:
        raise error

    if command == "replay":
        hwlab("intake", notebook.path, card.path, "--capture-only")
    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "carry", carry)
        if command == "intake":
            ran = hwlab("intake", notebook.path, card.path, "--json")
        else:
            ran = hwlab("queue", "replay", "--json")
    assert (ran.code, ran.summary["exit_code"]) == (code, code)
    errors = [line["exit_code"] for line in ran.of_type("error")]
    assert errors == ([code] if code == 1 else [])
    if command == "intake":
        assert (ran.summary["taken"], ran.summary["queued"]) == (2, 2)
    else:
        assert ran.summary["waiting"] == 2
    assert {line["state"] for line in hwlab("queue", "list", "--json").lines} == {"ready"}
