"""Two tiers, and two runs, compared."""

from pathlib import Path

import pytest
from conftest import Hwlab
from evaluation_folder import Folder
from vision_desk import answer, configure, desk
from vision_server import ScriptedServer, says


def test_two_tiers_are_compared(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer
) -> None:
    inventor.plays(says(answer(manufacturer="Cisco")), says("I can't tell."))
    configure(home, desk(inventor.url))
    ran = hwlab("eval", shelf.path, "--compare", "label", "desk", "--json")
    (line,) = ran.of_type("comparison")
    assert (line["first"], line["second"], line["devices"]) == ("label", "desk", 3)
    assert (line["better"], line["worse"]) == ([], list(shelf.truth)[1:])
    assert line["p"] == 0.5
    assert line["fields"]["serial"]["worse"] == line["worse"]
    told = " ".join(hwlab("eval", shelf.path, "--compare", "label", "desk").out.split())
    assert "0 better, 2 worse: it may be chance (p = 0.50); fewer than 6" in told


def test_two_runs_are_compared(
    hwlab: Hwlab, home: Path, shelf: Folder, inventor: ScriptedServer, tmp_path: Path
) -> None:
    configure(home, desk(inventor.url))
    runs = []
    for nth, said in enumerate(["I can't tell.", answer(manufacturer="Cisco")]):
        inventor.plays(says(said))
        ran = hwlab("eval", shelf.path, "--tier", "desk", "--fresh", "--json")
        runs.append(tmp_path / f"{nth}.jsonl")
        runs[-1].write_text(ran.out, encoding="utf-8")
    ran = hwlab("eval", "--compare", *runs, "--json")
    assert ran.code == 0
    (line,) = ran.lines
    assert (line["better"], line["worse"]) == (list(shelf.truth), [])
    assert line["first"] == f"{runs[0]}: desk"
    # Of another truth there is nothing to compare.
    shelf.write(**{name: {"serial": "A"} for name in shelf.truth})
    runs[1].write_text(hwlab("eval", shelf.path, "--tier", "desk", "--json").out, encoding="utf-8")
    assert hwlab("eval", "--compare", *runs).code == 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no results"),
        ('{"type": "summary"}', "no results"),
        ("nonsense", "line 1"),
        ('{"type": "summary"}\n{"type": "evaluated"}', "line 2"),
        ("[]", "line 1"),
        ("7", "line 1"),
        ('{"type": "evaluated", "fields": {"x": {}}}', "line 1"),
    ],
)
def test_what_is_no_run_is_told(hwlab: Hwlab, tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(text, encoding="utf-8")
    ran = hwlab("eval", "--compare", file, file, "--json")
    assert (ran.code, what in ran.lines[0]["message"]) == (2, True)
    assert hwlab("eval", "--compare", file, tmp_path / "nowhere").code in {2, 9}
