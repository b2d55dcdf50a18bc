"""How `hwlab intake` groups photos, knows them again, looks only, or captures only."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto


@pytest.mark.parametrize("capture_only", [True, False])
def test_the_same_photo_again_is_known(
    hwlab: Hwlab, notebook: LabelPhoto, tmp_path: Path, capture_only: bool
) -> None:
    first = hwlab("intake", notebook.path, "--json").lines[0]
    copy = tmp_path / "another name.jpg"
    copy.write_bytes(notebook.path.read_bytes())
    options = ("--capture-only",) if capture_only else ()
    ran = hwlab("intake", notebook.path, copy, "--json", *options)
    assert ran.code == 0
    assert [line["hw_id"] for line in ran.of_type("intake")] == [first["hw_id"]] * 2
    assert [line["known"] for line in ran.of_type("intake")] == [True, True]
    assert (ran.summary["taken"], ran.summary["known"], ran.summary["queued"]) == (0, 2, 0)
    assert len(hwlab("queue", "list", "--json").lines) == 1


def test_a_known_photo_is_told_to_people_with_the_way_around(
    hwlab: Hwlab, notebook: LabelPhoto
) -> None:
    hw_id = hwlab("intake", notebook.path, "--json").lines[0]["hw_id"]
    ran = hwlab("intake", notebook.path)
    assert hw_id in ran.out
    assert "taken in before" in ran.out
    assert "--again" in ran.out


def test_a_photo_named_twice_is_taken_in_once(hwlab: Hwlab, notebook: LabelPhoto) -> None:
    ran = hwlab("intake", notebook.path, notebook.path, "--json")
    assert ran.code == 0
    assert (ran.summary["taken"], ran.summary["known"]) == (1, 1)
    assert len({line["hw_id"] for line in ran.of_type("intake")}) == 1
    assert len(hwlab("queue", "list", "--json").lines) == 1


def test_a_known_photo_that_is_held_is_still_held(hwlab: Hwlab, sticker: LabelPhoto) -> None:
    assert hwlab("intake", sticker.path).code == 10
    ran = hwlab("intake", sticker.path, "--json")
    assert (ran.code, ran.summary["known"], ran.summary["held"]) == (10, 1, 0)


def test_again_takes_it_in_once_more_and_holds_it_as_a_duplicate(
    hwlab: Hwlab, notebook: LabelPhoto
) -> None:
    first = hwlab("intake", notebook.path, "--json").lines[0]["hw_id"]
    ran = hwlab("intake", notebook.path, "--again", "--json")
    second = ran.of_type("intake")[0]
    assert ran.code == 10
    assert second["hw_id"] != first
    assert second["reasons"] == [f"duplicate of {first}: same manufacturer and serial"]


def test_one_device_of_several_photos(hwlab: Hwlab, two_looks: list[LabelPhoto]) -> None:
    paths = [look.path for look in two_looks]
    ran = hwlab("intake", "--one", *paths, "--json")
    (intake,) = ran.of_type("intake")
    assert intake["photos"] == [str(path) for path in paths]
    assert intake["identification"]["serial"] == two_looks[0].truth["serial"]
    seen = {piece["photo"] for piece in intake["evidence"]["serial"]}
    assert seen == {str(path) for path in paths}
    ops = hwlab("queue", "list", "--json").lines[0]["ops"]
    assert [op["kind"] for op in ops] == [
        *("identify", "create_device", "attach_photo", "attach_photo")
    ]


def test_one_with_a_photo_of_another_intake_takes_nothing_in(
    hwlab: Hwlab, two_looks: list[LabelPhoto]
) -> None:
    first, second = two_looks
    hw_id = hwlab("intake", first.path, "--json").lines[0]["hw_id"]
    ran = hwlab("intake", "--one", first.path, second.path, "--json")
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert error["item"] == str(second.path)
    assert f"--into {hw_id}" in error["hint"]
    assert len(hwlab("queue", "list", "--json").lines) == 1


def test_each_is_the_default(hwlab: Hwlab, two_looks: list[LabelPhoto]) -> None:
    paths = [look.path for look in two_looks]
    ran = hwlab("intake", "--each", *paths, "--capture-only", "--json")
    assert [line["photos"] for line in ran.of_type("intake")] == [[str(path)] for path in paths]
    ran = hwlab("intake", "--one", "--each", *paths)
    assert ran.code == 2
    assert "--one and --each" in ran.err


def test_into_adds_a_photo_and_looks_again(hwlab: Hwlab, two_looks: list[LabelPhoto]) -> None:
    first, second = two_looks
    hw_id = hwlab("intake", first.path, "--json").lines[0]["hw_id"]
    ran = hwlab("intake", "--into", hw_id.lower(), second.path, "--json")
    (intake,) = ran.of_type("intake")
    assert intake["hw_id"] == hw_id
    assert intake["photos"] == [str(first.path), str(second.path)]
    assert len(intake["evidence"]["serial"]) > 1
    (listed,) = hwlab("queue", "list", "--json").lines
    assert listed["ops"][0]["attempts"] == 2
    again = hwlab("intake", "--into", hw_id, second.path, "--json")
    assert (again.summary["taken"], again.summary["known"]) == (0, 1)


def test_into_refuses_a_photo_that_another_intake_has(
    hwlab: Hwlab, two_looks: list[LabelPhoto], notebook: LabelPhoto
) -> None:
    first, second = two_looks
    ids = [
        hwlab("intake", path, "--json", "--capture-only").lines[0]["hw_id"]
        for path in (first.path, second.path)
    ]
    ran = hwlab("intake", "--into", ids[0], second.path, notebook.path, "--json")
    assert ran.code == 3
    assert ran.of_type("error")[0]["item"] == str(notebook.path)
    photos = [line["photos"] for line in hwlab("queue", "list", "--json").lines]
    assert photos == [[str(first.path)], [str(second.path)]]


@pytest.mark.parametrize(
    ("name", "code"), [("HW-4F7K2M98", 9), ("nonsense", 9), ("typed", 2), ("discarded", 2)]
)
def test_into_an_intake_that_takes_no_photos(
    hwlab: Hwlab, notebook: LabelPhoto, name: str, code: int
) -> None:
    if name in {"typed", "discarded"}:
        added = hwlab("add", "--manufacturer", "A", "--model", "1", "--json").lines[0]["hw_id"]
        if name == "discarded":
            hwlab("queue", "discard", added)
        name = added
    ran = hwlab("intake", "--into", name, notebook.path, "--json")
    assert ran.code == code
    assert ran.of_type("error")[0]["item"] == name
    assert all(not line["photos"] for line in hwlab("queue", "list", "--json").lines)


@pytest.fixture
def folder(tmp_path: Path, card: LabelPhoto, sticker: LabelPhoto) -> Path:
    """A folder with two photos, and with what is not taken for one."""
    folder = tmp_path / "batch"
    (folder / "deeper").mkdir(parents=True)
    (folder / "B.JPG").write_bytes(card.path.read_bytes())
    (folder / "a.jpeg").write_bytes(sticker.path.read_bytes())
    (folder / "notes.txt").write_text("no photo", encoding="utf-8")
    (folder / "._B.JPG").write_bytes(b"what macOS leaves on foreign disks")
    (folder / "deeper" / "c.jpg").write_bytes(card.path.read_bytes())
    return folder


def test_a_folder_stands_for_its_photos(hwlab: Hwlab, folder: Path) -> None:
    ran = hwlab("intake", folder, "--capture-only", "--json")
    assert [line["photos"] for line in ran.of_type("intake")] == [
        [str(folder / "B.JPG")],
        [str(folder / "a.jpeg")],
    ]
    assert ran.code == 0


def test_a_dash_stands_for_names_on_stdin(hwlab: Hwlab, folder: Path, notebook: LabelPhoto) -> None:
    names = f"{notebook.path}\r\n\n{folder}\n{folder / 'no.jpg'}"
    ran = hwlab("intake", "-", "--capture-only", "--json", stdin=names)
    assert ran.code == 3
    assert [line["photos"][0] for line in ran.of_type("intake")] == [
        *(str(notebook.path), str(folder / "B.JPG"), str(folder / "a.jpeg"))
    ]
    assert ran.of_type("error")[0]["item"] == str(folder / "no.jpg")


def test_names_on_stdin_may_be_any_bytes(hwlab: Hwlab, tmp_path: Path, card: LabelPhoto) -> None:
    name = os.fsencode(tmp_path) + b"/f\xfcr.jpg"
    try:
        Path(os.fsdecode(name)).write_bytes(card.path.read_bytes())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    ran = hwlab("intake", "-", "--capture-only", "--json", stdin=name + b"\n")
    assert ran.code == 0
    assert ran.of_type("intake")[0]["photos"] == [f"{tmp_path}/f\\xfcr.jpg"]


def test_nothing_on_stdin_takes_nothing_in(hwlab: Hwlab) -> None:
    ran = hwlab("intake", "-", "--json", stdin="")
    assert ran.lines == [ran.summary]
    assert ran.summary["taken"] == 0


def test_a_dry_run_writes_nothing_at_all(
    hwlab: Hwlab, home: Path, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    ran = hwlab("intake", "--dry-run", notebook.path, sticker.path, "--json")
    ready, held = ran.of_type("device")
    assert ran.code == 10
    assert ready["serial"] == notebook.truth["serial"]
    assert [op["kind"] for op in ready["ops"]] == ["create_device", "attach_photo"]
    assert ready["ops"][0]["body"]["serial"] == notebook.truth["serial"]
    assert [op["state"] for op in held["ops"]] == ["held", "ready"]
    assert not home.exists()
    for_people = hwlab("intake", "--dry-run", sticker.path)
    assert "dry run: nothing was written" in for_people.out
    assert "would be held: the manufacturer is unknown" in for_people.out
    assert not home.exists()


def test_a_dry_run_beside_a_log_says_what_is_known(
    hwlab: Hwlab,
    notebook: LabelPhoto,
    card: LabelPhoto,
    everything_in: Callable[[], dict[str, bytes]],
) -> None:
    hw_id = hwlab("intake", notebook.path, "--json").lines[0]["hw_id"]
    before = everything_in()
    ran = hwlab("intake", "--dry-run", notebook.path, card.path, "--json")
    assert [line["known"] for line in ran.of_type("device")] == [[hw_id], []]
    assert f"taken in before, as {hw_id}" in hwlab("intake", "--dry-run", notebook.path).out
    assert everything_in() == before


def test_identify_queues_nothing(hwlab: Hwlab, home: Path, notebook: LabelPhoto) -> None:
    ran = hwlab("identify", notebook.path)
    assert notebook.truth["serial"] in ran.out
    assert "nothing was queued" in ran.out
    assert not home.exists()


def test_identify_one_joins_photos(hwlab: Hwlab, two_looks: list[LabelPhoto]) -> None:
    paths = [look.path for look in two_looks]
    (line,) = hwlab("identify", "--one", *paths, "--json").lines
    assert line["photos"] == [str(path) for path in paths]


def test_capture_only_leaves_the_rest_to_a_replay(
    hwlab: Hwlab, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    ran = hwlab("intake", "--capture-only", notebook.path, sticker.path, "--json")
    assert ran.code == 0
    assert [line["identification"] for line in ran.of_type("intake")] == [None, None]
    assert (ran.summary["taken"], ran.summary["queued"]) == (2, 2)
    first = ran.of_type("intake")[0]["hw_id"]
    only = hwlab("queue", "replay", "--only", first, "--json")
    assert [op["hw_id"] for op in only.of_type("op")] == [first]
    assert only.code == 0
    rest = hwlab("queue", "replay", "--limit", "5", "--jobs", "2", "--json")
    assert len(rest.of_type("op")) == 1
    assert rest.code == 10
    states = [line["state"] for line in hwlab("queue", "list", "--json").lines]
    assert states == ["ready", "held"]


def test_an_interrupted_intake_is_finished_by_taking_it_in_again(
    hwlab: Hwlab, notebook: LabelPhoto
) -> None:
    hw_id = hwlab("intake", "--capture-only", notebook.path, "--json").lines[0]["hw_id"]
    ran = hwlab("intake", notebook.path, "--json")
    (intake,) = ran.of_type("intake")
    assert intake["hw_id"] == hw_id
    assert intake["identification"]["serial"] == notebook.truth["serial"]
    assert (ran.code, ran.summary["taken"], ran.summary["known"]) == (0, 0, 1)


def test_several_at_once_are_the_same_as_one_after_the_other(
    hwlab: Hwlab, notebook: LabelPhoto, card: LabelPhoto, sticker: LabelPhoto
) -> None:
    photos = [notebook, card, sticker]
    ran = hwlab("intake", "--jobs", "3", *[photo.path for photo in photos], "--json")
    models = {line["photos"][0]: line["identification"] for line in ran.of_type("intake")}
    for photo in photos:
        fields = models[str(photo.path)]
        assert fields["model"] == photo.truth.get("model")
        assert fields["serial"] == photo.truth.get("serial")
    assert hwlab("queue", "check").code == 0


@pytest.mark.parametrize(("unproven", "state"), [("hold", "held"), ("note", "ready")])
def test_an_unproven_serial_is_held_or_noted_and_never_sent(
    hwlab: Hwlab,
    monkeypatch: pytest.MonkeyPatch,
    notebook: LabelPhoto,
    unproven: str,
    state: str,
) -> None:
    from hwlab_cli.identify import label
    from hwlab_cli.model import Identification, IdentifiedField

    def doubtful(_readings: object) -> Identification:
        return Identification(
            manufacturer="Dell",
            model="R730",
            serial="SEEN0NCE",
            proven=[IdentifiedField.MANUFACTURER, IdentifiedField.MODEL],
            recognizer="label",
        )

    monkeypatch.setattr(label, "identify", doubtful)
    monkeypatch.setenv("HWLAB_INTAKE_UNPROVEN", unproven)
    hw_id = hwlab("intake", notebook.path, "--json").lines[0]["hw_id"]
    (line,) = hwlab("queue", "show", hw_id, "--json").lines
    assert line["state"] == state
    assert line["identification"]["serial"] == "SEEN0NCE"
    assert line["ops"][1]["body"]["serial"] is None


def test_a_fault_of_ours_leaves_the_others_their_turn(
    hwlab: Hwlab, monkeypatch: pytest.MonkeyPatch, notebook: LabelPhoto, card: LabelPhoto
) -> None:
    from hwlab_cli import pipeline
    from hwlab_cli.identify.looked import Looked
    from hwlab_cli.known_types import KnownTypes
    from hwlab_cli.photos.load import Photo

    really = pipeline.look

    def look(photos: list[Photo], types: KnownTypes, **more: Any) -> Looked:
        if photos[0].name == str(notebook.path):
            raise ZeroDivisionError("what nobody foresaw")
        return really(photos, types, **more)

    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "look", look)
        ran = hwlab("intake", notebook.path, card.path, "--json")
    assert ran.code == 1
    (error,) = ran.of_type("error")
    assert "ZeroDivisionError: what nobody foresaw" in error["message"]
    assert "Traceback" not in ran.err
    by_photo = {line["photos"][0]: line for line in ran.of_type("intake")}
    assert by_photo[str(card.path)]["identification"]["model"] == card.truth["model"]
    assert by_photo[str(notebook.path)]["state"] == "ready"
    assert hwlab("queue", "replay").code == 0
    assert hwlab("queue", "list", "--json").lines[0]["identification"]["model"]
