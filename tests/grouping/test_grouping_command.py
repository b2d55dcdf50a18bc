"""`hwlab intake --group auto`: what it shows, what it takes in, and what it leaves apart."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto
from dated_photos import coded, dated, front
from reviewing_terminal import Terminal

from hwlab_cli.grouping.looking import glanced
from hwlab_cli.grouping.rule import grouped
from hwlab_cli.grouping.sorting import known_shot
from hwlab_cli.model import Reading
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo

SERIAL = "SN=QBZ22012989"


@pytest.fixture(scope="session")
def _roll(tmp_path_factory: pytest.TempPathFactory, notebook: LabelPhoto) -> Path:
    roll = tmp_path_factory.mktemp("roll")
    dated(front(1), roll / "1.jpg", 0)
    dated(notebook.path, roll / "2.jpg", 4)
    dated(coded(SERIAL), roll / "3.jpg", 60.2)
    dated(coded(f"{SERIAL};MAC=00:0D:5D:C1:71:49"), roll / "4.jpg", 600)
    dated(front(2), roll / "5.jpg", 700)
    return roll


@pytest.fixture
def roll(_roll: Path, tmp_path: Path) -> Path:
    """Photos of three devices: a front and its label, two codes of one serial, and a front."""
    shutil.copytree(_roll, tmp_path / "roll")
    return tmp_path / "roll"


THREE = [["1.jpg", "2.jpg"], ["3.jpg", "4.jpg"], ["5.jpg"]]


def base_names(photos: list[str]) -> list[str]:
    return [Path(photo).name for photo in photos]


def test_a_dry_run_shows_the_groups_then_the_devices_and_queues_nothing(
    hwlab: Hwlab, home: Path, roll: Path, notebook: LabelPhoto
) -> None:
    ran = hwlab("intake", "--group", "auto", "--dry-run", "--json", roll)
    groups = ran.of_type("group")
    assert [base_names(group["photos"]) for group in groups] == THREE
    assert [base_names(device["photos"]) for device in ran.of_type("device")] == THREE
    assert ran.lines[: len(groups)] == groups
    assert [group["by"] for group in groups] == [["time"], ["serial"], []]
    assert [group["number"] for group in groups] == [1, 2, 3]
    assert groups[0]["names"] == {"serial": [notebook.truth["serial"]]}
    assert groups[1]["names"] == {"serial": ["QBZ22012989"], "mac": ["000D5DC17149"]}
    assert [device["serial"] for device in ran.of_type("device")] == [
        notebook.truth["serial"],
        "QBZ22012989",
        None,
    ]
    assert not home.exists()


def test_people_see_the_groups_before_each_is_taken_in(hwlab: Hwlab, roll: Path) -> None:
    ran = hwlab("intake", "--group", "auto", "--capture-only", roll)
    assert ran.code == 0
    assert ran.out.startswith(f"3 devices on 5 photos in {roll}:\n   1  ")
    assert "taken one after the other" in ran.out.splitlines()[1]
    listed = hwlab("queue", "list", "--json").lines
    assert [base_names(one["photos"]) for one in listed] == THREE


def test_no_photo_is_read_twice_for_being_grouped(
    hwlab: Hwlab, roll: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: Counter[str] = Counter()
    really = readings.read

    def read(photo: Photo) -> list[Reading]:
        times[Path(photo.name).name] += 1
        return really(photo)

    monkeypatch.setattr(readings, "read", read)
    ran = hwlab("intake", "--group", "auto", "--json", roll)
    assert (ran.summary["taken"], ran.code) == (3, 10)
    assert times == Counter(name for group in THREE for name in group)


def test_what_was_taken_in_before_stands_between_what_is_new(hwlab: Hwlab, roll: Path) -> None:
    new = [roll / "1.jpg", roll / "5.jpg"]
    hwlab("intake", "--each", "--capture-only", *[roll / f"{number}.jpg" for number in (2, 3, 4)])
    dated(front(3), roll / "6.jpg", 702)
    ran = hwlab("intake", "--group", "auto", "--capture-only", "--json", roll)
    groups = [base_names(group["photos"]) for group in ran.of_type("group")]
    # Of the two intakes that have one serial nothing is said but that they are there.
    assert groups == [["1.jpg", "2.jpg"], ["3.jpg"], ["4.jpg"], ["5.jpg", "6.jpg"]]
    assert [bool(group["known"]) for group in ran.of_type("group")] == [True, True, True, False]
    assert (ran.summary["taken"], ran.summary["known"], ran.summary["failed"]) == (2, 3, 0)
    taken = [line for line in ran.of_type("intake") if not line["known"]]
    assert [base_names(line["photos"]) for line in taken] == [["1.jpg"], ["5.jpg", "6.jpg"]]
    assert new[0].exists()


def test_a_folder_of_folders_is_entered_and_each_is_a_device(
    hwlab: Hwlab, tmp_path: Path, notebook: LabelPhoto
) -> None:
    shelf = tmp_path / "shelf"
    for place in ("upper/a", "upper/b", "lower/c", "2026-03-14/d", "2026-03-14/e", ".trash/f"):
        dated(front(len(place)), (shelf / place).with_suffix(".jpg"), 1000.0 * ord(place[-1]))
    dated(notebook.path, shelf / "g.jpg", 0)
    ran = hwlab("intake", "--group", "auto", "--capture-only", "--json", shelf)
    groups = {tuple(base_names(group["photos"])): group["by"] for group in ran.of_type("group")}
    assert groups == {
        ("a.jpg", "b.jpg"): ["folder"],
        ("c.jpg",): [],
        ("d.jpg",): [],
        ("e.jpg",): [],
        ("g.jpg",): [],
    }


def test_copies_and_what_is_broken_are_told_of_once(
    hwlab: Hwlab, roll: Path, tmp_path: Path
) -> None:
    shutil.copy(roll / "1.jpg", roll / "a copy.jpg")
    (roll / "broken.jpg").write_bytes((roll / "2.jpg").read_bytes()[:900])
    ran = hwlab("intake", "--group", "auto", "--capture-only", "--json", roll, tmp_path / "no.jpg")
    assert ran.code == 3
    assert [Path(error["item"]).name for error in ran.of_type("error")] == ["no.jpg", "broken.jpg"]
    assert (ran.summary["taken"], ran.summary["known"], ran.summary["failed"]) == (3, 1, 2)


@pytest.mark.parametrize(
    "options",
    [["--one"], ["--each"], ["--into", "HW-4F7K2M98"]],
    ids=lambda options: options[0],
)
def test_groupings_that_contradict_each_other(
    hwlab: Hwlab, roll: Path, options: list[str], home: Path
) -> None:
    ran = hwlab("intake", "--group", "auto", *options, roll, "--json")
    assert ran.code == 2
    (error,) = ran.of_type("error")
    assert options[0] in error["message"]
    assert "--group auto" in error["message"]
    assert not home.exists()


def test_the_long_form_of_one_and_each(hwlab: Hwlab, two_looks: list[LabelPhoto]) -> None:
    paths = [look.path for look in two_looks]
    ran = hwlab("intake", "--group", "each", "--capture-only", "--json", *paths)
    assert [len(line["photos"]) for line in ran.of_type("intake")] == [1, 1]
    ran = hwlab("intake", "--group", "one", "--again", "--capture-only", "--json", *paths)
    assert [len(line["photos"]) for line in ran.of_type("intake")] == [2]


def test_a_person_is_asked_before_groups_are_taken_in(home: Path, tmp_path: Path) -> None:
    roll = [dated(front(number), tmp_path / f"{number}.jpg", 100.0 * number) for number in (1, 2)]
    with Terminal(["intake", "--group", "auto", "--capture-only", *roll]) as terminal:
        terminal.sees("2 devices on 2 photos")
        terminal.sees("take them in so? (y/n)")
        terminal.types("n\r")
        terminal.sees("nothing was taken in")
        assert terminal.ends() == 0
    assert not home.exists()


def test_a_copy_of_what_is_taken_in_again_is_not_taken_in_twice(
    hwlab: Hwlab, tmp_path: Path
) -> None:
    photo = dated(front(1), tmp_path / "1.jpg", 0)
    shutil.copy(photo, tmp_path / "2.jpg")
    for more in ((), ("--again",)):
        ran = hwlab("intake", "--group", "auto", "--capture-only", "--json", *more, tmp_path)
        assert (ran.code, ran.summary["taken"]) == (0, 1)


def test_a_known_photo_of_several_devices_parts_its_burst(tmp_path: Path) -> None:
    roll = [dated(front(number), tmp_path / f"{number}.jpg", 4 * number) for number in range(3)]
    shots = [glanced(load.read(path, 200), path) for path in roll]
    some: set[str] = set()
    for count in (1, 3):
        sha256, known = known_shot(roll[1], lambda _: "HW-4F7K2M9Q", some.__contains__)
        some.add(sha256)
        assert known is not None
        shots[1] = known
        assert len(grouped(shots, 10)) == count
