"""`hwlab label`: made, printed, photographed, and found again."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto
from label_shots import photographed
from PIL import Image

from hwlab_cli.labels.content import content
from hwlab_cli.model import Identification, IdentifiedField
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog

SWITCH = ("--manufacturer", "Cisco", "--model", "WS-C3850-48P-S", "--serial", "FDO2031X0AB")


def added(hwlab: Hwlab, *fields: str) -> str:
    (intake,) = hwlab("add", *(fields or SWITCH), "--json").of_type("intake")
    return str(intake["hw_id"])


def label(hwlab: Hwlab, path: Path, *arguments: str) -> Path:
    ran = hwlab("label", *arguments, "--output", path)
    assert ran.code == 0, ran.err
    assert str(path) in ran.err
    return path


def listed(hwlab: Hwlab) -> dict[str, dict[str, Any]]:
    return {one["hw_id"]: one for one in hwlab("queue", "list", "--json").of_type("intake")}


def test_a_photo_of_a_label_is_recognized(hwlab: Hwlab, tmp_path: Path) -> None:
    name = added(hwlab)
    printed = label(hwlab, tmp_path / "label.png", name)
    photo = photographed(tmp_path / "photo.jpg", printed)
    (device,) = hwlab("identify", photo, "--json").of_type("device")
    assert device["hw_id"] == name
    assert device["model"] == "WS-C3850-48P-S"
    assert device["serial"] == "FDO2031X0AB"
    assert device["asset_tag"] is None
    said = json.dumps([device["evidence"], device["doubts"], device["notes"]])
    assert name.removeprefix("HW-") not in said
    ran = hwlab("identify", photo)
    assert f"it bears the label of {name}" in ran.out


def test_a_photo_with_a_label_on_it_is_added_to_its_intake(
    hwlab: Hwlab, tmp_path: Path, notebook: LabelPhoto
) -> None:
    (taken,) = hwlab("intake", notebook.path, "--json").of_type("intake")
    name = taken["hw_id"]
    printed = label(hwlab, tmp_path / "label.png", name, "--size", "zebra-2x1")
    photo = photographed(tmp_path / "photo.jpg", printed)
    planned = hwlab("intake", "--dry-run", photo)
    assert f"its label is on it: would be added to {name}" in planned.out
    assert planned.code == 0
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 0, ran.out + ran.err
    (intake,) = ran.of_type("intake")
    assert (intake["hw_id"], intake["state"]) == (name, "ready")
    assert intake["photos"] == [str(notebook.path), str(photo)]
    assert intake["identification"]["serial"] == notebook.truth["serial"]
    assert list(listed(hwlab)) == [name]
    # Once more, it is known.
    (again,) = hwlab("intake", photo, "--json").of_type("intake")
    assert (again["hw_id"], again["known"]) == (name, True)


def test_a_label_of_what_a_person_typed_attaches_its_photo(hwlab: Hwlab, tmp_path: Path) -> None:
    name = added(hwlab)
    printed = label(hwlab, tmp_path / "label.png", name)
    photos = [photographed(tmp_path / f"{nth}.jpg", *[printed] * nth) for nth in (1, 2)]
    ran = hwlab("intake", *photos)
    assert ran.code == 0
    assert f"{name} its label is on it" in ran.err
    one = listed(hwlab)[name]
    assert [op["kind"] for op in one["ops"]] == ["create_device", "attach_photo", "attach_photo"]
    assert one["photos"] == [str(photo) for photo in photos]
    assert list(listed(hwlab)) == [name]
    assert hwlab("queue", "check").code == 0


def test_labels_of_two_devices_on_one_photo_are_told(hwlab: Hwlab, tmp_path: Path) -> None:
    names = [added(hwlab), added(hwlab, "--manufacturer", "Dell", "--model", "R720")]
    printed = [label(hwlab, tmp_path / f"{name}.png", name) for name in names]
    ran = hwlab("intake", photographed(tmp_path / "photo.jpg", *printed), "--json")
    assert ran.code == 4
    (error,) = ran.of_type("error")
    assert error["message"] == f"not taken in: the labels of {', '.join(sorted(names))} are on it"
    assert {len(one["photos"]) for one in listed(hwlab).values()} == {0}


def test_a_label_from_another_machine_holds_the_photo(
    hwlab: Hwlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = added(hwlab)
    photo = photographed(tmp_path / "photo.jpg", label(hwlab, tmp_path / "label.png", name))
    monkeypatch.setenv("HWLAB_HOME", str(tmp_path / "elsewhere"))
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 10
    (intake,) = ran.of_type("intake")
    assert intake["hw_id"] != name
    assert intake["reasons"][0] == (
        f"a photo shows the label of {name}: if it is that device, discard this one, and take"
        " a photo closer to the label in, where that one was taken in"
    )
    # A person who says what it is has the last word.
    assert hwlab("queue", "edit", intake["hw_id"], "serial=FDO2031X0AB").code == 0


def test_a_label_of_a_discarded_intake_takes_nothing_in(hwlab: Hwlab, tmp_path: Path) -> None:
    name = added(hwlab)
    photo = photographed(tmp_path / "photo.jpg", label(hwlab, tmp_path / "label.png", name))
    assert hwlab("queue", "discard", name).code == 0
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 2
    assert ran.of_type("error")[0]["message"] == "it was discarded"


def test_what_is_not_proven_stands_on_no_label(hwlab: Hwlab, home: Path) -> None:
    name = added(hwlab)
    found = Identification(
        manufacturer="Cisco", model="C9300", serial="FDO1", proven=[IdentifiedField.MANUFACTURER]
    )
    with OpLog.open(home) as log, log.writing() as connection:
        connection.execute(
            "UPDATE intakes SET identification = ? WHERE hw_id = ?",
            (json.dumps(found.to_json()), name),
        )
    with OpLog.open(home) as log:
        assert content(query.intake(log, name)).lines == (("Cisco",),)


def test_a_code_with_the_address_opens_the_device(hwlab: Hwlab, tmp_path: Path, home: Path) -> None:
    name = added(hwlab)
    ran = hwlab("label", name, "--qr", "url")
    assert ran.code == 2
    assert "no address in NetBox yet" in ran.err
    url = "https://netbox.example.net/dcim/devices/12/"
    with OpLog.open(home) as log, log.writing() as connection:
        connection.execute("UPDATE intakes SET netbox_url = ? WHERE hw_id = ?", (url, name))
    printed = label(hwlab, tmp_path / "label.png", name, "--qr", "url")
    photo = photographed(tmp_path / "photo.jpg", printed)
    assert hwlab("intake", photo).code == 0
    assert list(listed(hwlab)) == [name]
    assert listed(hwlab)[name]["photos"] == [str(photo)]


def test_formats_and_files(hwlab: Hwlab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = added(hwlab), added(hwlab, "--manufacturer", "Dell", "--model", "R720")
    assert hwlab("label", first).code == 0
    assert Path(f"{first}.pdf").read_bytes().startswith(b"%PDF")
    assert hwlab("label", first, second, first.lower()).code == 0
    assert Path("labels.pdf").read_bytes().count(b"/MediaBox") == 2
    (line,) = hwlab("label", first, "--format", "svg", "--json").of_type("labels")
    assert line["file"] == f"{first}.svg"
    assert line["hw_ids"] == [first]
    ran = hwlab("label", first, second, "-o", "two.png", "--dpi", "203", "--json")
    assert [one["file"] for one in ran.of_type("labels")] == ["two-1.png", "two-2.png"]
    ran = hwlab("label", first, second, "--sheet", "avery-5160", "--start", "30", "-o", "s.png")
    assert "2 labels on 2 pages (avery-5160, 300 dpi)" in ran.err
    with Image.open("s-2.png") as page:
        assert page.size == (2550, 3300)


def test_standard_output_takes_a_file(hwlab: Hwlab, tmp_path: Path) -> None:
    name = added(hwlab)
    ran = hwlab("label", name, "--output", "-", "--format", "svg")
    assert ran.out.startswith("<svg ")
    assert ran.err == ""
    other = added(hwlab, "--manufacturer", "Dell", "--model", "R720")
    assert hwlab("label", name, other, "--output", "-", "--format", "svg").code == 2
    assert hwlab("label", name, "--output", "-", "--json").code == 2


def test_the_sizes_are_named(hwlab: Hwlab) -> None:
    sizes = hwlab("label", "--list-sizes", "--json").of_type("size")
    shown = hwlab("label", "--list-sizes").out.splitlines()
    assert len(shown) == len(sizes) > 10
    for one, line in zip(sizes, shown, strict=True):
        assert line.startswith("--sheet" if one["labels"] > 1 else "--size")
        assert one["name"] in line


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "no intake is named"),
        (["HW-00000000"], 9, "no such intake"),
        (["HW-4F7K2M99"], 9, "typing error"),
        (["{}", "--size", "zebra"], 2, "no size of labels has this name"),
        (["{}", "--size", "avery-5160"], 2, "try: --sheet avery-5160"),
        (["{}", "--sheet", "zebra-2x1"], 2, "no sheet of labels has this name"),
        (["{}", "--size", "zebra-2x1", "--sheet", "avery-5160"], 2, "contradict each other"),
        (["{}", "--start", "3"], 2, "--start is for sheets"),
        (["{}", "--sheet", "avery-5160", "--start", "31"], 2, "has 30 labels"),
        (["{}", "--dpi", "600"], 2, "no such resolution"),
        (["{}", "--output", "label.bmp"], 2, "no labels are written in this format"),
        (["{}", "--output", "nowhere/label.png"], 2, "can't be written: no such file"),
    ],
)
def test_mistakes_are_told(
    hwlab: Hwlab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    name = added(hwlab)
    ran = hwlab("label", *(one.format(name) for one in arguments))
    assert ran.code == code
    assert words in ran.err


def test_several_photos_with_one_label_are_all_its_intakes(
    hwlab: Hwlab, tmp_path: Path, notebook: LabelPhoto, card: LabelPhoto
) -> None:
    (taken,) = hwlab("intake", notebook.path, "--json").of_type("intake")
    name = taken["hw_id"]
    printed = label(hwlab, tmp_path / "label.png", name)
    photos = [photographed(tmp_path / f"{nth}.jpg", *[printed] * nth) for nth in (1, 2)]
    # One by one, and the last together with one that has no label.
    ran = hwlab("intake", *photos, "--json")
    assert ran.code == 0, ran.out + ran.err
    assert [one["hw_id"] for one in ran.of_type("intake")] == [name]
    assert ran.summary["taken"] == 2
    third = photographed(tmp_path / "3.jpg", printed, printed, printed)
    assert hwlab("intake", "--one", third, card.path).code in {0, 10}
    (one,) = listed(hwlab).values()
    assert one["photos"] == [str(path) for path in (notebook.path, *photos, third, card.path)]
