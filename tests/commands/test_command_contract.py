"""The lines that scripts rely on: their types, their fields, their last line, the exit code."""

from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto

IDENTIFICATION = {
    "manufacturer": (str, type(None)),
    "model": (str, type(None)),
    "part_number": (str, type(None)),
    "serial": (str, type(None)),
    "asset_tag": (str, type(None)),
    "category": (str, type(None)),
    "mac_addresses": (list,),
    "u_height": (int, type(None)),
    "specs": (dict,),
    "ai_notes": (str, type(None)),
    "confidence": (float, type(None)),
}
SUMMARY = ("taken", "known", "held", "delivered", "queued", "failed", "exit_code")


def check_identification(fields: dict[str, Any]) -> None:
    for name, kinds in IDENTIFICATION.items():
        assert isinstance(fields[name], kinds), name


def check_evidence(line: dict[str, Any]) -> None:
    """Every proven field says what proves it, and where that stands."""
    assert set(line["proven"]) <= set(line["evidence"])
    for pieces in line["evidence"].values():
        for piece in pieces:
            assert {"kind", "text", "photo", "box"} <= set(piece)
            if piece["kind"] in {"barcode", "text"}:
                assert piece["photo"] in line["photos"]
                assert len(piece["box"]) == 4


def check_intake(line: dict[str, Any]) -> None:
    assert line["hw_id"].startswith("HW-")
    assert line["state"] in {"ready", "sent", "held", "failed", "discarded", "done"}
    assert line["netbox_url"] is None
    assert all(isinstance(reason, str) for reason in line["reasons"])
    check_identification(line["identification"])
    check_evidence(line)


def test_identify_writes_a_device_a_photo(
    hwlab: Hwlab, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    ran = hwlab("identify", notebook.path, sticker.path, "--json")
    assert ran.code == 0
    assert [line["type"] for line in ran.lines] == ["device", "device"]
    for line, photo in zip(ran.lines, (notebook, sticker), strict=True):
        check_identification(line)
        check_evidence(line)
        assert line["photos"] == [str(photo.path)]
        assert line["serial"] == photo.truth["serial"]
        assert "serial" in line["proven"]


def test_intake_writes_an_intake_a_device_then_a_summary(
    hwlab: Hwlab, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    ran = hwlab("intake", notebook.path, sticker.path, "--json")
    others = [line["type"] for line in ran.lines if line["type"] != "stage"]
    assert others == ["intake", "intake", "summary"]
    for line in ran.of_type("intake"):
        check_intake(line)
    by_photo = {line["photos"][0]: line for line in ran.of_type("intake")}
    ready, held = by_photo[str(notebook.path)], by_photo[str(sticker.path)]
    assert (ready["state"], ready["reasons"]) == ("ready", [])
    assert held["state"] == "held"
    assert held["reasons"] == ["the manufacturer is unknown", "the model is unknown"]
    for name in ("manufacturer", "model", "serial", "category"):
        assert ready["identification"][name] == notebook.truth[name]
    assert ran.code == 10
    assert {name: ran.summary[name] for name in SUMMARY} == {
        "taken": 2,
        "known": 0,
        "held": 1,
        "delivered": 0,
        "queued": 1,
        "failed": 0,
        "exit_code": 10,
    }


def test_add_writes_an_intake_then_a_summary(hwlab: Hwlab) -> None:
    ran = hwlab(
        *("add", "--manufacturer", "Dell", "--model", "R730", "--serial", "0012345"),
        *("--asset-tag", "IT-7", "--part-number", "1E10234", "--category", "server"),
        *("--mac", "b083.fee8.73a0", "--mac", "B0-83-FE-E8-73-A1", "--json"),
    )
    assert ran.code == 0
    intake, summary = ran.lines
    check_intake(intake)
    fields = intake["identification"]
    assert (fields["serial"], fields["part_number"]) == ("0012345", "1E10234")
    assert fields["mac_addresses"] == ["B0:83:FE:E8:73:A0", "B0:83:FE:E8:73:A1"]
    assert {piece["kind"] for pieces in intake["evidence"].values() for piece in pieces} == {
        "person"
    }
    assert set(intake["proven"]) == {
        *("manufacturer", "model", "serial", "asset_tag"),
        *("part_number", "category", "mac_addresses"),
    }
    assert {name: summary[name] for name in SUMMARY} == {
        **dict.fromkeys(SUMMARY, 0),
        "taken": 1,
        "queued": 1,
    }


def test_queue_list_writes_an_intake_a_line(
    hwlab: Hwlab, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    assert hwlab("queue", "list", "--json").lines == []
    hwlab("intake", notebook.path, sticker.path)
    ready, held = hwlab("queue", "list", "--json").lines
    for line in (ready, held):
        assert line["type"] == "intake"
        assert line["created_at"].endswith("+00:00")
        check_identification(line["identification"])
    assert [op["kind"] for op in ready["ops"]] == ["identify", "create_device", "attach_photo"]
    assert [op["state"] for op in ready["ops"]] == ["done", "ready", "ready"]
    assert [op["state"] for op in held["ops"]] == ["done", "held", "ready"]
    assert [op["attempts"] for op in held["ops"]] == [1, 0, 0]
    assert held["ops"][1]["reason"] == "the manufacturer is unknown; the model is unknown"


def test_queue_list_can_be_narrowed(hwlab: Hwlab, notebook: LabelPhoto) -> None:
    hwlab("add", "--manufacturer", "A", "--model", "1")
    hwlab("add", "--manufacturer", "A", "--model", "2")
    hwlab("intake", notebook.path, "--capture-only")
    first = hwlab("queue", "list", "--json").lines[0]["hw_id"]
    hwlab("queue", "discard", first)

    def listed(*options: str) -> list[str | None]:
        lines = hwlab("queue", "list", "--json", *options).lines
        return [(line["identification"] or {}).get("model") for line in lines]

    assert listed() == ["1", "2", None]
    assert listed("--limit", "2") == ["2", None]
    assert listed("--state", "discarded") == ["1"]
    assert listed("--state", "discarded", "--state", "ready", "-n", "1") == [None]
    assert listed("--state", "held") == []


def test_queue_show_adds_bodies_and_history(hwlab: Hwlab, notebook: LabelPhoto) -> None:
    hw_id = hwlab("intake", notebook.path, "--json").lines[0]["hw_id"]
    ran = hwlab("queue", "show", hw_id, "--json")
    (line,) = ran.lines
    check_intake(line)
    assert line["hw_id"] == hw_id
    assert line["ops"][1]["body"]["serial"] == notebook.truth["serial"]
    changes = [(event["kind"], event["from"], event["to"]) for event in line["events"]]
    assert changes[0] == ("identify", None, "ready")
    assert ("identify", "ready", "done") in changes
    assert changes[-1] == ("attach_photo", None, "ready")
    assert all({"at", "attempt", "outcome", "reason"} <= set(event) for event in line["events"])


def test_queue_replay_writes_an_op_a_line_then_a_summary(
    hwlab: Hwlab, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    hwlab("intake", notebook.path, sticker.path, "--capture-only")
    ran = hwlab("queue", "replay", "--json")
    assert [line["type"] for line in ran.lines] == ["op", "op", "summary"]
    assert {(op["kind"], op["state"], op["reason"]) for op in ran.of_type("op")} == {
        ("identify", "done", "")
    }
    assert [op["intake_state"] for op in ran.of_type("op")] == ["ready", "held"]
    assert (ran.code, ran.summary["exit_code"], ran.summary["held"]) == (10, 10, 1)
    again = hwlab("queue", "replay", "--json")
    assert [line["type"] for line in again.lines] == ["summary"]
    assert (again.code, again.summary["exit_code"], again.summary["identified"]) == (0, 0, 0)


def test_queue_check_writes_a_problem_a_line_then_a_summary(
    hwlab: Hwlab, notebook: LabelPhoto, everything_in: Any, home: Any
) -> None:
    hw_id = hwlab("intake", notebook.path, "--json", "--capture-only").lines[0]["hw_id"]
    sound = hwlab("queue", "check", "--json")
    assert sound.code == 0
    assert sound.lines == [{"type": "summary", "problems": 0, "notes": 0, "exit_code": 0}]
    (original,) = (home / "originals").glob("*/*")
    original.write_bytes(original.read_bytes()[:-1] + b"x")
    ran = hwlab("queue", "check", "--json")
    assert ran.code == 1
    (problem,) = ran.of_type("problem")
    assert (problem["item"], problem["harmless"]) == (hw_id, False)
    assert "changed" in problem["what"]
    assert problem["hint"]
    assert (ran.summary["problems"], ran.summary["exit_code"]) == (1, 1)


def test_queue_export_writes_everything(hwlab: Hwlab, notebook: LabelPhoto) -> None:
    hwlab("add", "--manufacturer", "A", "--model", "1")
    hw_id = hwlab("intake", notebook.path, "--json").lines[0]["hw_id"]
    typed, photographed = hwlab("queue", "export").lines
    assert (typed["type"], typed["source"], typed["photos"]) == ("intake", "typed", [])
    assert (photographed["hw_id"], photographed["source"]) == (hw_id, "photo")
    assert photographed["photos"][0]["name"] == str(notebook.path)
    assert len(photographed["photos"][0]["sha256"]) == 64
    check_identification(photographed["identification"])
    assert [op["kind"] for op in photographed["ops"]] == [
        *("identify", "create_device", "attach_photo")
    ]
    assert photographed["events"]
    assert hwlab("queue", "export", "--state", "held").lines == []


def test_retry_edit_and_discard_write_the_intake(hwlab: Hwlab, sticker: LabelPhoto) -> None:
    hw_id = hwlab("intake", sticker.path, "--json").lines[0]["hw_id"]
    (retried,) = hwlab("queue", "retry", hw_id, "--json").lines
    assert (retried["type"], retried["hw_id"], retried["state"]) == ("intake", hw_id, "ready")
    assert hwlab("queue", "replay", "--json").code == 10
    edited = hwlab(
        "queue", "edit", hw_id, "manufacturer=Cisco", "model=C9300", "asset-tag=A1", "--json"
    )
    (line,) = edited.lines
    check_intake(line)
    assert (edited.code, line["state"], line["identification"]["model"]) == (0, "ready", "C9300")
    assert [piece["kind"] for piece in line["evidence"]["model"]] == ["person"]
    (discarded,) = hwlab("queue", "discard", hw_id, "--reason", "lent", "--json").lines
    assert (discarded["type"], discarded["state"]) == ("intake", "discarded")
    assert discarded["ops"][-1]["reason"] == "lent"


def test_prune_writes_a_summary(hwlab: Hwlab, notebook: LabelPhoto, home: Any) -> None:
    hw_id = hwlab("intake", notebook.path, "--json", "--capture-only").lines[0]["hw_id"]
    hwlab("queue", "discard", hw_id)
    foreseen = hwlab("queue", "prune", "--older-than", "0", "--dry-run", "--json").summary
    size = notebook.path.stat().st_size
    assert (foreseen["intakes"], foreseen["originals"], foreseen["bytes"]) == (1, 1, size)
    assert hwlab("queue", "prune", "--json").summary["intakes"] == 0
    assert list((home / "originals").glob("*/*"))
    assert hwlab("queue", "prune", "--older-than", "0", "--json").summary == foreseen
    assert not list((home / "originals").glob("*/*"))
    assert hwlab("queue", "show", hw_id).code == 9


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("queue", "show", "HW-4F7K2M98"), 9),
        (("queue", "show", "nonsense"), 9),
        (("queue", "show", "HW-4F7K2M99"), 9),
        (("queue", "discard", "HW-4F7K2M98"), 9),
        (("queue", "retry", "HW-4F7K2M98"), 9),
        (("queue", "edit", "HW-4F7K2M98", "serial=1"), 9),
        (("queue", "replay", "--only", "HW-4F7K2M98"), 9),
        (("queue", "discard"), 2),
        (("add", "--manufacturer", "A", "--model", "1", "--mac", "zz"), 2),
        (("add", "--manufacturer", "A", "--model", "1", "--serial", "To be filled by O.E.M."), 2),
        (("add", "--manufacturer", "A", "--model", "1", "--serial", "1" * 51), 2),
        (("intake", "/nowhere.jpg"), 4),
        (("identify", "/nowhere.jpg"), 4),
    ],
)
def test_an_error_is_a_line_with_what_to_try(
    hwlab: Hwlab, arguments: tuple[str, ...], code: int
) -> None:
    ran = hwlab(*arguments, "--json")
    assert ran.code == code
    (error,) = ran.of_type("error")
    assert error["exit_code"] == code
    assert error["message"]
    assert error["hint"]
    assert {"type", "exit_code", "message", "hint", "item"} <= set(error)
    assert ran.err.startswith("error: ")
    assert error["message"] in ran.err
    assert error["hint"] in ran.err


def test_one_bad_hw_id_does_not_stop_the_others(hwlab: Hwlab) -> None:
    added = hwlab("add", "--manufacturer", "A", "--model", "1", "--json").lines[0]["hw_id"]
    ran = hwlab("queue", "discard", "HW-4F7K2M98", added, "--json")
    assert ran.code == 3
    assert [line["type"] for line in ran.lines] == ["error", "intake"]
    assert ran.lines[1]["state"] == "discarded"


def test_the_same_manufacturer_and_serial_twice_is_held(hwlab: Hwlab) -> None:
    typed = ("add", "--manufacturer", "Dell", "--model", "R730", "--serial", "AB12345", "--json")
    first = hwlab(*typed).lines[0]["hw_id"]
    ran = hwlab(*typed)
    assert ran.code == 10
    assert ran.lines[0]["state"] == "held"
    assert ran.lines[0]["reasons"] == [f"duplicate of {first}: same manufacturer and serial"]
    assert (ran.summary["held"], ran.summary["queued"]) == (1, 0)


def test_config_show_names_every_setting_and_its_source(
    hwlab: Hwlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWLAB_INTAKE_JOBS", "3")
    settings = {line["name"]: line for line in hwlab("config", "show", "--json").lines}
    assert {line["type"] for line in settings.values()} == {"setting"}
    assert (settings["intake.jobs"]["value"], settings["intake.jobs"]["source"]) == (
        *(3, "HWLAB_INTAKE_JOBS"),
    )
    assert settings["photos.max_megapixels"]["source"] == "default"
