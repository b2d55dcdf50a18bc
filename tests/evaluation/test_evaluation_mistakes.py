"""`hwlab eval` where something is wrong: it is told before anything is asked."""

from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto
from evaluation_folder import Folder
from vision_desk import NOWHERE, configure, desk
from vision_server import ScriptedServer


def test_a_broken_truth_file_is_told_whole_and_nobody_is_asked(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    configure(home, desk(inventor.url))
    first, second = list(shelf.truth)[:2]
    shelf.write(**{first: {"serail": "A"}, second: {"serial": 7}})
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 2
    assert [line["type"] for line in ran.lines] == ["error", "error"]
    assert all("line 1" in line["item"] for line in ran.lines)
    assert inventor.seen == []


def test_photos_that_are_not_there_or_none_leave_the_rest(hwlab: Hwlab, shelf: Folder) -> None:
    (shelf.path / "junk.jpg").write_bytes(b"no photo")
    shelf.write(**{"gone.jpg": {"serial": "A"}, "junk.jpg": {"serial": "B"}})
    ran = hwlab("eval", shelf.path, "--json")
    assert ran.code == 3
    items = [line["item"] for line in ran.of_type("error")]
    assert items == [str(shelf.path / "gone.jpg"), str(shelf.path / "junk.jpg")]
    assert ran.summary["results"] == 3
    shelf.truth.clear()
    shelf.write(**{"gone.jpg": {"serial": "A"}})
    assert hwlab("eval", shelf.path).code == 4


def test_photos_without_truth_are_told_of(hwlab: Hwlab, shelf: Folder, card: LabelPhoto) -> None:
    (shelf.path / "more.jpg").write_bytes(card.path.read_bytes())
    ran = hwlab("eval", shelf.path, "--limit", "1")
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
    hwlab: Hwlab, home: Path, shelf: Folder, arguments: tuple[str, ...], code: int, hint: str
) -> None:
    ran = hwlab("eval", shelf.path, *arguments, "--json")
    assert ran.code == code
    (error,) = ran.lines
    assert hint in error["hint"]
    assert not home.exists()


def test_a_tier_of_the_name_of_all_is_refused(hwlab: Hwlab, home: Path, shelf: Folder) -> None:
    configure(home, desk(NOWHERE, name="together"))
    assert hwlab("eval", shelf.path).code == 12


def test_without_a_folder_there_is_nothing_to_do(hwlab: Hwlab, tmp_path: Path) -> None:
    ran = hwlab("eval", "--json")
    assert (ran.code, ran.lines[0]["item"]) == (2, "DIR")
    assert hwlab("eval", tmp_path / "nowhere").code == 9
    assert hwlab("eval", tmp_path).code == 9
